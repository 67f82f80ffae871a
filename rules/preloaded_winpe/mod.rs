#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{Response, System};

pub(super) static RULE: Rule = Rule {
    id: "preloaded-winpe",
    group: Group::Readiness,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["K5"],
    check: Some(check),
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for profile in response.profiles() {
        let Some(flag) = profile.ready_check().preloaded_winpe().filter(|flag| flag.is_true) else {
            continue;
        };
        if profile.is_system(System::Windows) == Some(true) {
            findings
                .add(
                    format!(
                        "{} seems to use the preloaded WinPE, but the document contradicts itself on it",
                        profile.title()
                    ),
                    flag,
                    "preloaded by its name and description, \"not preloaded\" by the text on its values",
                )
                .also(profile, "this Windows profile starts from a WinPE")
                .about(profile)
                .help(
                    "where it matters, look which boot file the profile uses (Provisioning > Manage OS Images > \
                     Boot Files); a preloaded WinPE may lack the drivers of newer servers",
                );
        }
    }
}
