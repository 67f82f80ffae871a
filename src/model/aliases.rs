//! Attributes whose names are misspelt by a letter or two, so that what they hold can be judged all
//! the same (`bootdFiles` in example 1 hides the list of boot files).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::json::{Name, Value};
use crate::schema::table::{Home, each_member_beside_others};

use super::{Response, names};

/// Shorter names are too like each other.
const SHORTEST: usize = 4;

/// A key longer than this is no misspelling of any name.
const LONGEST: usize = 60;

/// The members of `response` whose keys are misspelt, by [`Value::id`], with the names that were
/// meant: where exactly one documented name of that kind of object fits, which is not there beside
/// it, and at most a quarter of its letters differ.
#[must_use]
pub fn aliases(response: &Response<'_>) -> Vec<(u32, Name)> {
    let mut misspelt: Vec<(Home, Value<'_>)> = Vec::new();
    each_member_beside_others(response, |home, member, _| {
        if member.name() == Name::OTHER && !home.is_open() {
            misspelt.push((home, member));
        }
    });
    let mut known: HashMap<(Home, Cow<'_, str>), Vec<Name>> = HashMap::new();
    // The names that each object has, those that were given to its misspelt members among them.
    let mut present: HashMap<u32, HashSet<Name>> = HashMap::new();
    let mut found = Vec::new();
    for (home, member) in misspelt {
        let Some(key) = member.key().filter(|key| key.len() <= LONGEST) else { continue };
        let fitting =
            known.entry((home, key)).or_insert_with_key(|(home, key)| fitting(*home, key));
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

/// The names of such an object that `key` may have been meant to be.
fn fitting(home: Home, key: &str) -> Vec<Name> {
    home.names().iter().copied().filter(|name| is_misspelling(key, *name)).collect()
}

/// Whether `key` may have been meant to be `name`.
pub(super) fn is_misspelling(key: &str, name: Name) -> bool {
    let right = names::spelling(name);
    right.len() >= SHORTEST
        // Of a wrong length it cannot be, which is quickly seen.
        && key.chars().count().abs_diff(right.len()) * 4 <= right.len()
        && strsim::levenshtein(&key.to_lowercase(), &right.to_lowercase()) * 4 <= right.len()
}
