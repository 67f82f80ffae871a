#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Blocker, KisoTwins, Profile, Response};
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "kiso-required",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K6"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for image in response.images_with_profiles() {
        let twins = KisoTwins::new(image);
        for profile in image.profiles {
            check_profile(profile, Some(&twins), ctx);
            check_missing(profile, ctx);
        }
    }
    for profile in response.standalone_profiles() {
        check_profile(profile, None, ctx);
        check_missing(profile, ctx);
    }
}

/// Reports flags that contradict each other: a kISO is missing, but none is required.
fn check_missing<'a>(profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let check = profile.ready_check();
    let Some(missing) = check.missing_thinksystem_kiso().filter(|flag| flag.is_true) else {
        return;
    };
    let requires = check.requires_thinksystem_kiso();
    let is_required =
        check.has_requires_thinksystem_kiso() && requires.is_none_or(|flag| flag.is_true);
    if is_required || profile.is_system(System::Sles) == Some(false) {
        return;
    }
    let finding = ctx.report(
        format!(
            "the flags of {} contradict each other: a kISO is missing, but not required",
            profile.title()
        ),
        missing,
        "a kISO is missing",
    );
    match requires {
        Some(flag) => finding.secondary_label(flag, "no kISO is required"),
        None => finding.secondary_label(profile, "has no requiresThinksystemKiso"),
    };
    finding.subject(profile).level(Level::Warning).help(
        "refresh the images (Provisioning > Manage OS Images > Refresh) and save the response again; do not deploy the \
         profile before it is clear whether it needs a kISO",
    );
}

fn check_profile<'a>(
    profile: &Profile<'a>,
    twins: Option<&KisoTwins<'_, 'a>>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let mut blockers = profile.blockers();
    let Some((_, flag, is_sles)) = blockers.find(|(blocker, ..)| *blocker == Blocker::NeedsKiso)
    else {
        return;
    };
    let message = format!("{} needs a kISO for ThinkSystem servers", profile.title());
    let finding = ctx.report(message, flag, "a kISO is required");
    finding.subject(profile).level(if is_sles { Level::Error } else { Level::Warning });
    if let Some(twin) = twins.and_then(|twins| twins.of(profile)) {
        finding
            .secondary_label(&twin, "this profile has the kISO")
            .level(Level::Note)
            .help(format!("deploy {} to ThinkSystem servers instead", twin.title()));
    } else {
        finding.secondary_label(profile, "this profile cannot be deployed to ThinkSystem servers").help(
            "download the kISO for exactly this release from SUSE, import it in addition to the image (Provisioning > Manage \
             OS Images), and save the response again",
        );
    }
}
