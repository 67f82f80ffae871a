#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::Response;

pub(in super::super) static RULE: Rule = Rule {
    id: "site-policy/custom-profiles",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let policy = ctx.site();
    let Some(only) = policy.custom_profiles_only.as_ref().filter(|only| only.value) else { return };
    for profile in response.profiles().filter(|profile| profile.is_predefined()) {
        let Some(kind) = profile.kind() else { continue };
        ctx
            .report(
                format!("{} is not customized, but this site deploys customized profiles only", profile.title()),
                &kind,
                "a predefined profile",
            )
            .secondary_label(profile, "not allowed at this site")
            .config_label(&only.source_span, "required here")
            .subject(profile)
            .help(
                "create a customized profile from it (Provisioning > Manage OS Images > OS Images > Create Customized \
                 Profile) and deploy that one; name it under [require] if predefined profiles may stay",
            );
    }
}
