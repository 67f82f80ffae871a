#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Profile, Response, Text};

pub(super) static RULE: Rule = Rule {
    id: "profile-id-mismatch",
    group: Group::Consistency,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P11"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let is_readable = |text: &Text<'_>| !text.is_empty() && !text.value.is_damaged();
    let Some(id) = profile.id().filter(is_readable) else { return };
    let Some(name) = profile.name().filter(is_readable) else { return };
    let image = profile.image.and_then(|image| image.name()).filter(is_readable);
    let begin = id.strip_suffix(name.as_str()).and_then(|begin| begin.strip_suffix('|'));
    let (label, expected) = match (begin, &image) {
        (Some(_), None) => return,
        (Some(begin), Some(image)) if begin == image.as_str() => return,
        (Some(_), Some(image)) => (
            "the part before the bar is not the image name",
            Some((image, "the name of the image")),
        ),
        (None, _) if id.contains('|') => (
            "the part after the bar is not the profile name",
            Some((&name, "the name of this profile")),
        ),
        (None, _) => ("contains no bar", None),
    };
    let message =
        format!("the id {} does not consist of the image name and the profile name", id.quotable());
    let finding = ctx.report(message, &id, label);
    finding.subject(profile).help(
        "save the response again, without editing it; if the finding stays, look in XClarity (Provisioning > Manage OS Images > \
         OS Images) which profiles the image has and what they install, then copy this id into the request as it is",
    );
    if let Some((text, label)) = expected {
        finding.secondary_label(text, label);
    }
}
