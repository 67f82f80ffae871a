//! Unescaping of JSON strings, with a mapping from the content to the text.

use std::borrow::Cow;

use crate::source::OffsetMap;

use super::scan;

/// The content of a JSON string, with a mapping to the text as written.
#[derive(Clone, Debug)]
pub struct Unescaped<'t> {
    /// The unescaped content.
    pub text: Cow<'t, str>,
    /// The mapping to the raw string.
    pub offsets: OffsetMap,
}

/// Unescapes `raw`, a JSON string without its quotes. Invalid escapes are read leniently: half a
/// surrogate pair as U+FFFD, `\q` as these two characters.
#[must_use]
pub fn unescape(raw: &str) -> Unescaped<'_> {
    let bytes = raw.as_bytes();
    let mut next = memchr::memchr(b'\\', bytes);
    if next.is_none() {
        return Unescaped { text: Cow::Borrowed(raw), offsets: OffsetMap::default() };
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
    Unescaped { text: Cow::Owned(text), offsets: OffsetMap::new(steps) }
}

/// Returns the unescaped content of `raw`, without the offset mapping. Nested JSON has an escape
/// every few characters, so this copies sixteen bytes at a time and truncates the exceeded.
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
    // Only whole characters were removed and inserted, so the result is valid UTF-8.
    String::from_utf8(text).map_or_else(|_| unescape(raw).text, Cow::Owned)
}

/// Maps each letter after a backslash to the escaped character; 0 if there is no such two-character
/// escape.
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

/// Returns the character of the escape at `at`, and the escape's length in bytes. The character is
/// `None` for a backslash at the very end.
fn escape(raw: &str, at: usize) -> (Option<char>, usize) {
    match raw.as_bytes().get(at + 1) {
        None => (None, 1),
        Some(b'u') => unicode_escape(raw.as_bytes(), at),
        Some(letter) => match SHORT_ESCAPES[usize::from(*letter)] {
            // `C:\lxca`: the backslash is meant literally.
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

/// Returns the UTF-16 code unit of the `\uXXXX` escape at `at`; `None` if there is none.
pub(super) fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.starts_with(b"\\u").then(|| scan::hex4(bytes, at + 2))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn offsets_map_to_the_escapes() {
        let raw = r#"a\"b\u00e9c\ud83d\ude00d\\"#;
        let read = unescape(raw);
        assert_eq!(read.text, "a\"béc😀d\\");
        let written = |part: &str| {
            let start = read.text.find(part).unwrap() as u32;
            let outer = read.offsets.outer(Span::new(start, start + part.len() as u32));
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
    fn unescaped_text_agrees_with_unescape() {
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
    fn reads_invalid_escapes_leniently() {
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
