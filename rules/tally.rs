//! Counting what stands in a response many times, so that one finding speaks for all of it.

use std::collections::HashMap;
use std::hash::Hash;

use crate::finding::{Finding, Place};

/// How many places of the same thing are shown.
const SHOWN: usize = 10;

/// How many are kept, so that one fix mends them together.
const KEPT: usize = 1000;

/// The same thing, wherever it stands.
#[derive(Debug)]
pub(super) struct Times<V> {
    /// The first places.
    pub(super) places: Vec<V>,
    count: u32,
}

/// Things by what makes them the same, in the order of their first places.
#[derive(Debug)]
pub(super) struct Tally<K, V> {
    index: HashMap<K, usize>,
    list: Vec<(K, Times<V>)>,
}

impl<K: Clone + Eq + Hash, V: Copy> Tally<K, V> {
    pub(super) fn new() -> Self {
        Self { index: HashMap::new(), list: Vec::new() }
    }

    /// Counts one more, at `place`.
    pub(super) fn add(&mut self, key: K, place: V) {
        let at = *self.index.entry(key).or_insert_with_key(|key| {
            self.list.push((key.clone(), Times::default()));
            self.list.len() - 1
        });
        self.list[at].1.add(place);
    }

    /// What was counted.
    pub(super) fn into_list(self) -> Vec<(K, Times<V>)> {
        self.list
    }
}

impl<V> Default for Times<V> {
    fn default() -> Self {
        Self { places: Vec::new(), count: 0 }
    }
}

impl<V: Copy> Times<V> {
    /// Counts one more, at `place`.
    pub(super) fn add(&mut self, place: V) {
        self.count += 1;
        if self.places.len() < KEPT {
            self.places.push(place);
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// What a fix does that writes `what` at each of the places.
    pub(super) fn order(&self, what: &str) -> String {
        let kept = self.places.len();
        if self.count as usize > kept {
            return format!("write {what} at the first {kept} of {} places", self.count);
        }
        format!("write {what}")
    }

    /// The first place.
    pub(super) fn first(&self) -> V {
        self.places[0]
    }

    /// Marks the places after the first, and says how many there are.
    pub(super) fn mark<'a>(
        &self,
        finding: &mut Finding<'a>,
        place: impl Fn(V) -> Place<'a>,
        label: &str,
    ) {
        finding.count = Some(self.count);
        let shown = &self.places[..self.places.len().min(SHOWN)];
        for (position, value) in shown.iter().enumerate().skip(1) {
            let is_last = position + 1 == shown.len();
            let left = self.count as usize - shown.len();
            let label = if is_last && left > 0 {
                format!("{label}, and {left} more")
            } else {
                label.to_owned()
            };
            finding.also(place(*value), label);
        }
    }
}

/// A few characters of a text that may be long.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
