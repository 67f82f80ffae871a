//! Attributes with misspelled names, so that their values are checked nevertheless (`bootdFiles` in
//! example 1 of the GET /osImages reference hides the list of boot files).

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::{KeyId, Value};
use crate::spec::requests::HOST_ATTRIBUTES;
use crate::spec::{ObjectType, each_member_beside_others};

use super::{Response, names, ready_check};

/// The minimum length of a name. Shorter names are too similar to each other.
const MIN_NAME_LETTERS: usize = 4;

/// The maximum length of a misspelled key, in bytes.
const MAX_KEY_BYTES: usize = 60;

/// The names of evidence in short: another key that is similar may be an attribute of its own, unless only
/// the case of letters or characters that no name has differ.
const SHORT_EVIDENCE: [KeyId; 4] = [names::RESULT, names::ITEMS, names::PROFILES, names::NO_WINPE];

/// Misspelled members of a response, by [`Value::id`].
#[derive(Debug, Default)]
pub struct Misspelled {
    /// The members, with the names that were meant.
    pub renamed: Vec<(u32, KeyId)>,
    /// The members whose object also has a member of the name that was meant, if that is evidence or the keys
    /// differ only in the case of letters and in characters that no name has: each behind that member.
    pub doubled: Vec<(u32, u32)>,
}

/// A member with a name, by its id.
enum Named {
    Correctly(u32),
    Misspelled(u32),
}

/// Returns the members of `response` with misspelled keys. A key is a misspelling of the documented name of
/// that type of object that is most similar to it (at most a quarter of the letters differ), if the object
/// has no member of that name.
#[must_use]
pub fn aliases(response: &Response<'_>) -> Misspelled {
    let mut misspelled: Vec<(ObjectType, Value<'_>)> = Vec::new();
    each_member_beside_others(response.shape, response.value, |object_type, member, _| {
        // GET /hostPlatforms has `deployStatusID` beside `deployStatus`.
        let is_of_host = || member.key().is_some_and(|key| HOST_ATTRIBUTES.contains(&&*key));
        if member.name() == KeyId::OTHER && !object_type.is_open() && !is_of_host() {
            misspelled.push((object_type, member));
        }
    });
    let mut known: HashMap<(ObjectType, Cow<'_, str>), Option<KeyId>> = HashMap::new();
    // The members of each object by name, including the names assigned to its misspelled members.
    let mut present: HashMap<u32, HashMap<KeyId, Named>> = HashMap::new();
    let mut found = Misspelled::default();
    for (object_type, member) in misspelled {
        let Some(key) = member.key().filter(|key| key.len() <= MAX_KEY_BYTES) else { continue };
        let Some(object) = member.parent() else { continue };
        let meant = known
            .entry((object_type, key))
            .or_insert_with_key(|(object_type, key)| meant(*object_type, object, key));
        let Some(name) = *meant else { continue };
        let present = present.entry(object.id()).or_insert_with(|| {
            let named = |member: Value<'_>| (member.name(), Named::Correctly(member.id()));
            object.members().map(named).collect()
        });
        match present.get(&name) {
            None => {
                present.insert(name, Named::Misspelled(member.id()));
                found.renamed.push((member.id(), name));
            }
            // Neither of two misspellings is certain to be the one.
            Some(Named::Misspelled(other)) if is_evidence(name) || is_respelled(&member, name) => {
                found.doubled.push((*other, member.id()));
            }
            Some(Named::Correctly(other))
                if is_evidence(name) && !SHORT_EVIDENCE.contains(&name)
                    || is_respelled(&member, name) =>
            {
                found.doubled.push((*other, member.id()));
            }
            Some(_) => {}
        }
    }
    found
}

/// Returns `true` if a verdict depends on an attribute.
fn is_evidence(name: KeyId) -> bool {
    [names::DEPLOY_STATUS, names::READY_CHECK, names::IS_ALLOWED_IN_CURRENT_SECURITY_MODE]
        .contains(&name)
        || SHORT_EVIDENCE.contains(&name)
        || ready_check::NAMES.contains(&name)
}

/// Returns `true` if a key is `name` but for the case of its letters and characters that no name has.
fn is_respelled(member: &Value<'_>, name: KeyId) -> bool {
    member.key().is_some_and(|key| letters(&key) == names::spelling(name).to_lowercase())
}

/// Returns the letters and digits of a key, in lower case.
fn letters(key: &str) -> String {
    key.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns the name of an attribute of such an object that `key` is a misspelling of: the most similar one.
/// `None` if there is none, or more than one.
fn meant(object_type: ObjectType, object: Value<'_>, key: &str) -> Option<KeyId> {
    // A flag counts in images and profiles alike, wherever the reference lists it.
    let is_flags = |value: Value<'_>| value.name() == names::READY_CHECK;
    let flags = match is_flags(object) || object.parent().is_some_and(is_flags) {
        true => &ready_check::NAMES[..],
        false => &[],
    };
    let listed = object_type.names();
    let unlisted = flags.iter().filter(|name| !listed.contains(name));
    let similar =
        listed.iter().chain(unlisted).filter_map(|name| Some((distance(key, *name)?, *name)));
    let mut similar: Vec<(usize, KeyId)> = similar.collect();
    similar.sort_by_key(|(distance, _)| *distance);
    match similar[..] {
        [(one, _), (other, _), ..] if one == other => None,
        [(_, name), ..] => Some(name),
        [] => None,
    }
}

/// Returns `true` if `key` may be a misspelling of `name`.
pub(super) fn is_misspelling(key: &str, name: KeyId) -> bool {
    distance(key, name).is_some()
}

/// Returns how many letters of `key` and `name` differ, or are in another order. `None` if there are too many
/// for a misspelling.
fn distance(key: &str, name: KeyId) -> Option<usize> {
    let right = names::spelling(name);
    let key = letters(key);
    // A length that differs too much rules it out cheaply.
    if right.len() < MIN_NAME_LETTERS || key.chars().count().abs_diff(right.len()) * 4 > right.len()
    {
        return None;
    }
    let distance = strsim::osa_distance(&key, &right.to_lowercase());
    (distance * 4 <= right.len()).then_some(distance)
}
