#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "placeholder-profile",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I4", "K2"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let Some(flag) = profile.ready_check().is_placeholder().filter(|flag| flag.is_true) else {
        return;
    };
    findings
        .add(format!("{} is only a placeholder", profile.title()), flag, "a placeholder")
        .also(profile, "nothing can be deployed from this profile")
        .about(profile)
        .help(
            "choose another profile of this image; if it has none, import the image again \
             (Provisioning > Manage OS Images), or create a customized profile",
        );
}
