//! Defects of what profiles say of their readiness.

use serde_json::Value;

use super::profiles::spare_profiles;
use super::{Injector, block, remove, set, set_flag};

/// A profile with a status that nothing explains.
pub fn status(response: &mut Value, injector: &mut Injector, status: &str) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set(target.profile, "deployStatus", status);
            injector.note(format!("{}/deployStatus", target.pointer));
        }
    }
}

/// A placeholder that is said to be deployable.
pub fn deployable_placeholder(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set_flag(target.profile, "isPlaceholder", true);
            if injector.rng.bool() {
                set(target.profile, "deployStatus", "warning");
            }
            injector.note(format!("{}/deployStatus", target.pointer));
            let flag = format!("{}/readyCheck/isPlaceholder", target.pointer);
            injector.note_for("placeholder-profile", flag);
        }
    }
}

/// A profile that is not compatible with ThinkSystem servers, and warns of it.
pub fn incompatible(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set_flag(target.profile, "incompatibleWithThinksystem", true);
            set(target.profile, "deployStatus", "warning");
            injector.note(format!("{}/readyCheck/incompatibleWithThinksystem", target.pointer));
        }
    }
}

/// A profile that is not compatible with ThinkSystem servers, and is called ready.
pub fn incompatible_and_ready(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set_flag(target.profile, "incompatibleWithThinksystem", true);
            injector.note(format!("{}/deployStatus", target.pointer));
            let flag = format!("{}/readyCheck/incompatibleWithThinksystem", target.pointer);
            injector.note_for("incompatible-with-thinksystem", flag);
        }
    }
}

/// A SLES 15 profile without its packages.
pub fn no_packages(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        let needs_packages = target.system() == "sles" && target.release().starts_with("15");
        if needs_packages && injector.takes(&target.pointer) {
            block(target.profile, "noPackages");
            injector.note(format!("{}/readyCheck/noPackages", target.pointer));
        }
    }
}

/// A Windows profile that is said to use the preloaded WinPE.
pub fn preloaded_winpe(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if target.system() == "win" && injector.takes(&target.pointer) {
            set_flag(target.profile, "preloadedWinpe", true);
            injector.note(format!("{}/readyCheck/preloadedWinpe", target.pointer));
        }
    }
}

/// A profile without an attribute of its readiness.
pub fn missing(response: &mut Value, injector: &mut Injector, attribute: &str) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            remove(target.profile, attribute);
            injector.note(format!("{}/id", target.pointer));
        }
    }
}

/// A profile with a value that says nothing of its readiness.
pub fn says_nothing(response: &mut Value, injector: &mut Injector, attribute: &str, value: &Value) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set(target.profile, attribute, value.clone());
            injector.note(format!("{}/{attribute}", target.pointer));
        }
    }
}

/// A profile that its own flag says the security mode forbids.
pub fn forbidden(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            block(target.profile, "isNotAllowedInCurrentSecurityMode");
            let flag = format!("{}/readyCheck/isNotAllowedInCurrentSecurityMode", target.pointer);
            injector.note(flag.clone());
            // The document has this flag for images only.
            injector.note_once_for("undocumented-attribute", "flag", flag);
        }
    }
}

/// A profile whose older flag on the security mode says another thing than its image's newer one.
pub fn two_words_on_security(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set(target.profile, "isAllowedInCurrentSecurityMode", false);
            let flag = format!("{}/isAllowedInCurrentSecurityMode", target.pointer);
            injector.note(flag.clone());
            injector.note_once_for("deprecated-attribute", "", flag);
        }
    }
}
