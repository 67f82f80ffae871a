//! Excerpts: the text around the locations of a finding, short enough to read.
//!
//! Lines of normal length are shown as they are in the file. Long lines, such as a minified response,
//! are not: the JSON around the locations is reformatted, or, if the locations are not values, the text
//! is cut to a few characters on either side.

pub(super) mod document;
mod layout;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Location;
use crate::json::Tree;
use crate::sanitize::{Sanitized, Untrusted};
use crate::source::{LineIndex, Region, Span};

use super::Masks;

/// The maximum width of a line in an excerpt, in characters. Longer lines are cut.
const MAX_WIDTH: usize = 68;

/// The maximum length of a line that is shown without reformatting, in bytes.
const MAX_LINE_BYTES: u32 = 240;

/// The text around the locations of a finding.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Excerpt {
    /// The snippets, in the order of the file.
    pub parts: Vec<Snippet>,
}

/// A contiguous piece of text with labels.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Snippet {
    /// The lines, sanitized for terminals.
    pub text: Sanitized,
    /// The file, if it is not the finding's file: the configuration.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<Untrusted>,
    /// The 1-based number of the first line. `None` if the text is reformatted, so that its lines are
    /// not those of the file.
    pub first_line: Option<usize>,
    /// The 1-based line and column of the main location.
    pub position: (usize, usize),
    /// The labels.
    pub labels: Vec<Mark>,
}

/// A label in a snippet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// The byte span in [`Snippet::text`].
    pub span: Span,
    /// A short description of what is at the location.
    pub message: Sanitized,
    /// Whether this is the main location.
    pub is_primary: bool,
}

/// A location to show.
pub(super) struct Shown<'a> {
    pub(super) location: Location<'a>,
    /// The byte span in the tree's text.
    pub(super) span: Span,
    /// The region in the file.
    pub(super) region: Region,
    pub(super) message: Sanitized,
    pub(super) is_primary: bool,
}

impl Shown<'_> {
    /// Creates the mark for this location at `span` of a snippet's text.
    fn mark(&self, span: Span) -> Mark {
        Mark { span, message: self.message.clone(), is_primary: self.is_primary }
    }
}

/// The text that an excerpt is taken from.
pub(super) struct Around<'a, 'f> {
    /// The parsed text.
    pub(super) tree: &'a Tree<'a>,
    /// The lines of the file.
    pub(super) lines: &'f LineIndex<'f>,
    /// The parts of the text that may be shown.
    pub(super) masks: &'f Masks<'a>,
    /// The byte range of the text in the file. Text beyond it may contain other secrets.
    pub(super) text_range: Range<usize>,
}

/// Creates an excerpt that shows all of `locations`.
pub(super) fn excerpt<'a>(around: &Around<'a, '_>, locations: &[Shown<'a>]) -> Excerpt {
    let Around { tree, lines, .. } = *around;
    let text = tree.text();
    let is_in_file = |shown: &Shown<'_>| {
        lines.text().get(shown.region.start..shown.region.end) == text.get(shown.span.range())
    };
    let fits = |shown: &Shown<'_>| {
        is_in_file(shown) && {
            let line = lines.line_around(shown.region.start, MAX_LINE_BYTES as usize + 1);
            line.len() <= MAX_LINE_BYTES as usize
        }
    };
    let has_value =
        |shown: &Shown<'_>| matches!(shown.location, Location::Value(_) | Location::Key(_));
    if locations.iter().all(fits) {
        return verbatim(around, locations);
    }
    if locations.iter().all(has_value) {
        return Excerpt { parts: vec![layout::part(tree, around.masks, locations)] };
    }
    Excerpt { parts: locations.iter().map(|shown| cut(text, around.masks, shown)).collect() }
}

/// Returns the spans that a rule declares not secret.
fn named<'a, 'p>(locations: impl Iterator<Item = &'p Shown<'a>>) -> Vec<Span>
where
    'a: 'p,
{
    let is_named = |shown: &&Shown<'_>| matches!(shown.location, Location::Named(..));
    locations.filter(is_named).map(|shown| shown.span).collect()
}

/// Creates an excerpt of the lines of `locations`, with a line of context around each. Long lines are cut.
fn verbatim(around: &Around<'_, '_>, locations: &[Shown<'_>]) -> Excerpt {
    let mut order: Vec<&Shown<'_>> = locations.iter().collect();
    order.sort_by_key(|shown| shown.region.start);
    let mut groups: Vec<Vec<&Shown<'_>>> = Vec::new();
    for shown in order {
        match groups.last_mut() {
            // Locations whose context lines touch share one snippet.
            Some(group)
                if group.last().is_some_and(|last| shown.region.line <= last.region.line + 3) =>
            {
                group.push(shown);
            }
            _ => groups.push(vec![shown]),
        }
    }
    Excerpt { parts: groups.iter().map(|group| lines_part(around, group)).collect() }
}

fn lines_part(around: &Around<'_, '_>, group: &[&Shown<'_>]) -> Snippet {
    let Around { lines, masks, .. } = *around;
    let mut part = Snippet::default();
    let main = group.iter().find(|shown| shown.is_primary).unwrap_or(&group[0]);
    part.position = (main.region.line, main.region.column);
    let far = MAX_LINE_BYTES as usize + 1;
    let mut line = lines.line_around(group[0].region.start, far);
    let mut number = group[0].region.line;
    if number > 1 && line.start > around.text_range.start {
        line = lines.line_around(line.start.saturating_sub(1), far);
        number -= 1;
    }
    part.first_line = Some(number);
    let last = group.iter().map(|shown| shown.region.line).max().unwrap_or(number);
    loop {
        let here: Vec<&&Shown<'_>> =
            group.iter().filter(|shown| shown.region.line == number).collect();
        push_line(&mut part, lines.text(), line.clone(), masks, &here);
        let next =
            memchr::memchr(b'\n', &lines.text().as_bytes()[line.end..]).map(|at| line.end + at + 1);
        let Some(next) = next.filter(|next| number <= last && *next < around.text_range.end) else {
            return part;
        };
        part.text.push_fixed("\n");
        number += 1;
        line = lines.line_around(next, far);
    }
}

/// Adds one line of the file to a snippet. A long line is cut to the text around its labels.
fn push_line(
    part: &mut Snippet,
    text: &str,
    line: Range<usize>,
    masks: &Masks<'_>,
    here: &[&&Shown<'_>],
) {
    let width = text[line.clone()].chars().count();
    let mut shown = line.clone();
    if width > MAX_WIDTH {
        // A location can be the line break itself, which is not shown.
        let within = |at: usize| at.clamp(line.start, line.end);
        let first = here.iter().map(|shown| within(shown.region.start)).min().unwrap_or(line.start);
        let last = here.iter().map(|shown| within(shown.region.end)).max().unwrap_or(line.start);
        let room = MAX_WIDTH.saturating_sub(text[first..last].chars().count());
        // Half of the width is for text before the labels, half for text after; unused width goes to the
        // other side.
        let before = back(text, first, line.start, room / 2);
        let end = ahead(text, last, line.end, room - text[before..first].chars().count());
        shown = back(text, first, line.start, room - text[last..end].chars().count())..end;
        if text[shown.clone()].chars().count() > MAX_WIDTH && here.len() <= 1 {
            shown.end = ahead(text, shown.start, line.end, MAX_WIDTH);
        }
    }
    if shown.start > line.start {
        part.text.push_fixed("…");
    }
    let mask = masks.in_file(text, &shown, &named(here.iter().map(|label| **label)));
    // Split at the ends of labels, so that a label keeps its exact width within hidden text.
    let within = |label: &Shown<'_>| {
        let Region { start, end, .. } = label.region;
        start.clamp(shown.start, shown.end)..end.clamp(shown.start, shown.end)
    };
    let mut cuts = vec![shown.start, shown.end];
    cuts.extend(here.iter().map(|label| within(label)).flat_map(|range| [range.start, range.end]));
    cuts.sort_unstable();
    cuts.dedup();
    let mut written = vec![part.text.len() as u32];
    for cut in cuts.windows(2) {
        mask.push(&mut part.text, text, cut[0]..cut[1]);
        written.push(part.text.len() as u32);
    }
    let placed = |at: usize| cuts.binary_search(&at).map_or(0, |index| written[index]);
    for label in here {
        let range = within(label);
        part.labels.push(label.mark(Span::new(placed(range.start), placed(range.end))));
    }
    if shown.end < line.end {
        part.text.push_fixed("…");
    }
}

/// Returns the offset `most` characters before `at`, but at least `limit`.
fn back(text: &str, at: usize, limit: usize, most: usize) -> usize {
    text[limit..at].char_indices().rev().take(most).last().map_or(at, |(offset, _)| limit + offset)
}

/// Returns the offset `most` characters after `at`, but at most `limit`.
fn ahead(text: &str, at: usize, limit: usize, most: usize) -> usize {
    text[at..limit].char_indices().nth(most).map_or(limit, |(offset, _)| at + offset)
}

/// Creates a snippet of one location with a few characters on either side.
fn cut(text: &str, masks: &Masks<'_>, shown: &Shown<'_>) -> Snippet {
    let Span { start, end } = shown.span;
    let (start, end) = (start as usize, end as usize);
    let mut part =
        Snippet { position: (shown.region.line, shown.region.column), ..Snippet::default() };
    let end_shown = ahead(text, start, end, MAX_WIDTH - 8);
    let room = MAX_WIDTH.saturating_sub(text[start..end_shown].chars().count()) / 2;
    let low =
        back(text, start, text.floor_char_boundary(start.saturating_sub(4 * MAX_WIDTH)), room);
    let high = ahead(
        text,
        end_shown,
        text.ceil_char_boundary((end_shown + 4 * MAX_WIDTH).min(text.len())),
        room,
    );
    let mask = masks.in_text(&(low..high), &named(std::iter::once(shown)));
    if low > 0 {
        part.text.push_fixed("…");
    }
    let low = start - text[low..start].trim_start_matches(['\n', '\r']).len();
    mask.push(&mut part.text, text, low..start);
    let from = part.text.len() as u32;
    mask.push(&mut part.text, text, start..end_shown);
    if end_shown < end {
        part.text.push_fixed("…");
    }
    let to = part.text.len() as u32;
    if end_shown == end {
        let after = text[end..high].trim_end_matches(['\n', '\r']).len();
        mask.push(&mut part.text, text, end..end + after);
        if high < text.len() {
            part.text.push_fixed("…");
        }
    }
    part.labels.push(shown.mark(Span::new(from, to)));
    part
}
