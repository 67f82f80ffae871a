#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Diagnostic, Group, Level, Location, Rule, RuleContext};
use crate::model::{Response, Text};
use crate::source::{SourceSpan, Spanned};
use crate::spec::{Release, System};

use crate::config::{MinimumRelease, ReleasePattern, SitePolicy};
use crate::expression::ReleaseNumber;
pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/releases",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let policy = ctx.site();
    let minimums = policy.minimum_release.as_ref().is_some_and(|minimums| !minimums.is_empty());
    if policy.allowed_releases.is_none() && policy.denied_releases.is_none() && !minimums {
        return;
    }
    for image in response.images() {
        let released =
            Released { title: image.title(), system: image.system(), release: image.release() };
        if let Some(finding) = released.check(policy, image, ctx) {
            finding.subject_image(image);
        }
    }
    for profile in response.standalone_profiles() {
        let released = Released {
            title: profile.title(),
            system: profile.system(),
            release: profile.release(),
        };
        if let Some(finding) = released.check(policy, profile, ctx) {
            finding.subject(profile);
        }
    }
}

/// An image or profile with its system and release, as far as it names them.
struct Released<'a> {
    title: String,
    system: Option<System>,
    release: Option<(Release, Text<'a>)>,
}

impl<'a> Released<'a> {
    fn check<'f>(
        self,
        policy: &SitePolicy,
        place: impl Into<Location<'a>>,
        ctx: &'f mut RuleContext<'_, 'a>,
    ) -> Option<&'f mut Diagnostic<'a>> {
        let Some((release, text)) = &self.release else {
            let allowed = policy.allowed_releases.as_ref().map(|list| &list.source_span);
            let list = allowed.or_else(|| Some(&self.minimum(policy)?.release.source_span))?;
            return Some(
                ctx.report(
                    format!("{} names no release, but this site allows only some", self.title),
                    place,
                    "unknown whether its release is allowed",
                )
                .config_label(list, "only these releases are allowed")
                .level(Level::Warning)
                .help(
                    "check which release it is; if the release is allowed, suppress this finding",
                ),
            );
        };
        let (source_span, label) = self.reason(policy, release)?;
        Some(
            ctx
                .report(format!("{} has a release that this site does not allow", self.title), text, "not allowed")
                .config_label(source_span, label)
                .help(
                    "deploy a release that the site allows and delete this image (Provisioning > Manage OS Images), or change \
                     the site policy",
                ),
        )
    }

    /// Returns the minimum release of the system. `None` if the policy has none, or the system is unknown.
    fn minimum<'s>(&self, policy: &'s SitePolicy) -> Option<&'s MinimumRelease> {
        let minimums = policy.minimum_release.iter().flatten();
        minimums.into_iter().find(|minimum| Some(minimum.system) == self.system)
    }

    /// Returns the part of the configuration that forbids the release, and its label. `None` if the
    /// release is allowed.
    fn reason<'s>(
        &self,
        policy: &'s SitePolicy,
        release: &Release,
    ) -> Option<(&'s SourceSpan, &'static str)> {
        let names = |pattern: &&Spanned<ReleasePattern>| {
            pattern.is_about(self.system) && pattern.matches(release)
        };
        let denied = policy.denied_releases.iter().flat_map(|list| &list.value).find(names);
        if let Some(denied) = denied {
            return Some((&denied.source_span, "denied here"));
        }
        if let Some(minimum) = self.minimum(policy) {
            let label = match ReleaseNumber::parse(release.as_str()) {
                Some(own) if own >= minimum.release.value => None,
                Some(_) => Some("older than this"),
                None => Some("cannot be compared with this"),
            };
            if let Some(label) = label {
                return Some((&minimum.release.source_span, label));
            }
        }
        let list = &policy.allowed_releases.as_ref()?.source_span;
        let is_allowed = policy
            .allowed_releases
            .iter()
            .flat_map(|list| &list.value)
            .any(|pattern| names(&pattern));
        (!is_allowed).then_some((list, "none of these matches its release"))
    }
}
