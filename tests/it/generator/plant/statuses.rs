//! Defects of what profiles say of their readiness.

use serde_json::Value;

use super::profiles::spare_profiles;
use super::{Sower, block, remove, set, set_flag};

/// A profile with a status that nothing explains.
pub fn status(response: &mut Value, sower: &mut Sower, status: &str) {
    for spot in spare_profiles(response) {
        if sower.takes(&spot.pointer) {
            set(spot.profile, "deployStatus", status);
            sower.note(format!("{}/deployStatus", spot.pointer));
        }
    }
}

/// A placeholder that is said to be deployable.
pub fn deployable_placeholder(response: &mut Value, sower: &mut Sower) {
    for spot in spare_profiles(response) {
        if sower.takes(&spot.pointer) {
            set_flag(spot.profile, "isPlaceholder", true);
            if sower.rng.bool() {
                set(spot.profile, "deployStatus", "warning");
            }
            sower.note(format!("{}/deployStatus", spot.pointer));
            let flag = format!("{}/readyCheck/isPlaceholder", spot.pointer);
            sower.note_for("placeholder-profile", flag);
        }
    }
}

/// A profile that is not compatible with ThinkSystem servers, and warns of it.
pub fn incompatible(response: &mut Value, sower: &mut Sower) {
    for spot in spare_profiles(response) {
        if sower.takes(&spot.pointer) {
            set_flag(spot.profile, "incompatibleWithThinksystem", true);
            set(spot.profile, "deployStatus", "warning");
            sower.note(format!("{}/readyCheck/incompatibleWithThinksystem", spot.pointer));
        }
    }
}

/// A profile that is not compatible with ThinkSystem servers, and is called ready.
pub fn incompatible_and_ready(response: &mut Value, sower: &mut Sower) {
    for spot in spare_profiles(response) {
        if sower.takes(&spot.pointer) {
            set_flag(spot.profile, "incompatibleWithThinksystem", true);
            sower.note(format!("{}/deployStatus", spot.pointer));
            let flag = format!("{}/readyCheck/incompatibleWithThinksystem", spot.pointer);
            sower.note_for("incompatible-with-thinksystem", flag);
        }
    }
}

/// A SLES 15 profile without its packages.
pub fn no_packages(response: &mut Value, sower: &mut Sower) {
    for spot in spare_profiles(response) {
        let needs_packages = spot.system() == "sles" && spot.release().starts_with("15");
        if needs_packages && sower.takes(&spot.pointer) {
            block(spot.profile, "noPackages");
            sower.note(format!("{}/readyCheck/noPackages", spot.pointer));
        }
    }
}

/// A Windows profile that is said to use the preloaded WinPE.
pub fn preloaded_winpe(response: &mut Value, sower: &mut Sower) {
    for spot in spare_profiles(response) {
        if spot.system() == "win" && sower.takes(&spot.pointer) {
            set_flag(spot.profile, "preloadedWinpe", true);
            sower.note(format!("{}/readyCheck/preloadedWinpe", spot.pointer));
        }
    }
}

/// A profile without an attribute that tells its readiness.
pub fn missing(response: &mut Value, sower: &mut Sower, attribute: &str) {
    for spot in spare_profiles(response) {
        if sower.takes(&spot.pointer) {
            remove(spot.profile, attribute);
            sower.note(format!("{}/id", spot.pointer));
        }
    }
}

/// A profile with a value that says nothing of its readiness.
pub fn says_nothing(response: &mut Value, sower: &mut Sower, attribute: &str, value: &Value) {
    for spot in spare_profiles(response) {
        if sower.takes(&spot.pointer) {
            set(spot.profile, attribute, value.clone());
            sower.note(format!("{}/{attribute}", spot.pointer));
        }
    }
}

/// A profile that its own flag says the security mode forbids.
pub fn forbidden(response: &mut Value, sower: &mut Sower) {
    for spot in spare_profiles(response) {
        if sower.takes(&spot.pointer) {
            block(spot.profile, "isNotAllowedInCurrentSecurityMode");
            let flag = format!("{}/readyCheck/isNotAllowedInCurrentSecurityMode", spot.pointer);
            sower.note(flag.clone());
            // The document has this flag for images only.
            sower.note_once_for("undocumented-attribute", "flag", flag);
        }
    }
}

/// A profile whose older flag on the security mode says another thing than its image's newer one.
pub fn two_words_on_security(response: &mut Value, sower: &mut Sower) {
    for spot in spare_profiles(response) {
        if sower.takes(&spot.pointer) {
            set(spot.profile, "isAllowedInCurrentSecurityMode", false);
            let flag = format!("{}/isAllowedInCurrentSecurityMode", spot.pointer);
            sower.note(flag.clone());
            sower.note_once_for("deprecated-attribute", "", flag);
        }
    }
}
