//! Redaction of what surrounds the values of a file.

use std::ops::Range;

use crate::input::{File, Origin, Text};
use crate::json::TooLong;

use super::replacements::{Placed, Replacements, Sink};
use super::words;

/// Redacts the text at `gap`, which belongs to no value of the file.
///
/// # Errors
/// Returns [`TooLong`] if it is 4 GiB or longer.
pub(super) fn redact(
    file: &File,
    gap: Range<usize>,
    replacements: &mut Replacements<'_>,
) -> Result<(), TooLong> {
    let text = file.text.get(gap.clone()).unwrap_or_default();
    if u32::try_from(text.len()).is_err() {
        return Err(TooLong);
    }
    if is_removed(text) {
        replacements.replace_first(gap.clone(), "");
    } else {
        // A gap may end one response and begin the next.
        let head = if text.starts_with("HTTP/") { Some(0) } else { text.find("\nHTTP/") };
        let head = head.map_or(text.len(), |at| at + usize::from(at > 0));
        let origin = Origin::Slice { start: gap.start };
        let mut sink = Placed { origin: &origin, replacements };
        words::of(text, 0..head, &mut sink);
        sink.end_passage();
        let origin = Origin::Slice { start: gap.start + head };
        let mut sink = Placed { origin: &origin, replacements };
        words::of_http_heads(&text[head..], &mut sink);
        sink.end_passage();
    }
    replacements.apply(gap.end);
    Ok(())
}

/// Redacts the text around `texts`, the values of a string whose content is at `within`.
pub(super) fn redact_in_string(
    file: &File,
    within: Range<usize>,
    texts: &[Text<'_>],
    replacements: &mut Replacements<'_>,
) {
    for text in texts {
        remove_holes(text, replacements);
    }
    for gap in gaps(within, texts) {
        let text = &file.text[gap.clone()];
        // A head is detected by its beginning.
        let kept = if text.starts_with("HTTP/") { "HTTP/".len() } else { 0 };
        let origin = Origin::Slice { start: gap.start };
        words::of_escaped(text, kept..text.len(), &mut Placed { origin: &origin, replacements });
    }
}

/// Removes the prefixes and colors within a value, so that its lines do not depend on them.
pub(super) fn remove_holes(text: &Text<'_>, replacements: &mut Replacements<'_>) {
    for hole in text.holes() {
        replacements.replace_first(hole, "");
    }
}

/// Returns the ranges of a file that redaction removes, so that its lines do not depend on them: the
/// sizes of chunks, and the prefixes and colors within `texts`, its values.
pub(super) fn removed(file: &File, texts: &[Text<'_>]) -> Vec<Range<usize>> {
    let of_chunks = gaps(0..file.text.len(), texts).into_iter();
    let of_chunks = of_chunks.filter(|gap| is_removed(&file.text[gap.clone()]));
    texts.iter().flat_map(Text::holes).chain(of_chunks).collect()
}

/// Returns whether the text between two values consists of the sizes of chunks.
fn is_removed(gap: &str) -> bool {
    let is_size = |line: &str| {
        let line = line.trim();
        line.len() <= 8 && line.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let mut lines = gap.lines().filter(|line| !line.trim().is_empty()).peekable();
    lines.peek().is_some() && lines.all(is_size)
}

/// Returns the parts of the range `within` of a file before, between and after its values.
fn gaps(within: Range<usize>, texts: &[Text<'_>]) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let mut at = within.start;
    for text in texts {
        let value = text.location();
        if value.start > at {
            gaps.push(at..value.start);
        }
        at = at.max(value.end);
    }
    gaps.push(at..within.end);
    gaps
}
