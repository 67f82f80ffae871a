#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Profile, Response};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "missing-winpe",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K4"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(flag) = profile.ready_check().no_winpe().filter(|flag| flag.is_true) else {
        return;
    };
    let level = match profile.is_system(System::Windows) {
        Some(true) => Level::Error,
        Some(false) => return,
        None => Level::Warning,
    };
    ctx
        .report(format!("{} has no WinPE boot file", profile.title()), flag, "no WinPE boot file")
        .secondary_label(profile, "this profile cannot be deployed")
        .subject(profile)
        .level(level)
        .help(
            "import the Windows bundle of this release (Provisioning > Manage OS Images > Boot Files), \
             or add a WinPE boot file of your own to a customized profile, then save the response again",
        );
}
