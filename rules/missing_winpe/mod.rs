#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{Response, System};

pub(super) static RULE: Rule = Rule {
    id: "missing-winpe",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K4"],
    check: Some(check),
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for profile in response.profiles() {
        let Some(flag) = profile.ready_check().no_winpe().filter(|flag| flag.is_true) else {
            continue;
        };
        let level = match profile.is_system(System::Windows) {
            Some(true) => Level::Error,
            Some(false) => continue,
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
}
