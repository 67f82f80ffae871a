//! Stretches of a text that may be shown, and the text with the rest hidden.

use std::ops::Range;

use crate::harmless::Harmless;
use crate::json::HIDDEN;

/// Stretches of a text that may be shown: ascending, none overlapping.
#[derive(Debug, Default)]
pub(crate) struct Shows(pub(super) Vec<Range<usize>>);

impl Shows {
    /// All of `stretch`.
    pub(super) fn all_of(stretch: Range<usize>) -> Self {
        Self(vec![stretch])
    }

    /// Adds what stands behind.
    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Whether all of `stretch` may be shown.
    pub(super) fn all(&self, stretch: &Range<usize>) -> bool {
        let at = self.0.partition_point(|shown| shown.end < stretch.end);
        self.0.get(at).is_some_and(|shown| shown.start <= stretch.start)
    }

    /// Adds `stretch` of `text` to `to`, harmless, with [`HIDDEN`] for each run that may not be shown.
    pub(crate) fn push(&self, to: &mut Harmless, text: &str, stretch: Range<usize>) {
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

/// Takes `hidden` out of what is shown.
pub(super) fn cut_out(shown: &mut Vec<Range<usize>>, hidden: &Range<usize>) {
    let meets = |range: &Range<usize>| range.start < hidden.end && hidden.start < range.end;
    let Some(at) = shown.iter().rposition(meets) else { return };
    let range = shown.remove(at);
    let parts = [range.start..hidden.start, hidden.end..range.end];
    shown.extend(parts.into_iter().filter(|part| part.start < part.end));
}

/// Ascending, and none overlapping.
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
