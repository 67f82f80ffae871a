//! What can be deployed, as a table.

use std::fmt::Write as _;

use super::super::{ROWS_SHOWN, Report, Row, Verdict};
use super::Theme;
use crate::harmless::{Harmless, Terminal, Text, Untrusted};

/// The widest that the column of profiles becomes.
const WIDEST: usize = 60;

/// What stands above the images and profiles.
const HEAD: &str = "IMAGE AND PROFILE";

/// How many of the rules that say why are named in a row.
const RULES_SHOWN: usize = 3;

/// How many columns a verdict takes with the spaces around it.
const VERDICT: usize = 11;

/// How many columns `and 9 more` takes.
const MORE: usize = 11;

/// The readiness table; empty where nothing was judged that could be deployed. Images are lines of
/// their own with their profiles below them.
pub(super) fn table(report: &Report, theme: Theme, width: usize) -> String {
    let mut text = String::new();
    let mut left_out = report.rows.map(|[_, not_held]| not_held);
    let mut shown = [0; Verdict::ALL.len()];
    let is_shown = |row: &&Row| {
        let shown = &mut shown[row.verdict as usize];
        *shown += 1;
        left_out[row.verdict as usize] += usize::from(*shown > ROWS_SHOWN);
        *shown <= ROWS_SHOWN
    };
    let rows: Vec<(Harmless, &Row)> =
        report.readiness.iter().filter(is_shown).map(|row| (title(row), row)).collect();
    if rows.is_empty() {
        return text;
    }
    let several_files = rows.windows(2).any(|pair| pair[0].1.file != pair[1].1.file);
    let widest = rows.iter().map(|(title, _)| title.as_str().chars().count()).max().unwrap_or(0);
    let room = width.saturating_sub(VERDICT);
    let first = first_column(widest, rows.iter().map(|(_, row)| *row), room);
    let _ = writeln!(text, "{HEAD:first$}  VERDICT  RULES");
    let mut file = None;
    for (title, row) in rows {
        if several_files && file != Some(&row.file) {
            file = Some(&row.file);
            let _ = writeln!(text, "{}", row.file.harmless());
        }
        let rules = rules_of(row, room.saturating_sub(first));
        let line = format!(
            "{:first$}  {}  {}",
            cropped(&title, first),
            verdict(row.verdict, theme),
            rules
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let left_out = Verdict::ALL.iter().zip(left_out).filter(|(_, count)| *count > 0);
    let left_out: Vec<String> =
        left_out.map(|(verdict, count)| format!("{count} {}", verdict.word())).collect();
    if !left_out.is_empty() {
        let left_out = left_out.join(", ");
        let _ = writeln!(text, "… and {left_out} (--format json tells every image and profile)");
    }
    text
}

/// How wide the column of profiles is that would like to be `widest`, where there is `room` for it and the
/// rules: these have what they need for one name each.
fn first_column<'r>(widest: usize, rows: impl Iterator<Item = &'r Row>, room: usize) -> usize {
    let needed = rows.map(|row| {
        let rules = rules(row);
        let more = if rules.len() > 1 { MORE } else { 0 };
        rules.first().map_or(0, |rule| length(rule) + more)
    });
    let left = needed.max().unwrap_or(0);
    widest.min(WIDEST).min(room.saturating_sub(left)).max(HEAD.len())
}

/// The rules that say why, each once, in the order of their findings.
fn rules(row: &Row) -> Vec<&Untrusted> {
    let mut rules: Vec<&Untrusted> = Vec::new();
    for reason in &row.reasons {
        if !rules.contains(&&reason.rule) {
            rules.push(&reason.rule);
        }
    }
    rules
}

fn length(rule: &Untrusted) -> usize {
    rule.harmless().as_str().chars().count()
}

/// The names of these rules: so many as fit into `room` columns, and one at least.
fn rules_of(row: &Row, room: usize) -> Harmless {
    let rules = rules(row);
    let mut shown = Text::<Terminal>::new();
    let mut taken = 0;
    let mut width = 0;
    for rule in rules.iter().take(RULES_SHOWN) {
        let more = if taken + 1 < rules.len() { MORE } else { 0 };
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

fn title(row: &Row) -> Harmless {
    let mut title = Text::<Terminal>::new();
    if row.image.is_some() && row.profile.is_some() {
        title.markup("  ");
    }
    match row.profile.as_ref().or(row.image.as_ref()).filter(|id| !id.is_empty()) {
        Some(id) => title.input(id),
        None => title.markup("(no id)"),
    };
    title.end()
}

/// The text in so many columns: of an id that is longer its end tells more than its middle.
fn cropped(text: &Harmless, width: usize) -> String {
    let characters: Vec<char> = text.as_str().chars().collect();
    if characters.len() <= width {
        return text.to_string();
    }
    let begin = width / 3;
    let end = characters.len() - (width - begin - 1);
    characters[..begin].iter().chain(&['…']).chain(&characters[end..]).collect()
}

fn verdict(verdict: Verdict, theme: Theme) -> String {
    let word = format!("{:7}", verdict.word());
    if !theme.colour {
        return word;
    }
    format!("{}{word}{PLAIN}", colour(verdict))
}

/// What ends a colour.
pub(crate) const PLAIN: &str = "\u{1b}[0m";

/// What begins the colour of a verdict.
pub(crate) const fn colour(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "\u{1b}[32m",
        Verdict::Warning => "\u{1b}[33m",
        Verdict::Unknown => "\u{1b}[35m",
        Verdict::Blocked => "\u{1b}[31m",
    }
}
