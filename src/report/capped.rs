//! A report of which no more than so many findings are shown.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::{Finding, Report, Row};
use crate::harmless::Untrusted;

impl Report {
    /// The report with no more than `most` findings, those of the most weight. What is left out is
    /// counted, in [`Summary::left_out`](super::Summary::left_out) and wherever it counted before.
    #[must_use]
    pub fn capped(&self, most: usize) -> Self {
        let mut kept: Vec<usize> = (0..self.findings.len()).collect();
        kept.sort_by_key(|index| weight(&self.findings[*index]));
        kept.truncate(most);
        kept.sort_unstable();
        // Where each finding stands now.
        let mut now: Vec<Option<usize>> = vec![None; self.findings.len()];
        for (position, index) in kept.iter().enumerate() {
            now[*index] = Some(position);
        }
        let mut summary = self.summary;
        summary.left_out += self.findings.len() - kept.len();
        Self {
            version: self.version,
            findings: kept.into_iter().map(|index| self.findings[index].clone()).collect(),
            readiness: self.readiness.iter().map(|row| capped_row(row, &now)).collect(),
            failures: self.failures.clone(),
            incomplete: self.incomplete.clone(),
            summary,
            exit_code: self.exit_code,
            rows: self.rows,
        }
    }
}

/// What counts comes first, then what weighs more.
fn weight(finding: &Finding) -> impl Ord {
    (finding.suppressed.is_some(), Reverse(finding.level))
}

/// The row with the reasons that are shown, and one of each rule that none of them is of.
fn capped_row(row: &Row, now: &[Option<usize>]) -> Row {
    let mut reasons = row.reasons.clone();
    for reason in &mut reasons {
        reason.finding = reason.finding.and_then(|index| now.get(index).copied().flatten());
    }
    let shown: HashSet<Untrusted> = reasons
        .iter()
        .filter(|reason| reason.finding.is_some())
        .map(|reason| reason.rule.clone())
        .collect();
    let mut told = HashSet::new();
    reasons.retain(|reason| {
        reason.finding.is_some()
            || !shown.contains(&reason.rule) && told.insert(reason.rule.clone())
    });
    Row { reasons, ..row.clone() }
}
