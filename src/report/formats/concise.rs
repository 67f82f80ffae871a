//! One line per finding, which editors and terminals turn into a link.

use std::io::{self, Write};

use crate::finding::Finding;
use crate::lint::Report;
use crate::report::Reporter;
use crate::report::human::summary;
use crate::sanitize::{Terminal, Text};

/// The reporter of the format.
pub(in crate::report) struct Concise {
    /// Whether the summary is left out.
    pub(in crate::report) is_quiet: bool,
}

impl Reporter for Concise {
    fn report_file(&mut self, found: &[&Finding], mut to: &mut dyn Write) -> io::Result<()> {
        findings(found, &mut to)
    }

    fn finish(&mut self, report: &Report, mut to: &mut dyn Write) -> io::Result<()> {
        if self.is_quiet { Ok(()) } else { end(report, &mut to) }
    }
}

/// Writes the findings of one file, one line each.
///
/// # Errors
/// Returns an error if writing fails.
pub fn findings(findings: &[&Finding], to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Terminal>::new();
    for finding in findings {
        let span = finding.span;
        text.input(&finding.file).markup(":").number(span.line).markup(":").number(span.column);
        text.markup(": ")
            .input(finding.level.as_str())
            .markup("[")
            .input(&finding.rule)
            .markup("] ");
        text.input(&finding.message);
        if finding.suppressed.is_some() {
            text.markup(" (suppressed)");
        }
        text.markup("\n");
    }
    text.write_guarded(to)
}

/// Writes the summary as the last line.
///
/// # Errors
/// Returns an error if writing fails.
pub fn end(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut text = Text::<Terminal>::new();
    text.input(&summary(report)).markup("\n");
    text.write_guarded(to)
}
