#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{Kind, Value};
use crate::model::{Assessment, EvidenceKind, Image, Profile, Response};
use crate::spec::names;

/// The `readiness-unknown` rule.
pub(crate) static RULE: Rule = Rule {
    id: "readiness-unknown",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["I9"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

const SAVE_AGAIN: &str = "refresh the images (Provisioning > Manage OS Images > Refresh), then save the complete \
                          response of GET /osImages again, without shortening it";

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if let Some(result) = response.result().filter(|result| result.is_empty()) {
        let message =
            "the result of the response is empty, so it is unknown whether the request succeeded";
        ctx.report(message, &result, "empty").help(SAVE_AGAIN);
    }
    let assessments = response.assess(ctx.options().target);
    for (image, assessment) in response.images().zip(assessments.images()) {
        let attributes = [
            ("deployStatus", image.deploy_status_value()),
            ("list of profiles", image.profiles_value()),
        ];
        report(Subject::Image(image), attributes, assessment, ctx);
    }
}

fn check_profile<'a>(
    response: &Response<'a>,
    profile: &Profile<'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let assessments = response.assess(ctx.options().target);
    let Some(assessment) = assessments.of(profile) else { return };
    let attributes = [
        ("deployStatus", profile.deploy_status_value()),
        ("readyCheck", profile.ready_check_value()),
    ];
    report(Subject::Profile(profile), attributes, assessment, ctx);
}

/// The subject of a finding.
#[derive(Clone, Copy)]
enum Subject<'r, 'a> {
    Image(&'r Image<'a>),
    Profile(&'r Profile<'a>),
}

/// Reports absent or unreadable evidence of one image or profile, unless another rule reports it:
/// `schema` reports wrong types, and `syntax` reports damaged values.
fn report<'a>(
    subject: Subject<'_, 'a>,
    attributes: [(&str, Option<Value<'a>>); 2],
    assessment: &Assessment<'a>,
    ctx: &mut RuleContext<'_, 'a>,
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
                    add(subject, &attribute, Some(value), what, ctx);
                }
            }
            _ => {}
        }
    }
    // In an incomplete object, the attribute may be cut off or damaged instead.
    if is_absent && !object.is_incomplete() {
        let absent = attributes.iter().filter(|(_, value)| value.is_none());
        let absent: Vec<&str> = absent.map(|(attribute, _)| *attribute).collect();
        let what = if absent.len() == 1 { "is missing" } else { "are missing" };
        add(subject, &absent.join(" and "), None, what, ctx);
    }
}

/// Describes why a value is not usable as evidence. `None` if another rule reports the value.
fn unreadable(value: Value<'_>) -> Option<&'static str> {
    if value.is_damaged() || value.is_incomplete() || value.is_renamed() {
        return None;
    }
    let is_status = value.name() == names::DEPLOY_STATUS;
    match value.kind() {
        Kind::String if value.name() == names::ID => Some("is empty"),
        Kind::Null if is_status || value.name() == names::READY_CHECK => Some("is null"),
        Kind::String if is_status => match value.as_str()?.is_empty() {
            true => Some("is empty"),
            false => Some("is not a known value"),
        },
        _ => None,
    }
}

fn add<'a>(
    subject: Subject<'_, 'a>,
    attribute: &str,
    value: Option<Value<'a>>,
    what: &str,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let (title, location, word): (_, Location<'a>, _) = match subject {
        Subject::Image(image) => (image.title(), image.into(), "image"),
        Subject::Profile(profile) => (profile.title(), profile.into(), "profile"),
    };
    let message =
        format!("the {attribute} of {title} {what}, so it is unknown whether it can be deployed");
    let finding = match value {
        Some(value) => {
            let label = what.strip_prefix("is ").unwrap_or(what);
            ctx.report(message, value, label).secondary_label(location, format!("in this {word}"))
        }
        None => ctx.report(message, location, format!("no {attribute} in this {word}")),
    };
    let finding = match subject {
        Subject::Image(image) => finding.subject_image(image),
        Subject::Profile(profile) => finding.subject(profile),
    };
    finding.help(SAVE_AGAIN);
}
