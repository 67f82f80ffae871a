//! GitHub annotations: one workflow command per finding, on standard output.
//!
//! A step shows ten annotations per level. The worst findings come first, and the last line states
//! the total.

use std::io::{self, Write};

use super::{nothing_found, relative, unexplained, worst_first};
use crate::diagnostic::Level;
use crate::finding::Finding;
use crate::lint::Report;
use crate::report::{human::summary, why};
use crate::sanitize::{Data, Property, Text};

/// The maximum number of annotations per level in a step.
const MAX_SHOWN: usize = 10;

/// Writes the annotations.
///
/// # Errors
/// Returns an error if writing fails.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Data>::new();
    let mut shown = [0; 3];
    for failure in report.failures.iter().take(MAX_SHOWN) {
        text.markup("::error file=").input_as::<Property>(&relative(report, &failure.file));
        text.markup(",title=osready::").input(&failure.message).markup("\n");
        shown[Level::Error as usize] += 1;
    }
    let incomplete = unexplained(report);
    for check in &incomplete {
        if shown[Level::Error as usize] == MAX_SHOWN {
            break;
        }
        text.markup("::error ");
        if check.file != "-" {
            text.markup("file=").input_as::<Property>(&relative(report, &check.file));
            text.markup(",line=").number(check.line).markup(",");
        }
        text.markup("title=osready::");
        text.input(&check.sentence()).markup("\n");
        shown[Level::Error as usize] += 1;
    }
    if let Some(why) = nothing_found(report) {
        text.markup("::error title=osready::").markup(why).markup("\n");
    }
    let findings = worst_first(report);
    let is_too_many = |level: Level| {
        let failures = match level {
            Level::Error => report.failures.len() + incomplete.len(),
            _ => 0,
        };
        // The summary line is a note itself.
        let room = MAX_SHOWN - usize::from(level == Level::Note);
        findings.iter().filter(|finding| finding.level == level).count() + failures > room
    };
    let is_cut = report.summary.left_out > 0
        || [Level::Error, Level::Warning, Level::Note].into_iter().any(is_too_many);
    for finding in &findings {
        let shown = &mut shown[finding.level as usize];
        let room = MAX_SHOWN - usize::from(is_cut && finding.level == Level::Note);
        if *shown < room {
            *shown += 1;
            annotation(&mut text, report, finding);
        }
    }
    if is_cut {
        text.markup("::notice title=osready::").input(&summary(report));
        text.markup("; at most 10 per level are shown here, other formats contain all\n");
    }
    text.write(to)
}

fn annotation(text: &mut Text<Data>, report: &Report, finding: &Finding) {
    text.markup(match finding.level {
        Level::Error => "::error ",
        Level::Warning => "::warning ",
        Level::Note => "::notice ",
    });
    let span = finding.span;
    if finding.file != "-" {
        text.markup("file=").input_as::<Property>(&relative(report, &finding.file));
        text.markup(",line=").number(span.line).markup(",endLine=").number(span.end_line);
        // Not every consumer handles columns of different lines correctly.
        if span.line == span.end_line {
            text.markup(",col=").number(span.column);
            text.markup(",endColumn=").number(span.end_column);
        }
        text.markup(",");
    }
    text.markup("title=osready ").input_as::<Property>(&finding.rule).markup("::");
    text.input(&finding.message);
    let why = why(&finding.rule).unwrap_or_default();
    for sentence in [&why, &finding.help] {
        if !sentence.is_empty() {
            text.markup("%0A").input(sentence);
        }
    }
    text.markup("\n");
}
