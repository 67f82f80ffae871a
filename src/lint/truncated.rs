//! A report with a limited number of findings.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::finding::{Finding, ReadinessRow};

use super::Report;
use crate::finding::Reason;
use crate::rules;
use crate::sanitize::Untrusted;

impl Report {
    /// Returns the report with the `most` most severe findings. The others are counted in
    /// [`Summary::left_out`](super::Summary::left_out) and in all other counts.
    #[must_use]
    pub fn truncated(&self, most: usize) -> Self {
        let mut kept: Vec<usize> = (0..self.findings.len()).collect();
        kept.sort_by_key(|index| weight(&self.findings[*index]));
        kept.truncate(most);
        let now = positions(&mut kept, self.findings.len());
        let mut summary = self.summary;
        summary.left_out += self.findings.len() - kept.len();
        Self {
            version: self.version,
            run: self.run.clone(),
            findings: kept.into_iter().map(|index| self.findings[index].clone()).collect(),
            readiness: self
                .readiness
                .iter()
                .map(|row| ReadinessRow { reasons: reasons(&row.reasons, &now), ..row.clone() })
                .collect(),
            failures: self.failures.clone(),
            rules: self.rules.clone(),
            incomplete: self.incomplete.clone(),
            paths: self.paths.clone(),
            summary,
            exit_code: self.exit_code,
            rows: self.rows,
            timeline: self.timeline.clone(),
            by_rule: self.by_rule.clone(),
            finding_bytes: self.finding_bytes,
            pruned: self.pruned,
            row_bytes: self.row_bytes,
        }
    }
}

/// Orders findings that count first, then requirements, then by level.
pub(super) fn weight(finding: &Finding) -> impl Ord + use<> {
    let is_required = finding.rule == rules::REQUIRED_PROFILE.id;
    (finding.suppressed.is_some(), !is_required, Reverse(finding.level))
}

/// Returns the new index of each of `count` findings if only those `kept` remain; sorts `kept`.
pub(super) fn positions(kept: &mut [usize], count: usize) -> Vec<Option<usize>> {
    kept.sort_unstable();
    let mut now: Vec<Option<usize>> = vec![None; count];
    for (position, index) in kept.iter().enumerate() {
        now[*index] = Some(position);
    }
    now
}

/// Returns the reasons whose finding is shown, and one of each other rule.
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
    let mut named = HashSet::new();
    reasons.retain(|reason| {
        reason.finding.is_some()
            || !shown.contains(&reason.rule) && named.insert(reason.rule.clone())
    });
    reasons
}
