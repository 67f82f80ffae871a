#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "winpe-without-boot-file",
    group: Group::References,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P13"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let Some(list) = profile.winpe_without_boot_file() else { return };
    let Some(flag) = profile.ready_check().no_winpe() else { return };
    findings
        .add(
            format!("{} is said to have a WinPE, and names no boot file", profile.title()),
            list,
            "no boot file is named",
        )
        .also(flag, "says that a WinPE is there")
        .about(profile)
        .help(
            "open the profile (Provisioning > Manage OS Images > OS Images > Edit) and choose a boot file, \
             then refresh the page and save the response again",
        );
}
