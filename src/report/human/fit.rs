//! Fits excerpts to the width of the report: of a line that is too long, only what is around each
//! label is shown.

use super::layout::columns;
use crate::finding::{Mark, Snippet};
use crate::sanitize::Sanitized;
use crate::source::Span;

/// The maximum number of columns before a label in a line that is too long.
const MAX_COLUMNS_BEFORE: usize = 12;

/// Returns parts whose lines have at most `room` columns.
pub(super) fn fit(part: Snippet, room: usize) -> Vec<Snippet> {
    let is_long = part.text.as_str().lines().any(|line| columns(line) > room);
    if !is_long || part.labels.is_empty() {
        return vec![part];
    }
    let text = part.text.as_str();
    let main = part.labels.iter().find(|mark| mark.is_primary).unwrap_or(&part.labels[0]);
    let (main_line, main_column) = location(text, main);
    let mut parts = Vec::new();
    for mark in &part.labels {
        let (line, column) = location(text, mark);
        let position = if line == main_line {
            (part.position.0, (part.position.1 + column).saturating_sub(main_column).max(1))
        } else {
            ((part.position.0 + line).saturating_sub(main_line).max(1), column + 1)
        };
        let content = text.lines().nth(line).unwrap_or_default();
        let (text, label) =
            around(content, column, mark_text(text, mark, content, column), mark, room);
        parts.push(Snippet {
            text,
            file: part.file.clone(),
            first_line: part.first_line.map(|first| first + line),
            position,
            labels: vec![label],
        });
    }
    parts
}

/// Returns the 0-based line of a mark, and the number of characters before it in this line.
fn location(text: &str, mark: &Mark) -> (usize, usize) {
    let before = text.get(..mark.span.start as usize).unwrap_or_default();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    (before.matches('\n').count(), column)
}

/// Returns the number of marked characters in the line of the mark.
fn mark_text(text: &str, mark: &Mark, line: &str, column: usize) -> usize {
    let marked = text.get(mark.span.range()).unwrap_or_default();
    let marked = marked.split('\n').next().unwrap_or_default().chars().count();
    marked.min(line.chars().count().saturating_sub(column))
}

/// Returns the part of a line around a mark, which begins after `column` characters and has
/// `marked` characters, and the mark in it.
fn around(line: &str, column: usize, marked: usize, mark: &Mark, room: usize) -> (Sanitized, Mark) {
    let characters: Vec<char> = line.chars().collect();
    let room = room.saturating_sub(2).max(MAX_COLUMNS_BEFORE + 8);
    let from = column.saturating_sub(MAX_COLUMNS_BEFORE);
    let to = characters.len().min(from + room);
    let mut shown = String::new();
    if from > 0 && characters[from] != '…' {
        shown.push('…');
    }
    shown.extend(&characters[from..column.min(to)]);
    let start = shown.len();
    let end = (column + marked).min(to);
    shown.extend(&characters[column.min(to)..end]);
    let span = Span::new(start as u32, shown.len() as u32);
    shown.extend(&characters[end..to]);
    if to < characters.len() && !shown.ends_with('…') {
        shown.push('…');
    }
    let label = Mark { span, message: mark.message.clone(), is_primary: mark.is_primary };
    (Sanitized::rendered(&shown), label)
}
