#![doc = include_str!("README.md")]

use crate::finding::{Check, Finding, Findings, Group, Level, Place, Rule};
use crate::json::Span;
use crate::model::{FileKind, Profile, Rare, Response, Text};

use super::tally::short;

pub(super) static RULE: Rule = Rule {
    id: "unaddressable-id",
    group: Group::Drift,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["Q1"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for image in response.images().filter(|image| image.has_comma()) {
        if let Some(finding) = check_id("image", image.id(), findings) {
            finding.about_image(image);
        }
    }
    for kind in FileKind::ALL {
        for (_, known) in response.repository.rare(kind, Rare::Comma) {
            if let Some(finding) = check_id(kind.word(), known.id.and_then(Text::of), findings) {
                finding.about_file(known.file);
            }
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    if !profile.has_comma() {
        return;
    }
    if let Some(finding) = check_id("profile", profile.id(), findings) {
        finding.about(profile);
    }
}

fn check_id<'a, 'f>(
    word: &str,
    id: Option<Text<'a>>,
    findings: &'f mut Findings<'a>,
) -> Option<&'f mut Finding<'a>> {
    let id = id.filter(|id| !id.value.is_damaged())?;
    let comma = memchr::memchr(b',', id.as_bytes())? as u32;
    let finding = findings.add(
        format!(
            "the id of {word} {} holds a comma, so no request can ask for it",
            short(&id.quotable())
        ),
        Place::Within(id.value, Span::new(comma, comma + 1)),
        "ids are separated by commas",
    );
    Some(finding.help(
        "import it again under a name without a comma (Provisioning > Manage OS Images), and delete \
         this one there: requests take a list of ids with commas between them",
    ))
}
