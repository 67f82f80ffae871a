#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::json::Value;
use crate::model::{FileKind, Profile, Response, System};

pub(super) static RULE: Rule = Rule {
    id: "winpe-without-boot-file",
    group: Group::References,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["P13"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let Some(flag) = profile.ready_check().no_winpe().filter(|flag| !flag.is_true) else {
        return;
    };
    let Some(options) = profile.options().filter(|options| !options.is_unreadable(FileKind::Boot))
    else {
        return;
    };
    let Some(list) = options.id_lists(FileKind::Boot).next() else { return };
    if flag.value.is_damaged()
        || list.elements().any(|id| !is_empty_text(id))
        || options.ids(FileKind::Boot).next().is_some()
        || profile.is_system(System::Windows) != Some(true)
    {
        return;
    }
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

fn is_empty_text(id: Value<'_>) -> bool {
    id.as_str().is_some_and(|id| id.is_empty())
}
