#![doc = include_str!("README.md")]

use crate::finding::{Check, Finding, Findings, Group, Level, Rule};
use crate::model::{Flag, Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "security-mode",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K7", "P12"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for image in response.images() {
        let mode = image.security_mode();
        if let Some(flag) = mode.forbids() {
            findings
                .add(
                    format!("the current security mode does not allow {}", image.title()),
                    flag,
                    label(flag),
                )
                .also(image, "so nothing of this image can be deployed")
                .about_image(image)
                .help(HELP);
        }
        if let Some(flags) = mode.contradiction() {
            contradiction(&image.title(), flags, findings).about_image(image);
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let mode = profile.security_mode();
    let said_by_image =
        || profile.image.is_some_and(|image| image.security_mode().forbids().is_some());
    if let Some(flag) = mode.forbids().filter(|_| !said_by_image()) {
        findings
            .add(
                format!("the current security mode does not allow {}", profile.title()),
                flag,
                label(flag),
            )
            .also(profile, "so this profile cannot be deployed")
            .about(profile)
            .help(HELP);
    }
    if let Some(flags) = mode.contradiction() {
        contradiction(&profile.title(), flags, findings).about(profile);
    }
}

const HELP: &str = "check the security mode of the server (Administration > Security > Cryptographic Settings); \
     deploy a newer release that it allows, or ask your security officer for a change of the mode, then save \
     the response again";

/// An older flag that is false, or a newer one that is true.
fn label(flag: Flag<'_>) -> &'static str {
    if flag.is_true { "not allowed here" } else { "allowed is false here" }
}

/// The older flag and the newer one say the same word, and so different things.
fn contradiction<'f, 'a>(
    title: &str,
    (old, new): (Flag<'a>, Flag<'a>),
    findings: &'f mut Findings<'a>,
) -> &'f mut Finding<'a> {
    let says = |allows: bool| if allows { "this says allowed" } else { "this says not allowed" };
    findings
        .add(
            format!("two flags disagree on whether the security mode allows {title}"),
            old,
            says(old.is_true),
        )
        .also(new, says(!new.is_true))
        .level(Level::Warning)
        .help(
            "believe isNotAllowedInCurrentSecurityMode, the newer of the two, and look the image up in \
             Provisioning > Manage OS Images before you deploy it",
        )
}
