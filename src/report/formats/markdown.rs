//! Markdown tables: the readiness table, and the findings, worst first.
//!
//! GitHub shows job summaries of up to 1 MiB; what does not fit is counted instead.

use std::io::{self, Write};

use super::{nothing_found, relative, rules_of, shown_id, worst_first};
use crate::finding::{Finding, ReadinessRow};
use crate::lint::Report;
use crate::model::Verdict;
use crate::report::human::{NOT_IN_A_SNAPSHOT, summary};
use crate::sanitize::{Markdown, Text, Untrusted};

/// The maximum size of a summary without its last sentence, in bytes.
const MAX_BYTES: usize = 1_000_000;
/// The maximum size of the readiness table, in bytes.
const MAX_ROWS: usize = 400_000;
/// The maximum length of a sentence or an id, in characters.
const MAX_SENTENCE_CHARS: usize = 400;

/// Writes the report.
///
/// # Errors
/// Returns an error if writing fails.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Markdown>::new();
    text.markup("## osready\n\n**").input(&summary(report)).markup("**\n");
    if report.summary.hosts > 0 {
        text.markup("\n").markup(NOT_IN_A_SNAPSHOT).markup("\n");
    }
    tables(text, report, to)
}

/// Writes verdicts only, without the summary of findings.
///
/// # Errors
/// Returns an error if writing fails.
pub fn status(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Markdown>::new();
    if report.has_nothing_to_deploy() {
        text.markup("no image and no profile in the response\n");
    }
    tables(text, report, to)
}

fn tables(mut text: Text<Markdown>, report: &Report, to: &mut impl Write) -> io::Result<()> {
    failures(&mut text, report);
    incomplete(&mut text, report);
    readiness(&mut text, report);
    findings(&mut text, report);
    text.write_guarded(to)
}

fn failures(text: &mut Text<Markdown>, report: &Report) {
    if report.failures.is_empty() {
        return;
    }
    text.markup("\n### Could not be read\n\n| File | Why |\n|---|---|\n");
    let rows = report.failures.iter().map(|failure| file_row(&failure.file, &failure.message));
    push_up_to(text, MAX_ROWS / 4, rows);
}

fn incomplete(text: &mut Text<Markdown>, report: &Report) {
    if let Some(why) = nothing_found(report) {
        text.markup("\n❌ ").markup(why).markup("\n");
    }
    if report.incomplete.is_empty() {
        return;
    }
    text.markup("\n### Not checked, or not in full\n\n| File | Why |\n|---|---|\n");
    let rows = report.incomplete.iter().map(|check| file_row(&check.file, &check.sentence()));
    push_up_to(text, MAX_ROWS / 4, rows);
}

fn file_row(file: &Untrusted, why: &Untrusted) -> Text<Markdown> {
    let mut row = Text::<Markdown>::new();
    row.markup("| ").input(&file.cropped(MAX_SENTENCE_CHARS)).markup(" | ");
    row.input(&why.cropped(MAX_SENTENCE_CHARS)).markup(" |\n");
    row
}

fn readiness(text: &mut Text<Markdown>, report: &Report) {
    if report.readiness.is_empty() {
        return;
    }
    text.markup("\n### Readiness\n\n");
    let files = report.readiness.windows(2).any(|pair| pair[0].file != pair[1].file);
    let hosts = report.readiness.iter().any(|row| row.host.is_some());
    text.markup(if files { "| File | " } else { "| " });
    text.markup(if hosts { "Host" } else { "Image" });
    text.markup(" | Profile | Verdict | Why |\n");
    text.markup(if files { "|---|---|---|---|---|\n" } else { "|---|---|---|---|\n" });
    // If not all rows fit, blocked ones come first.
    let mut rows: Vec<&ReadinessRow> = report.readiness.iter().collect();
    if rows.len() > 2_000 {
        rows.sort_by_key(|row| std::cmp::Reverse(row.verdict));
    }
    let rows = rows.iter().map(|row| {
        let mut line = Text::<Markdown>::new();
        line.markup("| ");
        if files {
            line.input(&relative(report, &row.file).cropped(MAX_SENTENCE_CHARS)).markup(" | ");
        }
        if let Some(host) = &row.host {
            line.input(&host.title().cropped(MAX_SENTENCE_CHARS));
        } else if row.image.is_some() || row.profile.is_none() {
            line.input(&shown_id(row.image.as_ref()).cropped(MAX_SENTENCE_CHARS));
        }
        line.markup(" | ");
        if row.profile.is_some() {
            line.input(&shown_id(row.profile.as_ref()).cropped(MAX_SENTENCE_CHARS));
        }
        line.markup(" | ").markup(marked(row.verdict));
        line.markup(" | ").input(&rules_of(row).cropped(MAX_SENTENCE_CHARS)).markup(" |\n");
        line
    });
    push_up_to(text, MAX_ROWS, rows);
}

/// Returns a verdict with its symbol.
pub(crate) const fn marked(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "✅ ready",
        Verdict::Warning => "⚠️ warning",
        Verdict::Unknown => "❔ unknown",
        Verdict::Blocked => "❌ blocked",
    }
}

fn findings(text: &mut Text<Markdown>, report: &Report) {
    let findings = worst_first(report);
    if findings.is_empty() {
        return;
    }
    text.markup("\n### Findings\n\n");
    text.markup("| Level | Rule | Problem | Location | What to do |\n|---|---|---|---|---|\n");
    let room = MAX_BYTES.saturating_sub(text.len());
    push_up_to(text, room, findings.iter().map(|finding| finding_row(report, finding)));
}

fn finding_row(report: &Report, finding: &Finding) -> Text<Markdown> {
    let mut row = Text::<Markdown>::new();
    row.markup("| ").input(finding.level.as_str()).markup(" | ").input(&finding.rule);
    row.markup(" | ").input(&finding.message.cropped(MAX_SENTENCE_CHARS)).markup(" | ");
    // In a single code span: `:100:` alone is an emoji.
    let mut location = relative(report, &finding.file).cropped(MAX_SENTENCE_CHARS);
    location.push_str(&format!(":{}:{}", finding.span.line, finding.span.column));
    row.input(&location);
    row.markup(" | ").input(&finding.help.cropped(MAX_SENTENCE_CHARS)).markup(" |\n");
    row
}

/// Adds rows while they fit, then the number of the others.
fn push_up_to(
    text: &mut Text<Markdown>,
    room: usize,
    rows: impl ExactSizeIterator<Item = Text<Markdown>>,
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
