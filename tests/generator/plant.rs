//! Plants defects in a clean response and notes each.
//!
//! A new kind is one function and one line in [`KINDS`]. The function goes through the places where
//! its defect could be, asks the [`Sower`] at each whether to plant there, and notes what it planted.

mod entries;
mod files;
mod profiles;

use std::collections::HashSet;

use fastrand::Rng;
use serde_json::Value;

use super::Planted;

/// One kind of defect.
struct Kind {
    /// The rule that has to find it.
    rule: &'static str,
    /// Plants it at some of the places where it could be.
    plant: fn(&mut Value, &mut Sower),
}

/// Every kind, in the order of planting. A place that an earlier kind took is left alone by later ones.
const KINDS: &[Kind] = &[
    Kind { rule: "missing-winpe", plant: profiles::missing_winpe },
    Kind { rule: "kiso-required", plant: profiles::kiso_required },
    Kind { rule: "placeholder-profile", plant: profiles::placeholder_profile },
    Kind { rule: "disallowed-extension", plant: files::disallowed_extension },
    Kind { rule: "rhels-config-flags", plant: entries::rhels_config_flags },
];

/// Plants every kind of defect with the given probability for each place.
pub fn plant(response: &mut Value, seed: u64, share: f64) -> Vec<Planted> {
    // Planting draws its own numbers, so that the share does not change the clean response.
    let mut sower = Sower {
        rng: Rng::with_seed(!seed),
        share,
        rule: "",
        taken: HashSet::new(),
        planted: Vec::new(),
    };
    for kind in KINDS {
        sower.rule = kind.rule;
        (kind.plant)(response, &mut sower);
    }
    sower.planted
}

/// Decides where defects go and keeps the list of them.
struct Sower {
    rng: Rng,
    share: f64,
    rule: &'static str,
    taken: HashSet<String>,
    planted: Vec<Planted>,
}

impl Sower {
    /// Whether to plant at this place, which then is taken. A place has at most one defect.
    fn takes(&mut self, place: &str) -> bool {
        let wanted = self.rng.f64() < self.share && !self.taken.contains(place);
        if wanted {
            self.taken.insert(place.to_owned());
        }
        wanted
    }

    /// Notes a defect of the kind at hand, with the pointer that the finding has to have.
    fn note(&mut self, pointer: String) {
        self.planted.push(Planted { rule: self.rule, pointer });
    }
}

/// The entries of a list that an object holds; none where it holds no such list.
fn list_of<'a>(object: &'a mut Value, key: &str) -> &'a mut [Value] {
    object.get_mut(key).and_then(Value::as_array_mut).map_or(&mut [], Vec::as_mut_slice)
}

/// The text that an object holds under a key; empty where it holds none.
fn text_of<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Sets an attribute of an object.
fn set(object: &mut Value, key: &str, value: impl Into<Value>) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value.into());
    }
}

/// Whether a file was imported by an administrator.
fn is_custom(file: &Value) -> bool {
    text_of(file, "type").eq_ignore_ascii_case("custom")
}
