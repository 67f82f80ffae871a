//! Reviewdog's Diagnostic Format. Its columns count bytes of UTF-8, and its ends are exclusive.

use std::io::{self, Write};

use serde::Serialize;

use super::{json, left_out, relative, worst_first};
use crate::finding::Level;
use crate::report::{Finding, Region, Report, harmless};

#[derive(Serialize)]
struct Document<'r> {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Diagnostic<'r>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: String,
    location: Location<'r>,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'r>>,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Suggestion<'r> {
    range: Range,
    text: &'r str,
}

#[derive(Serialize)]
struct Related<'r> {
    message: String,
    location: Location<'r>,
}

/// The report.
///
/// # Errors
/// Those of writing.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let failed = report.failures.iter().map(|failure| Diagnostic {
        message: harmless(&failure.message),
        location: Location { path: relative(&failure.file), range: None },
        severity: severity(Level::Error),
        code: None,
        suggestions: Vec::new(),
        related_locations: Vec::new(),
    });
    let findings = worst_first(report);
    let left_out = left_out(report).map(|message| Diagnostic {
        message,
        location: Location {
            path: findings.first().map_or("-", |finding| relative(&finding.file)),
            range: None,
        },
        severity: severity(Level::Note),
        code: None,
        suggestions: Vec::new(),
        related_locations: Vec::new(),
    });
    let found = findings.iter().map(|finding| diagnostic(finding));
    let diagnostics = failed.chain(found).chain(left_out).collect();
    let worst = report.worst().map_or("UNKNOWN_SEVERITY", severity);
    json::pretty(&Document { source: Source { name: "osready" }, severity: worst, diagnostics }, to)
}

fn diagnostic(finding: &Finding) -> Diagnostic<'_> {
    let mut message = harmless(&finding.message);
    if !finding.help.is_empty() {
        message.push('\n');
        message.push_str(&harmless(&finding.help));
    }
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let others = finding.labels.iter().map(|label| Related {
        message: harmless(&label.message),
        location: location(label.file.as_ref().unwrap_or(&finding.file), label.span),
    });
    Diagnostic {
        message,
        location: location(&finding.file, finding.span),
        severity: severity(finding.level),
        code: Some(Code { value: &finding.rule }),
        suggestions: edits
            .map(|edit| Suggestion { range: range(edit.span), text: &edit.replacement })
            .collect(),
        related_locations: others.collect(),
    }
}

fn location(file: &str, span: Region) -> Location<'_> {
    Location { path: relative(file), range: Some(range(span)) }
}

fn range(span: Region) -> Range {
    let (column, end_column) = span.in_utf8();
    Range {
        start: Position { line: span.line, column },
        end: Position { line: span.end_line, column: end_column },
    }
}

const fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Note => "INFO",
    }
}
