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
    ctx.report(format!("{} is a placeholder: XClarity does not have its image", profile.title()), flag, "a placeholder")
        .secondary_label(profile, "nothing can be deployed from it")
        .subject(profile)
        .help(
            "import the image (Provisioning > Manage OS Images > OS Images), save the response again, and deploy a profile of it; if it \
             is imported already, deploy one that is no placeholder",
        );
}
