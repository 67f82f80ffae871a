//! Values of a type that they cannot have.

use serde_json::Value;

use super::profiles::spare_profiles;
use super::{Injector, list_of};

/// A value of a wrong type in a profile, at a pointer within it.
pub fn in_profile(response: &mut Value, injector: &mut Injector, pointer: &str, wrong: &Value) {
    for target in spare_profiles(response) {
        if let Some(value) = target.profile.pointer_mut(pointer)
            && injector.takes(&target.pointer)
        {
            *value = wrong.clone();
            injector.note(format!("{}{pointer}", target.pointer));
        }
    }
}

/// A value of a wrong type in an entry of a list of the response.
pub fn in_entry(
    response: &mut Value,
    injector: &mut Injector,
    list: &str,
    key: &str,
    wrong: &Value,
) {
    for (index, entry) in list_of(response, list).iter_mut().enumerate() {
        let place = format!("/{list}/{index}");
        if let Some(value) = entry.get_mut(key)
            && injector.takes(&place)
        {
            *value = wrong.clone();
            injector.note(format!("{place}/{key}"));
        }
    }
}
