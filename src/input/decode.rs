//! From bytes to characters, and back.

/// How many bytes tell the encoding of a text without a byte order mark.
const LOOKED_AT: usize = 64;

/// How the characters of a file are written as bytes.
#[derive(Clone, Copy, Debug)]
enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16 with the low byte first: PowerShell 5 writes it when it redirects.
    Utf16Low,
    /// UTF-16 with the high byte first.
    Utf16High,
}

/// The encoding of `bytes`, and the length of their byte order mark.
fn encoding(bytes: &[u8]) -> Result<(Encoding, usize), String> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => {
            Err("it is UTF-32; save it as UTF-8".to_owned())
        }
        [0xFF, 0xFE, ..] => Ok((Encoding::Utf16Low, 2)),
        [0xFE, 0xFF, ..] => Ok((Encoding::Utf16High, 2)),
        [0xEF, 0xBB, 0xBF, ..] => Ok((Encoding::Utf8, 3)),
        [_, 0, _, 0, ..] if is_every_other_zero(bytes, 1) => Ok((Encoding::Utf16Low, 0)),
        [0, _, 0, _, ..] if is_every_other_zero(bytes, 0) => Ok((Encoding::Utf16High, 0)),
        _ => Ok((Encoding::Utf8, 0)),
    }
}

/// The length of the byte order mark of `bytes`, where they begin as UTF-8 does.
pub(super) fn utf8_mark(bytes: &[u8]) -> Option<usize> {
    match encoding(bytes) {
        Ok((Encoding::Utf8, mark)) => Some(mark),
        _ => None,
    }
}

/// The text that `bytes` are in UTF-8 or UTF-16, without a byte order mark.
///
/// # Errors
/// Bytes that are neither, in words.
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

/// `text` in the encoding of `bytes`, with their byte order mark if they have one.
///
/// # Errors
/// Bytes that are no text, in words.
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

/// Whether the bytes are UTF-16 of plain characters, whose high bytes (at `first` and every second
/// place after it) are zero.
fn is_every_other_zero(bytes: &[u8], first: usize) -> bool {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let zero = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    zero(first) * 4 > head.len() && zero(1 - first) == 0
}

pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("it is not UTF-8 (the first wrong byte is at offset {at}); save it as UTF-8")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(
            "it is UTF-16 with half a character at its end: the file was cut off".to_owned()
        );
    }
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        text.push(character.map_err(|_| {
            "it is UTF-16 with half a surrogate pair in it; save it as UTF-8".to_owned()
        })?);
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
    fn each_encoding_gives_the_same_text_without_a_mark() {
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
    fn what_is_no_text_is_refused_in_words() {
        for bytes in [&b"{\"a\": \"\xE9\"}"[..], b"\xFF\xFEa", b"\xFF\xFE\x00\xD8", b"\xFF\xFE\0\0"]
        {
            assert!(text(bytes.to_vec()).is_err(), "{bytes:?}");
        }
    }
}
