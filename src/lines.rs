//! Where the lines of a text are: found once, so that each place costs little.

/// How many bytes lie between two places whose line and column are remembered.
const STEP: usize = 1024;

/// A line, and its columns in each unit, all from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    /// In Unicode scalar values.
    pub(crate) column: usize,
    /// In bytes of UTF-8.
    pub(crate) utf8: usize,
    /// In code units of UTF-16.
    pub(crate) utf16: usize,
}

/// The place of every [`STEP`]th byte of a text.
#[derive(Clone, Debug)]
pub(crate) struct Marks(Vec<Place>);

/// Looks through `text` for its lines. A line ends with LF, CRLF or CR LF's LF; CR alone is no line
/// end.
pub(crate) fn marks(text: &str) -> Marks {
    let mut marks = Vec::with_capacity(text.len() / STEP + 1);
    let mut place = Place::default();
    for block in text.as_bytes().chunks(STEP) {
        marks.push(place);
        place = place.after(block);
    }
    Marks(marks)
}

impl Marks {
    /// The place of the byte at offset `at` of `text`, which these are the marks of.
    pub(crate) fn place(&self, text: &str, at: usize) -> Place {
        let block = (at / STEP).min(self.0.len().saturating_sub(1));
        let bytes = &text.as_bytes()[(block * STEP).min(at)..at];
        self.0.get(block).copied().unwrap_or_default().after(bytes)
    }
}

impl Place {
    /// The place after `bytes`, which may begin and end within a character.
    fn after(self, bytes: &[u8]) -> Self {
        let (before, last) = match memchr::memrchr(b'\n', bytes) {
            None => (self, bytes),
            Some(end) => {
                let line = self.line + memchr::memchr_iter(b'\n', bytes).count();
                (Self { line, ..Self::default() }, &bytes[end + 1..])
            }
        };
        let (characters, pairs) = counts(last);
        Self {
            line: before.line,
            column: before.column + characters,
            utf8: before.utf8 + last.len(),
            utf16: before.utf16 + characters + pairs,
        }
    }
}

/// How many characters begin in `bytes`, and how many of them take two units in UTF-16.
fn counts(bytes: &[u8]) -> (usize, usize) {
    if bytes.is_ascii() {
        return (bytes.len(), 0);
    }
    let characters = bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
    // What takes four bytes in UTF-8 takes two units in UTF-16.
    let pairs = bytes.iter().filter(|byte| **byte >= 0xF0).count();
    (characters, pairs)
}
