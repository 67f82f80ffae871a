//! GitLab code quality report.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{Unique, left_out, nothing_found, relative, unexplained, worst_first};
use crate::diagnostic::Level;
use crate::lint::Report;
use crate::sanitize::{Sanitized, Untrusted, json};

/// The maximum length of a sentence in a merge request, in characters.
const MAX_SENTENCE_CHARS: usize = 1_000;

#[derive(Serialize)]
struct Issue<'r> {
    // The Code Climate format, of which GitLab's is a subset, requires these two keys.
    r#type: &'static str,
    categories: [&'static str; 1],
    description: Sanitized,
    check_name: &'r Untrusted,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: Untrusted,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes the report. A file that could not be read is an issue too.
///
/// # Errors
/// Returns an error if writing fails.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut unique = Unique::default();
    let [unreadable, not_checked, beyond, nowhere] =
        ["unreadable", "not-checked", "left-out", "-"].map(Untrusted::from);
    let failed = report.failures.iter().map(|failure| {
        let description = failure.message.cropped(MAX_SENTENCE_CHARS).sanitized();
        let identity = [&failure.file, &unreadable, &failure.message];
        (description, &unreadable, identity, "blocker", Lines { begin: 1, end: 1 })
    });
    let incomplete = unexplained(report).into_iter().map(|check| {
        let sentence = check.sentence();
        let description = sentence.cropped(MAX_SENTENCE_CHARS).sanitized();
        let identity = [&check.file, &not_checked, &check.message];
        (
            description,
            &not_checked,
            identity,
            "blocker",
            Lines { begin: check.line, end: check.line },
        )
    });
    let nothing = nothing_found(report).map(|why| {
        let identity = [&nowhere, &not_checked, &not_checked];
        (Sanitized::fixed(why), &not_checked, identity, "blocker", Lines { begin: 1, end: 1 })
    });
    let findings = worst_first(report);
    let found = findings.iter().map(|finding| {
        let description = finding.message.cropped(MAX_SENTENCE_CHARS).sanitized();
        let identity = [&finding.file, &finding.rule, &finding.fingerprint];
        let lines = Lines { begin: finding.span.line, end: finding.span.end_line };
        (description, &finding.rule, identity, severity(finding.level), lines)
    });
    let left_out = left_out(report).map(|message| {
        let identity =
            [findings.first().map_or(&nowhere, |finding| &finding.file), &beyond, &beyond];
        (message.sanitized(), &beyond, identity, severity(Level::Note), Lines { begin: 1, end: 1 })
    });
    let issues: Vec<Issue<'_>> = failed
        .chain(incomplete)
        .chain(nothing)
        .chain(found)
        .chain(left_out)
        .map(|(description, check_name, [file, kind, subject], severity, lines)| {
            let path = relative(report, file);
            Issue {
                r#type: "issue",
                categories: ["Bug Risk"],
                description,
                check_name,
                // The findings of two files may have one path, such as `-`.
                fingerprint: digest_of(&unique.name(&digest(&[&path, kind, subject]))),
                severity,
                location: Location { path, lines },
            }
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

/// Returns 64 hexadecimal digits that identify a finding in a file.
fn digest(parts: &[&Untrusted]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        #[expect(clippy::disallowed_methods, reason = "only the digest is written")]
        let part = part.raw();
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    hex(digest)
}

/// Returns the digest of a text that is already a digest.
fn digest_of(text: &str) -> String {
    digest(&[&text.into()])
}

fn hex(digest: Sha256) -> String {
    digest.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
