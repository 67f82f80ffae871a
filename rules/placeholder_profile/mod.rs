#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "placeholder-profile",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I4", "K2"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(flag) = profile.ready_check().is_placeholder().filter(|flag| flag.is_true) else {
        return;
    };
    ctx.report(format!("{} is only a placeholder", profile.title()), flag, "a placeholder")
        .secondary_label(profile, "nothing can be deployed from this profile")
        .subject(profile)
        .help(
            "choose another profile of this image; if it has none, import the image again \
             (Provisioning > Manage OS Images), or create a customized profile",
        );
}
