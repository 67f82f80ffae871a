#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Diagnostic, Group, Level, Rule, RuleContext};
use crate::model::{Flag, Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "security-mode",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K7", "P12"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for image in response.images() {
        let mode = image.security_mode();
        if let Some(flag) = mode.forbids() {
            ctx.report(
                format!("the current security mode of XClarity does not allow {}", image.title()),
                flag,
                label(flag),
            )
            .secondary_label(image, "this image cannot be deployed")
            .subject_image(image)
            .help(HELP);
        }
        if let Some(flags) = mode.contradiction() {
            contradiction(&image.title(), flags, ctx).subject_image(image);
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mode = profile.security_mode();
    let is_image_forbidden =
        || profile.image.is_some_and(|image| image.security_mode().forbids().is_some());
    if let Some(flag) = mode.forbids().filter(|_| !is_image_forbidden()) {
        ctx.report(
            format!("the current security mode of XClarity does not allow {}", profile.title()),
            flag,
            label(flag),
        )
        .secondary_label(profile, "this profile cannot be deployed")
        .subject(profile)
        .help(HELP);
    }
    if let Some(flags) = mode.contradiction() {
        contradiction(&profile.title(), flags, ctx).subject(profile);
    }
}

const HELP: &str = "check the security mode of XClarity (Administration > Security > Cryptographic Settings); \
     deploy a newer release that the mode allows, or ask your security officer to change the mode, then save \
     the response again";

/// Returns the label of a flag that forbids deployment: the newer flag is true, or the older one false.
fn label(flag: Flag<'_>) -> &'static str {
    if flag.is_true { "not allowed" } else { "allowed is false" }
}

/// Reports an older and a newer flag that contradict each other.
fn contradiction<'f, 'a>(
    title: &str,
    (old, new): (Flag<'a>, Flag<'a>),
    ctx: &'f mut RuleContext<'_, 'a>,
) -> &'f mut Diagnostic<'a> {
    let says = |allows: bool| if allows { "this flag allows it" } else { "this flag forbids it" };
    ctx.report(
        format!("two flags disagree on whether the security mode allows {title}"),
        old,
        says(old.is_true),
    )
    .secondary_label(new, says(!new.is_true))
    .level(Level::Warning)
    .help(
        "trust isNotAllowedInCurrentSecurityMode, the newer flag, and check the image in Provisioning > \
             Manage OS Images before you deploy it",
    )
}
