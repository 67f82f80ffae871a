//! Resolves the findings of a response: effective levels, verdicts and requirements.

use std::collections::{BTreeSet, HashMap};

use super::readiness::{self, Candidate};
use crate::diagnostic::{Diagnostic, Level};
use crate::finding::ReadinessRow;
use crate::model::Response;
use crate::rules;
use crate::sanitize::Untrusted;

use super::Policy;

/// Joins a label and the list of the rules that caused the finding.
pub(crate) const CAUSES: &str = ": see the findings ";

/// Returns the reported findings of a response in the order of its text, and its rows. The indices
/// of reasons start at the first of `text_diagnostics`, the findings about the text, and continue with the
/// returned ones. `file` is the name of the file, `config_relative` its path relative to the folder
/// of the configuration.
///
/// A level can make a verdict worse and never better: what is blocked is blocked, whatever is off,
/// lowered or suppressed.
pub(crate) fn apply_policy<'a>(
    policy: &Policy,
    response: &Response<'a>,
    mut findings: Vec<Diagnostic<'a>>,
    text_diagnostics: &[Diagnostic<'a>],
    file: &str,
    config_relative: &str,
) -> (Vec<Diagnostic<'a>>, Vec<ReadinessRow>) {
    let levels: Vec<Option<Level>> =
        findings.iter().map(|finding| policy.levels.of(finding, config_relative)).collect();
    let own: Vec<Level> = findings.iter().map(|finding| finding.level).collect();
    for (finding, level) in findings.iter_mut().zip(&levels) {
        finding.level = level.map_or(finding.level, |level| level.max(finding.level));
    }
    let is_raised = |level: Option<Level>, own| level == Some(Level::Error) && own < Level::Error;
    let of_response = findings
        .iter()
        .zip(levels.iter().zip(&own))
        .map(|(finding, (level, own))| Candidate { finding, is_raised: is_raised(*level, *own) });
    let candidates: Vec<Candidate<'_, '_>> = text_diagnostics
        .iter()
        .map(|finding| Candidate { finding, is_raised: false })
        .chain(of_response)
        .collect();
    let assessments = response.assess(policy.rules.options.target);
    let mut rows = readiness::rows(response, assessments, &candidates, file);
    drop(candidates);
    name_causes(&mut findings, &rows);
    let cause = |row: &ReadinessRow| {
        let index = row.reasons.iter().find_map(|reason| reason.finding)?;
        finding_at(index, text_diagnostics, &findings).map(|finding| finding.help.clone())
    };
    let required = policy.require.check(response, &rows, &cause);
    if !policy.require.is_empty() {
        for row in &mut rows {
            row.required = Some(policy.require.is_required(row));
        }
    }
    let mut resolved: Vec<(Option<usize>, Diagnostic<'a>)> = Vec::with_capacity(findings.len());
    let mut of_response = policy.require.of_response();
    for (index, (mut finding, level)) in findings.into_iter().zip(levels).enumerate() {
        let Some(level) = level else { continue };
        finding.level = level;
        of_response.mark(&mut finding);
        resolved.push((Some(index), finding));
    }
    if !required.is_empty() {
        resolved.extend(required.into_iter().map(|finding| (None, finding)));
        resolved.sort_by_cached_key(|(_, finding)| finding.primary.location.span());
    }
    remap_indices(&resolved, text_diagnostics.len(), &mut rows);
    (resolved.into_iter().map(|(_, finding)| finding).collect(), rows)
}

/// Returns the finding at the index of a reason: the findings about the text come first.
pub(crate) fn finding_at<'f, 'a>(
    index: usize,
    text_diagnostics: &'f [Diagnostic<'a>],
    findings: &'f [Diagnostic<'a>],
) -> Option<&'f Diagnostic<'a>> {
    match index.checked_sub(text_diagnostics.len()) {
        None => text_diagnostics.get(index),
        Some(index) => findings.get(index),
    }
}

/// Names the rules that explain why no profile of an image can be deployed.
#[allow(clippy::disallowed_methods, reason = "ids are compared, and rules have fixed names")]
fn name_causes(findings: &mut [Diagnostic<'_>], rows: &[ReadinessRow]) {
    let is_consequence =
        |finding: &Diagnostic<'_>| finding.rule.id == rules::NO_DEPLOYABLE_PROFILE.id;
    if !findings.iter().any(is_consequence) {
        return;
    }
    let mut causes: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for row in rows.iter().filter(|row| row.profile.is_some()) {
        let image = row.image.as_ref().map_or("", Untrusted::raw);
        let of_profile = row.reasons.iter().map(|reason| reason.rule.raw());
        causes.entry(image).or_default().extend(of_profile);
    }
    for finding in findings.iter_mut().filter(|finding| is_consequence(finding)) {
        let id = finding.image.and_then(|image| image.id());
        let id = id.map(|id| id.quotable().into_owned()).unwrap_or_default();
        let others = causes.get(id.as_str()).into_iter().flatten().copied();
        let others: Vec<&str> = others.filter(|rule| *rule != finding.rule.id).collect();
        if !others.is_empty() {
            finding.primary.message.push_str(CAUSES);
            finding.primary.message.push_str(&others.join(", "));
        }
    }
}

/// Updates the indices of reasons to the reported findings; `None` for findings that are off.
/// Findings about the text come first and keep their indices.
fn remap_indices(
    resolved: &[(Option<usize>, Diagnostic<'_>)],
    text_diagnostics: usize,
    rows: &mut [ReadinessRow],
) {
    let before = resolved.iter().filter_map(|(index, _)| *index).max().map_or(0, |last| last + 1);
    let mut now: Vec<Option<usize>> = vec![None; before];
    for (position, (index, _)) in resolved.iter().enumerate() {
        if let Some(index) = index {
            now[*index] = Some(position);
        }
    }
    for reason in rows.iter_mut().flat_map(|row| &mut row.reasons) {
        reason.finding =
            reason.finding.and_then(|index| match index.checked_sub(text_diagnostics) {
                None => Some(index),
                Some(index) => {
                    now.get(index).copied().flatten().map(|index| index + text_diagnostics)
                }
            });
    }
}
