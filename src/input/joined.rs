//! Texts that are joined from pieces of another text.

use std::borrow::Cow;

use super::{Origin, Text};
use crate::source::OffsetMap;

/// Joins pieces of a text, with the position of each.
#[derive(Debug, Default)]
pub(super) struct Joiner {
    text: String,
    steps: Vec<(u32, u32)>,
}

impl Joiner {
    /// Appends `piece`, which begins at offset `at` of the outer text.
    pub(super) fn push(&mut self, piece: &str, at: usize) {
        if !piece.is_empty() {
            self.steps.push((self.text.len() as u32, at as u32));
            self.text.push_str(piece);
        }
    }

    /// Returns the joined text, whose pieces come from the text at `outer`.
    pub(super) fn finish<'t>(self, outer: &Origin) -> Text<'t> {
        let outer = Box::new(outer.clone());
        let origin = Origin::Joined { outer, offsets: OffsetMap::new(self.steps) };
        Text { content: Cow::Owned(self.text), origin }
    }
}

impl Text<'_> {
    /// Returns the text with its content owned.
    pub(super) fn into_owned<'o>(self) -> Text<'o> {
        Text { content: Cow::Owned(self.content.into_owned()), origin: self.origin }
    }
}
