#![doc = include_str!("README.md")]

use crate::document::At;
use crate::finding::{Finding, Findings, Group, Level, Place, Rule};
use crate::model::{Response, Text};
use crate::pattern::Pattern;

use super::SitePolicy;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/images",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};

pub(super) fn check<'a>(asked: &SitePolicy, response: &Response<'a>, findings: &mut Findings<'a>) {
    if asked.allowed_images.is_none() && asked.denied_images.is_none() {
        return;
    }
    findings.speak_for(&RULE);
    for image in response.images() {
        let names = [image.id(), image.name()];
        let names: Vec<&str> = names.iter().flatten().map(Text::as_str).collect();
        if let Some(reason) = Reason::of(asked, &names) {
            reason.add(&image.title(), image, findings).about_image(image);
        }
    }
    for profile in response.lone_profiles() {
        let Some(id) = profile.id() else { continue };
        // Of a profile's id, what stands before the bar is its image's.
        let Some(bar) = id.find('|') else { continue };
        if let Some(reason) = Reason::of(asked, &[&id[..=bar], &id[..bar]]) {
            reason.add(&profile.title(), profile, findings).about(profile);
        }
    }
}

/// Why an image may not be there, and where the configuration says so.
enum Reason<'s> {
    Denied(&'s At<Pattern>),
    NotAllowed(&'s At<Vec<At<Pattern>>>),
}

impl<'s> Reason<'s> {
    fn of(asked: &'s SitePolicy, names: &[&str]) -> Option<Self> {
        if names.is_empty() {
            return None;
        }
        let matches = |pattern: &&At<Pattern>| names.iter().any(|name| pattern.matches(name));
        let denied = asked.denied_images.iter().flat_map(|list| &list.value).find(matches);
        if let Some(denied) = denied {
            return Some(Self::Denied(denied));
        }
        let allowed = asked.allowed_images.as_ref()?;
        (!allowed.value.iter().any(|pattern| matches(&pattern)))
            .then_some(Self::NotAllowed(allowed))
    }

    fn add<'f, 'a>(
        self,
        title: &str,
        place: impl Into<Place<'a>>,
        findings: &'f mut Findings<'a>,
    ) -> &'f mut Finding<'a> {
        let finding = findings.add(
            format!("{title} is not allowed at this site"),
            place,
            "this site does not want it",
        );
        match self {
            Self::Denied(pattern) => finding.because(&pattern.spot, "denied here"),
            Self::NotAllowed(list) => finding.because(&list.spot, "no glob here allows it"),
        };
        finding.help(
            "deploy an image that the site allows, and delete this one (Provisioning > Manage OS Images); or change \
             the site's policy",
        )
    }
}
