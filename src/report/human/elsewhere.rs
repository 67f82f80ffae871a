//! Labels of a finding in another file, such as the configuration: a sentence for each, and its
//! line. Excerpts of several lines are shown next to that of the finding instead.

use std::fmt::Write as _;

use super::Theme;
use crate::finding::{Finding, Snippet};
use crate::sanitize::Untrusted;

/// Returns the labels of a finding in the configuration; empty if there are none.
pub(super) fn elsewhere(finding: &Finding, theme: Theme) -> String {
    let mut text = String::new();
    let parts = finding.excerpt.iter().flat_map(|excerpt| &excerpt.parts);
    for part in parts {
        if let Some(file) = part.file.as_ref().filter(|_| is_elsewhere(part)) {
            push_part(&mut text, file, part, theme);
        }
    }
    text
}

/// Returns whether a part is shown after the excerpt of the finding: one line of another file, or
/// reformatted text of one, whose lines have no numbers.
pub(super) fn is_elsewhere(part: &Snippet) -> bool {
    let is_one_line = !part.text.as_str().contains('\n');
    part.file.is_some() && (is_one_line || part.first_line.is_none())
}

fn push_part(text: &mut String, file: &Untrusted, part: &Snippet, theme: Theme) {
    let (line, column) = part.position;
    let whole = part.text.as_str();
    let is_one_line = !whole.contains('\n');
    if !is_one_line {
        let _ = writeln!(text, "  {}:{line}:{column}:", file.sanitized());
    }
    let mut begin = 0;
    for shown in whole.split('\n') {
        let end = begin + shown.len();
        let is_here = |at: usize| begin <= at && at <= end;
        let labels = part.labels.iter().filter(|label| is_here(label.span.start as usize));
        let labels: Vec<_> = labels.collect();
        if !is_one_line {
            let _ = writeln!(text, "    {shown}");
        }
        for label in labels {
            if is_one_line {
                let _ = writeln!(text, "  {}:{line}:{column}: {}", file.sanitized(), label.message);
                let _ = writeln!(text, "    {shown}");
            }
            let columns = |range: &str| range.chars().count();
            let (start, stop) = (label.span.start as usize, (label.span.end as usize).min(end));
            let before = whole.get(begin..start).map_or(0, columns);
            let under = whole.get(start..stop).map_or(1, columns).max(1);
            let mark = if theme.unicode { "─" } else { "^" };
            let _ = write!(text, "    {}{}", " ".repeat(before), mark.repeat(under));
            let _ = match is_one_line {
                true => writeln!(text),
                false => writeln!(text, " {}", label.message),
            };
        }
        begin = end + 1;
    }
}
