//! What a report keeps of what was found, and how it counts all of it.

use super::capped::{positions, reasons, weight};
use super::{BaselineState, Finding, Judged, Report, VERSION, Verdict};
use crate::finding::Level;
use crate::harmless::Untrusted;

/// How many rows of each verdict people are shown: more than anyone reads.
pub const ROWS_SHOWN: usize = 5_000;

/// How many findings a report holds at most: those of the most weight. The others are counted.
const MAX_FINDINGS: usize = 20_000;

/// How many bytes the texts of the findings and rows of a report have at most.
const MAX_BYTES: usize = 64 << 20;

/// How many rows of the readiness table a report holds at most.
const MAX_ROWS: usize = 200_000;

/// What a report keeps to the end of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// Everything: some format needs it at the end.
    #[default]
    All,
    /// The rows that people are shown; findings were told as they came.
    Shown,
}

impl Report {
    /// An empty report.
    #[must_use]
    pub fn new() -> Self {
        Self { version: VERSION, ..Self::default() }
    }

    /// Adds what was found in one file, or in the next piece of one, counts it, and keeps what is `kept`.
    pub fn add(&mut self, judged: Judged, kept: Kept) {
        self.summary.files += usize::from(!judged.continues);
        self.summary.responses += judged.responses;
        self.count(&judged.findings);
        self.count_left_out(judged.left_out);
        self.add_incomplete(judged.incomplete);
        let before = self.findings.len();
        for mut row in judged.readiness {
            for reason in &mut row.reasons {
                reason.finding = reason.finding.map(|index| index + before);
            }
            if kept == Kept::Shown {
                row.reasons.iter_mut().for_each(|reason| reason.finding = None);
            }
            let has_room = match kept {
                Kept::All => self.readiness.len() < MAX_ROWS && self.row_bytes < MAX_BYTES,
                Kept::Shown => self.rows[row.verdict as usize][0] < ROWS_SHOWN,
            };
            let [held, not_held] = &mut self.rows[row.verdict as usize];
            if has_room {
                *held += 1;
                self.row_bytes += row.bytes();
                self.readiness.push(row);
            } else {
                *not_held += 1;
                self.summary.rows_left_out += usize::from(kept == Kept::All);
            }
        }
        if kept == Kept::All {
            self.finding_bytes += judged.findings.iter().map(Finding::bytes).sum::<usize>();
            self.findings.extend(judged.findings);
            if self.findings.len() > 2 * MAX_FINDINGS || self.finding_bytes > 2 * MAX_BYTES {
                self.prune();
            }
        }
    }

    /// Takes out the findings of the least weight where there are more than a report holds.
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

    /// Whether something cannot be deployed, whether its row is held or not.
    #[must_use]
    pub fn has_blocked(&self) -> bool {
        self.rows[Verdict::Blocked as usize][1] > 0
            || self.readiness.iter().any(|row| row.verdict == Verdict::Blocked)
    }

    /// Counts findings that are not there.
    fn count_left_out(&mut self, left_out: [usize; 3]) {
        let [notes, warnings, errors] = left_out;
        self.summary.notes += notes;
        self.summary.warnings += warnings;
        self.summary.errors += errors;
        self.summary.left_out += notes + warnings + errors;
    }

    /// Adds findings that are about no file that was judged, or are of one, and counts them.
    pub fn tell(&mut self, findings: Vec<Finding>) {
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
            self.summary.known += usize::from(finding.baseline == Some(BaselineState::Known));
            *match finding.level {
                Level::Error => &mut self.summary.errors,
                Level::Warning => &mut self.summary.warnings,
                Level::Note => &mut self.summary.notes,
            } += 1;
        }
    }

    /// Returns how often each rule found something that no suppression covers, at each level.
    pub fn counts(&self) -> impl Iterator<Item = (&Untrusted, Level, usize)> {
        self.by_rule.iter().map(|((rule, level), count)| (rule, *level, *count))
    }

    /// The level of the worst finding.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }
}
