//! Snippets of the configuration.

use crate::sanitize::Untrusted;
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
    part.text.push(&text[low..region.start]);
    let from = part.text.len() as u32;
    part.text.push(&text[region.start..shown_end]);
    let to = part.text.len() as u32;
    part.text.push(&text[shown_end..high]);
    if high < line.end {
        part.text.push_fixed("…");
    }
    let message = Untrusted::from(message).sanitized();
    part.labels.push(Mark { span: Span::new(from, to), message, is_primary });
    part
}
