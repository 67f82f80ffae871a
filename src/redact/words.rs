//! Hiding words: letters and digits of a text, and nothing else.

use std::ops::Range;

use crate::json::{Kind, Span, Tree};
use crate::model::macros;

use super::children::Children;
use super::{Inner, Outer, Stand};

/// Words that say nothing about anybody, and that programs look for.
const PLAIN: [&str; 4] = ["true", "false", "yes", "no"];

/// `word` with an x for each letter and a 0 for each digit.
fn hidden(word: &str) -> String {
    let hide = |character: char| {
        if character.is_ascii_digit() {
            '0'
        } else if character.is_uppercase() {
            'X'
        } else {
            'x'
        }
    };
    word.chars().map(hide).collect()
}

/// Stands for the words of `text[within]`, macros and plain words left out.
pub(super) fn of(text: &str, within: Range<usize>) -> Vec<Inner> {
    let part = &text[within.clone()];
    let mut stands = Vec::new();
    let mut macros = macros(part).peekable();
    let mut start = None;
    for (at, character) in part.char_indices().chain([(part.len(), ' ')]) {
        while macros.next_if(|found| (found.span.end as usize) <= at).is_some() {}
        let is_in_macro = macros.peek().is_some_and(|found| found.span.range().contains(&at));
        if character.is_alphanumeric() && !is_in_macro {
            start = start.or(Some(at));
        } else if let Some(start) = start.take() {
            let word = &part[start..at];
            if !PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(word)) {
                let place = Span::new((within.start + start) as u32, (within.start + at) as u32);
                stands.push(Stand { at: place, text: hidden(word) });
            }
        }
    }
    stands
}

/// The same for a text in which a backslash begins an escape that stays.
pub(super) fn of_escaped(text: &str, within: Range<usize>) -> Vec<Inner> {
    let mut stands = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let rest = &text[at..within.end];
        let Some(found) = memchr::memchr(b'\\', rest.as_bytes()) else {
            stands.extend(of(text, at..within.end));
            break;
        };
        stands.extend(of(text, at..at + found));
        let escape = &rest[found..];
        let characters = if escape.starts_with("\\u") { 6 } else { 2 };
        at += found + escape.chars().take(characters).map(char::len_utf8).sum::<usize>();
    }
    stands
}

/// The stretches of a damaged text that are no key and no value: remarks, what follows the end, what
/// could not be read.
pub(super) fn gaps(tree: &Tree<'_>) -> Vec<Range<usize>> {
    let Some(root) = tree.root().filter(|_| !tree.defects().is_empty()) else {
        return Vec::new();
    };
    let children = Children::new(tree);
    let mut read: Vec<Span> = tree.left_out().collect();
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        read.extend(value.key_span());
        open.extend(children.of(value));
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

/// Stands for the values of the fields of HTTP heads: a cookie is as good as a password.
pub(super) fn of_http_heads(heads: &str) -> Vec<Outer> {
    let mut stands = Vec::new();
    let mut start = 0;
    for line in heads.split_inclusive('\n') {
        if let Some(colon) = line.find(':').filter(|_| !line.starts_with("HTTP/")) {
            stands.extend(
                of(heads, start + colon..start + line.len())
                    .into_iter()
                    .map(|stand| Stand { at: stand.at.range(), text: stand.text }),
            );
        }
        start += line.len();
    }
    stands
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str, stands: &[Inner]) -> String {
        let mut to = text.to_owned();
        for stand in stands.iter().rev() {
            to.replace_range(stand.at.range(), &stand.text);
        }
        to
    }

    #[test]
    fn words_are_hidden_and_macros_and_marks_stay() {
        let text = "Jörg's PC-7, true: #a.b1# (x9) é";
        assert_eq!(applied(text, &of(text, 0..text.len())), "Xxxx'x XX-0, true: #a.b1# (x0) x");
        let text = r#"a\nb\u00e9c\\d \"e"#;
        assert_eq!(applied(text, &of_escaped(text, 0..text.len())), r#"x\nx\u00e9x\\x \"x"#);
    }

    #[test]
    fn of_http_heads_only_the_names_of_fields_stay() {
        let heads = "HTTP/1.1 200 OK\r\nSet-Cookie: session=abc1\r\n\r\n";
        let stands: Vec<Inner> = of_http_heads(heads)
            .into_iter()
            .map(|stand| Stand {
                at: Span::new(stand.at.start as u32, stand.at.end as u32),
                text: stand.text,
            })
            .collect();
        assert_eq!(applied(heads, &stands), "HTTP/1.1 200 OK\r\nSet-Cookie: xxxxxxx=xxx0\r\n\r\n");
    }
}
