//! The readiness table.

use std::fmt::Write as _;

use super::Theme;
use crate::finding::ReadinessRow;
use crate::lint::{MAX_ROWS_SHOWN, Report};
use crate::model::Verdict;
use crate::sanitize::{Sanitized, Terminal, Text, Untrusted};

/// The maximum width of the first column, in columns.
const MAX_FIRST_COLUMN: usize = 60;

/// The heading of images and profiles.
const HEAD: &str = "IMAGE AND PROFILE";

/// The heading of the hosts of deployment requests.
const HEAD_OF_HOSTS: &str = "HOST AND PROFILE";

/// The maximum number of rules in a row.
const MAX_RULES: usize = 3;

/// The width of a verdict with the spaces around it, in columns.
const VERDICT_COLUMNS: usize = 11;

/// The width of the column about requirements with the spaces after it, in columns.
const REQUIRED_COLUMNS: usize = 10;

/// The width of `and 9 more`, in columns.
const MORE_COLUMNS: usize = 11;

/// Returns the readiness table; empty if nothing that can be deployed was checked. Each image has
/// its own line, with its profiles below it.
pub(super) fn table(report: &Report, theme: Theme, width: usize) -> String {
    let mut text = String::new();
    let mut left_out = report.rows.map(|[_, not_held]| not_held);
    let mut shown = [0; Verdict::ALL.len()];
    let is_shown = |row: &&ReadinessRow| {
        let shown = &mut shown[row.verdict as usize];
        *shown += 1;
        left_out[row.verdict as usize] += usize::from(*shown > MAX_ROWS_SHOWN);
        *shown <= MAX_ROWS_SHOWN
    };
    let rows: Vec<(Sanitized, &ReadinessRow)> =
        report.readiness.iter().filter(is_shown).map(|row| (title(row), row)).collect();
    if rows.is_empty() {
        return text;
    }
    let several_files = rows.windows(2).any(|pair| pair[0].1.file != pair[1].1.file);
    let widest = rows.iter().map(|(title, _)| title.as_str().chars().count()).max().unwrap_or(0);
    let has_required = rows.iter().any(|(_, row)| row.required.is_some());
    let room =
        width.saturating_sub(VERDICT_COLUMNS + if has_required { REQUIRED_COLUMNS } else { 0 });
    let first = first_column(widest, rows.iter().map(|(_, row)| *row), room);
    let required = if has_required { "REQUIRED  " } else { "" };
    let head = if rows.iter().any(|(_, row)| row.host.is_some()) { HEAD_OF_HOSTS } else { HEAD };
    let _ = writeln!(text, "{head:first$}  VERDICT  {required}RULES");
    let mut file = None;
    for (title, row) in rows {
        if several_files && file != Some(&row.file) {
            file = Some(&row.file);
            let _ = writeln!(text, "{}", row.file.sanitized());
        }
        let rules = rules_of(row, room.saturating_sub(first));
        let required = match row.required {
            Some(true) => "required  ",
            Some(false) => "no        ",
            None if has_required => "          ",
            None => "",
        };
        let mut title = title.as_str();
        if title.chars().count() > first {
            // An id stays whole: a long one has a line of its own.
            let _ = writeln!(text, "{title}");
            title = "";
        }
        let line = format!("{title:first$}  {}  {required}{rules}", verdict(row.verdict, theme));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let left_out = Verdict::ALL.iter().zip(left_out).filter(|(_, count)| *count > 0);
    let left_out: Vec<String> =
        left_out.map(|(verdict, count)| format!("{count} {}", verdict.as_str())).collect();
    if !left_out.is_empty() {
        let left_out = left_out.join(", ");
        let _ = writeln!(text, "… and {left_out} (--format json lists every image and profile)");
    }
    text
}

/// Returns the width of the first column: at most `widest`, and narrow enough that the rules have
/// room for one name each.
fn first_column<'r>(
    widest: usize,
    rows: impl Iterator<Item = &'r ReadinessRow>,
    room: usize,
) -> usize {
    let needed = rows.map(|row| {
        let rules = row.rules();
        let more = if rules.len() > 1 { MORE_COLUMNS } else { 0 };
        rules.first().map_or(0, |rule| length(rule) + more)
    });
    let left = needed.max().unwrap_or(0);
    widest.min(MAX_FIRST_COLUMN).min(room.saturating_sub(left)).max(HEAD.len())
}

fn length(rule: &Untrusted) -> usize {
    rule.sanitized().as_str().chars().count()
}

/// Returns the names of as many rules as fit into `room` columns, and at least one.
fn rules_of(row: &ReadinessRow, room: usize) -> Sanitized {
    let rules = row.rules();
    let mut shown = Text::<Terminal>::new();
    let mut taken = 0;
    let mut width = 0;
    for rule in rules.iter().take(MAX_RULES) {
        let more = if taken + 1 < rules.len() { MORE_COLUMNS } else { 0 };
        width += length(rule) + if taken > 0 { 2 } else { 0 };
        if taken > 0 && width + more > room {
            break;
        }
        shown.markup(if taken == 0 { "" } else { ", " }).input(*rule);
        taken += 1;
    }
    if rules.len() > taken {
        shown.markup(" and ").number(rules.len() - taken).markup(" more");
    }
    shown.end()
}

fn title(row: &ReadinessRow) -> Sanitized {
    let mut title = Text::<Terminal>::new();
    if let Some(host) = &row.host {
        title.input(&host.title());
        if let Some(profile) = &row.profile {
            title.markup("  ").input(profile);
        }
        return title.end();
    }
    if row.image.is_some() && row.profile.is_some() {
        title.markup("  ");
    }
    match row.profile.as_ref().or(row.image.as_ref()).filter(|id| !id.is_empty()) {
        Some(id) => title.input(&id.cropped(super::MAX_SENTENCE_CHARS)),
        None => title.markup("(no id)"),
    };
    title.end()
}

fn verdict(verdict: Verdict, theme: Theme) -> String {
    let word = format!("{:7}", verdict.as_str());
    if !theme.color {
        return word;
    }
    format!("{}{word}{PLAIN}", color(verdict))
}

/// The escape sequence that resets colors.
pub(crate) const PLAIN: &str = "\u{1b}[0m";

/// Returns the escape sequence for the color of a verdict.
pub(crate) const fn color(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "\u{1b}[32m",
        Verdict::Warning => "\u{1b}[33m",
        Verdict::Unknown => "\u{1b}[35m",
        Verdict::Blocked => "\u{1b}[31m",
    }
}
