//! What differs from the reference and has no effect: reported once for all places in a response.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::facts::{CONFIG, DRIVER, FILE_KINDS, entries};
use super::profiles::spare_profiles;
use super::{Injector, append, is_custom, list_of, set, set_flag, text_of};

/// An attribute of profiles that the document does not list.
pub fn undocumented_in_profile(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set(target.profile, "rackUnits", 2);
            injector.note_once("profile", format!("{}/rackUnits", target.pointer));
        }
    }
}

/// An attribute of an entry of a list that the document does not list.
pub fn undocumented_in_entry(response: &mut Value, injector: &mut Injector, list: &str) {
    for (index, entry) in list_of(response, list).iter_mut().enumerate() {
        let place = format!("/{list}/{index}");
        if injector.draws(4.0) && injector.claims(&[&place]) {
            set(entry, "checksum", "3f786850e387550fdab836ed7e6dc881de23001b");
            injector.note_once(list, format!("{place}/checksum"));
        }
    }
}

/// An attribute of the response that the document does not list.
pub fn undocumented(response: &mut Value, injector: &mut Injector) {
    if injector.takes_rare("/serverUuid") {
        set(response, "serverUuid", "C0FFEE");
        injector.note_once("response", "/serverUuid".to_owned());
    }
}

/// Gives an attribute of an object another name.
fn rename(object: &mut Value, old: &str, new: &str) -> bool {
    let value = object.as_object_mut().and_then(|object| object.remove(old));
    let is_there = value.is_some();
    if let Some(value) = value {
        set(object, new, value);
    }
    is_there
}

/// An attribute of drivers under a name that is nearly right.
pub fn misspelled_in_driver(response: &mut Value, injector: &mut Injector) {
    for (index, driver) in list_of(response, DRIVER.list).iter_mut().enumerate() {
        let place = format!("/{}/{index}", DRIVER.list);
        if injector.takes(&place) && rename(driver, "devicetype", "devictype") {
            injector.note_once("devictype", format!("{place}/devictype"));
        }
    }
}

/// A flag under a name that is nearly right, which counts all the same.
pub fn misspelled_flag(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if !injector.takes(&target.pointer) {
            continue;
        }
        set_flag(target.profile, "isPlaceholder", true);
        set(target.profile, "deployStatus", "notReady");
        let checks = target.profile.get_mut("readyCheck");
        if checks.is_some_and(|checks| rename(checks, "isPlaceholder", "isPlacehoder")) {
            let flag = format!("{}/readyCheck/isPlacehoder", target.pointer);
            injector.note_once("isPlacehoder", flag.clone());
            injector.note_for("placeholder-profile", flag);
        }
    }
}

/// The older flag of a profile on the security mode, which says what the newer one says.
pub fn deprecated(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set(target.profile, "isAllowedInCurrentSecurityMode", true);
            injector.note_once("", format!("{}/isAllowedInCurrentSecurityMode", target.pointer));
        }
    }
}

/// The list of drivers of a server before 1.3.0.
pub fn unsupported(response: &mut Value, injector: &mut Injector) {
    if injector.takes_rare("/drivers") {
        set(response, "drivers", json!([]));
        injector.note("/drivers".to_owned());
    }
}

/// A status as GET /hostPlatforms spells it.
pub fn spelling_of_status(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set_flag(target.profile, "isPlaceholder", true);
            set(target.profile, "deployStatus", "Not Ready");
            injector.note_once("status", format!("{}/deployStatus", target.pointer));
            let flag = format!("{}/readyCheck/isPlaceholder", target.pointer);
            injector.note_for("placeholder-profile", flag);
        }
    }
}

/// The type of a profile with a capital.
pub fn spelling_of_type(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if is_custom(target.profile) && injector.takes(&target.pointer) {
            set(target.profile, "type", "Custom");
            injector.note_once("type", format!("{}/type", target.pointer));
        }
    }
}

/// A kind of device that the document does not know.
pub fn unknown_device(response: &mut Value, injector: &mut Injector) {
    for (index, driver) in list_of(response, DRIVER.list).iter_mut().enumerate() {
        let place = format!("/{}/{index}", DRIVER.list);
        if injector.takes(&place) {
            set(driver, "devicetype", "accelerator");
            injector.note_once("device", format!("{place}/devicetype"));
        }
    }
}

/// A system that the document does not know.
pub fn unknown_system(response: &mut Value, injector: &mut Injector) {
    let mut ubuntu = entries(response, "supportedImages").iter();
    let ubuntu = ubuntu.rfind(|entry| text_of(entry, "name") == "ubuntu").cloned();
    let Some(mut entry) = ubuntu else { return };
    if injector.takes_rare("/supportedImages") {
        for kind in FILE_KINDS {
            set(&mut entry, kind.flag, "false");
            set(&mut entry, kind.releases, json!([]));
            if entry.get(kind.extensions).is_some() {
                set(&mut entry, kind.extensions, json!([]));
            }
        }
        set(&mut entry, "displayName", "Rocky Linux");
        set(&mut entry, "name", "rocky");
        let place = append(response, "supportedImages", entry);
        injector.note_once("system", format!("{place}/name"));
    }
}

/// Flags that are booleans. It has to come after everything that looks at flags.
pub fn boolean_flags(response: &mut Value, injector: &mut Injector) {
    for (index, entry) in list_of(response, "supportedImages").iter_mut().enumerate() {
        for kind in FILE_KINDS {
            let pointer = format!("/supportedImages/{index}/{}", kind.flag);
            if injector.draws(4.0) && injector.claims(&[&pointer]) {
                let is_on = text_of(entry, kind.flag) == "true";
                set(entry, kind.flag, is_on);
                injector.note_once(kind.flag, pointer);
            }
        }
    }
}

/// A profile whose id and name hold a comma.
pub fn comma_in_profile(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            for key in ["id", "name"] {
                let text = format!("{}_web,db", text_of(target.profile, key));
                set(target.profile, key, text);
            }
            injector.note(format!("{}/id", target.pointer));
        }
    }
}

/// An image whose id holds a comma.
pub fn comma_in_image(response: &mut Value, injector: &mut Injector) {
    let mut times: HashMap<String, usize> = HashMap::new();
    for image in entries(response, "items") {
        *times.entry(text_of(image, "id").to_owned()).or_default() += 1;
    }
    for (index, image) in list_of(response, "items").iter_mut().enumerate() {
        let place = format!("/items/{index}");
        // An id that stands twice goes on doing so.
        if times.get(text_of(image, "id")) == Some(&1) && injector.takes(&place) {
            let id = text_of(image, "id").replace('|', ",2|");
            set(image, "id", id);
            injector.note(format!("{place}/id"));
        }
    }
}

/// A settings file whose id holds a comma, and which nobody uses.
pub fn comma_in_file(response: &mut Value, injector: &mut Injector) {
    for index in 0..entries(response, CONFIG.list).len() {
        let file = &entries(response, CONFIG.list)[index];
        let place = format!("/{}/{index}", CONFIG.list);
        let stands_alone = text_of(file, "associatedFileId").is_empty();
        // The place stays as it is, but nothing may have been injected there.
        if !stands_alone || !injector.draws(2.0) || !injector.claims(&[place]) {
            continue;
        }
        let mut unused = file.clone();
        let id = format!("20240131{index:06}_site,lab.json");
        set(&mut unused, "id", id);
        let place = append(response, CONFIG.list, unused);
        injector.note(format!("{place}/id"));
        injector.note_for("unused-file", format!("{place}/id"));
        injector.claims(&[place]);
    }
}
