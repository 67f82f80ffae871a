//! Reviewdog Diagnostic Format. Columns count UTF-8 bytes, and ends are exclusive.

use std::io::{self, Write};

use serde::Serialize;

use super::{left_out, nothing_found, relative, unexplained, worst_first};
use crate::config::DocsUrl;
use crate::diagnostic::Level;
use crate::finding::Finding;
use crate::lint::Report;
use crate::report::{docs_url, rule_of, rule_url, why};
use crate::sanitize::{Sanitized, Untrusted, json};
use crate::source::Region;

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
    message: Sanitized,
    location: Location,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r Untrusted,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Location {
    path: Untrusted,
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
    text: &'r Untrusted,
}

#[derive(Serialize)]
struct Related {
    message: Sanitized,
    location: Location,
}

/// Writes the report.
///
/// # Errors
/// Returns an error if writing fails.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let failed = report.failures.iter().map(|failure| {
        let location = Location { path: relative(report, &failure.file), range: None };
        plain(failure.message.sanitized(), location, Level::Error)
    });
    let incomplete = unexplained(report).into_iter().map(|check| {
        let start = Position { line: check.line, column: 1 };
        let end = Position { line: check.line, column: 1 };
        let location =
            Location { path: relative(report, &check.file), range: Some(Range { start, end }) };
        plain(check.sentence().sanitized(), location, Level::Error)
    });
    let nothing = nothing_found(report).map(|why| {
        plain(Sanitized::fixed(why), Location { path: "-".into(), range: None }, Level::Error)
    });
    let findings = worst_first(report);
    let left_out = left_out(report).map(|message| {
        let path = findings.first().map_or("-".into(), |finding| relative(report, &finding.file));
        plain(message.sanitized(), Location { path, range: None }, Level::Note)
    });
    let docs_url = docs_url(report);
    let found = findings.iter().map(|finding| diagnostic(report, docs_url.as_ref(), finding));
    let diagnostics: Vec<_> =
        failed.chain(incomplete).chain(nothing).chain(found).chain(left_out).collect();
    let is_whole = report.incomplete.is_empty() && nothing_found(report).is_none();
    let worst = match is_whole {
        true => findings.first().map(|finding| finding.level),
        false => Some(Level::Error),
    };
    let worst = worst.map_or("UNKNOWN_SEVERITY", severity);
    json::pretty(&Document { source: Source { name: "osready" }, severity: worst, diagnostics }, to)
}

/// Returns a diagnostic without a rule.
fn plain(message: Sanitized, location: Location, level: Level) -> Diagnostic<'static> {
    Diagnostic {
        message,
        location,
        severity: severity(level),
        code: None,
        suggestions: Vec::new(),
        related_locations: Vec::new(),
    }
}

fn diagnostic<'r>(
    report: &Report,
    docs_url: Option<&DocsUrl>,
    finding: &'r Finding,
) -> Diagnostic<'r> {
    let mut message = finding.message.sanitized();
    let why = why(&finding.rule).unwrap_or_default();
    for sentence in [&why, &finding.help] {
        if !sentence.is_empty() {
            message.push_fixed("\n");
            message.append(&sentence.sanitized());
        }
    }
    let url = docs_url.zip(rule_of(&finding.rule)).and_then(|(url, rule)| rule_url(url, rule));
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let others = finding.labels.iter().map(|label| Related {
        message: label.message.sanitized(),
        location: location(report, label.file.as_ref().unwrap_or(&finding.file), label.span),
    });
    Diagnostic {
        message,
        location: location(report, &finding.file, finding.span),
        severity: severity(finding.level),
        code: Some(Code { value: &finding.rule, url }),
        suggestions: edits
            .map(|edit| Suggestion { range: range(edit.span), text: &edit.replacement })
            .collect(),
        related_locations: others.collect(),
    }
}

fn location(report: &Report, file: &Untrusted, span: Region) -> Location {
    Location { path: relative(report, file), range: Some(range(span)) }
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
