//! Defects of profiles.
//!
//! The first profile of each image stays as it is: so every image can still be deployed, and no rule
//! about whole images has anything to say.

use std::collections::HashSet;

use serde_json::Value;

use super::{Sower, is_custom, list_of, set, text_of};

/// Every profile but the first of each image, with its pointer.
fn spare_profiles(response: &mut Value) -> impl Iterator<Item = (String, &mut Value)> {
    list_of(response, "items").iter_mut().enumerate().flat_map(|(image_index, image)| {
        list_of(image, "profiles").iter_mut().enumerate().skip(1).map(move |(index, profile)| {
            (format!("/items/{image_index}/profiles/{index}"), profile)
        })
    })
}

/// Sets a flag and says that the profile cannot be deployed because of it.
fn block(profile: &mut Value, flag: &str) {
    if let Some(checks) = profile.get_mut("readyCheck") {
        set(checks, flag, true);
    }
    set(profile, "deployStatus", "notReady");
}

/// A Windows profile without a boot file. Profiles with a custom boot file are left alone,
/// for nothing would use that file any more.
pub fn missing_winpe(response: &mut Value, sower: &mut Sower) {
    let custom: HashSet<String> = list_of(response, "bootFiles")
        .iter()
        .filter(|file| is_custom(file))
        .map(|file| text_of(file, "id").to_owned())
        .collect();
    for (pointer, profile) in spare_profiles(response) {
        let is_windows = text_of(profile, "id").starts_with("win");
        let keeps_custom_file = boot_file_ids(profile)
            .is_some_and(|ids| ids.iter().filter_map(Value::as_str).any(|id| custom.contains(id)));
        if !is_windows || keeps_custom_file || !sower.takes(&pointer) {
            continue;
        }
        block(profile, "noWinpe");
        if let Some(ids) = boot_file_ids(profile) {
            ids.clear();
        }
        sower.note(format!("{pointer}/readyCheck/noWinpe"));
    }
}

/// The ids of a profile's boot files, where it has options that hold them.
fn boot_file_ids(profile: &mut Value) -> Option<&mut Vec<Value>> {
    profile.pointer_mut("/customizationOptions/bootOptions/bootFileIds")?.as_array_mut()
}

/// A SLES profile that needs a kISO image which is not there, or of which nothing is said.
pub fn kiso_required(response: &mut Value, sower: &mut Sower) {
    for (pointer, profile) in spare_profiles(response) {
        if !text_of(profile, "id").starts_with("sles") || !sower.takes(&pointer) {
            continue;
        }
        block(profile, "requiresThinksystemKiso");
        let is_said = sower.rng.bool();
        if let Some(checks) = profile.get_mut("readyCheck").and_then(Value::as_object_mut) {
            checks.remove("missingThinksystemKiso");
            if is_said {
                checks.insert("missingThinksystemKiso".to_owned(), Value::Bool(true));
            }
        }
        sower.note(format!("{pointer}/readyCheck/requiresThinksystemKiso"));
    }
}

/// A profile that only holds a place.
pub fn placeholder_profile(response: &mut Value, sower: &mut Sower) {
    for (pointer, profile) in spare_profiles(response) {
        if sower.takes(&pointer) {
            block(profile, "isPlaceholder");
            sower.note(format!("{pointer}/readyCheck/isPlaceholder"));
        }
    }
}
