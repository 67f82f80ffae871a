//! Positions of the protocol: 0-based lines, and columns in the unit that client and server agreed on.

use std::ops::Range;

use gen_lsp_types::{Position, PositionEncodingKind, Range as LspRange};

use crate::source::Region;

/// The unit of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-16 code units, which every client knows.
    #[default]
    Utf16,
    /// Bytes.
    Utf8,
}

impl Encoding {
    /// Picks bytes if the client offers them, since they need no conversion.
    pub(super) fn among(offered: &[PositionEncodingKind]) -> Self {
        if offered.contains(&PositionEncodingKind::UTF8) { Self::Utf8 } else { Self::Utf16 }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf8 => PositionEncodingKind::UTF8,
        }
    }

    /// Returns the range of a region in a file that is not open.
    pub(super) fn range(self, region: &Region) -> LspRange {
        let (start, end) = match self {
            Self::Utf16 => region.in_utf16(),
            Self::Utf8 => region.in_utf8(),
        };
        let position = |line: usize, column: usize| Position {
            line: line.saturating_sub(1) as u32,
            character: column.saturating_sub(1) as u32,
        };
        LspRange { start: position(region.line, start), end: position(region.end_line, end) }
    }
}

/// How many bytes lie between two offsets whose units are stored, so that a position in a long line needs no
/// count from its start.
const STEP: usize = 1024;

/// The lines of a text, and the UTF-16 units before some of its offsets.
#[derive(Debug)]
pub(super) struct Positions {
    encoding: Encoding,
    /// The byte offsets of the starts of lines.
    lines: Vec<usize>,
    /// The UTF-16 units of the characters that start before each multiple of [`STEP`].
    units: Vec<usize>,
    /// How many bytes of the text are indexed.
    indexed: usize,
}

impl Positions {
    /// Indexes a text. A line ends with LF, CRLF or CR, as the protocol has it.
    pub(super) fn new(text: &str, encoding: Encoding) -> Self {
        let mut positions = Self { encoding, lines: vec![0], units: vec![0], indexed: 0 };
        positions.complete(text);
        positions
    }

    /// Drops what is indexed from a little before byte offset `start`, where the text has changed. [`Self::complete`]
    /// indexes the rest.
    pub(super) fn truncate(&mut self, start: usize) {
        // A CR before `start` may end its line or not, depending on the character behind it.
        let kept = start.saturating_sub(2) / STEP;
        if kept * STEP < self.indexed {
            self.indexed = kept * STEP;
            self.units.truncate(kept + 1);
            let lines = self.lines.partition_point(|line| *line <= self.indexed);
            self.lines.truncate(lines);
        }
    }

    /// Indexes the rest of the text.
    pub(super) fn complete(&mut self, text: &str) {
        while self.indexed < text.len() {
            self.index_step(text);
        }
    }

    /// Indexes the text as far as [`Self::offset`] needs for a position.
    pub(super) fn complete_to(&mut self, text: &str, position: Position) {
        let line = position.line as usize;
        while self.indexed < text.len() && self.lines.len() <= line + 1 {
            if let Some(&start) = self.lines.get(line) {
                let units = self.units_before(text, self.indexed) - self.units_before(text, start);
                if units > position.character as usize {
                    return;
                }
            }
            self.index_step(text);
        }
    }

    fn index_step(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let start = self.indexed;
        let end = (start + STEP).min(bytes.len());
        let step = &bytes[start..end];
        let ends = memchr::memchr2_iter(b'\n', b'\r', step).map(|at| start + at);
        let ends = ends.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        self.lines.extend(ends.map(|at| at + 1));
        if end == start + STEP {
            let before = self.units.last().copied().unwrap_or(0);
            self.units.push(before + self.count(step));
        }
        self.indexed = end;
    }

    /// Returns the UTF-16 units of the characters that start in `bytes`; nothing if columns are bytes.
    fn count(&self, bytes: &[u8]) -> usize {
        if self.encoding == Encoding::Utf16 { utf16_units(bytes) } else { 0 }
    }

    /// Returns the position of the byte offset `at`.
    pub(super) fn position(&self, text: &str, at: usize) -> Position {
        let at = at.min(text.len());
        let line = self.lines.partition_point(|start| *start <= at).saturating_sub(1);
        let column = self.units_before(text, at) - self.units_before(text, self.lines[line]);
        Position { line: line as u32, character: column as u32 }
    }

    /// Returns the range of a range of bytes.
    pub(super) fn range(&self, text: &str, bytes: &Range<usize>) -> LspRange {
        LspRange { start: self.position(text, bytes.start), end: self.position(text, bytes.end) }
    }

    /// Returns the byte offset of a position. A column past the end of its line is that end, a line past the end of
    /// the text is its end, and a position within a character is its start.
    pub(super) fn offset(&self, text: &str, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.lines.get(line) else { return text.len() };
        let next = self.lines.get(line + 1).copied().unwrap_or(self.indexed);
        let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let end = next - text.as_bytes()[start..next].iter().rev().take_while(is_end).count();
        let column = position.character as usize;
        let at = match self.encoding {
            Encoding::Utf8 => start.saturating_add(column),
            Encoding::Utf16 => {
                self.offset_of_units(text, self.units_before(text, start).saturating_add(column))
            }
        };
        text.floor_char_boundary(at.clamp(start, end))
    }

    /// Returns the range of bytes of a range.
    pub(super) fn bytes(&self, text: &str, range: LspRange) -> Range<usize> {
        let start = self.offset(text, range.start);
        start..self.offset(text, range.end).max(start)
    }

    fn units_before(&self, text: &str, at: usize) -> usize {
        match self.encoding {
            Encoding::Utf8 => at,
            Encoding::Utf16 => {
                let step = (at / STEP).min(self.units.len().saturating_sub(1));
                let before = self.units.get(step).copied().unwrap_or(0);
                before + utf16_units(&text.as_bytes()[step * STEP..at])
            }
        }
    }

    /// Returns the offset of the character that contains the unit `units`, counted from the start of the text.
    fn offset_of_units(&self, text: &str, units: usize) -> usize {
        let step = self.units.partition_point(|before| *before <= units).saturating_sub(1);
        let mut counted = self.units.get(step).copied().unwrap_or(0);
        for (at, byte) in text.bytes().enumerate().skip(step * STEP) {
            counted += utf16_units(&[byte]);
            if counted > units {
                return at;
            }
        }
        text.len()
    }
}

/// Returns the number of UTF-16 units of the characters that start in `bytes`, a part of a UTF-8 text.
fn utf16_units(bytes: &[u8]) -> usize {
    let starts = bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    let pairs = bytes.iter().filter(|byte| **byte >= 0xF0).count();
    starts + pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Counts from the start of the text, character by character.
    fn naive(text: &str, at: usize, encoding: Encoding) -> Position {
        let mut position = Position { line: 0, character: 0 };
        let mut characters = text.char_indices().peekable();
        while let Some((_, character)) = characters.next_if(|(start, _)| *start < at) {
            let is_before_lf = characters.peek().is_some_and(|(_, next)| *next == '\n');
            let ends_line = character == '\n' || (character == '\r' && !is_before_lf);
            let units = match encoding {
                Encoding::Utf8 => character.len_utf8(),
                Encoding::Utf16 => character.len_utf16(),
            };
            position = match ends_line {
                true => Position { line: position.line + 1, character: 0 },
                false => Position { character: position.character + units as u32, ..position },
            };
        }
        position
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn positions_are_what_counting_gives(
            parts in prop::collection::vec("[a\u{e9}\u{20ac}\u{1f600}\r\n]{0,300}", 0..20),
        ) {
            let text = parts.concat();
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let positions = Positions::new(&text, encoding);
                for (at, character) in text.char_indices().step_by(7) {
                    let position = positions.position(&text, at);
                    prop_assert_eq!(position, naive(&text, at, encoding), "{} of {:?}", at, text);
                    if !matches!(character, '\r' | '\n') {
                        prop_assert_eq!(positions.offset(&text, position), at);
                    }
                }
            }
        }

        #[test]
        fn an_edited_index_is_that_of_the_text(
            text in "[a\u{e9}\u{1f600}\r\n]{0,4000}",
            edits in prop::collection::vec((0..4000_usize, "[a\u{1f600}\r\n]{0,3}", 0..60_u32, 0..1500_u32), 0..5),
        ) {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let mut text = text.clone();
                let mut positions = Positions::new(&text, encoding);
                for (at, typed, line, character) in &edits {
                    let position = Position { line: *line, character: *character };
                    positions.complete_to(&text, position);
                    let whole = Positions::new(&text, encoding);
                    prop_assert_eq!(positions.offset(&text, position), whole.offset(&text, position));
                    let at = text.floor_char_boundary(*at);
                    positions.truncate(at);
                    text.insert_str(at, typed);
                }
                positions.complete(&text);
                let whole = Positions::new(&text, encoding);
                prop_assert_eq!((positions.lines, positions.units), (whole.lines, whole.units));
            }
        }

        #[test]
        fn any_position_is_an_offset(text in "[a\u{1f600}\r\n]{0,40}", line: u32, character: u32) {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let positions = Positions::new(&text, encoding);
                for line in [line, line % 8] {
                    for character in [character, character % 8] {
                        let at = positions.offset(&text, Position { line, character });
                        prop_assert!(text.is_char_boundary(at));
                    }
                }
            }
        }
    }
}
