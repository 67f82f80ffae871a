//! An excerpt on the page: numbered lines, marked locations, and each label on its own line below.

use crate::finding::{Excerpt, Mark, Snippet};
use crate::sanitize::{Html, Text};

/// Adds an excerpt.
pub(super) fn push(text: &mut Text<Html>, excerpt: &Excerpt) {
    text.markup("<pre tabindex=\"0\" role=\"group\" aria-label=\"Excerpt of the file\">");
    for (index, part) in excerpt.parts.iter().enumerate() {
        if index > 0 {
            text.markup("⋯\n");
        }
        if let Some(file) = &part.file {
            text.markup("<span class=\"place\">").input(file).markup(":");
            text.number(part.position.0).markup(":").number(part.position.1).markup("</span>\n");
        }
        push_part(text, part);
    }
    text.markup("</pre>");
}

fn push_part(text: &mut Text<Html>, part: &Snippet) {
    let mut marks: Vec<&Mark> = part.labels.iter().collect();
    marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
    let last = part.first_line.map(|first| first + part.text.as_str().split('\n').count());
    let width = last.map_or(0, |last| last.to_string().len());
    let mut start = 0;
    for (index, line) in part.text.as_str().split('\n').enumerate() {
        let number = part.first_line.map_or_else(String::new, |first| (first + index).to_string());
        push_margin(text, &format!("{number:>width$}"));
        let begins = |mark: &&&Mark| {
            let at = mark.span.start as usize;
            (start..=start + line.len()).contains(&at)
        };
        let here: Vec<&Mark> = marks.iter().filter(begins).copied().collect();
        push_line(text, line, start, &here);
        for mark in here.iter().filter(|mark| !mark.message.is_empty()) {
            push_margin(text, &" ".repeat(width));
            let before = &line[..floor(line, mark.span.start as usize - start)];
            text.input(&" ".repeat(before.chars().count()));
            text.markup(if mark.is_primary {
                "<span class=\"said main\">╰ "
            } else {
                "<span class=\"said\">╰ "
            });
            text.input(&mark.message).markup("</span>\n");
        }
        start += line.len() + 1;
    }
}

fn push_margin(text: &mut Text<Html>, number: &str) {
    text.markup("<span class=\"number\" aria-hidden=\"true\">").input(number).markup(" │ </span>");
}

/// Adds a line with its marks. Of overlapping marks, only the first is shown.
fn push_line(text: &mut Text<Html>, line: &str, start: usize, marks: &[&Mark]) {
    let mut at = 0;
    for mark in marks {
        let from = floor(line, mark.span.start as usize - start);
        let to = floor(line, (mark.span.end as usize).saturating_sub(start));
        if from < at || to <= from {
            continue;
        }
        text.input(&line[at..from]);
        text.markup(if mark.is_primary { "<mark class=\"main\">" } else { "<mark>" });
        text.input(&line[from..to]).markup("</mark>");
        at = to;
    }
    text.input(&line[at..]).markup("\n");
}

/// Returns the character boundary at or before `at`.
fn floor(line: &str, at: usize) -> usize {
    line.floor_char_boundary(at.min(line.len()))
}
