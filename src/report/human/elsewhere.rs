//! The places of a finding that stand in another file than its own, such as the configuration: a
//! sentence for each, and its line.

use std::fmt::Write as _;

use super::super::{Finding, Part};
use super::Theme;
use crate::harmless::Untrusted;

/// What the configuration has to do with a finding; empty where it has nothing to.
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

fn push_part(text: &mut String, file: &Untrusted, part: &Part, theme: Theme) {
    let (line, column) = part.position;
    for label in &part.labels {
        let _ = writeln!(text, "  {}:{line}:{column}: {}", file.harmless(), label.message);
        let _ = writeln!(text, "    {}", part.text);
        let columns = |range: &str| range.chars().count();
        let (start, end) = (label.span.start as usize, label.span.end as usize);
        let before = part.text.as_str().get(..start).map_or(0, columns);
        let under = part.text.as_str().get(start..end).map_or(1, columns).max(1);
        let mark = if theme.unicode { "─" } else { "^" };
        let _ = writeln!(text, "    {}{}", " ".repeat(before), mark.repeat(under));
    }
}
