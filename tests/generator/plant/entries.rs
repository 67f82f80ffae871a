//! Defects of the entries of `supportedImages`.

use serde_json::Value;

use super::{Sower, list_of, set, text_of};

/// The flags that have to be "false" for RHEL.
const FORBIDDEN_FOR_RHEL: [&str; 2] = ["allowCustomConfigFile", "allowCustomUnattendFile"];

/// RHEL is said to support custom settings or custom unattend files.
pub fn rhels_config_flags(response: &mut Value, sower: &mut Sower) {
    for (index, entry) in list_of(response, "supportedImages").iter_mut().enumerate() {
        if text_of(entry, "name") != "rhels" {
            continue;
        }
        for flag in FORBIDDEN_FOR_RHEL {
            let pointer = format!("/supportedImages/{index}/{flag}");
            if sower.takes(&pointer) {
                set(entry, flag, "true");
                sower.note(pointer);
            }
        }
    }
}
