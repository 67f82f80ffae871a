//! Verdicts: whether each profile and each image can be deployed, and by which findings not.

use std::collections::HashMap;

use crate::finding::{Finding, Level};
use crate::model::{DeployStatus, FileKind, Profile, Response, Text, WholeImage};
use crate::report::{Reason, Row, Verdict};

/// The rule that speaks of a deployStatus of warning or notReady which nothing else explains.
const STATUS_RULE: &str = "deploy-status";
const UNEXPLAINED_RULE: &str = "unexplained-status";
/// The rule that speaks of a profile whose state cannot be read.
const UNKNOWN_RULE: &str = "readiness-unknown";
/// The rule that speaks of an image whose profiles cannot be deployed.
const NO_PROFILE_RULE: &str = "no-deployable-profile";
/// What these rules say about an image is drawn from its own status or from its profiles, and says
/// nothing about a profile: a profile has a status of its own.
const OF_THE_IMAGE_ALONE: [&str; 4] =
    [STATUS_RULE, UNEXPLAINED_RULE, NO_PROFILE_RULE, "status-contradicts-checks"];

/// The rows of a response: each image with its profiles, then the profiles saved alone. Reasons
/// are told by their positions in `findings`.
#[must_use]
pub fn rows(response: &Response<'_>, findings: &[Finding<'_>], file: &str) -> Vec<Row> {
    let about = About::of(findings);
    let mut rows = Vec::new();
    for image in response.whole_images() {
        let profiles: Vec<Row> =
            image.profiles.iter().map(|profile| profile_row(profile, &about, file)).collect();
        rows.push(image_row(image, &profiles, &about, file));
        rows.extend(profiles);
    }
    rows.extend(response.lone_profiles().iter().map(|profile| profile_row(profile, &about, file)));
    rows
}

/// The findings by what they are about.
struct About<'f, 'a> {
    findings: &'f [Finding<'a>],
    by_profile: HashMap<u32, Vec<usize>>,
    by_image: HashMap<u32, Vec<usize>>,
    by_file: HashMap<(FileKind, String), Vec<usize>>,
}

impl<'f, 'a> About<'f, 'a> {
    fn of(findings: &'f [Finding<'a>]) -> Self {
        let mut about = Self {
            findings,
            by_profile: HashMap::new(),
            by_image: HashMap::new(),
            by_file: HashMap::new(),
        };
        for (index, finding) in findings.iter().enumerate() {
            if !finding.rule.group.blocks() {
                continue;
            }
            if let Some(profile) = finding.profile {
                about.by_profile.entry(profile.value.id()).or_default().push(index);
            } else if let Some(image) = finding.image {
                let found = about.by_image.entry(image.value.id()).or_default();
                push_new(findings, found, index);
            } else if let Some(file) = finding.file
                && let Some(id) = file.id()
            {
                let found = about.by_file.entry((file.kind, id.to_string())).or_default();
                push_new(findings, found, index);
            }
        }
        about
    }

    /// The findings about a profile, the files that it uses, and its image.
    fn profile(&self, profile: &Profile<'_>) -> Vec<usize> {
        let mut found = self.by_profile.get(&profile.value.id()).cloned().unwrap_or_default();
        if let Some(options) = profile.options().filter(|_| !self.by_file.is_empty()) {
            for kind in FileKind::OF_PROFILES {
                for id in options.ids(kind) {
                    found.extend(self.by_file.get(&(kind, id.to_string())).into_iter().flatten());
                }
            }
        }
        if let Some(image) = profile.image {
            let of_image = self.by_image.get(&image.value.id()).into_iter().flatten();
            let is_of_profiles =
                |index: &&usize| !OF_THE_IMAGE_ALONE.contains(&self.findings[**index].rule.id);
            found.extend(of_image.filter(is_of_profiles));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn reason(&self, index: usize) -> Reason {
        Reason { rule: self.findings[index].rule.id.into(), finding: Some(index) }
    }

    fn at_level(&self, found: &[usize], level: Level) -> Vec<Reason> {
        let at_level = found.iter().filter(|index| self.findings[**index].level == level);
        at_level.map(|index| self.reason(*index)).collect()
    }
}

/// Adds a finding to those about something that many profiles share: the first of a rule and level
/// speaks for the others, so that a thousand of them are not told anew for each profile.
fn push_new(findings: &[Finding<'_>], found: &mut Vec<usize>, index: usize) {
    let kind = |index: usize| (findings[index].rule.id, findings[index].level);
    if found.iter().all(|other| kind(*other) != kind(index)) {
        found.push(index);
    }
}

fn profile_row(profile: &Profile<'_>, about: &About<'_, '_>, file: &str) -> Row {
    let found = about.profile(profile);
    let status = profile.deploy_status().map(|(status, _)| status);
    let is_known = status.is_some() && profile.ready_check().is_readable();
    let (verdict, reasons) = verdict(status, is_known, &found, about);
    let id = |text: Option<Text<'_>>| text.map(|text| text.as_str().into());
    Row {
        file: file.into(),
        image: profile.image.and_then(|image| id(image.id())),
        profile: id(profile.id()),
        verdict,
        reasons,
    }
}

fn verdict(
    status: Option<DeployStatus>,
    is_known: bool,
    found: &[usize],
    about: &About<'_, '_>,
) -> (Verdict, Vec<Reason>) {
    let or_rule = |mut reasons: Vec<Reason>, rule: &str| {
        if reasons.is_empty() {
            reasons.push(Reason { rule: rule.into(), finding: None });
        }
        reasons
    };
    let errors = about.at_level(found, Level::Error);
    let warnings = about.at_level(found, Level::Warning);
    if !errors.is_empty() {
        return (Verdict::Blocked, errors);
    }
    if status == Some(DeployStatus::NotReady) {
        return (Verdict::Blocked, or_rule(warnings, UNEXPLAINED_RULE));
    }
    if !is_known {
        let own = warnings.into_iter().filter(|reason| reason.rule == UNKNOWN_RULE).collect();
        return (Verdict::Unknown, or_rule(own, UNKNOWN_RULE));
    }
    if status == Some(DeployStatus::Warning) || !warnings.is_empty() {
        return (Verdict::Warning, or_rule(warnings, STATUS_RULE));
    }
    (Verdict::Ready, Vec::new())
}

/// An image is as deployable as the best of its profiles that count; where nothing is known of any,
/// as its own status says.
fn image_row(
    whole: WholeImage<'_, '_>,
    profiles: &[Row],
    about: &About<'_, '_>,
    file: &str,
) -> Row {
    let image = whole.image;
    let rows = whole.profiles.iter().zip(profiles);
    let best = rows.filter(|(profile, _)| image.counts(profile)).map(|(_, row)| row);
    let own = || about.by_image.get(&image.value.id()).cloned().unwrap_or_default();
    let (verdict, reasons) = match best.min_by_key(|row| row.verdict) {
        Some(best) => (best.verdict, best.reasons.clone()),
        None if whole.lacks_profiles() => {
            let mut reasons = about.at_level(&own(), Level::Error);
            if reasons.is_empty() {
                reasons.push(Reason { rule: NO_PROFILE_RULE.into(), finding: None });
            }
            (Verdict::Blocked, reasons)
        }
        None => {
            let status = image.deploy_status().map(|(status, _)| status);
            verdict(status, status.is_some(), &own(), about)
        }
    };
    let id = image.id().map(|id| id.as_str().into());
    Row { file: file.into(), image: id, profile: None, verdict, reasons }
}
