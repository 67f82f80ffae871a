#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Obstacle, Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "missing-packages",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K3"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let mut obstacles = profile.obstacles();
    let Some((_, flag, is_known)) =
        obstacles.find(|(obstacle, ..)| *obstacle == Obstacle::NoPackages)
    else {
        return;
    };
    let (level, label) = if is_known {
        (Level::Error, "so the installer of this profile finds no packages")
    } else {
        (Level::Warning, "whether this is SLES 15 cannot be told")
    };
    findings
        .add(
            format!("{} has no packages image, which SLES 15 needs", profile.title()),
            flag,
            "no packages image",
        )
        .also(profile, label)
        .about(profile)
        .level(level)
        .help(
            "download the packages medium of the same SLES 15 release, import it beside the installer \
             (Provisioning > Manage OS Images > OS Images), then save the response again",
        );
}
