//! The replacements in a text, in little memory however many there are.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::input::Origin;
use crate::source::Span;

/// Receives replacements: plain characters that need no escape.
pub(super) trait Sink {
    /// Replaces the text at `at`. Within a passage, replacements come in order.
    fn replace(&mut self, at: Span, text: &str);

    /// Replaces the text at `at`, out of order.
    fn replace_first(&mut self, at: Span, text: &str);

    /// Ends a passage: what lies between its replacements is kept.
    fn end_passage(&mut self);
}

/// A sink for spans of an inner text, which `outer` maps to an outer one.
pub(super) struct Mapped<'s, F> {
    pub(super) sink: &'s mut dyn Sink,
    pub(super) outer: F,
}

impl<F: Fn(Span) -> Span> Sink for Mapped<'_, F> {
    fn replace(&mut self, at: Span, text: &str) {
        self.sink.replace((self.outer)(at), text);
    }

    fn replace_first(&mut self, at: Span, text: &str) {
        self.sink.replace_first((self.outer)(at), text);
    }

    fn end_passage(&mut self) {
        self.sink.end_passage();
    }
}

/// A sink for spans of a text from `origin`.
pub(super) struct Placed<'s, 'f> {
    pub(super) origin: &'s Origin,
    pub(super) replacements: &'s mut Replacements<'f>,
}

impl Sink for Placed<'_, '_> {
    fn replace(&mut self, at: Span, text: &str) {
        if self.origin.is_of_strings() {
            // What lies between two strings is not kept.
            self.replacements.end_passage();
        }
        self.replacements.replace(self.origin.location(at), text);
    }

    fn replace_first(&mut self, at: Span, text: &str) {
        self.replacements.replace_first(self.origin.location(at), text);
    }

    fn end_passage(&mut self) {
        self.replacements.end_passage();
    }
}

/// The replacements in a file, which are applied value by value. Those of a passage are joined into
/// one, with what is kept between them, so that each value takes a few bytes.
#[derive(Debug)]
pub(super) struct Replacements<'f> {
    text: &'f str,
    /// The text before `start`, with its replacements.
    redacted: String,
    /// The offset up to which they are applied, in bytes.
    start: usize,
    /// The other replacements.
    items: Vec<Item>,
    /// The new texts of all items, one after the other.
    texts: String,
    /// The first and last bytes of what was replaced out of order, across which nothing is joined;
    /// ascending.
    barriers: Vec<u32>,
    /// Those that are before the last one.
    late_barriers: BTreeSet<u32>,
    is_in_passage: bool,
    /// The number of replacements, before they are joined.
    count: usize,
    is_too_long: bool,
}

/// A replacement; its offsets begin where the last ones were applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    start: u32,
    end: u32,
    /// Where the new text is in the texts of all items, and how long it is.
    text: u32,
    len: u32,
}

impl<'f> Replacements<'f> {
    /// Creates the replacements in `text`.
    pub(super) fn new(text: &'f str) -> Self {
        Self {
            text,
            redacted: String::with_capacity(text.len()),
            start: 0,
            items: Vec::new(),
            texts: String::new(),
            barriers: Vec::new(),
            late_barriers: BTreeSet::new(),
            is_in_passage: false,
            count: 0,
            is_too_long: false,
        }
    }

    /// Returns the number of replacements.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn replace(&mut self, at: Range<usize>, text: &str) {
        let Some(Range { start, end }) = self.inner(at) else { return };
        let last = self.items.last().filter(|last| {
            self.is_in_passage && last.end <= start && !self.has_barrier(last.end..start)
        });
        match last.copied() {
            None => self.push(start..end, text),
            Some(last) => {
                let between =
                    &self.text[self.start + last.end as usize..self.start + start as usize];
                if self.has_room(between.len() + text.len()) {
                    self.count += 1;
                    self.texts.push_str(between);
                    self.texts.push_str(text);
                    let len = last.len + (between.len() + text.len()) as u32;
                    self.items.pop();
                    self.items.push(Item { end, len, ..last });
                }
            }
        }
        self.is_in_passage = true;
    }

    pub(super) fn replace_first(&mut self, at: Range<usize>, text: &str) {
        let Some(Range { start, end }) = self.inner(at) else { return };
        self.push(start..end, text);
        for barrier in [start, end.saturating_sub(1)] {
            match self.barriers.last() {
                Some(last) if barrier < *last => drop(self.late_barriers.insert(barrier)),
                _ => self.barriers.push(barrier),
            }
        }
        self.is_in_passage = false;
    }

    pub(super) fn end_passage(&mut self) {
        self.is_in_passage = false;
    }

    fn has_barrier(&self, between: Range<u32>) -> bool {
        let next = self.barriers.partition_point(|barrier| *barrier < between.start);
        self.barriers.get(next).is_some_and(|barrier| between.contains(barrier))
            || !self.late_barriers.is_empty() && self.late_barriers.range(between).next().is_some()
    }

    /// Returns the offsets of `at` from where the last replacements were applied. `None` if they
    /// exceed 4 GiB.
    fn inner(&mut self, at: Range<usize>) -> Option<Range<u32>> {
        let offset = |at: usize| u32::try_from(at.saturating_sub(self.start)).ok();
        let inner = offset(at.start).zip(offset(at.end));
        self.is_too_long |= inner.is_none();
        inner.map(|(start, end)| start..end)
    }

    fn push(&mut self, at: Range<u32>, text: &str) {
        if self.has_room(text.len()) {
            self.count += 1;
            let Range { start, end } = at;
            let (at, len) = (self.texts.len() as u32, text.len() as u32);
            self.items.push(Item { start, end, text: at, len });
            self.texts.push_str(text);
        }
    }

    /// Returns whether `len` more bytes have room.
    fn has_room(&mut self, len: usize) -> bool {
        self.is_too_long |= self.texts.len() + len > u32::MAX as usize;
        !self.is_too_long
    }

    /// Applies the replacements, all of which are before offset `to`. If one begins within another,
    /// only the part beyond that one is replaced again.
    pub(super) fn apply(&mut self, to: usize) {
        if to <= self.start {
            return;
        }
        self.items.sort_unstable();
        let mut at = self.start;
        for item in &self.items {
            let (start, end) = (self.start + item.start as usize, self.start + item.end as usize);
            if start >= at {
                self.redacted.push_str(&self.text[at..start]);
                self.redacted.push_str(&self.texts[item.text as usize..][..item.len as usize]);
            } else if end > at {
                self.redacted.push('x');
            }
            at = at.max(end);
        }
        let to = to.max(at);
        self.redacted.push_str(&self.text[at..to]);
        self.start = to;
        self.items.clear();
        self.texts.clear();
        self.barriers.clear();
        self.late_barriers.clear();
        self.is_in_passage = false;
    }

    /// Returns the text with all replacements. `None` if it is too long.
    pub(super) fn finish(mut self) -> Option<String> {
        self.apply(self.text.len());
        (!self.is_too_long).then_some(self.redacted)
    }
}

/// Returns `text` with the replacements that `of` finds.
#[cfg(test)]
pub(super) fn applied(text: &str, of: impl FnOnce(&mut dyn Sink)) -> String {
    let mut replacements = Replacements::new(text);
    let origin = Origin::Slice { start: 0 };
    of(&mut Placed { origin: &origin, replacements: &mut replacements });
    replacements.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// What is replaced: a passage, or something out of order.
    fn passages() -> impl Strategy<Value = Vec<Vec<(usize, usize)>>> {
        let passage = prop::collection::vec((0_usize..4, 1_usize..4), 1..4);
        prop::collection::vec((0_usize..20, passage), 0..6).prop_map(|passages| {
            let at = |(mut at, steps): (usize, Vec<(usize, usize)>)| {
                let mut spans = Vec::new();
                for (gap, len) in steps {
                    spans.push((at + gap, at + gap + len));
                    at += gap + len;
                }
                spans
            };
            passages.into_iter().map(at).collect()
        })
    }

    proptest! {
        /// The result is the same as if every character were looked at by itself.
        #[test]
        fn joined_passages_hide_no_replacement(passages in passages(), first in prop::collection::btree_set(0_usize..34, 0..5)) {
            // Passages do not overlap one another; what is out of order may lie between any of their parts.
            let mut taken = [false; 40];
            let mut replacements = Replacements::new(TEXT);
            let mut hidden = [false; 40];
            for at in &first {
                replacements.replace_first(*at..at + 1, "");
                (hidden[*at], taken[*at]) = (true, true);
            }
            let in_first = |start: usize, end: usize| first.iter().any(|at| (start..end).contains(at));
            for passage in passages {
                let whole = passage[0].0..passage[passage.len() - 1].1;
                let is_free = |at: usize| at < TEXT.len() && (!taken[at] || first.contains(&at));
                if !whole.clone().all(is_free) || passage.iter().any(|(start, end)| in_first(*start, *end)) {
                    continue;
                }
                for (start, end) in &passage {
                    replacements.replace(*start..*end, "");
                    hidden[*start..*end].fill(true);
                }
                replacements.end_passage();
                taken[whole].fill(true);
            }
            let result = replacements.finish().expect("it is short");
            let expected: String =
                TEXT.char_indices().filter(|(at, _)| !hidden[*at]).map(|(_, shown)| shown).collect();
            prop_assert_eq!(result, expected);
        }
    }
}
