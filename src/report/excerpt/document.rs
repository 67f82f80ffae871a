//! A place in the configuration, on its line.

use crate::document::Spot;
use crate::harmless::Untrusted;
use crate::json::Span;

use super::{Lines, Mark, Part, WIDTH, ahead, back};

/// The line of a spot with what to see there, cut where it is long.
pub(crate) fn part(spot: &Spot, message: &str, is_primary: bool) -> Part {
    let text = &*spot.document.text;
    let lines = Lines::of_document(&spot.document);
    let region = lines.region(spot.range.clone());
    let line = lines.line_around(region.start, text.len());
    let end = region.end.clamp(region.start, line.end.max(region.start));
    let shown_end = ahead(text, region.start, end, WIDTH);
    let room = WIDTH.saturating_sub(text[region.start..shown_end].chars().count());
    let low = back(text, region.start, line.start, room / 2);
    let left = room - text[low..region.start].chars().count();
    let high = ahead(text, shown_end, line.end.max(shown_end), left);
    let mut part = Part {
        file: (!is_primary).then(|| spot.document.file.as_str().into()),
        first_line: Some(region.line),
        position: (region.line, region.column),
        ..Part::default()
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
    let message = Untrusted::from(message).harmless();
    part.labels.push(Mark { span: Span::new(from, to), message, is_primary });
    part
}
