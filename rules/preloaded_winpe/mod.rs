#![doc = include_str!("README.md")]

use crate::config::Reading;
use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Profile, Response};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "preloaded-winpe",
    group: Group::Readiness,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["K5"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let (is_preloaded, verb, doubt, label) = match ctx.options().preloaded_winpe {
        Reading::Unsure => (
            true,
            "seems to use",
            ", but the GET /osImages reference contradicts itself on the flag",
            "preloaded by its name and description, \"not preloaded\" by its documented values",
        ),
        Reading::Name => (true, "uses", "", "preloaded, by the name of the flag"),
        Reading::Values => (false, "uses", "", "preloaded, by the documented values of the flag"),
    };
    let flag = profile.ready_check().preloaded_winpe();
    let Some(flag) = flag.filter(|flag| flag.is_true == is_preloaded) else { return };
    if profile.is_system(System::Windows) == Some(true) {
        ctx
            .report(
                format!("{} {verb} the preloaded WinPE{doubt}", profile.title()),
                flag,
                label,
            )
            .secondary_label(profile, "this Windows profile boots from a WinPE")
            .subject(profile)
            .help(
                "check which boot file the profile uses (Provisioning > Manage OS Images > Boot Files) if you \
                 deploy to newer servers: a preloaded WinPE may lack their drivers",
            );
    }
}
