#![doc = include_str!("README.md")]

use crate::config::SitePolicy;
use crate::diagnostic::{Check, Diagnostic, Group, Level, Location, Rule, RuleContext};
use crate::model::{Response, Text};
use crate::pattern::Pattern;
use crate::source::Spanned;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/images",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let policy = ctx.site();
    if policy.allowed_images.is_none() && policy.denied_images.is_none() {
        return;
    }
    for image in response.images() {
        let names = [image.id(), image.name()];
        let names: Vec<&str> = names.iter().flatten().map(Text::as_str).collect();
        if let Some(reason) = Reason::new(policy, &names) {
            reason.add(&image.title(), image, ctx).subject_image(image);
        }
    }
    for profile in response.standalone_profiles() {
        let Some(id) = profile.id() else { continue };
        // The part of a profile id before the bar names its image.
        let Some(bar) = id.find('|') else { continue };
        if let Some(reason) = Reason::new(policy, &[&id[..=bar], &id[..bar]]) {
            reason.add(&profile.title(), profile, ctx).subject(profile);
        }
    }
}

/// The reason why an image is not allowed, with the configuration that forbids it.
enum Reason<'s> {
    Denied(&'s Spanned<Pattern>),
    NotAllowed(&'s Spanned<Vec<Spanned<Pattern>>>),
}

impl<'s> Reason<'s> {
    fn new(policy: &'s SitePolicy, names: &[&str]) -> Option<Self> {
        if names.is_empty() {
            return None;
        }
        let matches = |pattern: &&Spanned<Pattern>| names.iter().any(|name| pattern.matches(name));
        let denied = policy.denied_images.iter().flat_map(|list| &list.value).find(matches);
        if let Some(denied) = denied {
            return Some(Self::Denied(denied));
        }
        let allowed = policy.allowed_images.as_ref()?;
        (!allowed.value.iter().any(|pattern| matches(&pattern)))
            .then_some(Self::NotAllowed(allowed))
    }

    fn add<'f, 'a>(
        self,
        title: &str,
        place: impl Into<Location<'a>>,
        ctx: &'f mut RuleContext<'_, 'a>,
    ) -> &'f mut Diagnostic<'a> {
        let finding =
            ctx.report(format!("{title} is not allowed at this site"), place, "not allowed");
        match self {
            Self::Denied(pattern) => finding.config_label(&pattern.source_span, "denied here"),
            Self::NotAllowed(list) => {
                finding.config_label(&list.source_span, "no glob here matches it")
            }
        };
        finding.help(
            "deploy an image that the site allows and delete this one (Provisioning > Manage OS Images), or change the \
             site policy",
        )
    }
}
