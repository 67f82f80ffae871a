//! Masks for free text: an `x` for each letter, a `0` for each digit. No word remains.

use std::ops::Range;

use crate::json::{Kind, Tree, Value};
use crate::model::macros;
use crate::source::Span;

use super::allowed::is_in_word;
use super::names::{Keep, Names};
use super::{Inner, Outer, Replacement};

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

/// Masks each character of `word`. Characters outside of ASCII remain so, since they cannot be part
/// of a macro's name.
fn mask(word: &str) -> String {
    let mask = |character: char| match character {
        '0'..='9' => '0',
        'A'..='Z' => 'X',
        'a'..='z' => 'x',
        _ => 'é',
    };
    word.chars().map(mask).collect()
}

/// Returns masks for the words of `text[within]`, except plain ones.
pub(super) fn of(text: &str, within: Range<usize>) -> Vec<Inner> {
    let mut replacements = Vec::new();
    masks(text, within, is_in_word, &mut replacements);
    replacements
}

/// Returns masks for the words of `text[within]`, and pseudonyms for those of macros.
pub(super) fn with_macros(
    text: &str,
    within: Range<usize>,
    names: &mut Names,
    replacements: &mut Vec<Inner>,
) {
    let mut at = within.start;
    for found in macros(&text[within.clone()]) {
        let found =
            found.span.start as usize + within.start..found.span.end as usize + within.start;
        masks(text, at..found.start, is_in_word, replacements);
        in_structure(text, found.clone(), names, replacements);
        at = found.end;
    }
    masks(text, at..within.end, is_in_word, replacements);
}

/// Returns pseudonyms for the words of `text[within]` that are not documented.
pub(super) fn in_structure(
    text: &str,
    within: Range<usize>,
    names: &mut Names,
    replacements: &mut Vec<Inner>,
) {
    let start = within.start as u32;
    let found = names.of(&text[within], Keep::Documented);
    let moved = |span: Span| Span::new(span.start + start, span.end + start);
    replacements.extend(
        found
            .into_iter()
            .map(|replacement| Replacement { at: moved(replacement.at), text: replacement.text }),
    );
}

fn masks(
    text: &str,
    within: Range<usize>,
    is_masked: fn(char) -> bool,
    replacements: &mut Vec<Inner>,
) {
    let mut at = within.start;
    while let Some(start) = text[at..within.end].find(is_masked).map(|found| at + found) {
        let rest = &text[start..within.end];
        at = start + rest.find(|next| !is_masked(next)).unwrap_or(rest.len());
        let word = &text[start..at];
        if !PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(word)) {
            replacements
                .push(Replacement { at: Span::new(start as u32, at as u32), text: mask(word) });
        }
    }
}

/// Returns masks for JSON text as written: escapes become escapes of other characters. Characters
/// other than letters and digits may be the cause of a syntax error, and are kept.
pub(super) fn of_escaped(text: &str, within: Range<usize>) -> Vec<Inner> {
    let mut replacements = Vec::new();
    let mut at = within.start;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..within.end]) {
        let escape = at + found;
        masks(text, at..escape, char::is_alphanumeric, &mut replacements);
        let rest = &text[escape + 1..within.end];
        let code = rest.strip_prefix('u').and_then(|code| code.get(..4));
        at = if code.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            let place = Span::new(escape as u32 + 2, escape as u32 + 6);
            replacements.push(Replacement { at: place, text: "0078".to_owned() });
            escape + 6
        } else if rest.starts_with(['b', 'f', 'n', 'r', 't', 'u']) {
            escape + 2
        } else {
            escape + 1
        };
    }
    masks(text, at..within.end, char::is_alphanumeric, &mut replacements);
    replacements
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

/// Returns masks for HTTP heads. The protocol, the status and the names of common fields are kept.
/// Cookies are masked like passwords.
pub(super) fn of_http_heads(heads: &str) -> Vec<Outer> {
    let mut replacements = Vec::new();
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
        let found = of(heads, start + shown..start + line.len()).into_iter();
        replacements.extend(
            found.map(|replacement| Replacement {
                at: replacement.at.range(),
                text: replacement.text,
            }),
        );
        start += line.len();
    }
    replacements
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::applied;

    #[test]
    fn masks_words_and_keeps_punctuation() {
        let text = "Jörg's PC-7, true: #a.b1# (x9) é 😀";
        assert_eq!(applied(text, &of(text, 0..text.len())), "Xéxx'x XX-0, true: #x.x0# (x0) é é");
    }

    #[test]
    fn macros_keep_their_pseudonyms_in_masked_text() {
        let mut replacements = Vec::new();
        let text = "at #site.x# and #predefined.hostPlatforms.ipAddress# of site #9a# #é#";
        with_macros(text, 0..text.len(), &mut Names::default(), &mut replacements);
        let expected = "xx #xb.xc# xxx #predefined.hostPlatforms.ipAddress# xx xxxx #0x# #é#";
        assert_eq!(applied(text, &replacements), expected);
        assert_eq!(macros(text).count(), macros(expected).count());
    }

    #[test]
    fn masks_escapes() {
        for (text, expected) in [
            (r#"a\nb\u00e9c\\d \"e"#, r#"x\nx\u0078x\\x \"x"#),
            (r"\u0073\u0065cret", r"\u0078\u0078xxxx"),
            (r"\s\e\c\uzzzz", r"\x\x\x\uxxxx"),
        ] {
            assert_eq!(applied(text, &of_escaped(text, 0..text.len())), expected);
        }
    }

    #[test]
    fn keeps_only_common_http_fields() {
        let heads = "HTTP/1.1 200 OK\r\nSet-Cookie: session=abc1\r\nX-Acme: é\r\nHTTP/acme\r\n\r\n";
        let replacements: Vec<Inner> = of_http_heads(heads)
            .into_iter()
            .map(|replacement| Replacement {
                at: Span::new(replacement.at.start as u32, replacement.at.end as u32),
                text: replacement.text,
            })
            .collect();
        let expected =
            "HTTP/1.1 200 XX\r\nSet-Cookie: xxxxxxx=xxx0\r\nX-Xxxx: é\r\nHTTP/xxxx\r\n\r\n";
        assert_eq!(applied(heads, &replacements), expected);
    }
}
