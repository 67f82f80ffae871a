//! Tables in Markdown: what can be deployed, and what was found, worst first.
//!
//! GitHub shows a job summary of up to 1 MiB; what does not fit is counted instead.

use std::io::{self, Write};

use super::text::{Escape, Text};
use super::{cropped, relative, rules_of, shown_id, worst_first};
use crate::report::human::summary;
use crate::report::{Finding, Report, Row, Verdict, harmless};

/// How many bytes a summary has at most, less what the last sentence takes.
const MOST: usize = 1_000_000;
/// Of these, the readiness table takes no more than so many.
const MOST_ROWS: usize = 400_000;
/// How many characters of a sentence or an id are shown.
const SENTENCE: usize = 400;

/// Text within a line of Markdown: no mark-up, no link, no mention, no HTML.
#[derive(Debug)]
struct Inline;

impl Escape for Inline {
    fn push(to: &mut String, text: &str) {
        for character in harmless(text).chars() {
            match character {
                '<' => to.push_str("&lt;"),
                '>' => to.push_str("&gt;"),
                '&' => to.push_str("&amp;"),
                // Entities: an address or a name behind it is no link, and nothing is an emoji.
                ':' => to.push_str("&#58;"),
                '@' => to.push_str("&#64;"),
                '.' if to.ends_with(['w', 'W']) => to.push_str("&#46;"),
                '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' | '#' => {
                    to.push('\\');
                    to.push(character);
                }
                _ => to.push(character),
            }
        }
    }
}

/// The report.
///
/// # Errors
/// Those of writing.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Inline>::new();
    text.markup("## osready\n\n**").input(&summary(report)).markup("**\n");
    tables(text, report, to)
}

/// The report of which only the verdicts count: without the sentence that counts findings.
///
/// # Errors
/// Those of writing.
pub fn status(report: &Report, to: &mut impl Write) -> io::Result<()> {
    tables(Text::<Inline>::new(), report, to)
}

fn tables(mut text: Text<Inline>, report: &Report, to: &mut impl Write) -> io::Result<()> {
    failures(&mut text, report);
    readiness(&mut text, report);
    findings(&mut text, report);
    text.write_guarded(to)
}

fn failures(text: &mut Text<Inline>, report: &Report) {
    if report.failures.is_empty() {
        return;
    }
    text.markup("\n### Could not be read\n\n| File | Why |\n|---|---|\n");
    let rows = report.failures.iter().map(|failure| {
        let mut row = Text::<Inline>::new();
        row.markup("| ").input(&cropped(&failure.file, SENTENCE)).markup(" | ");
        row.input(&cropped(&failure.message, SENTENCE)).markup(" |\n");
        row
    });
    push_up_to(text, MOST_ROWS / 4, rows);
}

fn readiness(text: &mut Text<Inline>, report: &Report) {
    if report.readiness.is_empty() {
        return;
    }
    text.markup("\n### What can be deployed\n\n");
    let files = report.readiness.windows(2).any(|pair| pair[0].file != pair[1].file);
    text.markup(if files { "| File | Image" } else { "| Image" });
    text.markup(" | Profile | Verdict | Why |\n");
    text.markup(if files { "|---|---|---|---|---|\n" } else { "|---|---|---|---|\n" });
    // What cannot be deployed comes first where not all can be told.
    let mut rows: Vec<&Row> = report.readiness.iter().collect();
    if rows.len() > 2_000 {
        rows.sort_by_key(|row| std::cmp::Reverse(row.verdict));
    }
    let rows = rows.iter().map(|row| {
        let mut line = Text::<Inline>::new();
        line.markup("| ");
        if files {
            line.input(&cropped(&row.file, SENTENCE)).markup(" | ");
        }
        let image = row.image.as_deref().or(row.profile.is_none().then_some(""));
        if image.is_some() {
            line.input(&cropped(&shown_id(image), SENTENCE));
        }
        line.markup(" | ");
        if row.profile.is_some() {
            line.input(&cropped(&shown_id(row.profile.as_deref()), SENTENCE));
        }
        line.markup(" | ").markup(match row.verdict {
            Verdict::Ready => "✅ ready",
            Verdict::Warning => "⚠️ warning",
            Verdict::Unknown => "❔ unknown",
            Verdict::Blocked => "❌ blocked",
        });
        line.markup(" | ").input(&cropped(&rules_of(row).join(", "), SENTENCE)).markup(" |\n");
        line
    });
    push_up_to(text, MOST_ROWS, rows);
}

fn findings(text: &mut Text<Inline>, report: &Report) {
    let findings = worst_first(report);
    if findings.is_empty() {
        return;
    }
    text.markup("\n### What was found\n\n");
    text.markup("| Level | Rule | What is wrong | Where | What to do |\n|---|---|---|---|---|\n");
    let room = MOST.saturating_sub(text.len());
    push_up_to(text, room, findings.iter().map(|finding| finding_row(finding)));
}

fn finding_row(finding: &Finding) -> Text<Inline> {
    let mut row = Text::<Inline>::new();
    row.markup("| ").input(finding.level.word()).markup(" | ").input(&finding.rule);
    row.markup(" | ").input(&cropped(&finding.message, SENTENCE)).markup(" | ");
    row.input(&cropped(relative(&finding.file), SENTENCE)).markup(":");
    row.number(finding.span.line).markup(":").number(finding.span.column);
    row.markup(" | ").input(&cropped(&finding.help, SENTENCE)).markup(" |\n");
    row
}

/// Adds rows while they fit, then says how many do not.
fn push_up_to(
    text: &mut Text<Inline>,
    room: usize,
    rows: impl ExactSizeIterator<Item = Text<Inline>>,
) {
    let end = text.len() + room;
    let count = rows.len();
    for (index, row) in rows.enumerate() {
        if text.len() + row.len() > end {
            text.markup("\n… and ").number(count - index).markup(" more, which do not fit here.\n");
            return;
        }
        text.append(&row);
    }
}
