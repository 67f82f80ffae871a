//! Lines and columns of a file.

use std::borrow::Cow;
use std::ops::Range;

use super::position::{LineColumn, Marks, marks};
use super::{Document, Region};

/// An index of the lines of a text, built once per file, so that lookups are fast even for long
/// texts and lines.
#[derive(Debug)]
pub struct LineIndex<'f> {
    text: &'f str,
    marks: Cow<'f, Marks>,
}

impl<'f> LineIndex<'f> {
    /// Indexes the lines of `text`. A line ends with LF or CRLF; a lone CR is not a line end.
    #[must_use]
    pub fn new(text: &'f str) -> Self {
        Self { text, marks: Cow::Owned(marks(text)) }
    }

    /// Returns the line index of a document, which is built only once.
    #[must_use]
    pub fn of_source(document: &'f Document) -> Self {
        Self { text: &document.text, marks: Cow::Borrowed(document.marks()) }
    }

    /// Returns the 1-based line and column of the character at byte offset `at`.
    #[must_use]
    pub fn position(&self, at: usize) -> (usize, usize) {
        let location = self.location(at);
        (location.line + 1, location.column + 1)
    }

    fn location(&self, at: usize) -> LineColumn {
        self.marks.location(self.text, at)
    }

    /// Returns the byte range `location` with its lines and columns.
    #[must_use]
    pub fn region(&self, location: Range<usize>) -> Region {
        let (start, end) = (self.location(location.start), self.location(location.end));
        let columns = (start.column + 1, end.column + 1);
        let other =
            |columns_there: (usize, usize)| Some(columns_there).filter(|there| *there != columns);
        Region {
            start: location.start,
            end: location.end,
            line: start.line + 1,
            column: columns.0,
            end_line: end.line + 1,
            end_column: columns.1,
            utf8_columns: other((start.utf8 + 1, end.utf8 + 1)),
            utf16_columns: other((start.utf16 + 1, end.utf16 + 1)),
        }
    }

    /// Returns the byte range of the line that contains offset `at`, without its line end. The
    /// range is limited to `most` bytes before and after `at`.
    #[must_use]
    pub fn line_around(&self, at: usize, most: usize) -> Range<usize> {
        let text = self.text;
        let low = text.floor_char_boundary(at.saturating_sub(most));
        let high = text.ceil_char_boundary((at + most).min(text.len()));
        let start =
            memchr::memrchr(b'\n', &text.as_bytes()[low..at]).map_or(low, |found| low + found + 1);
        let end =
            memchr::memchr(b'\n', &text.as_bytes()[at..high]).map_or(high, |found| at + found);
        let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
        start..end.max(start)
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &'f str {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_agree_with_a_linear_scan() {
        let text = "日本\r\nabc é\n\n".repeat(2000) + &"é".repeat(9000);
        let lines = LineIndex::new(&text);
        let (mut line, mut column) = (1, 1);
        for (at, character) in text.char_indices() {
            assert_eq!(lines.position(at), (line, column), "at {at}");
            if character == '\n' { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        assert_eq!(lines.position(text.len()), (line, column));
        assert_eq!(LineIndex::new("").position(0), (1, 1));
    }

    #[test]
    fn columns_in_all_units() {
        let text = "\n\"é日😀x\"";
        let region = LineIndex::new(text).region(text.find('x').unwrap()..text.len());
        assert_eq!((region.column, region.end_column), (5, 7));
        assert_eq!(region.in_utf8(), (11, 13));
        assert_eq!(region.in_utf16(), (6, 8));
        let plain = LineIndex::new("ab").region(0..2);
        assert_eq!((plain.utf8_columns, plain.utf16_columns), (None, None));
        assert_eq!(plain.in_utf16(), (1, 3));
    }

    #[test]
    fn truncates_long_lines() {
        let lines = LineIndex::new("ab\r\ncd\nef");
        assert_eq!(lines.line_around(0, 100), 0..2);
        assert_eq!(lines.line_around(5, 100), 4..6);
        assert_eq!(lines.line_around(9, 100), 7..9);
        let long = "x".repeat(1000);
        assert_eq!(LineIndex::new(&long).line_around(500, 10), 490..510);
    }
}
