//! Ranges of a text that may be shown, and output with the rest hidden.

use std::ops::Range;

use crate::json::HIDDEN;
use crate::sanitize::Sanitized;

/// The byte ranges of a text that may be shown: ascending and not overlapping.
#[derive(Debug, Default)]
pub(crate) struct Shows(pub(super) Vec<Range<usize>>);

impl Shows {
    /// Shows all of `stretch`.
    pub(super) fn all_of(stretch: Range<usize>) -> Self {
        Self(vec![stretch])
    }

    /// Appends ranges that follow the existing ones.
    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Returns `true` if all of `stretch` may be shown.
    pub(super) fn all(&self, stretch: &Range<usize>) -> bool {
        let at = self.0.partition_point(|shown| shown.end < stretch.end);
        self.0.get(at).is_some_and(|shown| shown.start <= stretch.start)
    }

    /// Adds `stretch` of `text` to `to`, sanitized, with [`HIDDEN`] for each run that may not be shown.
    pub(crate) fn push(&self, to: &mut Sanitized, text: &str, stretch: Range<usize>) {
        let first = self.0.partition_point(|shown| shown.end <= stretch.start);
        let mut at = stretch.start;
        for shown in self.0[first..].iter().take_while(|shown| shown.start < stretch.end) {
            if shown.start > at {
                to.push_fixed(HIDDEN);
            }
            let end = shown.end.min(stretch.end);
            to.push(&text[shown.start.max(at)..end]);
            at = end;
        }
        if at < stretch.end {
            to.push_fixed(HIDDEN);
        }
    }
}

/// Removes the range `hidden` from `shown`.
pub(super) fn cut_out(shown: &mut Vec<Range<usize>>, hidden: &Range<usize>) {
    let meets = |range: &Range<usize>| range.start < hidden.end && hidden.start < range.end;
    let Some(at) = shown.iter().rposition(meets) else { return };
    let range = shown.remove(at);
    let parts = [range.start..hidden.start, hidden.end..range.end];
    shown.extend(parts.into_iter().filter(|part| part.start < part.end));
}

/// Sorts the ranges and merges those that overlap or touch.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    ranges
}
