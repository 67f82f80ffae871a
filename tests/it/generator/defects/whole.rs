//! Defects of a response as a whole, each once at most.

use serde_json::{Value, json};

use super::{Injector, remove, set};

/// The user who saved it may not deploy.
pub fn not_authorized(response: &mut Value, injector: &mut Injector) {
    if injector.takes_rare("/isAuthorized") {
        set(response, "isAuthorized", false);
        injector.note("/isAuthorized".to_owned());
    }
}

/// Another number of images than there are.
pub fn image_count(response: &mut Value, injector: &mut Injector) {
    if injector.takes_rare("/number") {
        let number = response["number"].as_u64().unwrap_or(0);
        set(response, "number", number + 1);
        injector.note("/number".to_owned());
    }
}

/// A total that the parts of the disk usage do not add up to.
pub fn disk_usage(response: &mut Value, injector: &mut Injector) {
    if injector.takes_rare("/diskUsage") {
        let usage = &mut response["diskUsage"];
        let total = usage["totalDiskUsage"].as_u64().unwrap_or(0);
        set(usage, "totalDiskUsage", total + 4_096);
        injector.note("/diskUsage/totalDiskUsage".to_owned());
    }
}

/// The server says that the request failed, and why or not; or it says something else.
pub fn message(response: &mut Value, injector: &mut Injector, result: &str, has_message: bool) {
    // There are three of these kinds for one place: the first leaves it to the others most often.
    if !injector.draws(20.0) || !injector.claims(&["/result"]) {
        return;
    }
    set(response, "result", result);
    if has_message {
        let message = json!({
            "explanation": "The repository is being refreshed.",
            "id": "FQXHMFC0003M",
            "recovery": { "text": "Wait and try again.", "URL": "" },
            "text": "The list of images could not be read in full.",
        });
        set(response, "messages", json!([message]));
        injector.note("/messages/0/text".to_owned());
    } else {
        remove(response, "messages");
        injector.note("/result".to_owned());
    }
}
