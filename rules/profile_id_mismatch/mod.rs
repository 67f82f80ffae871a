#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Profile, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "profile-id-mismatch",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P11"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let is_said = |text: &Text<'_>| !text.is_empty() && !text.value.is_damaged();
    let Some(id) = profile.id().filter(is_said) else { return };
    let Some(name) = profile.name().filter(is_said) else { return };
    let image = profile.image.and_then(|image| image.name()).filter(is_said);
    let begin = id.strip_suffix(name.as_str()).and_then(|begin| begin.strip_suffix('|'));
    let (label, expected) = match (begin, &image) {
        (Some(_), None) => return,
        (Some(begin), Some(image)) if begin == image.as_str() => return,
        (Some(_), Some(image)) => {
            ("not the image's name before the bar", Some((image, "the name of its image")))
        }
        (None, _) if id.contains('|') => {
            ("not the profile's name after the bar", Some((&name, "the name of this profile")))
        }
        (None, _) => ("no bar", None),
    };
    let message =
        format!("the id {} is not made of the image's and the profile's name", id.quotable());
    let finding = findings.add(message, &id, label);
    finding.about(profile).help(
        "select the profile by its id as it stands here when you deploy it, and check in Provisioning > \
         Manage OS Images that it is the one you mean",
    );
    if let Some((text, label)) = expected {
        finding.also(text, label);
    }
}
