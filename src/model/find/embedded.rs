//! Responses and requests as text within strings.

use crate::input::is_base64;
use crate::json::Value;

/// Returns `true` if the string `value` may contain a response or a request: it begins like JSON or an HTTP response,
/// is base64 of such a text, or has the evidence that `holds_evidence` looks for.
pub(in crate::model) fn may_be_text(value: Value<'_>, holds_evidence: fn(&str) -> bool) -> bool {
    let Some(text) = value.as_str() else { return false };
    let begin = text.trim_start_matches(|first: char| first.is_whitespace() || first == '\u{feff}');
    let begins = |start: &str| begin.starts_with(start);
    (begin.len() > 2 && (begins("{") || begins("[")))
        || begins("HTTP/")
        || is_base64(&text)
        || holds_evidence(&text)
}

/// Returns `true` if the strings in the list `value` may be the lines of a text with evidence. Those of which each is
/// a text of its own are not.
pub(in crate::model) fn may_be_lines(value: Value<'_>, holds_evidence: fn(&str) -> bool) -> bool {
    let is_whole = |line: &str| {
        let line = line.trim();
        line.starts_with(['{', '[']) && line.ends_with(['}', ']'])
    };
    let mut has_evidence = false;
    for element in value.elements() {
        let Some(line) = element.as_str() else { return false };
        if holds_evidence(&line) {
            if is_whole(&line) {
                return false;
            }
            has_evidence = true;
        }
    }
    has_evidence
}
