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
    /// The way whose runs begin at `steps`: (byte offset in the content, in what it is written with).
    pub(super) fn of(steps: Vec<(u32, u32)>) -> Self {
        Self { steps }
    }

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
    let bytes = raw.as_bytes();
    let mut next = memchr::memchr(b'\\', bytes);
    if next.is_none() {
        return Unescaped { text: Cow::Borrowed(raw), way: Way::default() };
    }
    let mut text = String::with_capacity(raw.len());
    let mut steps = Vec::new();
    let mut at = 0;
    while let Some(run) = next {
        if run > 0 {
            steps.push((text.len() as u32, at as u32));
            text.push_str(&raw[at..at + run]);
            at += run;
        }
        steps.push((text.len() as u32, at as u32));
        let (meant, len) = escape(raw, at);
        text.extend(meant);
        at += len;
        next = memchr::memchr(b'\\', &bytes[at..]);
    }
    steps.push((text.len() as u32, at as u32));
    text.push_str(&raw[at..]);
    Unescaped { text: Cow::Owned(text), way: Way { steps } }
}

/// The characters that `raw` stands for, as [`unescape`] reads them, without the way back. A text
/// within a string has an escape every few characters, so this copies sixteen bytes at a time and
/// takes back what was too much.
pub(super) fn unescaped_text(raw: &str) -> Cow<'_, str> {
    let bytes = raw.as_bytes();
    if memchr::memchr(b'\\', bytes).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut text: Vec<u8> = Vec::with_capacity(raw.len() + 16);
    let mut at = 0;
    while at < bytes.len() {
        let run = match bytes[at..].first_chunk::<16>() {
            Some(word) => {
                text.extend_from_slice(word);
                let run = scan::before_backslash(*word);
                text.truncate(text.len() - 16 + run);
                run
            }
            None => {
                let rest = &bytes[at..];
                let run = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
                text.extend_from_slice(&rest[..run]);
                run
            }
        };
        at += run;
        if run < 16 && at < bytes.len() {
            let short = bytes.get(at + 1).map_or(0, |letter| SHORT_ESCAPES[usize::from(*letter)]);
            if short != 0 {
                text.push(short);
                at += 2;
                continue;
            }
            let (meant, len) = escape(raw, at);
            match meant {
                Some(plain) if plain.is_ascii() => text.push(plain as u8),
                Some(other) => text.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
                None => {}
            }
            at += len;
        }
    }
    // Whole characters were taken out of a string and put in: this is one again.
    String::from_utf8(text).map_or_else(|_| unescape(raw).text, Cow::Owned)
}

/// For each letter after a backslash the character that the two stand for; 0 where they are no escape
/// of two characters.
const SHORT_ESCAPES: [u8; 256] = {
    let mut escapes = [0; 256];
    let pairs = *b"\"\"\\\\//b\x08f\x0cn\nr\rt\t";
    let mut at = 0;
    while at < pairs.len() {
        escapes[pairs[at] as usize] = pairs[at + 1];
        at += 2;
    }
    escapes
};

/// The character that the escape at `at` stands for (none for a backslash at the very end), and
/// the escape's length in bytes.
fn escape(raw: &str, at: usize) -> (Option<char>, usize) {
    match raw.as_bytes().get(at + 1) {
        None => (None, 1),
        Some(b'u') => unicode_escape(raw.as_bytes(), at),
        Some(letter) => match SHORT_ESCAPES[usize::from(*letter)] {
            // `C:\lxca`: the backslash was meant as one.
            0 => (Some('\\'), 1),
            meant => (Some(char::from(meant)), 2),
        },
    }
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
    fn the_text_alone_is_the_text_with_the_way_back() {
        for raw in [
            r"\n",
            r"a\nb",
            r"12345678\n",
            r"1234567\n89",
            r"\r\n\r\n\r\n\r\n",
            "abc\\",
            r"日本\u00e9語\ud83d\ude00\ud800x",
            r"C:\lxca\q",
            r#"{\"a\": \"b\\c\"}"#,
        ] {
            for padding in 0..9 {
                let raw = format!("{}{raw}", "é".repeat(padding));
                assert_eq!(unescaped_text(&raw), unescape(&raw).text, "{raw}");
            }
        }
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
