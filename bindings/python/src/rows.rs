//! The rows of the tables, as they are written.

use osready::diagnostic::Level;
use osready::finding::{Finding, Fix, Label, Reason, RepositoryFile, Row, Suppressed};
use osready::lint::Report;
use osready::model::Verdict;
use osready::sanitize::Untrusted;
use osready::source::Region;
use serde::Serialize;

/// What came of one snapshot.
pub(crate) struct Snapshot {
    /// Its name, as it was given.
    pub(crate) name: String,
    /// What was found, or why it could not be read.
    pub(crate) outcome: Result<Report, String>,
}

/// A row of `findings`.
#[derive(Serialize)]
pub(crate) struct FindingRow<'r> {
    file: &'r Untrusted,
    index: usize,
    rule: &'r Untrusted,
    level: Level,
    message: &'r Untrusted,
    help: &'r Untrusted,
    pointer: &'r Untrusted,
    inner_pointer: Option<&'r Untrusted>,
    span: &'r Region,
    label: &'r Untrusted,
    labels: &'r [Label],
    image: Option<&'r Untrusted>,
    profile: Option<&'r Untrusted>,
    repository_file: Option<&'r RepositoryFile>,
    fingerprint: &'r Untrusted,
    suppressed: Option<&'r Suppressed>,
    fix: Option<&'r Fix>,
    count: Option<u32>,
}

/// A row of `readiness`.
#[derive(Serialize)]
pub(crate) struct ReadinessRow<'r> {
    file: &'r Untrusted,
    index: usize,
    image: Option<&'r Untrusted>,
    profile: Option<&'r Untrusted>,
    verdict: Verdict,
    reasons: &'r [Reason],
}

/// A row of `files`, and of `snapshots` with what was found.
#[derive(Serialize)]
pub(crate) struct FileRow<'r> {
    file: &'r str,
    failure: Option<&'r str>,
    responses: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    findings: Vec<FindingRow<'r>>,
    readiness: Vec<ReadinessRow<'r>>,
}

/// A row of `failures`.
#[derive(Serialize)]
pub(crate) struct FailureRow<'r> {
    file: &'r str,
    message: &'r str,
}

impl Snapshot {
    /// Its row, with its findings and verdicts where they are asked for.
    pub(crate) fn file(&self, with_findings: bool) -> FileRow<'_> {
        let report = self.outcome.as_ref().ok();
        let summary = report.map(|report| report.summary).unwrap_or_default();
        let found = report.filter(|_| with_findings);
        FileRow {
            file: &self.name,
            failure: self.outcome.as_ref().err().map(String::as_str),
            responses: summary.responses,
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            suppressed: summary.suppressed,
            findings: found.map(findings).into_iter().flatten().collect(),
            readiness: found.map(readiness).into_iter().flatten().collect(),
        }
    }

    /// Its findings, in the order of its text.
    pub(crate) fn findings(&self) -> impl Iterator<Item = FindingRow<'_>> {
        self.outcome.iter().flat_map(findings)
    }

    /// Its verdicts.
    pub(crate) fn readiness(&self) -> impl Iterator<Item = ReadinessRow<'_>> {
        self.outcome.iter().flat_map(readiness)
    }

    /// Why it could not be read.
    pub(crate) fn failure(&self) -> Option<FailureRow<'_>> {
        let message = self.outcome.as_ref().err()?;
        Some(FailureRow { file: &self.name, message })
    }
}

fn findings(report: &Report) -> impl Iterator<Item = FindingRow<'_>> {
    report.findings.iter().enumerate().map(|(index, finding)| {
        let Finding { file, rule, level, message, help, pointer, span, label, .. } = finding;
        FindingRow {
            file,
            index,
            rule,
            level: *level,
            message,
            help,
            pointer,
            inner_pointer: finding.inner_pointer.as_ref(),
            span,
            label,
            labels: &finding.labels,
            image: finding.image.as_ref(),
            profile: finding.profile.as_ref(),
            repository_file: finding.repository_file.as_ref(),
            fingerprint: &finding.fingerprint,
            suppressed: finding.suppressed.as_ref(),
            fix: finding.fix.as_ref(),
            count: finding.count,
        }
    })
}

fn readiness(report: &Report) -> impl Iterator<Item = ReadinessRow<'_>> {
    report.readiness.iter().enumerate().map(|(index, row)| {
        let Row { file, image, profile, verdict, reasons, .. } = row;
        ReadinessRow {
            file,
            index,
            image: image.as_ref(),
            profile: profile.as_ref(),
            verdict: *verdict,
            reasons,
        }
    })
}
