//! Pairing of the files of two folders by server.

use std::collections::BTreeMap;

use crate::date::{date_in_name, server_name};

/// Two snapshots of one server, as file names or associated values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<T> {
    /// The older snapshot; `None` if there is none of this server.
    pub old: Option<T>,
    /// The newer snapshot; `None` if there is none of this server.
    pub new: Option<T>,
}

/// Pairs files whose names differ only in their dates. Both lists contain names relative to their
/// folders. If several names in a folder differ only in their dates, the newest one counts.
#[must_use]
pub fn pairs<T>(old: Vec<(String, T)>, new: Vec<(String, T)>) -> Vec<Pair<T>> {
    let mut pairs: BTreeMap<String, (Newest<T>, Newest<T>)> = BTreeMap::new();
    for (name, file) in old {
        pairs.entry(server_name(&name)).or_default().0.take(name, file);
    }
    for (name, file) in new {
        pairs.entry(server_name(&name)).or_default().1.take(name, file);
    }
    pairs.into_values().map(|(old, new)| Pair { old: old.file(), new: new.file() }).collect()
}

/// The newest of several snapshots of a server.
struct Newest<T>(Option<(String, T)>);

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Newest<T> {
    fn take(&mut self, name: String, file: T) {
        let age = |name: &str| (date_in_name(name), name.to_owned());
        if self.0.as_ref().is_none_or(|(other, _)| age(other) < age(&name)) {
            self.0 = Some((name, file));
        }
    }

    fn file(self) -> Option<T> {
        self.0.map(|(_, file)| file)
    }
}
