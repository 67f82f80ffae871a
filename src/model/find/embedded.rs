//! Responses as text within strings.

use crate::input::{holds_evidence, is_base64};
use crate::json::Value;

/// Returns `true` if the string `value` may contain a response: it begins like JSON or an HTTP response, is base64 of
/// such a text, or names an attribute that only a response has.
pub(super) fn may_contain_response(value: Value<'_>) -> bool {
    let Some(text) = value.as_str() else { return false };
    let begin = text.trim_start_matches(|first: char| first.is_whitespace() || first == '\u{feff}');
    let begins = |start: &str| begin.starts_with(start);
    (begin.len() > 2 && (begins("{") || begins("[")))
        || begins("HTTP/")
        || is_base64(&text)
        || holds_evidence(&text)
}
