//! Layout of human-readable text within a width: words, such as ids and paths, never break.

use textwrap::{Options, WordSeparator, WordSplitter};

use crate::sanitize::Sanitized;

/// Wraps a text at spaces. Lines after the first are indented by `indent`. A word that is longer than
/// the width gets a line of its own.
pub(super) fn wrapped_at(text: &str, indent: &str, width: usize) -> String {
    let options = Options::new(width)
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

/// Returns parts on one line, with two spaces between them, or on as many lines as they need. The
/// first line is indented by `first`, the others by `next`.
pub(super) fn fitted(parts: &[&str], first: &str, next: &str, width: usize) -> String {
    let mut text = first.to_owned();
    let mut used = columns(first);
    let mut is_begin = true;
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let needed = columns(part) + if is_begin { 0 } else { 2 };
        if !is_begin && used + needed > width {
            text.push('\n');
            text.push_str(next);
            used = columns(next);
            is_begin = true;
        }
        let gap = if is_begin { "" } else { "  " };
        let part = match used + needed > width {
            true => wrapped_at(part, next, width.saturating_sub(used)),
            false => (*part).to_owned(),
        };
        text.push_str(gap);
        text.push_str(&part);
        used += columns(part.rsplit('\n').next().unwrap_or_default()) + gap.len();
        is_begin = false;
    }
    text
}

/// Returns the number of columns of a text on a terminal.
pub(super) fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// Wraps the lines of a text that are wider than `width`. Continuations are indented by four more
/// columns than their line.
#[must_use]
pub fn within_width(text: &Sanitized, width: usize) -> Sanitized {
    let mut wrapped = String::with_capacity(text.len());
    for line in text.as_str().split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        if columns(content) <= width {
            wrapped.push_str(line);
            continue;
        }
        let indent = content.len() - content.trim_start_matches(' ').len();
        let (spaces, content) = content.split_at(indent);
        let next = format!("{spaces}    ");
        let rest = wrapped_at(content, "", width.saturating_sub(indent + 4));
        for (index, part) in rest.lines().enumerate() {
            wrapped.push_str(if index == 0 { spaces } else { &next });
            wrapped.push_str(part);
            wrapped.push('\n');
        }
    }
    Sanitized::rendered(&wrapped)
}
