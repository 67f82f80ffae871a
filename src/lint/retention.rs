//! What a report retains, and how it counts the rest.

use std::sync::Arc;

use crate::finding::{BaselineState, Finding};

use super::truncated::{positions, reasons, weight};
use super::{FileReport, Report, VERSION};
use crate::diagnostic::Level;
use crate::model::Verdict;
use crate::policy::Policy;
use crate::sanitize::Untrusted;
use crate::user_rules::RuleInfo;

/// The maximum number of rows per verdict to show to people.
pub const MAX_ROWS_SHOWN: usize = 5_000;

/// The maximum number of findings in a report, the most severe ones. The others are counted.
const MAX_FINDINGS: usize = 20_000;

/// The maximum size of the texts of the findings and rows of a report, in bytes.
const MAX_BYTES: usize = 32 << 20;

/// The maximum number of readiness rows in a report.
const MAX_ROWS: usize = 100_000;

/// What a report retains until the end of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retention {
    /// Everything, for formats that are written at the end.
    #[default]
    All,
    /// Only the rows that are shown to people; findings were streamed.
    Shown,
}

impl Report {
    /// Creates an empty report.
    #[must_use]
    pub fn new() -> Self {
        Self { version: VERSION, ..Self::default() }
    }

    /// Creates an empty report with the rules of the site of a policy.
    #[must_use]
    pub fn under(policy: &Policy) -> Self {
        let of_site = policy.user_rules.iter().filter(|rule| !rule.is_built_in());
        let rules = of_site.map(|rule| RuleInfo::new(rule.rule)).collect();
        Self { rules, ..Self::new() }
    }

    /// Makes the report record the verdicts of all snapshots by server, also of rows that it does not retain.
    #[must_use]
    pub fn with_timeline(self) -> Self {
        Self { timeline: Some(Arc::default()), ..self }
    }

    /// Adds the result of a file, or of its next chunk, counts it, and retains what `kept` says.
    pub fn add(&mut self, file_report: FileReport, kept: Retention) {
        self.summary.files += usize::from(!file_report.continues);
        self.summary.responses += file_report.responses;
        self.summary.hosts += file_report.hosts;
        self.count(&file_report.findings);
        self.count_left_out(file_report.left_out);
        self.add_incomplete(file_report.incomplete);
        let before = self.findings.len();
        if let Some(timeline) = self.timeline.as_mut().map(Arc::make_mut) {
            timeline.add(&file_report.readiness);
            if let Some(check) = file_report.no_response.filter(|_| file_report.responses == 0) {
                timeline.miss(&check.file, check.message);
            }
        }
        for mut row in file_report.readiness {
            for reason in &mut row.reasons {
                reason.finding = reason.finding.map(|index| index + before);
            }
            if kept == Retention::Shown {
                row.reasons.iter_mut().for_each(|reason| reason.finding = None);
            }
            let has_room = match kept {
                Retention::All => self.readiness.len() < MAX_ROWS && self.row_bytes < MAX_BYTES,
                Retention::Shown => self.rows[row.verdict as usize][0] < MAX_ROWS_SHOWN,
            };
            let [held, not_held] = &mut self.rows[row.verdict as usize];
            if has_room {
                *held += 1;
                self.row_bytes += row.bytes();
                self.readiness.push(row);
            } else {
                *not_held += 1;
                self.summary.rows_left_out += usize::from(kept == Retention::All);
            }
        }
        if kept == Retention::All {
            self.finding_bytes += file_report.findings.iter().map(Finding::bytes).sum::<usize>();
            self.findings.extend(file_report.findings);
            if self.findings.len() > 2 * MAX_FINDINGS || self.finding_bytes > 2 * MAX_BYTES {
                self.prune();
            }
        }
    }

    /// Removes the least severe findings beyond the limit.
    pub fn prune(&mut self) {
        let mut bytes = 0;
        let mut kept: Vec<usize> = (0..self.findings.len()).collect();
        kept.sort_by_key(|index| weight(&self.findings[*index]));
        kept.truncate(MAX_FINDINGS);
        let fitting = kept.iter().take_while(|index| {
            bytes += self.findings[**index].bytes();
            bytes <= MAX_BYTES
        });
        let fitting = fitting.count();
        kept.truncate(fitting.max(1));
        if kept.len() == self.findings.len() {
            return;
        }
        self.summary.left_out += self.findings.len() - kept.len();
        self.pruned += self.findings.len() - kept.len();
        let now = positions(&mut kept, self.findings.len());
        let mut index = 0;
        self.findings.retain(|_| {
            index += 1;
            now[index - 1].is_some()
        });
        self.finding_bytes = self.findings.iter().map(Finding::bytes).sum();
        for row in &mut self.readiness {
            row.reasons = reasons(&row.reasons, &now);
        }
    }

    /// Returns the number of findings that were left out although they had been passed to streaming reports.
    #[must_use]
    pub fn pruned(&self) -> usize {
        self.pruned
    }

    /// Returns whether anything is blocked, including rows that were left out.
    #[must_use]
    pub fn has_blocked(&self) -> bool {
        self.rows[Verdict::Blocked as usize][1] > 0
            || self.readiness.iter().any(|row| row.verdict == Verdict::Blocked)
    }

    /// Counts findings that were left out.
    fn count_left_out(&mut self, left_out: [usize; 3]) {
        let [notes, warnings, errors] = left_out;
        self.summary.notes += notes;
        self.summary.warnings += warnings;
        self.summary.errors += errors;
        self.summary.left_out += notes + warnings + errors;
    }

    /// Adds and counts findings that belong to no new file.
    pub fn add_findings(&mut self, findings: Vec<Finding>) {
        self.count(&findings);
        self.findings.extend(findings);
    }

    fn count(&mut self, findings: &[Finding]) {
        for finding in findings {
            if finding.suppressed.is_some() {
                self.summary.suppressed += 1;
                continue;
            }
            *self.by_rule.entry((finding.rule.clone(), finding.level)).or_default() += 1;
            self.summary.unchanged +=
                usize::from(finding.baseline == Some(BaselineState::Unchanged));
            *match finding.level {
                Level::Error => &mut self.summary.errors,
                Level::Warning => &mut self.summary.warnings,
                Level::Note => &mut self.summary.notes,
            } += 1;
        }
    }

    /// Returns the number of unsuppressed findings per rule and level.
    pub fn counts(&self) -> impl Iterator<Item = (&Untrusted, Level, usize)> {
        self.by_rule.iter().map(|((rule, level), count)| (rule, *level, *count))
    }
}
