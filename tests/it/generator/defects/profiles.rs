//! Defects of profiles.
//!
//! The first profile of each image stays as it is: so every image can still be deployed, and no rule
//! about whole images has anything to say.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::facts::{BOOT, DRIVER, entries, files, own_release, release_of, system_of};
use super::{Injector, block, is_custom, list_of, remove, set, set_flag, text_of};

/// A profile in which something can be injected.
pub struct Target<'a> {
    /// Its pointer.
    pub pointer: String,
    /// The profile.
    pub profile: &'a mut Value,
    image_release: String,
}

impl Target<'_> {
    /// The name of its system in `supportedImages`.
    pub fn system(&self) -> &'static str {
        system_of(text_of(self.profile, "id"))
    }

    /// Its release, or else its image's, in one spelling.
    pub fn release(&self) -> String {
        release_of(self.profile, &self.image_release)
    }
}

/// Every profile but the first of each image.
pub fn spare_profiles(response: &mut Value) -> impl Iterator<Item = Target<'_>> {
    list_of(response, "items").iter_mut().enumerate().flat_map(|(image_index, image)| {
        let image_release = own_release(image);
        list_of(image, "profiles").iter_mut().enumerate().skip(1).map(move |(index, profile)| {
            Target {
                pointer: format!("/items/{image_index}/profiles/{index}"),
                profile,
                image_release: image_release.clone(),
            }
        })
    })
}

/// A Windows profile without a boot file, said to be ready or not. Profiles with a custom boot file
/// are left alone, for nothing would use that file any more.
pub fn missing_winpe(response: &mut Value, injector: &mut Injector, is_ready: bool) {
    let custom = custom_boot_files(response);
    for target in spare_profiles(response) {
        let keeps_custom_file = BOOT.is_used(target.profile, |id| custom.contains(id));
        if target.system() != "win" || keeps_custom_file || !injector.takes(&target.pointer) {
            continue;
        }
        if let Some(ids) = BOOT.ids_of(target.profile) {
            ids.clear();
        }
        let flag = format!("{}/readyCheck/noWinpe", target.pointer);
        if is_ready {
            set_flag(target.profile, "noWinpe", true);
            injector.note(format!("{}/deployStatus", target.pointer));
            injector.note_for("missing-winpe", flag);
        } else {
            block(target.profile, "noWinpe");
            injector.note(flag);
        }
    }
}

/// A Windows profile that is said to have a WinPE, and names no boot file.
pub fn winpe_without_boot_file(response: &mut Value, injector: &mut Injector) {
    let custom = custom_boot_files(response);
    for target in spare_profiles(response) {
        let keeps_custom_file = BOOT.is_used(target.profile, |id| custom.contains(id));
        if target.system() != "win" || keeps_custom_file {
            continue;
        }
        if let Some(ids) = BOOT.ids_of(target.profile)
            && injector.takes(&target.pointer)
        {
            ids.clear();
            injector.note(format!("{}{}", target.pointer, BOOT.ids));
        }
    }
}

fn custom_boot_files(response: &Value) -> HashSet<String> {
    let files = files(response, BOOT.list).into_iter().filter(|file| file.is_custom);
    files.map(|file| file.id).collect()
}

/// A SLES profile that needs a kISO image which is not there, or of which nothing is said.
pub fn kiso_required(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if target.system() == "sles" && injector.takes(&target.pointer) {
            block(target.profile, "requiresThinksystemKiso");
            let is_said = injector.rng.bool();
            if let Some(checks) = target.profile.get_mut("readyCheck") {
                remove(checks, "missingThinksystemKiso");
                if is_said {
                    set(checks, "missingThinksystemKiso", true);
                }
            }
            injector.note(format!("{}/readyCheck/requiresThinksystemKiso", target.pointer));
        }
    }
}

/// A SLES profile that needs a kISO image, beside the same profile with the kISO.
pub fn kiso_beside(response: &mut Value, injector: &mut Injector) {
    for (at, image) in list_of(response, "items").iter_mut().enumerate() {
        let Some(profiles) = image.get_mut("profiles").and_then(Value::as_array_mut) else {
            continue;
        };
        // Only the profiles that were there: those with the kISO come after them.
        for index in 1..profiles.len() {
            let pointer = format!("/items/{at}/profiles/{index}");
            if system_of(text_of(&profiles[index], "id")) != "sles" || !injector.takes(&pointer) {
                continue;
            }
            let mut twin = profiles[index].clone();
            for key in ["id", "name"] {
                let name = format!("{}-kISO", text_of(&twin, key));
                set(&mut twin, key, name);
            }
            set(&mut twin, "customizationOptions", Value::Null);
            set_flag(&mut twin, "requiresThinksystemKiso", false);
            let profile = &mut profiles[index];
            set_flag(profile, "requiresThinksystemKiso", true);
            set_flag(profile, "missingThinksystemKiso", true);
            set(profile, "deployStatus", "warning");
            injector.note(format!("{pointer}/readyCheck/requiresThinksystemKiso"));
            let place = format!("/items/{at}/profiles/{}", profiles.len());
            injector.claims(&[place]);
            profiles.push(twin);
        }
    }
}

/// A profile that only holds a place.
pub fn placeholder_profile(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            block(target.profile, "isPlaceholder");
            injector.note(format!("{}/readyCheck/isPlaceholder", target.pointer));
        }
    }
}

/// A profile that only holds a place, whose readyCheck is an array of one as older servers send it.
pub fn older_placeholder(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            block(target.profile, "isPlaceholder");
            let checks = target.profile["readyCheck"].take();
            set(target.profile, "readyCheck", json!([checks]));
            injector.note(format!("{}/readyCheck/0/isPlaceholder", target.pointer));
        }
    }
}

/// A profile with the id and the name of the image's first one.
pub fn duplicate_id(response: &mut Value, injector: &mut Injector) {
    for (at, image) in list_of(response, "items").iter_mut().enumerate() {
        let Some([first, others @ ..]) =
            image.get_mut("profiles").and_then(Value::as_array_mut).map(Vec::as_mut_slice)
        else {
            continue;
        };
        for (index, profile) in others.iter_mut().enumerate() {
            let pointer = format!("/items/{at}/profiles/{}", index + 1);
            if injector.takes(&pointer) {
                for key in ["id", "name"] {
                    set(profile, key, text_of(first, key));
                }
                injector.note(format!("{pointer}/id"));
            }
        }
    }
}

/// A profile whose id is not made of its image's name and its own.
pub fn other_id(response: &mut Value, injector: &mut Injector, id: fn(&str, &str) -> String) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            let old = text_of(target.profile, "id");
            let new = old.split_once('|').map(|(image, profile)| id(image, profile));
            set(target.profile, "id", new.unwrap_or_default());
            injector.note(format!("{}/id", target.pointer));
        }
    }
}

/// A profile that disagrees with its image on whether that was changed.
pub fn customized_flag(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            let flag = target.profile["isCustomizedISO"].as_bool().unwrap_or(false);
            set(target.profile, "isCustomizedISO", !flag);
            injector.note(format!("{}/isCustomizedISO", target.pointer));
        }
    }
}

/// A profile whose customType stands for other files than it has.
pub fn custom_type(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        let options = target.profile.get_mut("customizationOptions");
        let Some(custom_type) = options.and_then(|options| options.get_mut("customType")) else {
            continue;
        };
        if injector.takes(&target.pointer) {
            let right = custom_type.as_u64().unwrap_or(1);
            // From 1 to 5, and another one.
            *custom_type = json!((right - 1 + injector.rng.u64(1..5)) % 5 + 1);
            injector.note(format!("{}/customizationOptions/customType", target.pointer));
        }
    }
}

/// A custom profile of a base image, with drivers or a boot file of its own, that calls itself
/// predefined.
pub fn predefined_with_files(response: &mut Value, injector: &mut Injector) {
    let base: HashSet<usize> = entries(response, "items")
        .iter()
        .enumerate()
        .filter(|(_, image)| text_of(image, "type") == "base")
        .map(|(index, _)| index)
        .collect();
    let custom = [&BOOT, &DRIVER].map(|kind| {
        let files = files(response, kind.list).into_iter().filter(|file| file.is_custom);
        (kind, files.map(|file| file.id).collect::<HashSet<String>>())
    });
    for target in spare_profiles(response) {
        let image = target.pointer.split('/').nth(2).and_then(|index| index.parse().ok());
        let times = custom
            .iter()
            .filter(|(kind, ids)| kind.is_used(target.profile, |id| ids.contains(id)))
            .count();
        let is_base = image.is_some_and(|index: usize| base.contains(&index));
        if is_base && times > 0 && is_custom(target.profile) && injector.takes(&target.pointer) {
            set(target.profile, "type", "predefined");
            for _ in 0..times {
                injector.note(format!("{}/type", target.pointer));
            }
        }
    }
}

/// A path for deployed data that does not suit the system, or that it does not allow.
pub fn deploy_path(
    response: &mut Value,
    injector: &mut Injector,
    path: &str,
    suits: fn(&str) -> bool,
) {
    for target in spare_profiles(response) {
        let system = target.system();
        let key = "deployDataAndSoftwareLocation";
        let Some(options) = target.profile.get_mut("customizationOptions") else { continue };
        if options.get(key).is_some() && suits(system) && injector.takes(&target.pointer) {
            set(options, key, path);
            injector.note(format!("{}/customizationOptions/{key}", target.pointer));
        }
    }
}

/// A path for deployed data other than the default, on a system that takes no other.
pub fn path_not_default(response: &mut Value, injector: &mut Injector) {
    let supported = entries(response, "supportedImages").iter();
    let strict = supported.filter(|entry| text_of(entry, "allowCustomPath") == "false");
    let strict: HashSet<String> = strict.map(|entry| text_of(entry, "name").to_owned()).collect();
    for target in spare_profiles(response) {
        let is_strict = strict.contains(target.system());
        let pointer = "/customizationOptions/deployDataAndSoftwareLocation";
        let Some(path) = target.profile.pointer_mut(pointer) else { continue };
        if is_strict && injector.draws(4.0) && injector.claims(&[&target.pointer]) {
            *path = Value::from("/srv/deploy");
            injector.note(format!("{}{pointer}", target.pointer));
        }
    }
}
