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
        let other = match self {
            Self::Utf16 => region.utf16_columns,
            Self::Utf8 => region.utf8_columns,
        };
        let (start, end) = other.unwrap_or((region.column, region.end_column));
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
    /// The byte offsets of the starts of all lines.
    lines: Vec<usize>,
    /// The UTF-16 units of the characters that start before each multiple of [`STEP`]; empty if columns are bytes.
    units: Vec<usize>,
}

impl Positions {
    /// Indexes a text. A line ends with LF, CRLF or CR, as the protocol has it.
    pub(super) fn new(text: &str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let lines = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        let units = match encoding {
            Encoding::Utf8 => Vec::new(),
            Encoding::Utf16 => {
                let counts = bytes.chunks(STEP).scan(0, |sum, chunk| {
                    let before = *sum;
                    *sum += utf16_units(chunk);
                    Some(before)
                });
                counts.collect()
            }
        };
        Self { encoding, lines, units }
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
        let next = self.lines.get(line + 1).copied().unwrap_or(text.len());
        let end = start + text[start..next].trim_end_matches(['\r', '\n']).len();
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
