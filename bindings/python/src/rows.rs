//! The rows of the tables, as they are serialized.

use osready::diagnostic::Level;
use osready::finding::{Finding, Fix, Label, Reason, RepositoryFile, Suppressed};
use osready::lint::{IncompleteCause, IncompleteCheck, Report};
use osready::model::Verdict;
use osready::sanitize::Untrusted;
use osready::source::Region;
use serde::Serialize;

/// The result of one snapshot.
pub(crate) struct Snapshot {
    /// The name of the snapshot.
    pub(crate) name: String,
    /// The report, or the error message if the snapshot could not be read.
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
    required: Option<bool>,
    lowered_from: Option<Level>,
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
    required: Option<bool>,
}

/// A row of `files`; with findings and verdicts, a row of `snapshots`.
#[derive(Serialize)]
pub(crate) struct FileRow<'r> {
    file: &'r str,
    failure: Option<&'r str>,
    responses: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    incomplete: Vec<Incomplete<'r>>,
    findings: Vec<FindingRow<'r>>,
    readiness: Vec<ReadinessRow<'r>>,
}

/// An incomplete check, without the name of the snapshot.
#[derive(Serialize)]
struct Incomplete<'r> {
    cause: IncompleteCause,
    message: &'r Untrusted,
    line: usize,
    count: usize,
}

/// A row of `failures`.
#[derive(Serialize)]
pub(crate) struct FailureRow<'r> {
    file: &'r str,
    message: &'r str,
}

impl Snapshot {
    /// Returns the row of the snapshot, with its findings and verdicts if `with_findings`.
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
            incomplete: report
                .iter()
                .flat_map(|report| &report.incomplete)
                .map(incomplete)
                .collect(),
            findings: found.map(findings).into_iter().flatten().collect(),
            readiness: found.map(readiness).into_iter().flatten().collect(),
        }
    }

    /// Returns the findings, in the order of the text.
    pub(crate) fn findings(&self) -> impl Iterator<Item = FindingRow<'_>> {
        self.outcome.iter().flat_map(findings)
    }

    /// Returns the verdicts.
    pub(crate) fn readiness(&self) -> impl Iterator<Item = ReadinessRow<'_>> {
        self.outcome.iter().flat_map(readiness)
    }

    /// Returns the row of `failures`. `None` if the snapshot could be read.
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
            required: finding.required,
            lowered_from: finding.lowered_from,
        }
    })
}

fn incomplete(check: &IncompleteCheck) -> Incomplete<'_> {
    let IncompleteCheck { cause, message, line, count, .. } = check;
    Incomplete { cause: *cause, message, line: *line, count: *count }
}

fn readiness(report: &Report) -> impl Iterator<Item = ReadinessRow<'_>> {
    report.readiness.iter().enumerate().map(|(index, row)| {
        let osready::finding::ReadinessRow { file, image, profile, verdict, reasons, .. } = row;
        ReadinessRow {
            file,
            index,
            image: image.as_ref(),
            profile: profile.as_ref(),
            verdict: *verdict,
            reasons,
            required: row.required,
        }
    })
}
