//! Customization that a system, or a release of it, does not support.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::facts::{DRIVER, FILE_KINDS, FileKind, SCRIPT, entries, files, plain, system_of, uses};
use super::profiles::spare_profiles;
use super::{Injector, append, is_custom, set, text_of};

/// A profile of a system that supports no customization, with drivers.
pub fn nothing_supported(response: &mut Value, injector: &mut Injector) {
    let drivers = files(response, DRIVER.list);
    for target in spare_profiles(response) {
        if target.system() != "esxi" {
            continue;
        }
        let release = target.release();
        let fits = drivers
            .iter()
            .filter(|driver| driver.system == "esxi" && driver.releases.contains(&release));
        let ids: Vec<&str> = fits.take(2).map(|driver| driver.id.as_str()).collect();
        if !ids.is_empty() && injector.draws(4.0) && injector.claims(&[&target.pointer]) {
            let options = json!({ "driverOptions": { "driverFileIds": ids } });
            set(target.profile, "customizationOptions", options);
            // One finding for all of its files.
            injector.note(format!("{}{}/0", target.pointer, DRIVER.ids));
        }
    }
}

/// A RHEL profile with a custom file of a kind that is switched off for RHEL.
pub fn kind_switched_off(response: &mut Value, injector: &mut Injector, kind: &FileKind) {
    let Some(sample) = entries(response, kind.list).iter().find(|file| is_custom(file)).cloned()
    else {
        return;
    };
    let (options_key, ids_key) = match kind.list == SCRIPT.list {
        true => ("installScriptOptions", "scriptFileIds"),
        false => ("customSoftwareOptions", "customSoftwareIds"),
    };
    let mut files = Vec::new();
    for target in spare_profiles(response) {
        let is_rhel = target.system() == "rhels";
        let options = target.profile.get_mut("customizationOptions");
        let Some(options) = options.filter(|options| options.is_object()) else { continue };
        if is_rhel && injector.draws(3.0) && injector.claims(&[&target.pointer]) {
            let mut file = sample.clone();
            let id = format!("20240131{:06}_first_boot.sh", files.len());
            set(&mut file, "os", "rhels");
            if file.get("osrelease").is_some() {
                set(&mut file, "osrelease", "");
            }
            set(options, options_key, json!({ ids_key: [id] }));
            set(&mut file, "id", id);
            files.push(file);
            injector.note(format!("{}{}/0", target.pointer, kind.ids));
        }
    }
    for file in files {
        let place = append(response, kind.list, file);
        injector.claims(&[place]);
    }
}

/// A custom file that is for another release than that of the profiles which use it. It has to come
/// after everything that changes which profile uses what.
pub fn file_of_other_release(response: &mut Value, injector: &mut Injector) {
    for kind in FILE_KINDS {
        let users = uses(response, kind);
        for file in files(response, kind.list).into_iter().filter(|file| file.is_custom) {
            let pointer = format!("{}/osrelease", file.place);
            let Some(osrelease) = response.pointer_mut(&pointer) else { continue };
            if injector.takes(&file.place) {
                *osrelease = Value::from("99.1, 99.2");
                for used in users.get(&file.id).into_iter().flatten() {
                    injector.note(format!("{}{}", used.profile, used.id));
                }
            }
        }
    }
}

/// A release of which custom files of a kind are no longer supported. It has to come after
/// everything that changes which profile uses what.
pub fn release_switched_off(response: &mut Value, injector: &mut Injector, kind: &FileKind) {
    let users = uses(response, kind);
    let custom = files(response, kind.list).into_iter().filter(|file| file.is_custom);
    let custom: Vec<_> = custom.collect();
    for index in 0..entries(response, "supportedImages").len() {
        let place = format!("/supportedImages/{index}/{}", kind.releases);
        let entry = &entries(response, "supportedImages")[index];
        let system = system_of(text_of(entry, "name"));
        if text_of(entry, kind.flag) != "true" || !injector.takes_rare(&place) {
            continue;
        }
        // A file that stands twice is one file.
        let ids: BTreeSet<&str> = custom
            .iter()
            .filter(|file| file.system == system)
            .map(|file| file.id.as_str())
            .collect();
        let used: Vec<_> = ids.into_iter().filter_map(|id| users.get(id)).flatten().collect();
        let Some(gone) = injector.rng.choice(used.iter()).map(|used| used.release.clone()) else {
            continue;
        };
        if let Some(list) = response.pointer_mut(&place).and_then(Value::as_array_mut) {
            list.retain(|release| release.as_str().map(plain).as_ref() != Some(&gone));
        }
        for used in used.iter().filter(|used| used.system == system && used.release == gone) {
            injector.note(format!("{}{}", used.profile, used.id));
        }
    }
}
