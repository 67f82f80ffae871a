//! Where the values of a response are in their file.

use std::ops::Range;

use crate::input::Origin;
use crate::source::{LineIndex, Span};

/// Maps spans of a response's text to its file.
#[derive(Clone, Copy, Debug)]
pub struct Locator<'l, 'f> {
    pub(super) origin: &'l Origin,
    pub(super) lines: &'l LineIndex<'f>,
}

impl Locator<'_, '_> {
    /// Returns the byte range of the file that a span comes from.
    #[must_use]
    pub fn bytes(&self, span: Span) -> Range<usize> {
        self.origin.location(span)
    }

    /// Returns whether the response appears verbatim in the file.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        matches!(self.origin, Origin::Slice { .. })
    }

    /// Returns the line of the file in which a span begins, 1-based.
    #[must_use]
    pub fn line(&self, span: Span) -> usize {
        self.lines.position(self.bytes(span).start).0
    }
}
