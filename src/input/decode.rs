//! Decoding of bytes to text, and encoding.

mod parts;

use std::ops::Range;

/// The number of bytes that determine the encoding of a text without a byte order mark.
const SNIFFED_BYTES: usize = 64;

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, little endian: the encoding of redirected output in PowerShell 5.
    Utf16Low,
    /// UTF-16, big endian.
    Utf16High,
}

/// Returns the encoding of `bytes`, and the length of their byte order mark.
fn encoding(bytes: &[u8]) -> Result<(Encoding, usize), String> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => {
            Err("UTF-32 is not supported; save the file as UTF-8".to_owned())
        }
        [0xFF, 0xFE, ..] => Ok((Encoding::Utf16Low, 2)),
        [0xFE, 0xFF, ..] => Ok((Encoding::Utf16High, 2)),
        [0xEF, 0xBB, 0xBF, ..] => Ok((Encoding::Utf8, 3)),
        [_, 0, _, 0, ..] if is_every_other_zero(bytes, 1) => Ok((Encoding::Utf16Low, 0)),
        [0, _, 0, _, ..] if is_every_other_zero(bytes, 0) => Ok((Encoding::Utf16High, 0)),
        _ => Ok((Encoding::Utf8, 0)),
    }
}

/// Returns the length of the byte order mark of `bytes`, if they appear to be UTF-8.
pub(super) fn utf8_mark(bytes: &[u8]) -> Option<usize> {
    match encoding(bytes) {
        Ok((Encoding::Utf8, mark)) => Some(mark),
        _ => None,
    }
}

/// A decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text, without a byte order mark at its start.
    pub(super) text: String,
    pub(super) decoding: Decoding,
}

/// How the bytes of a file were decoded, beyond what the file itself declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoding {
    /// The byte ranges of the text that were read as Windows-1252, because they are not UTF-8;
    /// ascending.
    pub windows_1252: Vec<Range<usize>>,
    /// Whether parts of the file have different encodings.
    pub is_mixed: bool,
    /// The offset in the text of the first character that could not be decoded.
    pub first_lost: Option<usize>,
}

/// Decodes UTF-8 or UTF-16 without the byte order mark. A part of the file may have another encoding
/// than its beginning: programs append to a file in the encoding of their own.
///
/// # Errors
/// Returns a message if the bytes are not text.
pub(super) fn text(mut bytes: Vec<u8>) -> Result<Decoded, String> {
    let (encoding, mark) = encoding(&bytes)?;
    if matches!(encoding, Encoding::Utf8) && memchr::memchr(0, &bytes).is_none() {
        bytes.drain(..mark);
        return match String::from_utf8(bytes) {
            Ok(text) => Ok(Decoded { text, decoding: Decoding::default() }),
            Err(error) => parts::decode(error.as_bytes(), encoding),
        };
    }
    parts::decode(&bytes[mark..], encoding)
}

/// Decodes a chunk that is not the first of its file, so that a byte order mark is part of its text.
///
/// # Errors
/// Returns a message if the bytes are not text.
pub(super) fn text_within(bytes: Vec<u8>) -> Result<Decoded, String> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text, decoding: Decoding::default() }),
        Err(error) => text(error.into_bytes()),
    }
}

/// Encodes `text` like `bytes`, with their byte order mark if they have one.
///
/// # Errors
/// Returns a message if `bytes` are not text.
pub fn written_as(bytes: &[u8], text: &str) -> Result<Vec<u8>, String> {
    let (encoding, mark) = encoding(bytes)?;
    let mut written = bytes[..mark].to_vec();
    match encoding {
        Encoding::Utf8 => written.extend_from_slice(text.as_bytes()),
        Encoding::Utf16Low => written.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        Encoding::Utf16High => written.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
    }
    Ok(written)
}

/// Returns whether the bytes are UTF-16 of ASCII characters, whose high bytes (every second one
/// from `first`) are zero.
fn is_every_other_zero(bytes: &[u8], first: usize) -> bool {
    let head = &bytes[..bytes.len().min(SNIFFED_BYTES)];
    let zero = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    zero(first) * 4 > head.len() && zero(1 - first) == 0
}

#[cfg(test)]
mod tests {
    use super::text;

    fn encoded(unit: fn(u16) -> [u8; 2], with_mark: bool) -> Vec<u8> {
        let mark = if with_mark { "\u{feff}" } else { "" };
        format!("{mark}{{\"é\": \"日本 😀\"}}").encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn all_encodings_decode_to_the_same_text() {
        let text = |bytes| text(bytes).map(|decoded| decoded.text);
        let expected = Ok("{\"é\": \"日本 😀\"}".to_owned());
        assert_eq!(text("{\"é\": \"日本 😀\"}".into()), expected);
        assert_eq!(text("\u{feff}{\"é\": \"日本 😀\"}".into()), expected);
        assert_eq!(text(encoded(u16::to_le_bytes, true)), expected);
        assert_eq!(text(encoded(u16::to_be_bytes, true)), expected);
        assert_eq!(
            text("{\"a\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Ok("{\"a\": 1}".to_owned())
        );
        assert_eq!(
            text("{\"a\": 1}".encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Ok("{\"a\": 1}".to_owned())
        );
    }

    #[test]
    fn rejects_bytes_that_are_not_text() {
        for bytes in [
            &b"\x7fELF\x02\x01\x01\0\0\0\0"[..],
            b"\xFF\xFEa",
            b"\xFF\xFE\x00\xD8",
            b"\xFF\xFE\0\0",
        ] {
            assert!(text(bytes.to_vec()).is_err(), "{bytes:?}");
        }
    }

    type Encode = fn(&str) -> Vec<u8>;

    #[test]
    fn parts_of_a_file_have_their_own_encodings() {
        let line = |number: usize| {
            format!("{{\"items\": [], \"number\": {number}, \"a\": \"日本 é\"}}\r\n")
        };
        let parts: [(&str, Encode); 5] = [
            ("UTF-8", |text| text.as_bytes().to_vec()),
            ("UTF-8 with a mark", |text| format!("\u{feff}{text}").into_bytes()),
            ("UTF-16LE", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("UTF-16LE with a mark", |text| {
                format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
            }),
            ("UTF-16BE with a mark", |text| {
                format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect()
            }),
        ];
        for (first, encode_first) in parts {
            for (second, encode_second) in parts {
                for (third, encode_third) in parts {
                    let bytes =
                        [encode_first(&line(1)), encode_second(&line(2)), encode_third(&line(3))];
                    let decoded =
                        text(bytes.concat()).map(|decoded| decoded.text.replace('\u{feff}', ""));
                    assert_eq!(
                        decoded,
                        Ok(line(1) + &line(2) + &line(3)),
                        "{first}, {second}, {third}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_line_that_is_not_utf8_is_windows_1252() {
        let decoded = text(b"{\"a\": \"\xC3\xA9\"}\n{\"a\": \"\xE9\x80\"}\n{}".to_vec()).unwrap();
        assert_eq!(decoded.text, "{\"a\": \"é\"}\n{\"a\": \"é€\"}\n{}");
        assert_eq!(decoded.decoding.windows_1252.first(), Some(&(12..27)));
    }
}
