//! Grouping of repeated problems, so that one finding covers all occurrences in a response.

use std::collections::HashMap;
use std::hash::Hash;

use crate::diagnostic::{Diagnostic, Location};

/// The maximum number of occurrences that a finding labels.
const MAX_LABELS: usize = 10;

/// The maximum number of occurrences that are stored, and that one fix edits.
const MAX_STORED: usize = 1000;

/// The occurrences of one problem.
#[derive(Debug)]
pub(super) struct Occurrences<V> {
    /// The first occurrences, at most [`MAX_STORED`].
    pub(super) locations: Vec<V>,
    count: u32,
}

/// Occurrences grouped by key, in the order of their first occurrence.
#[derive(Debug)]
pub(super) struct Groups<K, V> {
    index: HashMap<K, usize>,
    list: Vec<(K, Occurrences<V>)>,
}

impl<K: Clone + Eq + Hash, V: Copy> Groups<K, V> {
    /// Creates an empty list of groups.
    pub(super) fn new() -> Self {
        Self { index: HashMap::new(), list: Vec::new() }
    }

    /// Adds an occurrence of `key` at `location`.
    pub(super) fn add(&mut self, key: K, location: V) {
        let at = *self.index.entry(key).or_insert_with_key(|key| {
            self.list.push((key.clone(), Occurrences::default()));
            self.list.len() - 1
        });
        self.list[at].1.add(location);
    }

    /// Returns the keys with their occurrences.
    pub(super) fn into_groups(self) -> Vec<(K, Occurrences<V>)> {
        self.list
    }
}

impl<V> Default for Occurrences<V> {
    fn default() -> Self {
        Self { locations: Vec::new(), count: 0 }
    }
}

impl<V: Copy> Occurrences<V> {
    /// Adds an occurrence at `location`.
    pub(super) fn add(&mut self, location: V) {
        self.count += 1;
        if self.locations.len() < MAX_STORED {
            self.locations.push(location);
        }
    }

    /// Returns the number of occurrences, including those that are not stored.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Returns the title of a fix that writes `what` at each stored occurrence.
    pub(super) fn fix_title(&self, what: &str) -> String {
        let stored = self.locations.len();
        if self.count as usize > stored {
            return format!("write {what} at the first {stored} of {} places", self.count);
        }
        format!("write {what}")
    }

    /// Returns the first occurrence.
    pub(super) fn first(&self) -> V {
        self.locations[0]
    }

    /// Labels the occurrences after the first, and sets the count of the finding.
    pub(super) fn mark<'a>(
        &self,
        finding: &mut Diagnostic<'a>,
        location: impl Fn(V) -> Location<'a>,
        label: &str,
    ) {
        finding.count = Some(self.count);
        let shown = &self.locations[..self.locations.len().min(MAX_LABELS)];
        for (position, value) in shown.iter().enumerate().skip(1) {
            let is_last = position + 1 == shown.len();
            let left = self.count as usize - shown.len();
            let label = if is_last && left > 0 {
                format!("{label}, and {left} more")
            } else {
                label.to_owned()
            };
            finding.secondary_label(location(*value), label);
        }
    }
}

/// Truncates a text to at most 60 characters.
pub(super) fn short(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    match text.char_indices().nth(MAX_CHARS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
