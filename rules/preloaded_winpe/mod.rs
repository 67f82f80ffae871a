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
    let (is_preloaded, verb, label) = match ctx.options().preloaded_winpe {
        Reading::Unsure => (
            true,
            "may use",
            "by its name preloaded, by its documentation not: the reference contradicts itself",
        ),
        Reading::Name => (true, "uses", "preloaded, by the name of the flag"),
        Reading::Values => (false, "uses", "preloaded, by the documented values of the flag"),
    };
    let flag = profile.ready_check().preloaded_winpe();
    let Some(flag) = flag.filter(|flag| flag.is_true == is_preloaded) else { return };
    if profile.is_system(System::Windows) == Some(true) {
        ctx
            .report(
                format!("{} {verb} the preloaded WinPE", profile.title()),
                flag,
                label,
            )
            .secondary_label(profile, "this Windows profile boots from a WinPE")
            .subject(profile)
            .help(
                "look at the boot file of the profile (Provisioning > Manage OS Images > OS Images > Edit); if it came with XClarity \
                 and you deploy to servers that are newer, import a newer bundle (Boot Files) and select its boot file",
            );
    }
}
