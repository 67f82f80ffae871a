#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{Flag, Profile, Response, Target, WholeImage};

pub(super) static RULE: Rule = Rule {
    id: "incompatible-with-thinksystem",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["K1"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let level = level(findings.options().target);
    for WholeImage { image, profiles } in response.whole_images() {
        let said_by_profile = || profiles.iter().any(|profile| own_flag(profile).is_some());
        if let Some(flag) = image.incompatible().filter(|_| !said_by_profile()) {
            findings
                .add(
                    format!("{} is not compatible with ThinkSystem servers", image.title()),
                    flag,
                    LABEL,
                )
                .also(image, "deploying it to a ThinkSystem server may fail")
                .about_image(image)
                .level(level)
                .help(HELP);
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let level = level(findings.options().target);
    if let Some(flag) = own_flag(profile) {
        findings
            .add(
                format!("{} is not compatible with ThinkSystem servers", profile.title()),
                flag,
                LABEL,
            )
            .also(profile, "deploying it to a ThinkSystem server may fail")
            .about(profile)
            .level(level)
            .help(HELP);
    }
}

/// Where profiles are deployed to `ThinkSystem` servers, what is incompatible with them fails.
fn level(target: Target) -> Level {
    match target {
        Target::Any => Level::Warning,
        Target::ThinkSystem => Level::Error,
    }
}

const LABEL: &str = "not compatible with ThinkSystem";
const HELP: &str = "deploy a newer release to ThinkSystem servers (import it under Provisioning > Manage OS Images), \
     and keep this one for older servers";

fn own_flag<'a>(profile: &Profile<'a>) -> Option<Flag<'a>> {
    profile.ready_check().incompatible_with_thinksystem().filter(|flag| flag.is_true)
}
