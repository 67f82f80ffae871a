#![doc = include_str!("README.md")]

use crate::document::{At, Spot};
use crate::finding::{Finding, Findings, Group, Level, Place, Rule};
use crate::model::{Release, Response, System, Text};

use super::{ReleasePattern, SitePolicy};

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/releases",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};

pub(super) fn check<'a>(asked: &SitePolicy, response: &Response<'a>, findings: &mut Findings<'a>) {
    if asked.allowed_releases.is_none() && asked.denied_releases.is_none() {
        return;
    }
    findings.speak_for(&RULE);
    for image in response.images() {
        let released =
            Released { title: image.title(), system: image.system(), release: image.release() };
        if let Some(finding) = released.check(asked, image, findings) {
            finding.about_image(image);
        }
    }
    for profile in response.lone_profiles() {
        let released = Released {
            title: profile.title(),
            system: profile.system(),
            release: profile.release(),
        };
        if let Some(finding) = released.check(asked, profile, findings) {
            finding.about(profile);
        }
    }
}

/// An image or profile with its release, where it says one.
struct Released<'a> {
    title: String,
    system: Option<System>,
    release: Option<(Release, Text<'a>)>,
}

impl<'a> Released<'a> {
    fn check<'f>(
        self,
        asked: &SitePolicy,
        place: impl Into<Place<'a>>,
        findings: &'f mut Findings<'a>,
    ) -> Option<&'f mut Finding<'a>> {
        let Some((release, text)) = &self.release else {
            let list = &asked.allowed_releases.as_ref()?.spot;
            return Some(
                findings
                    .add(
                        format!("{} says no release, and this site allows only some", self.title),
                        place,
                        "nobody can say whether its release is allowed",
                    )
                    .because(list, "only these are allowed")
                    .level(Level::Warning)
                    .help(
                        "look which release it is; if it is allowed, excuse it with a suppression",
                    ),
            );
        };
        let (spot, label) = self.reason(asked, release)?;
        Some(
            findings
                .add(format!("{} has a release that this site does not want", self.title), text, "not this release")
                .because(spot, label)
                .help(
                    "import a release that the site allows (Provisioning > Manage OS Images) and deploy that, or \
                     change the site's policy",
                ),
        )
    }

    /// Where the configuration refuses the release, and what to see there.
    fn reason<'s>(
        &self,
        asked: &'s SitePolicy,
        release: &Release,
    ) -> Option<(&'s Spot, &'static str)> {
        let names = |pattern: &&At<ReleasePattern>| {
            pattern.is_about(self.system) && pattern.matches(release)
        };
        let denied = asked.denied_releases.iter().flat_map(|list| &list.value).find(names);
        if let Some(denied) = denied {
            return Some((&denied.spot, "denied here"));
        }
        let list = &asked.allowed_releases.as_ref()?.spot;
        let is_allowed = asked
            .allowed_releases
            .iter()
            .flat_map(|list| &list.value)
            .any(|pattern| names(&pattern));
        (!is_allowed).then_some((list, "none of these is its release"))
    }
}
