#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Blocker, Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "missing-packages",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K3"],
    checks: &[Check::Profile(check_profile)],
};

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut blockers = profile.blockers();
    let Some((_, flag, is_known)) = blockers.find(|(blocker, ..)| *blocker == Blocker::NoPackages)
    else {
        return;
    };
    let (level, label) = if is_known {
        (Level::Error, "the installer of this profile finds no packages")
    } else {
        (Level::Warning, "cannot determine whether this is SLES 15")
    };
    ctx.report(
        format!("{} has no packages image, which SLES 15 requires", profile.title()),
        flag,
        "no packages image",
    )
    .secondary_label(profile, label)
    .subject(profile)
    .level(level)
    .help(
        "download the packages image (or full medium) of this SLES 15 release from SUSE, import it (Provisioning > Manage OS \
         Images > OS Images), then save the response again",
    );
}
