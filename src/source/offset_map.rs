//! Mapping of offsets in a derived text to the text that it was derived from.

use std::ops::Range;
use std::sync::Arc;

use super::Span;

/// A mapping from offsets in a derived text, such as the content of a JSON string, to offsets in
/// the outer text. Clones share their memory.
#[derive(Clone, Debug, Default)]
pub struct OffsetMap {
    /// The starts of character runs: (byte offset in the derived text, byte offset in the outer
    /// one). Within a run both offsets advance together.
    steps: Arc<[(u32, u32)]>,
}

impl OffsetMap {
    /// Creates the map whose runs begin at `steps`: (byte offset in the derived text, in the outer
    /// one).
    #[must_use]
    pub fn new(steps: Vec<(u32, u32)>) -> Self {
        Self { steps: steps.into() }
    }

    /// Maps a span of the derived text to the outer text, in bytes. If the span ends with an
    /// escape, the result ends after that escape.
    #[must_use]
    pub fn outer(&self, inner: Span) -> Span {
        Span::new(self.outer_offset(inner.start), self.outer_offset(inner.end))
    }

    /// Maps a span of a text that is joined from pieces. A span that ends with a piece does not include what
    /// follows the piece in the outer text.
    #[must_use]
    pub fn outer_within_pieces(&self, inner: Span) -> Span {
        let start = self.outer_offset(inner.start);
        match inner.end.checked_sub(1).filter(|last| *last >= inner.start) {
            Some(last) => Span::new(start, self.outer_offset(last) + 1),
            None => Span::at(start),
        }
    }

    /// Returns the map of the part `inner` of the derived text.
    #[must_use]
    pub fn part(&self, inner: Range<u32>) -> Self {
        let before = self.steps.partition_point(|(start, _)| *start <= inner.start);
        let after = self.steps.partition_point(|(start, _)| *start < inner.end).max(before);
        let first = (0, self.outer_offset(inner.start));
        let others = self.steps[before..after].iter();
        let steps = others.map(|(start, outer)| (start - inner.start, *outer));
        Self { steps: std::iter::once(first).chain(steps).collect() }
    }

    /// Returns the spans of the outer text that `inner` is joined from, in their order.
    #[must_use]
    pub fn pieces(&self, inner: Span) -> Vec<Span> {
        let steps = self.part(inner.start..inner.end).steps;
        let starts = steps.iter().map(|(start, _)| *start);
        let ends = starts.skip(1).chain([inner.end - inner.start]);
        let pieces = steps.iter().zip(ends);
        pieces.map(|((start, outer), end)| Span::new(*outer, outer + (end - start))).collect()
    }

    fn outer_offset(&self, inner: u32) -> u32 {
        let after = self.steps.partition_point(|(start, _)| *start <= inner);
        match after.checked_sub(1).map(|last| self.steps[last]) {
            Some((start, outer)) => outer + (inner - start),
            None => inner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_mapped_as_in_the_whole() {
        let whole = OffsetMap::new(vec![(0, 4), (3, 10), (8, 20)]);
        for start in 0..12 {
            for end in start..12 {
                let part = whole.part(start..end);
                for at in start..end {
                    let inner = Span::new(at, end);
                    let of_part = Span::new(at - start, end - start);
                    assert_eq!(
                        part.outer_within_pieces(of_part),
                        whole.outer_within_pieces(inner),
                        "{start}..{end} at {at}"
                    );
                }
            }
        }
    }
}
