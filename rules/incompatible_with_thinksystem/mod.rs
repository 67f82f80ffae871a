#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Flag, ImageWithProfiles, Profile, Response, Target};

pub(super) static RULE: Rule = Rule {
    id: "incompatible-with-thinksystem",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["K1"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let level = level(ctx.options().target);
    for ImageWithProfiles { image, profiles } in response.images_with_profiles() {
        let has_own_flag = || profiles.iter().any(|profile| own_flag(profile).is_some());
        if let Some(flag) = image.incompatible().filter(|_| !has_own_flag()) {
            ctx.report(
                format!("{} is not compatible with ThinkSystem servers", image.title()),
                flag,
                LABEL,
            )
            .secondary_label(image, "deploying it to a ThinkSystem server may fail")
            .subject_image(image)
            .level(level)
            .help(HELP);
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let level = level(ctx.options().target);
    if let Some(flag) = own_flag(profile) {
        ctx.report(
            format!("{} is not compatible with ThinkSystem servers", profile.title()),
            flag,
            LABEL,
        )
        .secondary_label(profile, "deploying it to a ThinkSystem server may fail")
        .subject(profile)
        .level(level)
        .help(HELP);
    }
}

/// Returns the level: an error if the deployment target is `ThinkSystem` servers.
fn level(target: Target) -> Level {
    match target {
        Target::Any => Level::Warning,
        Target::ThinkSystem => Level::Error,
    }
}

const LABEL: &str = "not compatible with ThinkSystem";
const HELP: &str = "deploy a newer release to ThinkSystem servers (import it under Provisioning > Manage OS Images), \
     and keep this one for older servers";

fn own_flag<'a>(profile: &Profile<'a>) -> Option<Flag<'a>> {
    profile.ready_check().incompatible_with_thinksystem().filter(|flag| flag.is_true)
}
