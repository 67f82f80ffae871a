//! The text around a finding's places, small enough to be read.
//!
//! A file that was saved with line ends is shown line by line. A line of a megabyte is never
//! shown: what surrounds the places is laid out anew, or, where there is no value to lay out, cut
//! to a few words on either side.

pub(super) mod document;
mod layout;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::finding::Place;
use crate::harmless::{Harmless, Untrusted};
use crate::json::{Span, Tree};

use super::{Lines, Masks, Region};

/// The widest line that is shown as it stands, in characters; longer ones are cut.
const WIDTH: usize = 68;

/// A line that is longer than this, in bytes, is not one that a person laid out.
const LAID_OUT: u32 = 240;

/// The text around a finding's places.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Excerpt {
    /// Pieces of text, in the order of the file.
    pub parts: Vec<Part>,
}

/// A piece of text with labels in it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Part {
    /// Its lines, every character of them harmless.
    pub text: Harmless,
    /// The file that it is from, where that is another than the finding's: the configuration.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<Untrusted>,
    /// The number of its first line, from 1; none where it is laid out anew, so that its lines
    /// are not those of the file.
    pub first_line: Option<usize>,
    /// Line and column, from 1, of its main place.
    pub position: (usize, usize),
    /// What is labelled in it.
    pub labels: Vec<Mark>,
}

/// A labelled stretch of a piece of text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// Its bytes in [`Part::text`].
    pub span: Span,
    /// What to see there.
    pub message: Harmless,
    /// Whether it is the main place.
    pub is_primary: bool,
}

/// A place to show.
pub(super) struct Shown<'a> {
    pub(super) place: Place<'a>,
    /// Its characters in the tree's text.
    pub(super) span: Span,
    /// Its characters in the file.
    pub(super) region: Region,
    pub(super) message: Harmless,
    pub(super) is_primary: bool,
}

impl Shown<'_> {
    /// Its mark, at `span` of a part's text.
    fn mark(&self, span: Span) -> Mark {
        Mark { span, message: self.message.clone(), is_primary: self.is_primary }
    }
}

/// What an excerpt is made of.
pub(super) struct Around<'a, 'f> {
    /// The text.
    pub(super) tree: &'a Tree<'a>,
    /// The lines of its file.
    pub(super) lines: &'f Lines<'f>,
    /// What may not be shown.
    pub(super) masks: &'f Masks<'a>,
    /// Where in the file the text stands: what is beyond may hold secrets of its own.
    pub(super) home: Range<usize>,
}

/// The excerpt of a text that shows all of `places`.
pub(super) fn excerpt<'a>(around: &Around<'a, '_>, places: &[Shown<'a>]) -> Excerpt {
    let Around { tree, lines, .. } = *around;
    let text = tree.text();
    let is_in_file = |shown: &Shown<'_>| {
        lines.text().get(shown.region.start..shown.region.end) == text.get(shown.span.range())
    };
    let fits = |shown: &Shown<'_>| {
        is_in_file(shown) && {
            let line = lines.line_around(shown.region.start, LAID_OUT as usize + 1);
            line.len() <= LAID_OUT as usize
        }
    };
    let has_value = |shown: &Shown<'_>| matches!(shown.place, Place::Value(_) | Place::Key(_));
    if places.iter().all(fits) {
        return as_it_stands(around, places);
    }
    if places.iter().all(has_value) {
        return Excerpt { parts: vec![layout::part(tree, around.masks, places)] };
    }
    Excerpt { parts: places.iter().map(|shown| cut(text, around.masks, shown)).collect() }
}

/// The characters of places that a rule says are no secret.
fn named<'a, 'p>(places: impl Iterator<Item = &'p Shown<'a>>) -> Vec<Span>
where
    'a: 'p,
{
    let is_named = |shown: &&Shown<'_>| matches!(shown.place, Place::Named(..));
    places.filter(is_named).map(|shown| shown.span).collect()
}

/// The lines of the places, with a line of context around each, cut where they are long.
fn as_it_stands(around: &Around<'_, '_>, places: &[Shown<'_>]) -> Excerpt {
    let mut order: Vec<&Shown<'_>> = places.iter().collect();
    order.sort_by_key(|shown| shown.region.start);
    let mut groups: Vec<Vec<&Shown<'_>>> = Vec::new();
    for shown in order {
        match groups.last_mut() {
            // Places whose contexts touch share one part.
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

fn lines_part(around: &Around<'_, '_>, group: &[&Shown<'_>]) -> Part {
    let Around { lines, masks, .. } = *around;
    let mut part = Part::default();
    let main = group.iter().find(|shown| shown.is_primary).unwrap_or(&group[0]);
    part.position = (main.region.line, main.region.column);
    let far = LAID_OUT as usize + 1;
    let mut line = lines.line_around(group[0].region.start, far);
    let mut number = group[0].region.line;
    if number > 1 && line.start > around.home.start {
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
        let Some(next) = next.filter(|next| number <= last && *next < around.home.end) else {
            return part;
        };
        part.text.push_fixed("\n");
        number += 1;
        line = lines.line_around(next, far);
    }
}

/// Adds one line of the file to a part: what its labels need of it, where it is long.
fn push_line(
    part: &mut Part,
    text: &str,
    line: Range<usize>,
    masks: &Masks<'_>,
    here: &[&&Shown<'_>],
) {
    let width = text[line.clone()].chars().count();
    let mut shown = line.clone();
    if width > WIDTH {
        // What is wrong can be the end of the line itself, which is not shown.
        let within = |at: usize| at.clamp(line.start, line.end);
        let first = here.iter().map(|shown| within(shown.region.start)).min().unwrap_or(line.start);
        let last = here.iter().map(|shown| within(shown.region.end)).max().unwrap_or(line.start);
        let room = WIDTH.saturating_sub(text[first..last].chars().count());
        // Half of the room before the labels and half after; what one side leaves, the other takes.
        let before = back(text, first, line.start, room / 2);
        let end = ahead(text, last, line.end, room - text[before..first].chars().count());
        shown = back(text, first, line.start, room - text[last..end].chars().count())..end;
        if text[shown.clone()].chars().count() > WIDTH && here.len() <= 1 {
            shown.end = ahead(text, shown.start, line.end, WIDTH);
        }
    }
    if shown.start > line.start {
        part.text.push_fixed("…");
    }
    let mask = masks.in_file(text, &shown, &named(here.iter().map(|label| **label)));
    // A label ends where its characters do, though what stands on both sides of that is hidden.
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

/// The offset `most` characters before `at`, or `limit`.
fn back(text: &str, at: usize, limit: usize, most: usize) -> usize {
    text[limit..at].char_indices().rev().take(most).last().map_or(at, |(offset, _)| limit + offset)
}

/// The offset `most` characters after `at`, or `limit`.
fn ahead(text: &str, at: usize, limit: usize, most: usize) -> usize {
    text[at..limit].char_indices().nth(most).map_or(limit, |(offset, _)| at + offset)
}

/// One place with a few words on either side, on a line of its own.
fn cut(text: &str, masks: &Masks<'_>, shown: &Shown<'_>) -> Part {
    let Span { start, end } = shown.span;
    let (start, end) = (start as usize, end as usize);
    let mut part = Part { position: (shown.region.line, shown.region.column), ..Part::default() };
    let end_shown = ahead(text, start, end, WIDTH - 8);
    let room = WIDTH.saturating_sub(text[start..end_shown].chars().count()) / 2;
    let low = back(text, start, text.floor_char_boundary(start.saturating_sub(4 * WIDTH)), room);
    let high = ahead(
        text,
        end_shown,
        text.ceil_char_boundary((end_shown + 4 * WIDTH).min(text.len())),
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
