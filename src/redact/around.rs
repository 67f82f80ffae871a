//! Redaction of what surrounds the values of a file.

use std::ops::Range;

use crate::input::{File, Text};
use crate::source::Span;

use super::{Outer, Replacement, words};

/// Adds the replacements for the text around `texts`, the values of a file.
pub(super) fn redact(file: &File, texts: &[Text<'_>], replacements: &mut Vec<Outer>) {
    let (removed, gaps) = removed_and_gaps(file, texts);
    for gap in gaps {
        let text = &file.text[gap.clone()];
        let outer = |at: Range<usize>| at.start + gap.start..at.end + gap.start;
        // A gap may end one response and begin the next.
        let head = if text.starts_with("HTTP/") { Some(0) } else { text.find("\nHTTP/") };
        let head = head.map_or(text.len(), |at| at + usize::from(at > 0));
        let words = words::of(text, 0..head);
        replacements.extend(words.into_iter().map(|replacement| Replacement {
            at: outer(replacement.at.range()),
            text: replacement.text,
        }));
        let heads = words::of_http_heads(&text[head..]);
        replacements.extend(heads.into_iter().map(|replacement| Replacement {
            at: outer(replacement.at.start + head..replacement.at.end + head),
            text: replacement.text,
        }));
    }
    let removed = removed.into_iter().map(|at| Replacement { at, text: String::new() });
    replacements.extend(removed);
}

/// Adds the replacements for the text around `texts`, the values of a string whose content is at `within`.
pub(super) fn redact_in_string(
    file: &File,
    within: Range<usize>,
    texts: &[Text<'_>],
    replacements: &mut Vec<Outer>,
) {
    for gap in gaps(within, texts) {
        let text = &file.text[gap.clone()];
        // A head is detected by its beginning.
        let kept = if text.starts_with("HTTP/") { "HTTP/".len() } else { 0 };
        let words = words::of_escaped(text, kept..text.len());
        replacements.extend(words.into_iter().map(|replacement| Replacement {
            at: replacement.at.start as usize + gap.start..replacement.at.end as usize + gap.start,
            text: replacement.text,
        }));
    }
    let holes = texts.iter().flat_map(holes);
    replacements.extend(holes.map(|at| Replacement { at, text: String::new() }));
}

/// Returns the ranges of a file that redaction removes, so that its lines do not depend on them: the sizes of
/// chunks, and the prefixes and colours within values.
pub(super) fn removed(file: &File, texts: &[Text<'_>]) -> Vec<Range<usize>> {
    removed_and_gaps(file, texts).0
}

/// Returns what redaction removes, and the other text around values.
fn removed_and_gaps(file: &File, texts: &[Text<'_>]) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let is_size = |line: &str| {
        let line = line.trim();
        line.len() <= 8 && line.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_of_chunks = |gap: &Range<usize>| {
        let mut lines = file.text[gap.clone()].lines().filter(|line| !line.trim().is_empty());
        lines.clone().next().is_some() && lines.all(is_size)
    };
    let (mut removed, gaps): (Vec<_>, Vec<_>) =
        gaps(0..file.text.len(), texts).into_iter().partition(is_of_chunks);
    removed.extend(texts.iter().flat_map(holes));
    (removed, gaps)
}

/// Returns the ranges of the file that were left out of a value.
fn holes(text: &Text<'_>) -> Vec<Range<usize>> {
    text.origin.holes(Span::new(0, text.content.len() as u32))
}

/// Returns the parts of the range `within` of a file before, between and after its values.
fn gaps(within: Range<usize>, texts: &[Text<'_>]) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let mut at = within.start;
    for text in texts {
        let value = text.origin.place(Span::new(0, text.content.len() as u32));
        if value.start > at {
            gaps.push(at..value.start);
        }
        at = at.max(value.end);
    }
    gaps.push(at..within.end);
    gaps
}
