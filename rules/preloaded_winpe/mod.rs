#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Reading, Rule};
use crate::model::{Profile, Response, System};

pub(super) static RULE: Rule = Rule {
    id: "preloaded-winpe",
    group: Group::Readiness,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["K5"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let (is_preloaded, verb, doubt, label) = match findings.options().preloaded_winpe {
        Reading::Unsure => (
            true,
            "seems to use",
            ", but the document contradicts itself on it",
            "preloaded by its name and description, \"not preloaded\" by the text on its values",
        ),
        Reading::Name => (true, "uses", "", "preloaded, by the flag's name"),
        Reading::Values => (false, "uses", "", "preloaded, by the text on the flag's values"),
    };
    let flag = profile.ready_check().preloaded_winpe();
    let Some(flag) = flag.filter(|flag| flag.is_true == is_preloaded) else { return };
    if profile.is_system(System::Windows) == Some(true) {
        findings
            .add(
                format!("{} {verb} the preloaded WinPE{doubt}", profile.title()),
                flag,
                label,
            )
            .also(profile, "this Windows profile starts from a WinPE")
            .about(profile)
            .help(
                "where it matters, look which boot file the profile uses (Provisioning > Manage OS Images > \
                 Boot Files); a preloaded WinPE may lack the drivers of newer servers",
            );
    }
}
