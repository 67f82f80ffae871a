//! References to files that are not there, or are of no use to the profile.

use serde_json::{Value, json};

use super::facts::{BOOT, DRIVER, File, FileKind, files};
use super::profiles::spare_profiles;
use super::{Injector, list_of, set};

/// An id of which the generator makes no file.
const NO_FILE: &str = "20240229999999_nowhere.zip";

/// A profile that names a file of a kind which the repository does not have.
pub fn dangling_id(response: &mut Value, injector: &mut Injector, kind: &FileKind) {
    for target in spare_profiles(response) {
        if kind.ids_of(target.profile).is_some()
            && injector.takes(&target.pointer)
            && let Some(pointer) = kind.add_id(target.profile, NO_FILE)
        {
            injector.note(format!("{}{pointer}", target.pointer));
        }
    }
}

/// A driver that names a bundle which the repository does not have.
pub fn dangling_bundle(response: &mut Value, injector: &mut Injector) {
    for (index, file) in list_of(response, DRIVER.list).iter_mut().enumerate() {
        let place = format!("/{}/{index}", DRIVER.list);
        if file.get("bundleId").is_some() && injector.takes(&place) {
            set(file, "bundleId", "win2003-drvpack-1");
            injector.note(format!("{place}/bundleId"));
        }
    }
}

/// A profile with a driver that fits to it in another way than it should: each of these drivers
/// comes with the server.
fn add_driver(
    response: &mut Value,
    injector: &mut Injector,
    is_wanted: impl Fn(&File, &'static str, &str) -> bool,
) {
    let drivers = files(response, DRIVER.list);
    for target in spare_profiles(response) {
        if DRIVER.ids_of(target.profile).is_none() || !injector.takes(&target.pointer) {
            continue;
        }
        let (system, release) = (target.system(), target.release());
        let wanted = drivers.iter().filter(|file| !file.is_custom);
        let wanted: Vec<&File> = wanted.filter(|file| is_wanted(file, system, &release)).collect();
        let Some(driver) = injector.rng.choice(wanted) else { continue };
        if let Some(pointer) = DRIVER.add_id(target.profile, &driver.id) {
            injector.note(format!("{}{pointer}", target.pointer));
        }
    }
}

/// A profile with a driver for another system.
pub fn other_system(response: &mut Value, injector: &mut Injector) {
    add_driver(response, injector, |driver, system, _| driver.system != system);
}

/// A profile with a driver for other releases of its system.
pub fn other_release(response: &mut Value, injector: &mut Injector) {
    add_driver(response, injector, |driver, system, release| {
        let is_for_others = !driver.releases.is_empty();
        driver.system == system
            && is_for_others
            && !driver.releases.iter().any(|known| known == release)
    });
}

/// A profile of another system than Windows with a boot file.
pub fn boot_file_elsewhere(response: &mut Value, injector: &mut Injector) {
    let boot_files = files(response, BOOT.list);
    let Some(boot_file) = boot_files.iter().find(|file| !file.is_custom) else { return };
    for target in spare_profiles(response) {
        if !matches!(target.system(), "sles" | "rhels") {
            continue;
        }
        let options = target.profile.get_mut("customizationOptions");
        let Some(options) = options.filter(|options| options.is_object()) else { continue };
        if injector.takes(&target.pointer) {
            set(options, "bootOptions", json!({ "bootFileIds": [boot_file.id] }));
            injector.note(format!("{}{}/0", target.pointer, BOOT.ids));
        }
    }
}
