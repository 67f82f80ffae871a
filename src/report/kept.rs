//! What a report keeps of what was found, and how it counts all of it.

use super::{BaselineState, Finding, Judged, Report, VERSION};
use crate::finding::Level;

/// How many rows of each verdict people are shown: more than anyone reads.
pub const ROWS_SHOWN: usize = 5_000;

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
        self.add_incomplete(judged.incomplete);
        let before = self.findings.len();
        for mut row in judged.readiness {
            for reason in &mut row.reasons {
                reason.finding = reason.finding.map(|index| index + before);
            }
            if kept == Kept::Shown {
                row.reasons.iter_mut().for_each(|reason| reason.finding = None);
            }
            let [held, not_held] = &mut self.rows[row.verdict as usize];
            if kept == Kept::All || *held < ROWS_SHOWN {
                *held += 1;
                self.readiness.push(row);
            } else {
                *not_held += 1;
            }
        }
        if kept == Kept::All {
            self.findings.extend(judged.findings);
        }
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
            self.summary.known += usize::from(finding.baseline == Some(BaselineState::Known));
            *match finding.level {
                Level::Error => &mut self.summary.errors,
                Level::Warning => &mut self.summary.warnings,
                Level::Note => &mut self.summary.notes,
            } += 1;
        }
    }

    /// The level of the worst finding.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }
}
