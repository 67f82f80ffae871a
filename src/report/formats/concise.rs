//! A line for each finding, which editors and terminals make a link of.

use std::io::{self, Write};

use crate::harmless::{Terminal, Text};
use crate::report::human::summary;
use crate::report::{Finding, Report};

/// The findings of one file, a line each.
///
/// # Errors
/// Those of writing.
pub fn findings(findings: &[&Finding], to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Terminal>::new();
    for finding in findings {
        let span = finding.span;
        text.input(&finding.file).markup(":").number(span.line).markup(":").number(span.column);
        text.markup(": ").input(finding.level.word()).markup("[").input(&finding.rule).markup("] ");
        text.input(&finding.message);
        if finding.suppressed.is_some() {
            text.markup(" (suppressed)");
        }
        text.markup("\n");
    }
    text.write_guarded(to)
}

/// How much was found, as the last line.
///
/// # Errors
/// Those of writing.
pub fn end(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Terminal>::new();
    text.input(&summary(report)).markup("\n");
    text.write_guarded(to)
}
