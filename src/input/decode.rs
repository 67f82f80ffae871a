//! Decoding of bytes to text, and encoding.

/// The number of bytes that determine the encoding of a text without a byte order mark.
const SNIFFED_BYTES: usize = 64;

/// The encoding of a file.
#[derive(Clone, Copy, Debug)]
enum Encoding {
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

/// Decodes UTF-8 or UTF-16 without the byte order mark.
///
/// # Errors
/// Returns a message if the bytes are in neither encoding.
pub(super) fn text(mut bytes: Vec<u8>) -> Result<String, String> {
    let (encoding, mark) = encoding(&bytes)?;
    match encoding {
        Encoding::Utf8 => {
            bytes.drain(..mark);
            utf8(bytes)
        }
        Encoding::Utf16Low => utf16(&bytes[mark..], u16::from_le_bytes),
        Encoding::Utf16High => utf16(&bytes[mark..], u16::from_be_bytes),
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

pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("not valid UTF-8 (first invalid byte at offset {at}); save the file as UTF-8")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(
            "the UTF-16 text ends in the middle of a character: the file is truncated".to_owned()
        );
    }
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        text.push(
            character.map_err(|_| {
                "not valid UTF-16 (lone surrogate); save the file as UTF-8".to_owned()
            })?,
        );
    }
    Ok(text)
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
        for bytes in [&b"{\"a\": \"\xE9\"}"[..], b"\xFF\xFEa", b"\xFF\xFE\x00\xD8", b"\xFF\xFE\0\0"]
        {
            assert!(text(bytes.to_vec()).is_err(), "{bytes:?}");
        }
    }
}
