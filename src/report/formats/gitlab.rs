//! GitLab's code quality report.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{Unique, cropped, json, left_out, relative, worst_first};
use crate::finding::Level;
use crate::report::{Report, harmless};

/// How many characters of a sentence stand in a merge request.
const SENTENCE: usize = 1_000;

#[derive(Serialize)]
struct Issue<'r> {
    // Code Climate's form, which GitLab's is a part of, asks for these two.
    r#type: &'static str,
    categories: [&'static str; 1],
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The report. A file that could not be read is an issue, too.
///
/// # Errors
/// Those of writing.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut unique = Unique::default();
    let failed = report.failures.iter().map(|failure| {
        let description = cropped(&harmless(&failure.message), SENTENCE);
        let told = (failure.file.as_str(), "unreadable", failure.message.as_str());
        (description, "unreadable", told, "blocker", Lines { begin: 1, end: 1 })
    });
    let findings = worst_first(report);
    let found = findings.iter().map(|finding| {
        let description = cropped(&harmless(&finding.message), SENTENCE);
        let told = (finding.file.as_str(), finding.rule.as_str(), finding.fingerprint.as_str());
        let lines = Lines { begin: finding.span.line, end: finding.span.end_line };
        (description, finding.rule.as_str(), told, severity(finding.level), lines)
    });
    let left_out = left_out(report).map(|message| {
        let told = (findings.first().map_or("-", |finding| &*finding.file), "left-out", "left-out");
        (message, "left-out", told, severity(Level::Note), Lines { begin: 1, end: 1 })
    });
    let issues: Vec<Issue<'_>> = failed
        .chain(found)
        .chain(left_out)
        .map(|(description, check_name, told, severity, lines)| Issue {
            r#type: "issue",
            categories: ["Bug Risk"],
            description,
            check_name,
            // A file that is named twice has its findings twice.
            fingerprint: digest(&[&unique.name(&digest(&[told.0, told.1, told.2]))]),
            severity,
            location: Location { path: relative(told.0), lines },
        })
        .collect();
    json::pretty(&issues, to)
}

const fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "minor",
        Level::Note => "info",
    }
}

/// 64 hexadecimal digits for the file and what is found in it.
fn digest(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().iter().fold(String::with_capacity(64), |mut told, byte| {
        let _ = write!(told, "{byte:02x}");
        told
    })
}
