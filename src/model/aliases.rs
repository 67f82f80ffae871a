//! Attributes with misspelled names, so that their values are checked nevertheless (`bootdFiles` in
//! example 1 of the GET /osImages reference hides the list of boot files).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::json::{KeyId, Value};
use crate::spec::{ObjectType, each_member_beside_others};

use super::{Response, names};

/// The minimum length of a name. Shorter names are too similar to each other.
const MIN_NAME_LETTERS: usize = 4;

/// The maximum length of a misspelled key, in bytes.
const MAX_KEY_BYTES: usize = 60;

/// Returns the members of `response` with misspelled keys, by [`Value::id`], and the intended names. A
/// key is a misspelling if exactly one documented name of that type of object is similar (at most a
/// quarter of the letters differ) and the object has no member of that name.
#[must_use]
pub fn aliases(response: &Response<'_>) -> Vec<(u32, KeyId)> {
    let mut misspelled: Vec<(ObjectType, Value<'_>)> = Vec::new();
    each_member_beside_others(response.shape, response.value, |object_type, member, _| {
        if member.name() == KeyId::OTHER && !object_type.is_open() {
            misspelled.push((object_type, member));
        }
    });
    let mut known: HashMap<(ObjectType, Cow<'_, str>), Vec<KeyId>> = HashMap::new();
    // The names in each object, including those assigned to its misspelled members.
    let mut present: HashMap<u32, HashSet<KeyId>> = HashMap::new();
    let mut found = Vec::new();
    for (object_type, member) in misspelled {
        let Some(key) = member.key().filter(|key| key.len() <= MAX_KEY_BYTES) else { continue };
        let fitting = known
            .entry((object_type, key))
            .or_insert_with_key(|(object_type, key)| fitting(*object_type, key));
        if fitting.is_empty() {
            continue;
        }
        let Some(object) = member.parent() else { continue };
        let present = present
            .entry(object.id())
            .or_insert_with(|| object.members().map(Value::name).collect());
        let mut absent = fitting.iter().filter(|name| !present.contains(name));
        if let (Some(name), None) = (absent.next(), absent.next()) {
            found.push((member.id(), *name));
            present.insert(*name);
        }
    }
    found
}

/// Returns the names of attributes of such an object that `key` may be a misspelling of.
fn fitting(object_type: ObjectType, key: &str) -> Vec<KeyId> {
    object_type.names().iter().copied().filter(|name| is_misspelling(key, *name)).collect()
}

/// Returns `true` if `key` may be a misspelling of `name`.
pub(super) fn is_misspelling(key: &str, name: KeyId) -> bool {
    let right = names::spelling(name);
    right.len() >= MIN_NAME_LETTERS
        // A length that differs too much rules it out cheaply.
        && key.chars().count().abs_diff(right.len()) * 4 <= right.len()
        && strsim::levenshtein(&key.to_lowercase(), &right.to_lowercase()) * 4 <= right.len()
}
