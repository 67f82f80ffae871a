//! Snippets of the configuration.

use crate::json::HIDDEN;
use crate::sanitize::{Sanitized, Untrusted};
use crate::source::{LineIndex, SourceSpan, Span};

use super::{MAX_WIDTH, Mark, Snippet, ahead, back};

/// Creates a snippet of the line of `source_span` with a label. A long line is cut.
pub(crate) fn part(source_span: &SourceSpan, message: &str, is_primary: bool) -> Snippet {
    let text = &*source_span.document.text;
    let lines = LineIndex::of_source(&source_span.document);
    let region = lines.region(source_span.range.clone());
    let line = lines.line_around(region.start, text.len());
    let end = region.end.clamp(region.start, line.end.max(region.start));
    let shown_end = ahead(text, region.start, end, MAX_WIDTH);
    let room = MAX_WIDTH.saturating_sub(text[region.start..shown_end].chars().count());
    let low = back(text, region.start, line.start, room / 2);
    let left = room - text[low..region.start].chars().count();
    let high = ahead(text, shown_end, line.end.max(shown_end), left);
    let mut part = Snippet {
        file: (!is_primary).then(|| source_span.document.file.as_str().into()),
        first_line: Some(region.line),
        position: (region.line, region.column),
        ..Snippet::default()
    };
    if low > line.start {
        part.text.push_fixed("…");
    }
    let mask = source_span.document.mask();
    let before = &text[low..region.start];
    // Where the text is not valid TOML, `=` does not end each key.
    let is_valid = !source_span.pointer.is_empty();
    let shows =
        |is_known: fn(&str) -> bool| key(before).is_some_and(|key| is_valid || is_known(key));
    push(&mut part.text, before, mask.is_some_and(|mask| !shows(mask)));
    let from = part.text.len() as u32;
    part.text.push(&text[region.start..shown_end]);
    let to = part.text.len() as u32;
    push(&mut part.text, &text[shown_end..high], mask.is_some());
    if high < line.end {
        part.text.push_fixed("…");
    }
    let message = Untrusted::from(message).sanitized();
    part.labels.push(Mark { span: Span::new(from, to), message, is_primary });
    part
}

/// Returns the key in the text before its value; `None` if there is anything else.
fn key(before: &str) -> Option<&str> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let key = before.trim().strip_suffix('=')?.trim_end();
    key.bytes().all(is_name).then_some(key)
}

/// Appends text around a location. If it is masked, only the structure at its ends is shown.
fn push(to: &mut Sanitized, text: &str, is_masked: bool) {
    let is_structure =
        |character: char| character.is_whitespace() || "=[]{}\"',.#".contains(character);
    let inner = text.trim_matches(is_structure);
    if !is_masked || inner.is_empty() {
        to.push(text);
        return;
    }
    let start = text.len() - text.trim_start_matches(is_structure).len();
    to.push(&text[..start]);
    to.push_fixed(HIDDEN);
    to.push(&text[start + inner.len()..]);
}
