//! What can be deployed, as a table.

use std::fmt::Write as _;

use super::super::{Report, Row, Verdict};
use super::{Theme, harmless};

/// The widest that the column of profiles becomes.
const WIDEST: usize = 60;

/// What stands above the images and profiles.
const HEAD: &str = "IMAGE AND PROFILE";

/// How many of the rules that say why are named in a row.
const RULES_SHOWN: usize = 3;

/// The readiness table; empty where nothing was judged that could be deployed. Images are lines of
/// their own with their profiles below them.
pub(super) fn table(report: &Report, theme: Theme, width: usize) -> String {
    let mut text = String::new();
    let rows: Vec<(String, &Row)> = report.readiness.iter().map(|row| (title(row), row)).collect();
    if rows.is_empty() {
        return text;
    }
    let several_files = report.readiness.windows(2).any(|pair| pair[0].file != pair[1].file);
    let widest = rows.iter().map(|(title, _)| title.chars().count()).max().unwrap_or(0);
    let first = widest.clamp(HEAD.len(), WIDEST.min(width.saturating_sub(20)));
    let _ = writeln!(text, "{HEAD:first$}  VERDICT  RULES");
    let mut file = "";
    for (title, row) in rows {
        if several_files && row.file != file {
            file = &row.file;
            let _ = writeln!(text, "{}", harmless(file));
        }
        let rules = rules_of(row);
        let line = format!(
            "{:first$}  {}  {}",
            cropped(&title, first),
            verdict(row.verdict, theme),
            rules
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// The rules that say why, each once, in the order of their findings.
fn rules_of(row: &Row) -> String {
    let mut rules: Vec<&str> = Vec::new();
    for reason in &row.reasons {
        if !rules.contains(&reason.rule.as_str()) {
            rules.push(&reason.rule);
        }
    }
    let more = rules.len().saturating_sub(RULES_SHOWN);
    rules.truncate(RULES_SHOWN);
    let shown = harmless(&rules.join(", "));
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

fn title(row: &Row) -> String {
    let shown = |id: &Option<String>| {
        id.as_deref().filter(|id| !id.is_empty()).map_or_else(|| "(no id)".to_owned(), harmless)
    };
    match (&row.image, &row.profile) {
        (_, Some(_)) if row.image.is_some() => format!("  {}", shown(&row.profile)),
        (_, Some(_)) => shown(&row.profile),
        (image, None) => shown(image),
    }
}

fn cropped(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let begin: String = text.chars().take(width - 1).collect();
    format!("{begin}…")
}

fn verdict(verdict: Verdict, theme: Theme) -> String {
    let word = format!("{:7}", verdict.word());
    if !theme.colour {
        return word;
    }
    let colour = match verdict {
        Verdict::Ready => 32,
        Verdict::Warning => 33,
        Verdict::Unknown => 35,
        Verdict::Blocked => 31,
    };
    format!("\u{1b}[{colour}m{word}\u{1b}[0m")
}
