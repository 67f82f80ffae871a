//! Positions of lines in a text, indexed once so that each lookup is fast.

/// The distance between two indexed positions, in bytes.
const STEP: usize = 1024;

/// A line and its columns in each unit, all 0-based.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineColumn {
    pub(crate) line: usize,
    /// The column in Unicode scalar values.
    pub(crate) column: usize,
    /// The column in UTF-8 bytes.
    pub(crate) utf8: usize,
    /// The column in UTF-16 code units.
    pub(crate) utf16: usize,
}

/// The position of every [`STEP`]th byte of a text.
#[derive(Clone, Debug)]
pub(crate) struct Marks(Vec<LineColumn>);

/// Indexes the lines of `text`. A line ends with LF or CRLF; a lone CR is not a line end.
pub(crate) fn marks(text: &str) -> Marks {
    let mut marks = Vec::with_capacity(text.len() / STEP + 1);
    let mut location = LineColumn::default();
    for block in text.as_bytes().chunks(STEP) {
        marks.push(location);
        location = location.after(block);
    }
    Marks(marks)
}

impl Marks {
    /// Returns the position of byte offset `at` in `text`, for which these marks were built.
    pub(crate) fn location(&self, text: &str, at: usize) -> LineColumn {
        let block = (at / STEP).min(self.0.len().saturating_sub(1));
        let bytes = &text.as_bytes()[(block * STEP).min(at)..at];
        self.0.get(block).copied().unwrap_or_default().after(bytes)
    }
}

impl LineColumn {
    /// Returns the position after `bytes`, which may begin and end within a character.
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

/// Returns the number of characters that begin in `bytes`, and how many of them take two UTF-16
/// code units.
fn counts(bytes: &[u8]) -> (usize, usize) {
    if bytes.is_ascii() {
        return (bytes.len(), 0);
    }
    let characters = count(bytes, |byte| (byte & 0xC0) != 0x80);
    // A character of four UTF-8 bytes takes two UTF-16 code units.
    (characters, count(bytes, |byte| byte >= 0xF0))
}

/// Counts bytes. Chunks whose counts fit into a byte are counted several times faster.
fn count(bytes: &[u8], is_counted: impl Fn(u8) -> bool) -> usize {
    let in_chunk =
        |chunk: &[u8]| chunk.iter().fold(0, |sum, byte| sum + u8::from(is_counted(*byte)));
    bytes.chunks(u8::MAX.into()).map(|chunk| usize::from(in_chunk(chunk))).sum()
}
