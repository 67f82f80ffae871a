//! Ranges of a text in lines and columns.

use serde::{Deserialize, Serialize};

/// A range of a file's text, in bytes and in lines and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// The offset of the first byte of the decoded text, without a byte order mark.
    pub start: usize,
    /// The offset past the last byte.
    pub end: usize,
    /// The 1-based line of the first character.
    pub line: usize,
    /// The 1-based column of the first character, in Unicode scalar values.
    pub column: usize,
    /// The 1-based line of the end.
    pub end_line: usize,
    /// The 1-based column of the end, exclusive.
    pub end_column: usize,
    /// Both columns in UTF-8 bytes; `None` if they are the same.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub utf8_columns: Option<(usize, usize)>,
    /// Both columns in UTF-16 code units; `None` if they are the same.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub utf16_columns: Option<(usize, usize)>,
}

impl Region {
    /// Returns the byte range.
    #[must_use]
    pub const fn bytes(&self) -> std::ops::Range<usize> {
        self.start..self.end
    }

    /// Returns both 1-based columns in UTF-8 bytes.
    #[must_use]
    pub fn in_utf8(&self) -> (usize, usize) {
        self.utf8_columns.unwrap_or((self.column, self.end_column))
    }

    /// Returns both 1-based columns in UTF-16 code units.
    #[must_use]
    pub fn in_utf16(&self) -> (usize, usize) {
        self.utf16_columns.unwrap_or((self.column, self.end_column))
    }
}
