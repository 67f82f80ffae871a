//! What a JSON string means, and where in the text each of its characters comes from.

use std::borrow::Cow;

use super::{Span, scan};

/// The content of a JSON string, with the way back into the text that it was written in.
#[derive(Clone, Debug)]
pub struct Unescaped<'t> {
    /// The characters that the string stands for.
    pub text: Cow<'t, str>,
    /// The way back into the raw string.
    pub way: Way,
}

/// The way from the characters that a string stands for back to those that it is written with.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// Where runs of characters begin: (byte offset in the content, byte offset in the raw
    /// string). Within a run both offsets move together.
    steps: Vec<(u32, u32)>,
}

impl Way {
    /// The place in the raw string (bytes from its first character) of a place in the content
    /// (likewise). The end of a span maps to the end of the escape that it closes with.
    #[must_use]
    pub fn outer(&self, inner: Span) -> Span {
        Span::new(self.outer_offset(inner.start), self.outer_offset(inner.end))
    }

    fn outer_offset(&self, inner: u32) -> u32 {
        let after = self.steps.partition_point(|(start, _)| *start <= inner);
        match after.checked_sub(1).map(|last| self.steps[last]) {
            Some((start, outer)) => outer + (inner - start),
            None => inner,
        }
    }
}

/// Reads the escapes of `raw`, a JSON string without its quotes. What no JSON string may hold is
/// read as what was probably meant: half a surrogate pair as U+FFFD, `\q` as these two characters.
#[must_use]
pub fn unescape(raw: &str) -> Unescaped<'_> {
    let mut steps = Vec::new();
    let text = decode(raw, |inner, outer| steps.push((inner as u32, outer as u32)));
    Unescaped { text, way: Way { steps } }
}

/// The characters that `raw` stands for, as [`unescape`] reads them.
pub(super) fn unescaped_text(raw: &str) -> Cow<'_, str> {
    decode(raw, |_, _| {})
}

/// Reads the escapes of `raw` and tells where runs of characters begin: in the content, and in
/// `raw`. A string without escapes is one run, of which nothing is told.
fn decode(raw: &str, mut run_begins: impl FnMut(usize, usize)) -> Cow<'_, str> {
    let Some(mut run) = memchr::memchr(b'\\', raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let mut text = String::with_capacity(raw.len());
    let mut at = 0;
    loop {
        if run > 0 {
            run_begins(text.len(), at);
            text.push_str(&raw[at..at + run]);
            at += run;
        }
        run_begins(text.len(), at);
        let (meant, len) = escape(raw, at);
        text.extend(meant);
        at += len;
        match scan::before_backslash(raw.as_bytes(), at) {
            Some(next) => run = next,
            None => break,
        }
    }
    run_begins(text.len(), at);
    text.push_str(&raw[at..]);
    Cow::Owned(text)
}

/// The character that the escape at `at` stands for (none for a backslash at the very end), and
/// the escape's length in bytes.
fn escape(raw: &str, at: usize) -> (Option<char>, usize) {
    let meant = match raw.as_bytes().get(at + 1) {
        None => return (None, 1),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(raw.as_bytes(), at),
        Some(letter @ (b'"' | b'\\' | b'/')) => char::from(*letter),
        // `C:\lxca`: the backslash was meant as one.
        Some(_) => return (Some('\\'), 1),
    };
    (Some(meant), 2)
}

fn unicode_escape(bytes: &[u8], at: usize) -> (Option<char>, usize) {
    let broken = Some(char::REPLACEMENT_CHARACTER);
    match escaped_unit(bytes, at) {
        None => (broken, 2),
        Some(high @ 0xD800..=0xDBFF) => match escaped_unit(bytes, at + 6) {
            Some(low @ 0xDC00..=0xDFFF) => {
                let code = 0x1_0000 + (u32::from(high - 0xD800) << 10) + u32::from(low - 0xDC00);
                (char::from_u32(code), 12)
            }
            _ => (broken, 6),
        },
        Some(unit) => (char::from_u32(u32::from(unit)).or(broken), 6),
    }
}

/// The UTF-16 unit that a `\uXXXX` at `at` names; none where none stands there.
pub(super) fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.starts_with(b"\\u").then(|| scan::hex4(bytes, at + 2))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_leads_back_to_the_characters_that_wrote_it() {
        let raw = r#"a\"b\u00e9c\ud83d\ude00d\\"#;
        let read = unescape(raw);
        assert_eq!(read.text, "a\"béc😀d\\");
        let written = |part: &str| {
            let start = read.text.find(part).unwrap() as u32;
            let outer = read.way.outer(Span::new(start, start + part.len() as u32));
            &raw[outer.range()]
        };
        assert_eq!(written("a"), "a");
        assert_eq!(written("\""), r#"\""#);
        assert_eq!(written("é"), r"\u00e9");
        assert_eq!(written("é"), r"\u00e9");
        assert_eq!(written("c😀d"), r"c\ud83d\ude00d");
        assert_eq!(written("\\"), r"\\");
    }

    #[test]
    fn broken_escapes_are_read_as_what_was_meant() {
        for (raw, meant) in [
            (r"C:\lxca", r"C:\lxca"),
            (r"\é", r"\é"),
            ("\\", ""),
            (r"\ud800x", "\u{fffd}x"),
            (r"\udc00", "\u{fffd}"),
            (r"\ud800\u0041", "\u{fffd}A"),
            (r"\u12", "\u{fffd}12"),
        ] {
            assert_eq!(unescape(raw).text, meant, "{raw}");
        }
    }
}
