//! Texts that programs wrote as base64.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::{decode, holds_deployment, holds_evidence};

/// Programs disagree about padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The minimum length of a base64 string that may contain a response, in bytes.
const MIN_LENGTH: usize = 16;

/// Returns whether a string is base64 of a text that may contain a response: it begins like JSON or an HTTP
/// response, or names an attribute that only a response has.
#[must_use]
pub fn is_base64(text: &str) -> bool {
    base64_text(text).is_some()
}

/// Returns whether a word of a text is base64 of a text that may contain a response, and names readiness attributes.
#[must_use]
pub fn holds_evidence_in_base64(text: &str) -> bool {
    let is_digit =
        |character: char| character.is_ascii_alphanumeric() || "+/-_".contains(character);
    let mut decoded = text.split(|character| !is_digit(character)).filter_map(base64_text);
    decoded.any(|text| holds_evidence(&text))
}

/// Returns the text that a string is base64 of: in the usual or the URL-safe alphabet, with padding or without
/// it, on one line or several. `None` if it is not base64 of a text that begins like JSON or an HTTP response.
pub(super) fn base64_text(text: &str) -> Option<String> {
    let text = match text.strip_prefix("data:").and_then(|text| text.split_once(";base64,")) {
        Some((_, data)) => data,
        None => text,
    };
    let text = text.trim();
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=\r\n".contains(&byte);
    if text.len() < MIN_LENGTH || !text.bytes().all(is_digit) || is_hexadecimal(text) {
        return None;
    }
    let digits = |byte: u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    let digits: Vec<u8> =
        text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(digits).collect();
    let text = decode::text(LENIENT.decode(digits).ok()?).ok()?.text;
    let begin = text.trim_start();
    let is_like_a_response = begin.starts_with(['{', '['])
        || begin.starts_with("HTTP/")
        || holds_evidence(&text)
        || holds_deployment(&text);
    is_like_a_response.then_some(text)
}

/// Returns whether a string is a UUID, a digest or another number in hexadecimal: base64 of such digits has no quotes,
/// and none of the names in [`holds_evidence`] and [`holds_deployment`].
fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_response_is_hexadecimal() {
        for text in [
            "{\"",
            "{'",
            "['",
            "[{",
            "[[",
            "HTTP/",
            "deployStatus",
            "readyCheck",
            "selectedImage",
            "availableImages",
        ] {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for bytes in [text.as_bytes(), &wide] {
                for offset in 0..3 {
                    let shifted = [&b"\n\n\n"[..offset], bytes, b"\n\n\n"].concat();
                    let encoded = LENIENT.encode(shifted);
                    let encoded = encoded.trim_end_matches('=');
                    assert!(!is_hexadecimal(encoded), "{text} {offset}: {encoded}");
                }
            }
        }
    }
}
