//! Lines and columns of a file.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::Document;
use crate::lines::{Marks, Place, marks};

use super::Region;

/// Where the lines of a text are, made once for a file, so that a place is found in little time
/// however long the text or its lines are.
#[derive(Debug)]
pub struct Lines<'f> {
    text: &'f str,
    marks: Cow<'f, Marks>,
}

impl<'f> Lines<'f> {
    /// Looks through `text` for its lines. A line ends with LF, CRLF or CR LF's LF; CR alone is no
    /// line end.
    #[must_use]
    pub fn of(text: &'f str) -> Self {
        Self { text, marks: Cow::Owned(marks(text)) }
    }

    /// The lines of a text of the team's own, which are looked for once.
    #[must_use]
    pub fn of_document(document: &'f Document) -> Self {
        Self { text: &document.text, marks: Cow::Borrowed(document.marks()) }
    }

    /// Line and column, both from 1, of the character at byte offset `at`.
    #[must_use]
    pub fn position(&self, at: usize) -> (usize, usize) {
        let place = self.place(at);
        (place.line + 1, place.column + 1)
    }

    fn place(&self, at: usize) -> Place {
        self.marks.place(self.text, at)
    }

    /// The stretch of bytes `place` with its lines and columns.
    #[must_use]
    pub fn region(&self, place: Range<usize>) -> Region {
        let (start, end) = (self.place(place.start), self.place(place.end));
        let columns = (start.column + 1, end.column + 1);
        let other =
            |columns_there: (usize, usize)| Some(columns_there).filter(|there| *there != columns);
        Region {
            start: place.start,
            end: place.end,
            line: start.line + 1,
            column: columns.0,
            end_line: end.line + 1,
            end_column: columns.1,
            utf8_columns: other((start.utf8 + 1, end.utf8 + 1)),
            utf16_columns: other((start.utf16 + 1, end.utf16 + 1)),
        }
    }

    /// The bytes of the line that holds offset `at`, its line end not among them. A line that
    /// begins or ends farther than `most` bytes away is cut there.
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

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'f str {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_of_counting_from_the_start() {
        let text = "日本\r\nabc é\n\n".repeat(2000) + &"é".repeat(9000);
        let lines = Lines::of(&text);
        let (mut line, mut column) = (1, 1);
        for (at, character) in text.char_indices() {
            assert_eq!(lines.position(at), (line, column), "at {at}");
            if character == '\n' { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        assert_eq!(lines.position(text.len()), (line, column));
        assert_eq!(Lines::of("").position(0), (1, 1));
    }

    #[test]
    fn columns_are_told_in_each_unit() {
        let text = "\n\"é日😀x\"";
        let region = Lines::of(text).region(text.find('x').unwrap()..text.len());
        assert_eq!((region.column, region.end_column), (5, 7));
        assert_eq!(region.in_utf8(), (11, 13));
        assert_eq!(region.in_utf16(), (6, 8));
        let plain = Lines::of("ab").region(0..2);
        assert_eq!((plain.utf8_columns, plain.utf16_columns), (None, None));
        assert_eq!(plain.in_utf16(), (1, 3));
    }

    #[test]
    fn a_line_is_cut_where_it_is_long() {
        let lines = Lines::of("ab\r\ncd\nef");
        assert_eq!(lines.line_around(0, 100), 0..2);
        assert_eq!(lines.line_around(5, 100), 4..6);
        assert_eq!(lines.line_around(9, 100), 7..9);
        let long = "x".repeat(1000);
        assert_eq!(Lines::of(&long).line_around(500, 10), 490..510);
    }
}
