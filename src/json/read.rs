//! Parsing: from a text to its tree.

use std::fmt;

use super::reader::Reader;
use super::recover::recovered;
use super::{Interner, Tree};

/// The error for a text of 4 GiB or more, whose offsets do not fit into a [`Span`](crate::source::Span).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is 4 GiB or longer, which exceeds the limit for one JSON text")
    }
}

impl std::error::Error for TooLong {}

/// Parses `text` into a tree. `interner` provides the known keys and keywords.
///
/// # Errors
/// Returns [`TooLong`] if the text is 4 GiB or longer. Invalid JSON is not an error: the tree
/// contains what could be read, and the syntax errors.
pub fn read<'t>(text: &'t str, interner: &'static Interner) -> Result<Tree<'t>, TooLong> {
    if u32::try_from(text.len()).map_or(true, |len| len == u32::MAX) {
        return Err(TooLong);
    }
    let mut reader = Reader::new(text, interner);
    reader.run();
    if reader.tree.syntax_errors.is_empty() {
        return Ok(reader.tree);
    }
    Ok(recovered(reader))
}
