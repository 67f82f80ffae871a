#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Profile, Response, System};

pub(super) static RULE: Rule = Rule {
    id: "missing-winpe",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K4"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let Some(flag) = profile.ready_check().no_winpe().filter(|flag| flag.is_true) else {
        return;
    };
    let level = match profile.is_system(System::Windows) {
        Some(true) => Level::Error,
        Some(false) => return,
        None => Level::Warning,
    };
    findings
        .add(format!("{} has no WinPE boot file", profile.title()), flag, "no WinPE boot file")
        .also(profile, "so this profile cannot be deployed")
        .about(profile)
        .level(level)
        .help(
            "import the Windows bundle of this release (Provisioning > Manage OS Images > Boot Files), \
             or add a WinPE boot file of your own to a customized profile, then save the response again",
        );
}
