//! Weighing the findings of one response: the levels in force, the verdicts, and what is required.

use crate::finding::{Finding, Level};
use crate::model::Response;
use crate::readiness;
use crate::report::Row;

use super::Policy;

/// The findings of a response as they are told, in the order of its text, and its rows, whose reasons
/// count from the first of them. `file` is the file's name, `seen` the same as seen from the
/// configuration's folder.
///
/// A level can make a verdict worse and never better: what is blocked is blocked, whatever is off,
/// lowered or suppressed.
pub(crate) fn weigh<'a>(
    policy: &Policy,
    response: &Response<'a>,
    mut findings: Vec<Finding<'a>>,
    file: &str,
    seen: &str,
) -> (Vec<Finding<'a>>, Vec<Row>) {
    let levels: Vec<Option<Level>> =
        findings.iter().map(|finding| policy.levels.of(finding, seen)).collect();
    for (finding, level) in findings.iter_mut().zip(&levels) {
        let least = policy.levels.least(finding);
        finding.level = level.map_or(least, |level| level.max(least));
    }
    let mut rows = readiness::rows(response, &findings, file);
    let required = policy.require.check(response, &rows);
    let mut told: Vec<(Option<usize>, Finding<'a>)> = Vec::with_capacity(findings.len());
    for (index, (mut finding, level)) in findings.into_iter().zip(levels).enumerate() {
        let Some(level) = level else { continue };
        finding.level = if policy.require.is_of_others(&finding) { Level::Note } else { level };
        told.push((Some(index), finding));
    }
    if !required.is_empty() {
        told.extend(required.into_iter().map(|finding| (None, finding)));
        told.sort_by_key(|(_, finding)| finding.primary.place.span());
    }
    lead_to(&told, &mut rows);
    (told.into_iter().map(|(_, finding)| finding).collect(), rows)
}

/// Lets the reasons of rows lead to where their findings stand now; to none where those are off.
fn lead_to(told: &[(Option<usize>, Finding<'_>)], rows: &mut [Row]) {
    let before = told.iter().filter_map(|(index, _)| *index).max().map_or(0, |last| last + 1);
    let mut now: Vec<Option<usize>> = vec![None; before];
    for (position, (index, _)) in told.iter().enumerate() {
        if let Some(index) = index {
            now[*index] = Some(position);
        }
    }
    for reason in rows.iter_mut().flat_map(|row| &mut row.reasons) {
        reason.finding = reason.finding.and_then(|index| now.get(index).copied().flatten());
    }
}
