//! The readiness table: the verdict on each image and profile, with the findings that explain it.
//!
//! Verdicts come from the assessment of the evidence ([`crate::model::Assessments`]). Findings
//! explain them. Only findings of a policy can change a verdict, and only make it worse.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Group, Level};
use crate::finding::{ReadinessRow, Reason};
use crate::model::{
    Assessment, Assessments, Evidence, EvidenceKind, FileKind, Profile, Response, Text, Verdict,
};
use crate::rules;

/// The maximum number of reasons of a row.
const MAX_REASONS: usize = 8;

/// The maximum number of labels to examine per piece of evidence.
const MAX_LABELS_PER_EVIDENCE: usize = 64;

/// A finding that may explain a verdict.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'f, 'a> {
    /// The finding.
    pub finding: &'f Diagnostic<'a>,
    /// Whether the configuration raised it to an error.
    pub is_raised: bool,
}

/// Returns the rows of a response: each image with its profiles, then standalone profiles. Reasons
/// contain indices into `candidates`.
#[must_use]
pub(super) fn rows(
    response: &Response<'_>,
    assessments: &Assessments<'_>,
    candidates: &[Candidate<'_, '_>],
    file: &str,
) -> Vec<ReadinessRow> {
    let explanations = Explanations::new(candidates);
    let mut rows = Vec::new();
    let mut of_profiles = assessments.profiles();
    let profile_row = |profile: &Profile<'_>, assessment: &Assessment<'_>| {
        let (verdict, reasons) =
            explanations.verdict(assessment, || explanations.policies_of_profile(profile));
        let id = |text: Option<Text<'_>>| text.map(|text| text.quotable().into_owned().into());
        ReadinessRow {
            file: file.into(),
            image: profile.image.and_then(|image| id(image.id())),
            profile: id(profile.id()),
            host: None,
            verdict,
            required: None,
            reasons: or_rule(reasons, verdict),
        }
    };
    for (whole, assessment) in response.images_with_profiles().zip(assessments.images()) {
        let image = whole.image;
        let profiles: Vec<ReadinessRow> = whole
            .profiles
            .iter()
            .zip(of_profiles.by_ref())
            .map(|(profile, assessment)| profile_row(profile, assessment))
            .collect();
        let policies = || explanations.policies_of_image(image.value.id());
        let (mut verdict, mut reasons) = explanations.verdict(assessment, policies);
        let counting = whole.profiles.iter().zip(&profiles);
        let counting = counting.filter(|(profile, _)| image.counts(profile)).map(|(_, row)| row);
        if let Some(best) = counting.min_by_key(|row| row.verdict)
            && let of_profiles = whole.capped_at(best.verdict)
            && (of_profiles > verdict || of_profiles == verdict && reasons.is_empty())
        {
            (verdict, reasons) = (of_profiles, best.reasons.clone());
        }
        let id = image.id().map(|id| id.quotable().into_owned().into());
        let reasons = or_rule(reasons, verdict);
        rows.push(ReadinessRow {
            file: file.into(),
            image: id,
            profile: None,
            host: None,
            verdict,
            required: None,
            reasons,
        });
        rows.extend(profiles);
    }
    let alone = response.standalone_profiles().iter().zip(of_profiles);
    rows.extend(alone.map(|(profile, assessment)| profile_row(profile, assessment)));
    rows
}

/// Returns the reasons. Without any, falls back to the rule that would have explained the verdict.
fn or_rule(reasons: Vec<Reason>, verdict: Verdict) -> Vec<Reason> {
    let rule = match verdict {
        _ if !reasons.is_empty() => return reasons,
        Verdict::Ready => return Vec::new(),
        Verdict::Warning => rules::DEPLOY_STATUS.id,
        Verdict::Unknown => rules::READINESS_UNKNOWN.id,
        Verdict::Blocked => rules::UNEXPLAINED_STATUS.id,
    };
    vec![Reason { rule: rule.into(), finding: None }]
}

/// The findings by location, and those of policies by subject.
struct Explanations<'c, 'f, 'a> {
    candidates: &'c [Candidate<'f, 'a>],
    /// The start and end of each label in bytes and the index of its finding, sorted by start.
    labels: Vec<(u32, u32, usize)>,
    by_profile: HashMap<u32, Vec<usize>>,
    by_image: HashMap<u32, Vec<usize>>,
    by_file: HashMap<(FileKind, String), Vec<usize>>,
}

impl<'c, 'f, 'a> Explanations<'c, 'f, 'a> {
    fn new(candidates: &'c [Candidate<'f, 'a>]) -> Self {
        let mut found = Self {
            candidates,
            labels: Vec::new(),
            by_profile: HashMap::new(),
            by_image: HashMap::new(),
            by_file: HashMap::new(),
        };
        for (at, Candidate { finding, is_raised }) in candidates.iter().enumerate() {
            let primary = finding.primary.location.span();
            found.labels.push((primary.start, primary.end, at));
            let secondary = finding.secondary.iter().map(|label| label.location.span());
            found.labels.extend(secondary.map(|span| (span.start, span.end, at)));
            let is_policy = finding.rule.group == Group::Site || *is_raised;
            if is_policy && finding.level == Level::Error {
                found.add_policy(at, finding);
            }
        }
        found.labels.sort_unstable();
        found
    }

    fn add_policy(&mut self, at: usize, finding: &Diagnostic<'_>) {
        let about = if let Some(profile) = finding.profile {
            self.by_profile.entry(profile.value.id()).or_default()
        } else if let Some(image) = finding.image {
            self.by_image.entry(image.value.id()).or_default()
        } else if let Some(file) = finding.file
            && let Some(id) = file.id()
        {
            self.by_file.entry((file.kind, id.to_string())).or_default()
        } else {
            return;
        };
        // The first finding of a rule and verdict is enough: more of the same kind explain nothing new.
        let kind = |finding: &Diagnostic<'_>| (finding.rule.id, policy_verdict(finding));
        if about.iter().all(|other| kind(self.candidates[*other].finding) != kind(finding)) {
            about.push(at);
        }
    }

    /// Returns the policy errors about a profile, its files and its image.
    fn policies_of_profile(&self, profile: &Profile<'_>) -> Vec<usize> {
        let mut found = self.by_profile.get(&profile.value.id()).cloned().unwrap_or_default();
        if let Some(options) = profile.options().filter(|_| !self.by_file.is_empty()) {
            for kind in FileKind::OF_PROFILES {
                for id in options.ids(kind) {
                    found.extend(self.by_file.get(&(kind, id.to_string())).into_iter().flatten());
                }
            }
        }
        if let Some(image) = profile.image {
            found.extend(self.policies_of_image(image.value.id()));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn policies_of_image(&self, image: u32) -> Vec<usize> {
        self.by_image.get(&image).cloned().unwrap_or_default()
    }

    /// Returns the verdict of evidence and policies, with its reasons.
    fn verdict(
        &self,
        assessment: &Assessment<'_>,
        policies: impl Fn() -> Vec<usize>,
    ) -> (Verdict, Vec<Reason>) {
        let policies = policies();
        let of_policies = policies.iter().map(|at| policy_verdict(self.candidates[*at].finding));
        let verdict = of_policies.fold(assessment.verdict(), Verdict::max);
        let mut found: Vec<usize> = Vec::new();
        let decisive = assessment.evidence.iter().filter(|one| one.kind.verdict() == verdict);
        let others = assessment.evidence.iter().filter(|one| one.kind.verdict() != verdict);
        let explained = decisive.flat_map(|one| self.explaining(one));
        for at in policies.into_iter().chain(explained) {
            if found.len() == MAX_REASONS {
                break;
            }
            if !found.contains(&at) {
                found.push(at);
            }
        }
        if found.is_empty() {
            // Other evidence may explain a status: a flag, or what hides the flags.
            found.extend(others.flat_map(|one| self.explaining(one)).take(1));
        }
        found.sort_unstable();
        let reason = |at: usize| Reason {
            rule: self.candidates[at].finding.rule.id.into(),
            finding: Some(at),
        };
        (verdict, found.into_iter().map(reason).collect())
    }

    /// Returns the findings with a label on a piece of evidence.
    fn explaining(&self, evidence: &Evidence<'_>) -> Vec<usize> {
        let span = evidence.span();
        let first = self.labels.partition_point(|(start, ..)| *start < span.start);
        let within = self.labels[first..].iter().take_while(|(start, ..)| *start <= span.end);
        let mut found: Vec<usize> = within
            .take(MAX_LABELS_PER_EVIDENCE)
            .map(|(.., at)| *at)
            .filter(|at| explains(self.candidates[*at].finding, evidence.kind))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Returns the verdict that an error of a policy implies: a rule that cannot be decided does not say that something
/// cannot be deployed.
fn policy_verdict(finding: &Diagnostic<'_>) -> Verdict {
    finding.verdict.unwrap_or(Verdict::Blocked)
}

/// Returns whether a finding can explain this kind of evidence.
fn explains(finding: &Diagnostic<'_>, kind: EvidenceKind) -> bool {
    let is_about_reading = matches!(finding.rule.group, Group::Input | Group::Drift);
    match kind {
        EvidenceKind::Unreadable | EvidenceKind::Contradictory => finding.level >= Level::Warning,
        EvidenceKind::Forbids | EvidenceKind::PotentialIssue | EvidenceKind::Absent => {
            finding.level >= Level::Warning && !is_about_reading
        }
    }
}
