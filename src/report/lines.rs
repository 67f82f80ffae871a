//! Lines and columns of a file.

use std::ops::Range;

use super::Region;

/// How many bytes lie between two places whose line and column are remembered.
const STEP: usize = 4096;

/// Where the lines of a text are, made once for a file, so that a place is found in little time
/// however long the text or its lines are.
#[derive(Debug)]
pub struct Lines<'f> {
    text: &'f str,
    /// For every [`STEP`] bytes: line from 0, and column from 0 in characters.
    marks: Vec<(usize, usize)>,
}

impl<'f> Lines<'f> {
    /// Looks through `text` for its lines. A line ends with LF, CRLF or CR LF's LF; CR alone is no
    /// line end.
    #[must_use]
    pub fn of(text: &'f str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let (mut line, mut column) = (0, 0);
        for block in text.as_bytes().chunks(STEP) {
            marks.push((line, column));
            (line, column) = advance(block, line, column);
        }
        Self { text, marks }
    }

    /// Line and column, both from 1, of the character at byte offset `at`.
    #[must_use]
    pub fn position(&self, at: usize) -> (usize, usize) {
        let block = (at / STEP).min(self.marks.len().saturating_sub(1));
        let (line, column) = self.marks.get(block).copied().unwrap_or_default();
        let bytes = &self.text.as_bytes()[(block * STEP).min(at)..at];
        let (line, column) = advance(bytes, line, column);
        (line + 1, column + 1)
    }

    /// The stretch of bytes `place` with its lines and columns.
    #[must_use]
    pub fn region(&self, place: Range<usize>) -> Region {
        let (line, column) = self.position(place.start);
        let (end_line, end_column) = self.position(place.end);
        Region { start: place.start, end: place.end, line, column, end_line, end_column }
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

/// Line and column after `bytes`, which may begin and end within a character.
fn advance(bytes: &[u8], line: usize, column: usize) -> (usize, usize) {
    let characters = |bytes: &[u8]| bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
    match memchr::memrchr(b'\n', bytes) {
        None => (line, column + characters(bytes)),
        Some(last) => {
            (line + memchr::memchr_iter(b'\n', bytes).count(), characters(&bytes[last + 1..]))
        }
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
    fn a_line_is_cut_where_it_is_long() {
        let lines = Lines::of("ab\r\ncd\nef");
        assert_eq!(lines.line_around(0, 100), 0..2);
        assert_eq!(lines.line_around(5, 100), 4..6);
        assert_eq!(lines.line_around(9, 100), 7..9);
        let long = "x".repeat(1000);
        assert_eq!(Lines::of(&long).line_around(500, 10), 490..510);
    }
}
