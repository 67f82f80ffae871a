#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "winpe-without-boot-file",
    group: Group::References,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P13"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(list) = profile.winpe_without_boot_file() else { return };
    let Some(flag) = profile.ready_check().no_winpe() else { return };
    ctx
        .report(
            format!("{} has no boot file, although its flags say that it has a WinPE", profile.title()),
            list,
            "no boot file",
        )
        .secondary_label(flag, "says that the profile uses a WinPE boot file")
        .subject(profile)
        .help(
            "edit the profile (Provisioning > Manage OS Images > OS Images > Edit) and select a boot file, then refresh \
             the page and save the response again",
        );
}
