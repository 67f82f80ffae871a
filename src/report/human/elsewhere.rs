//! Labels of a finding in another file, such as the configuration: a sentence for each, and its
//! line.

use std::fmt::Write as _;

use super::Theme;
use crate::finding::{Finding, Snippet};
use crate::sanitize::Untrusted;

/// Returns the labels of a finding in the configuration; empty if there are none.
pub(super) fn elsewhere(finding: &Finding, theme: Theme) -> String {
    let mut text = String::new();
    let parts = finding.excerpt.iter().flat_map(|excerpt| &excerpt.parts);
    for part in parts {
        if let Some(file) = &part.file {
            push_part(&mut text, file, part, theme);
        }
    }
    text
}

fn push_part(text: &mut String, file: &Untrusted, part: &Snippet, theme: Theme) {
    let (line, column) = part.position;
    for label in &part.labels {
        let _ = writeln!(text, "  {}:{line}:{column}: {}", file.sanitized(), label.message);
        let _ = writeln!(text, "    {}", part.text);
        let columns = |range: &str| range.chars().count();
        let (start, end) = (label.span.start as usize, label.span.end as usize);
        let before = part.text.as_str().get(..start).map_or(0, columns);
        let under = part.text.as_str().get(start..end).map_or(1, columns).max(1);
        let mark = if theme.unicode { "─" } else { "^" };
        let _ = writeln!(text, "    {}{}", " ".repeat(before), mark.repeat(under));
    }
}
