//! Which files of two folders are of one server.

use std::collections::BTreeMap;

use crate::date::{date_in_name, without_dates};

/// Two snapshots of one server, by the names of their files or by something that has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<T> {
    /// The older; none where there is no snapshot of this server.
    pub old: Option<T>,
    /// The newer, likewise.
    pub new: Option<T>,
}

/// Pairs what has the same name but for the date in it. Both lists are of names as seen from their folders.
/// Where several files of a folder have one name but for their dates, the newest by these dates counts.
#[must_use]
pub fn pairs<T>(old: Vec<(String, T)>, new: Vec<(String, T)>) -> Vec<Pair<T>> {
    let mut pairs: BTreeMap<String, (Newest<T>, Newest<T>)> = BTreeMap::new();
    for (name, file) in old {
        pairs.entry(server(&name)).or_default().0.take(name, file);
    }
    for (name, file) in new {
        pairs.entry(server(&name)).or_default().1.take(name, file);
    }
    pairs.into_values().map(|(old, new)| Pair { old: old.file(), new: new.file() }).collect()
}

/// What the name of a snapshot says of its server: all but the dates, and whether it is packed.
pub(crate) fn server(name: &str) -> String {
    without_dates(name.strip_suffix(".gz").unwrap_or(name))
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
