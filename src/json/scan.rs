//! Byte scanning functions for the reader.

use wide::u8x16;

/// Marks the bytes that end a plain run of a string: a quote, a backslash or a control character.
/// The lowest bit is the first byte's.
#[inline]
fn string_stops(bytes: [u8; 16]) -> u32 {
    let bytes = u8x16::new(bytes);
    let quotes = bytes.simd_eq(u8x16::splat(b'"'));
    let backslashes = bytes.simd_eq(u8x16::splat(b'\\'));
    let controls = bytes.simd_eq(bytes.min(u8x16::splat(0x1F)));
    (quotes | backslashes | controls).to_bitmask()
}

/// Returns the offset of the first quote, backslash or control character at or after `at`; the
/// text's length if there is none.
#[inline]
pub(super) fn plain_run(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let stops = string_stops(*chunk);
        if stops != 0 {
            return at + stops.trailing_zeros() as usize;
        }
        at += 16;
    }
    while at < bytes.len() && !matches!(bytes[at], b'"' | b'\\' | 0..0x20) {
        at += 1;
    }
    at
}

/// Returns the number of `bytes` before the first backslash; 16 if there is none.
#[inline]
pub(super) fn before_backslash(bytes: [u8; 16]) -> usize {
    let found = u8x16::new(bytes).simd_eq(u8x16::splat(b'\\')).to_bitmask();
    (found.trailing_zeros() as usize).min(16)
}

/// Returns the offset past the closing quote of a string whose content begins at `at`, even if the
/// content is invalid; the text's length if there is no closing quote.
pub(super) fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Returns the offset of the first byte at or after `at` that is not JSON white space.
#[inline]
pub(super) fn white_space(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b' ') => {
                at += 1;
                // Indentation comes in long runs of spaces.
                while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
                    let spaces = u8x16::new(*chunk).simd_eq(u8x16::splat(b' ')).to_bitmask();
                    let run = spaces.trailing_ones() as usize;
                    at += run;
                    if run < 16 {
                        break;
                    }
                }
            }
            Some(b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
    }
}

/// Returns `text` without trailing JSON white space.
pub(super) fn trim_end(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\r', '\n'])
}

/// Returns the offset past the JSON number that begins at `at`; `None` if there is no JSON number
/// or other word characters follow it.
#[inline]
pub(super) fn number(bytes: &[u8], mut at: usize) -> Option<usize> {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    match bytes.get(at)? {
        b'0' => at += 1,
        b'1'..=b'9' => at = digits(at),
        _ => return None,
    }
    if bytes.get(at) == Some(&b'.') {
        let end = digits(at + 1);
        if end == at + 1 {
            return None;
        }
        at = end;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        let end = digits(at);
        if end == at {
            return None;
        }
        at = end;
    }
    if bytes.get(at).is_some_and(|byte| is_word(*byte)) { None } else { Some(at) }
}

/// Returns whether `byte` can be part of a bare word: a literal, a number or an unquoted key.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'+' | b'-') || byte >= 0x80
}

/// Returns the offset past the bare word that begins at `at`.
pub(super) fn word_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| is_word(*byte)) {
        at += 1;
    }
    at
}

/// Returns whether JavaScript allows `word` as an unquoted key.
pub(super) fn is_identifier(word: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    word.bytes().all(is_part) && !word.starts_with(|first: char| first.is_ascii_digit())
}

/// Returns the value of the four hexadecimal digits at `at`.
pub(super) fn hex4(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 4)?;
    let mut code = 0;
    for digit in digits {
        code = code * 16 + char::from(*digit).to_digit(16)?;
    }
    u16::try_from(code).ok()
}

/// Line ends, for lookups in ascending order. Each line is scanned only once, even a line of a
/// megabyte with many lookups.
#[derive(Debug)]
pub(super) struct LineEnds<'b> {
    bytes: &'b [u8],
    next: Option<usize>,
}

impl<'b> LineEnds<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, next: None }
    }

    /// Returns the offset of the first line end at or after `at`; the text's length if there is
    /// none.
    pub(super) fn after(&mut self, at: usize) -> usize {
        match self.next {
            Some(next) if at <= next => next,
            _ => {
                let rest = &self.bytes[at..];
                let next = memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |len| at + len);
                self.next = Some(next);
                next
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_run_ends_at_any_special_byte() {
        for stop in [b'"', b'\\', b'\n', 0, 0x1f] {
            for location in 0..40 {
                let mut text = vec![b'a'; 40];
                text[location] = stop;
                assert_eq!(plain_run(&text, 0), location, "{stop} at {location}");
            }
        }
        let plain = "日本語 é \u{7f} ~ !#[]";
        assert_eq!(plain_run(plain.as_bytes(), 0), plain.len());
        assert_eq!(plain_run(b"abc", 3), 3);
        assert_eq!(plain_run(b"abc", 9), 9);
    }

    #[test]
    fn finds_a_backslash_at_any_offset() {
        for location in 0..16 {
            let mut bytes = [b'a'; 16];
            bytes[location] = b'\\';
            assert_eq!(before_backslash(bytes), location);
        }
        assert_eq!(before_backslash(*b"[]{}/|][[]{}/|]["), 16);
    }

    #[test]
    fn white_space_has_four_characters() {
        assert_eq!(white_space(b" \t\r\n         \n x", 0), 15);
        assert_eq!(white_space("\u{a0}".as_bytes(), 0), 0);
        assert_eq!(white_space(b"\x0b", 0), 0);
        assert_eq!(white_space(b"", 0), 0);
    }

    #[test]
    fn numbers_follow_the_json_grammar() {
        for good in ["0", "-0", "12", "1.5", "1e9", "-1.25E+07", "0.0"] {
            assert_eq!(number(good.as_bytes(), 0), Some(good.len()), "{good}");
        }
        for bad in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "0x1", "1a", "--1", "1.e3"] {
            assert_eq!(number(bad.as_bytes(), 0), None, "{bad}");
        }
    }
}
