#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Diagnostic, Group, Level, Location, Rule, RuleContext};
use crate::model::{FileKind, FileTrait, Profile, Response, Text};
use crate::source::Span;

use super::groups::short;

pub(super) static RULE: Rule = Rule {
    id: "unaddressable-id",
    group: Group::Drift,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["Q1"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for image in response.images().filter(|image| image.has_comma()) {
        if let Some(finding) = check_id("image", image.id(), ctx) {
            finding.subject_image(image);
        }
    }
    for kind in FileKind::ALL {
        for (_, known) in response.repository.with_trait(kind, FileTrait::Comma) {
            if let Some(finding) = check_id(kind.as_str(), known.id.and_then(Text::of), ctx) {
                finding.subject_file(known.file);
            }
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if !profile.has_comma() {
        return;
    }
    if let Some(finding) = check_id("profile", profile.id(), ctx) {
        finding.subject(profile);
    }
}

fn check_id<'a, 'f>(
    word: &str,
    id: Option<Text<'a>>,
    ctx: &'f mut RuleContext<'_, 'a>,
) -> Option<&'f mut Diagnostic<'a>> {
    let id = id.filter(|id| !id.value.is_damaged())?;
    let comma = memchr::memchr(b',', id.as_bytes())? as u32;
    let finding = ctx.report(
        format!(
            "the id of {word} {} contains a comma, so no request can select it",
            short(&id.quotable())
        ),
        Location::InString(id.value, Span::new(comma, comma + 1)),
        "ids are separated by commas",
    );
    Some(finding.help(
        format!("{} under a name without a comma (Provisioning > Manage OS Images), use the new id in requests, and \
         delete the {word} with the comma", if word == "profile" { "create the profile again" } else { "import it again" }),
    ))
}
