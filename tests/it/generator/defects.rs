//! Plants defects in a clean response and notes each.
//!
//! A new kind is one function and one line in [`kinds::KINDS`]. The function goes through the places
//! where its defect could be, asks the [`Injector`] at each whether to inject there, and notes every
//! finding that its change rightly causes.

mod associations;
mod clones;
mod contents;
mod drift;
mod entries;
mod facts;
mod files;
mod images;
mod kinds;
mod profiles;
mod references;
mod releases;
mod shapes;
mod statuses;
mod text;
mod whole;

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use fastrand::Rng;
use serde_json::Value;

use super::Injected;
use kinds::KINDS;

pub use text::without_markers;

/// One kind of defect.
struct Kind {
    /// The rule that has to find it.
    rule: &'static str,
    /// What is injected, in a few words that distinguish it from other kinds of the same rule.
    what: &'static str,
    /// Plants it at some of the places where it could be.
    inject: fn(&mut Value, &mut Injector),
}

/// Every kind that there is: its rule, and what is injected.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    KINDS.iter().chain(text::KINDS).map(|kind| (kind.rule, kind.what))
}

/// Plants every kind of defect with the given probability for each place: those of the text itself
/// only where they are asked for, as markers.
pub fn inject(response: &mut Value, seed: u64, share: f64, in_text: bool) -> Vec<Injected> {
    let mut injector = Injector {
        rng: Rng::with_seed(seed),
        share,
        kind: &KINDS[0],
        taken: HashSet::new(),
        injected: Vec::new(),
        once: BTreeMap::new(),
    };
    for kind in KINDS.iter().chain(if in_text { text::KINDS } else { &[] }) {
        // Each kind draws its own numbers, so that a new kind changes little of what the others do,
        // and the share does not change the clean response.
        let mut hasher = DefaultHasher::new();
        (!seed, kind.rule, kind.what).hash(&mut hasher);
        injector.rng = Rng::with_seed(hasher.finish());
        injector.kind = kind;
        (kind.inject)(response, &mut injector);
    }
    injector.injected.extend(injector.once.into_values().map(|(_, injected)| injected));
    injector.injected
}

/// Decides where defects go and keeps the list of them.
struct Injector {
    rng: Rng,
    share: f64,
    kind: &'static Kind,
    taken: HashSet<String>,
    injected: Vec<Injected>,
    /// What is reported once in a response, by the rule and what it is reported for, with its first place.
    once: BTreeMap<(&'static str, String), (TextOrder, Injected)>,
}

/// The parts of a pointer, which order places as they come in the text: numbers by their size.
type TextOrder = Vec<(usize, String)>;

impl Injector {
    /// Whether to inject at this place, which then is taken. A place has at most one defect.
    fn takes(&mut self, place: &str) -> bool {
        self.draws(1.0) && self.claims(&[place])
    }

    /// Whether to inject where there are few such places in a response: more often than elsewhere.
    fn takes_rare(&mut self, place: &str) -> bool {
        /// How much more often.
        const MORE: f64 = 30.0;
        self.draws(MORE) && self.claims(&[place])
    }

    /// Whether chance wants a defect here, so many times as often as elsewhere, half of the time at most.
    fn draws(&mut self, more: f64) -> bool {
        let chance = if more > 1.0 { (self.share * more).min(0.5) } else { self.share };
        self.rng.f64() < chance
    }

    /// Takes all of these places, or none where one of them is taken.
    fn claims(&mut self, places: &[impl AsRef<str>]) -> bool {
        let is_free = places.iter().all(|place| !self.taken.contains(place.as_ref()));
        if is_free {
            self.taken.extend(places.iter().map(|place| place.as_ref().to_owned()));
        }
        is_free
    }

    /// Notes a defect of the kind at hand, with the pointer that the finding has to have.
    fn note(&mut self, pointer: String) {
        self.note_for(self.kind.rule, pointer);
    }

    /// Notes what another rule has to find in the same change.
    fn note_for(&mut self, rule: &'static str, pointer: String) {
        self.injected.push(Injected { rule, pointer, what: self.kind.what });
    }

    /// Notes one of many places of a thing that the rule has to report once, at the first of them.
    fn note_once(&mut self, thing: &str, pointer: String) {
        self.note_once_for(self.kind.rule, thing, pointer);
    }

    /// The same for another rule.
    fn note_once_for(&mut self, rule: &'static str, thing: &str, pointer: String) {
        let parts = pointer.split('/').map(|part| (part.parse().unwrap_or(0), part.to_owned()));
        let order: TextOrder = parts.collect();
        let injected = Injected { rule, pointer, what: self.kind.what };
        let key = (rule, thing.to_owned());
        if self.once.get(&key).is_none_or(|(first, _)| order < *first) {
            self.once.insert(key, (order, injected));
        }
    }
}

/// The entries of a list that an object holds; none where it holds no such list.
fn list_of<'a>(object: &'a mut Value, key: &str) -> &'a mut [Value] {
    object.get_mut(key).and_then(Value::as_array_mut).map_or(&mut [], Vec::as_mut_slice)
}

/// Adds an entry to a list of the response, and gives its pointer.
fn append(response: &mut Value, key: &str, entry: Value) -> String {
    let list = response.get_mut(key).and_then(Value::as_array_mut);
    let index = list.map_or(0, |list| {
        list.push(entry);
        list.len() - 1
    });
    format!("/{key}/{index}")
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

/// Removes an attribute of an object.
fn remove(object: &mut Value, key: &str) {
    if let Some(object) = object.as_object_mut() {
        object.remove(key);
    }
}

/// Sets a flag in the readyCheck of an image or a profile.
fn set_flag(item: &mut Value, flag: &str, value: bool) {
    if let Some(checks) = item.get_mut("readyCheck") {
        set(checks, flag, value);
    }
}

/// Sets a flag and says that the profile cannot be deployed because of it.
fn block(profile: &mut Value, flag: &str) {
    set_flag(profile, flag, true);
    set(profile, "deployStatus", "notReady");
}

/// Whether a file or profile was made by an administrator.
fn is_custom(item: &Value) -> bool {
    text_of(item, "type").eq_ignore_ascii_case("custom")
}
