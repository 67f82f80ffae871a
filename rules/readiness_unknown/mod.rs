#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Place, Rule};
use crate::json::{Kind, Value};
use crate::model::{Assessment, EvidenceKind, Image, Profile, Response, names};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    id: "readiness-unknown",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["I9"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let assessments = response.assess(findings.options().target);
    for (image, assessment) in response.images().zip(assessments.images()) {
        let attributes = [
            ("deployStatus", image.deploy_status_value()),
            ("list of profiles", image.profiles_value()),
        ];
        report(Subject::Image(image), attributes, assessment, findings);
    }
}

fn check_profile<'a>(response: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let assessments = response.assess(findings.options().target);
    let Some(assessment) = assessments.of(profile) else { return };
    let attributes = [
        ("deployStatus", profile.deploy_status_value()),
        ("readyCheck", profile.ready_check_value()),
    ];
    report(Subject::Profile(profile), attributes, assessment, findings);
}

/// What a finding is about.
#[derive(Clone, Copy)]
enum Subject<'r, 'a> {
    Image(&'r Image<'a>),
    Profile(&'r Profile<'a>),
}

/// Reports the evidence of one image or profile that is absent or unreadable, where no other rule
/// does: a wrong type is the schema's, damage that of `syntax`.
fn report<'a>(
    subject: Subject<'_, 'a>,
    attributes: [(&str, Option<Value<'a>>); 2],
    assessment: &Assessment<'a>,
    findings: &mut Findings<'a>,
) {
    let object = match subject {
        Subject::Image(image) => image.value,
        Subject::Profile(profile) => profile.value,
    };
    let is_own = |value: &Value<'a>| {
        (object.id()..object.id() + object.count() as u32).contains(&value.id())
    };
    let own = assessment.evidence.iter().filter(|evidence| is_own(&evidence.value));
    let mut is_absent = false;
    for evidence in own {
        let value = evidence.value;
        match evidence.kind {
            EvidenceKind::Absent => is_absent = true,
            EvidenceKind::Unreadable => {
                if let Some(what) = unreadable(value) {
                    let attribute = value.meant_key().unwrap_or_default();
                    add(subject, &attribute, Some(value), what, findings);
                }
            }
            _ => {}
        }
    }
    // What is cut or damaged is not missing.
    if is_absent && !object.is_incomplete() {
        let absent = attributes.iter().filter(|(_, value)| value.is_none());
        let absent: Vec<&str> = absent.map(|(attribute, _)| *attribute).collect();
        let what = if absent.len() == 1 { "is missing" } else { "are missing" };
        add(subject, &absent.join(" and "), None, what, findings);
    }
}

/// What is wrong with a value whose type and characters are right.
fn unreadable(value: Value<'_>) -> Option<&'static str> {
    if value.is_damaged() || value.is_incomplete() || value.is_renamed() {
        return None;
    }
    let is_status = value.name() == names::DEPLOY_STATUS;
    match value.kind() {
        Kind::Null if is_status || value.name() == names::READY_CHECK => Some("is null"),
        Kind::String if is_status => match value.as_str()?.is_empty() {
            true => Some("is empty"),
            false => Some("is an unknown word"),
        },
        _ => None,
    }
}

fn add<'a>(
    subject: Subject<'_, 'a>,
    attribute: &str,
    value: Option<Value<'a>>,
    what: &str,
    findings: &mut Findings<'a>,
) {
    let (title, place, word): (_, Place<'a>, _) = match subject {
        Subject::Image(image) => (image.title(), image.into(), "image"),
        Subject::Profile(profile) => (profile.title(), profile.into(), "profile"),
    };
    let message = format!("whether {title} can be deployed is unknown: its {attribute} {what}");
    let finding = match value {
        Some(value) => {
            let label = what.strip_prefix("is ").unwrap_or(what);
            findings.add(message, value, label).also(place, format!("in this {word}"))
        }
        None => findings.add(message, place, format!("no {attribute} in this {word}")),
    };
    let finding = match subject {
        Subject::Image(image) => finding.about_image(image),
        Subject::Profile(profile) => finding.about(profile),
    };
    finding.help(
        "save the whole response of GET /osImages again, without shortening it, once the server has refreshed \
         its images (Provisioning > Manage OS Images > Refresh)",
    );
}
