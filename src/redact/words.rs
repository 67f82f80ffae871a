//! Masks for free text: an `x` for each letter, a `0` for each digit. No word remains.

use std::ops::Range;

use crate::json::{Kind, Tree, Value};
use crate::model::macros;
use crate::source::Span;

use super::allowed::is_in_word;
use super::names::{Keep, Names};
use super::replacements::Sink;

/// Words that reveal nothing, and that programs look for.
const PLAIN: [&str; 4] = ["true", "false", "yes", "no"];

/// The HTTP header fields whose names are kept.
const FIELDS: [&str; 12] = [
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "location",
    "server",
    "set-cookie",
    "transfer-encoding",
    "vary",
    "www-authenticate",
];

/// Appends a mask for each character of `word` to `to`. Characters outside of ASCII remain so, since
/// they cannot be part of a macro's name.
fn mask(word: &str, to: &mut String) {
    let mask = |character: char| match character {
        '0'..='9' => '0',
        'A'..='Z' => 'X',
        'a'..='z' => 'x',
        _ => 'é',
    };
    to.extend(word.chars().map(mask));
}

/// Masks the words of `text[within]`, except plain ones.
pub(super) fn of(text: &str, within: Range<usize>, to: &mut dyn Sink) {
    masks(text, within, is_in_word, to);
}

/// Masks the words of `text[within]`, and replaces those of macros by pseudonyms.
pub(super) fn with_macros(text: &str, within: Range<usize>, names: &mut Names, to: &mut dyn Sink) {
    let mut at = within.start;
    for found in macros(&text[within.clone()]) {
        let found =
            found.span.start as usize + within.start..found.span.end as usize + within.start;
        masks(text, at..found.start, is_in_word, to);
        in_structure(text, found.clone(), names, to);
        at = found.end;
    }
    masks(text, at..within.end, is_in_word, to);
}

/// Replaces the words of `text[within]` that are not documented by pseudonyms.
pub(super) fn in_structure(text: &str, within: Range<usize>, names: &mut Names, to: &mut dyn Sink) {
    let start = within.start as u32;
    names.of(&text[within], Keep::Documented, start, to);
}

fn masks(text: &str, within: Range<usize>, is_masked: fn(char) -> bool, to: &mut dyn Sink) {
    let mut masked = String::new();
    let mut at = within.start;
    while let Some(start) = text[at..within.end].find(is_masked).map(|found| at + found) {
        let rest = &text[start..within.end];
        at = start + rest.find(|next| !is_masked(next)).unwrap_or(rest.len());
        let word = &text[start..at];
        if !PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(word)) {
            masked.clear();
            mask(word, &mut masked);
            to.replace(Span::new(start as u32, at as u32), &masked);
        }
    }
}

/// Masks JSON text as written: escapes become escapes of other characters. Characters
/// other than letters and digits may be the cause of a syntax error, and are kept.
pub(super) fn of_escaped(text: &str, within: Range<usize>, to: &mut dyn Sink) {
    let mut at = within.start;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..within.end]) {
        let escape = at + found;
        masks(text, at..escape, char::is_alphanumeric, to);
        let rest = &text[escape + 1..within.end];
        let code = rest.strip_prefix('u').and_then(|code| code.get(..4));
        at = if code.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            to.replace(Span::new(escape as u32 + 2, escape as u32 + 6), "0078");
            escape + 6
        } else if rest.starts_with(['b', 'f', 'n', 'r', 't', 'u']) {
            escape + 2
        } else {
            escape + 1
        };
    }
    masks(text, at..within.end, char::is_alphanumeric, to);
    to.end_passage();
}

/// Returns all values of a text in order, including those that a duplicate key hides.
pub(super) fn values<'t>(tree: &'t Tree<'t>) -> impl Iterator<Item = Value<'t>> {
    (0..tree.len() as u32).map(|id| tree.value_by_id(id))
}

/// Returns the ranges of a damaged text that are neither key nor value: comments, text after the
/// end, and text that could not be read.
pub(super) fn gaps(tree: &Tree<'_>) -> Vec<Range<usize>> {
    if tree.syntax_errors().is_empty() {
        return Vec::new();
    }
    let mut read: Vec<Span> = tree.left_out().collect();
    for value in values(tree) {
        read.extend(value.key_span());
        if !matches!(value.kind(), Kind::Object | Kind::Array) {
            read.push(value.span());
        }
    }
    read.sort();
    let mut gaps = Vec::new();
    let mut at = 0;
    for span in read {
        let start = span.start as usize;
        if start > at {
            gaps.push(at..start);
        }
        at = at.max(span.end as usize);
    }
    gaps.push(at..tree.text().len());
    gaps
}

/// Masks HTTP heads. The protocol, the status and the names of common fields are kept.
/// Cookies are masked like passwords.
pub(super) fn of_http_heads(heads: &str, to: &mut dyn Sink) {
    let mut start = 0;
    for line in heads.split_inclusive('\n') {
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let mut words = line.split(' ');
        let shown = match (words.next().and_then(|word| word.strip_prefix("HTTP/")), words.next()) {
            (Some(version), Some(status))
                if version.len() <= 3
                    && is_digits(version)
                    && status.len() == 3
                    && is_digits(status) =>
            {
                "HTTP/".len() + version.len() + 1 + status.len()
            }
            _ => line
                .find(':')
                .filter(|colon| FIELDS.contains(&&*line[..*colon].to_ascii_lowercase()))
                .unwrap_or(0),
        };
        // `HTTP/` must be kept, since heads are detected by it.
        let shown = if shown == 0 && line.starts_with("HTTP/") { "HTTP/".len() } else { shown };
        of(heads, start + shown..start + line.len(), to);
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::replacements::applied;

    #[test]
    fn masks_words_and_keeps_punctuation() {
        let text = "Jörg's PC-7, true: #a.b1# (x9) é 😀";
        assert_eq!(
            applied(text, |to| of(text, 0..text.len(), to)),
            "Xéxx'x XX-0, true: #x.x0# (x0) é é"
        );
    }

    #[test]
    fn macros_keep_their_pseudonyms_in_masked_text() {
        let text = "at #site.x# and #predefined.hostPlatforms.ipAddress# of site #9a# #é#";
        let expected = "xx #xb.xc# xxx #predefined.hostPlatforms.ipAddress# xx xxxx #0x# #é#";
        let masked = |to: &mut dyn Sink| {
            with_macros(text, 0..text.len(), &mut Names::default(), to);
        };
        assert_eq!(applied(text, masked), expected);
        assert_eq!(macros(text).count(), macros(expected).count());
    }

    #[test]
    fn masks_escapes() {
        for (text, expected) in [
            (r#"a\nb\u00e9c\\d \"e"#, r#"x\nx\u0078x\\x \"x"#),
            (r"\u0073\u0065cret", r"\u0078\u0078xxxx"),
            (r"\s\e\c\uzzzz", r"\x\x\x\uxxxx"),
        ] {
            assert_eq!(applied(text, |to| of_escaped(text, 0..text.len(), to)), expected);
        }
    }

    #[test]
    fn keeps_only_common_http_fields() {
        let heads = "HTTP/1.1 200 OK\r\nSet-Cookie: session=abc1\r\nX-Acme: é\r\nHTTP/acme\r\n\r\n";
        let expected =
            "HTTP/1.1 200 XX\r\nSet-Cookie: xxxxxxx=xxx0\r\nX-Xxxx: é\r\nHTTP/xxxx\r\n\r\n";
        assert_eq!(applied(heads, |to| of_http_heads(heads, to)), expected);
    }
}
