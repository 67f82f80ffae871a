#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::json::{Kind, Value};
use crate::model::{DeployStatus, Profile, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "readiness-unknown",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["I9"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    if profile.deploy_status().is_some() && profile.ready_check().is_readable() {
        return;
    }
    let status = profile.deploy_status_value();
    match missing(profile.value, status) {
        Some(what) => report(profile, "deployStatus", status, what, findings),
        None => {
            if let Some(word) = status.filter(|value| !value.is_damaged()).and_then(Text::of)
                && DeployStatus::of_word(&word).is_none()
            {
                let what = if word.is_empty() { "is empty" } else { "is an unknown word" };
                report(profile, "deployStatus", status, what, findings);
            }
        }
    }
    let check = profile.ready_check_value();
    if let Some(what) = missing(profile.value, check) {
        report(profile, "readyCheck", check, what, findings);
    }
}

/// What is wrong with a value that has to be there; a wrong type is the schema's finding.
fn missing(item: Value<'_>, value: Option<Value<'_>>) -> Option<&'static str> {
    match value {
        Some(value) => (value.kind() == Kind::Null).then_some("is null"),
        None => (!item.is_incomplete()).then_some("is missing"),
    }
}

fn report<'a>(
    profile: &Profile<'a>,
    attribute: &str,
    value: Option<Value<'a>>,
    what: &str,
    findings: &mut Findings<'a>,
) {
    let message =
        format!("whether {} can be deployed is unknown: its {attribute} {what}", profile.title());
    let finding = match value {
        Some(value) => {
            let label = what.strip_prefix("is ").unwrap_or(what);
            findings.add(message, value, label).also(profile, "in this profile")
        }
        None => findings.add(message, profile, format!("no {attribute} in this profile")),
    };
    finding.about(profile).help(
        "save the whole response of GET /osImages again, without shortening it, once the server has refreshed \
         its images (Provisioning > Manage OS Images > Refresh)",
    );
}
