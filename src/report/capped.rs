//! A report of which no more than so many findings are shown.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::{Finding, Reason, Report, Row};
use crate::harmless::Untrusted;
use crate::rules;

impl Report {
    /// The report with no more than `most` findings, those of the most weight. What is left out is
    /// counted, in [`Summary::left_out`](super::Summary::left_out) and wherever it counted before.
    #[must_use]
    pub fn capped(&self, most: usize) -> Self {
        let mut kept: Vec<usize> = (0..self.findings.len()).collect();
        kept.sort_by_key(|index| weight(&self.findings[*index]));
        kept.truncate(most);
        let now = positions(&mut kept, self.findings.len());
        let mut summary = self.summary;
        summary.left_out += self.findings.len() - kept.len();
        Self {
            version: self.version,
            findings: kept.into_iter().map(|index| self.findings[index].clone()).collect(),
            readiness: self
                .readiness
                .iter()
                .map(|row| Row { reasons: reasons(&row.reasons, &now), ..row.clone() })
                .collect(),
            failures: self.failures.clone(),
            incomplete: self.incomplete.clone(),
            summary,
            exit_code: self.exit_code,
            rows: self.rows,
            by_rule: self.by_rule.clone(),
            finding_bytes: self.finding_bytes,
            row_bytes: self.row_bytes,
        }
    }
}

/// What counts comes first, then what is required, then what weighs more.
pub(super) fn weight(finding: &Finding) -> impl Ord + use<> {
    let is_required = finding.rule == rules::REQUIRED_PROFILE.id;
    (finding.suppressed.is_some(), !is_required, Reverse(finding.level))
}

/// Where each of `count` findings stands once only those `kept` are left, which are put in order.
pub(super) fn positions(kept: &mut [usize], count: usize) -> Vec<Option<usize>> {
    kept.sort_unstable();
    let mut now: Vec<Option<usize>> = vec![None; count];
    for (position, index) in kept.iter().enumerate() {
        now[*index] = Some(position);
    }
    now
}

/// The reasons that are shown, and one of each rule that none of them is of.
pub(super) fn reasons(reasons: &[Reason], now: &[Option<usize>]) -> Vec<Reason> {
    let mut reasons = reasons.to_vec();
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
    reasons
}
