#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::{Blocker, DeployStatus, Flag, ImageWithProfiles, Profile, Response};

pub(super) static RULE: Rule = Rule {
    id: "status-contradicts-checks",
    group: Group::Consistency,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I1", "I4"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for whole in response.images_with_profiles() {
        let image = whole.image;
        check_image_against_profiles(whole, ctx);
        if let Some((DeployStatus::Ready, value)) = image.deploy_status()
            && let Some(flag) = image.incompatible()
        {
            ctx.report(
                message("ready", &image.title(), &format!("a flag says that {INCOMPATIBLE}")),
                value,
                "ready here",
            )
            .secondary_label(flag, NOT_COMPATIBLE)
            .subject_image(image)
            .level(Level::Warning)
            .help(HELP);
        }
    }
}

/// The maximum number of profiles that a finding labels.
const MAX_PROFILES_SHOWN: usize = 10;

/// Reports an image that is notReady although some of its profiles are not.
fn check_image_against_profiles<'a>(
    whole: ImageWithProfiles<'_, 'a>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let image = whole.image;
    let ready: Vec<&Profile<'a>> = whole.profiles_ready_against_image().collect();
    let Some((_, value)) = image.deploy_status().filter(|_| !ready.is_empty()) else { return };
    // If nothing explains the status of the image, unexplained-status reports it.
    if !whole.is_explained() {
        return;
    }
    let what = match ready.as_slice() {
        [one] => format!("{} is not", one.title()),
        many => format!("{} of its profiles are not", many.len()),
    };
    let finding = ctx.report(
        format!("{} is notReady, but {what}", image.title()),
        value,
        "notReady here, so the verdict of these profiles is unknown",
    );
    for profile in ready.iter().take(MAX_PROFILES_SHOWN) {
        if let Some((_, status)) = profile.deploy_status() {
            finding.secondary_label(status, "deployable here");
        }
    }
    finding.subject_image(image).help(HELP);
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some((status, value)) = profile.deploy_status() else { return };
    let word = match status {
        DeployStatus::Ready => "ready",
        DeployStatus::Warning => "warning",
        DeployStatus::NotReady => return,
    };
    let contradictions: Vec<Contradiction<'a>> =
        profile.blockers().filter_map(|blocker| contradiction(status, blocker)).collect();
    let Some(worst) = contradictions.iter().map(|contradiction| contradiction.level).max() else {
        return;
    };
    // One finding per status, however many flags contradict it.
    let reason = match contradictions.as_slice() {
        [one] => format!("a flag says that {}", one.reason),
        many => format!("{} flags contradict it", many.len()),
    };
    let message = message(word, &profile.title(), &reason);
    let finding = ctx.report(message, value, format!("{word} here"));
    finding.subject(profile).level(worst).help(HELP);
    for Contradiction { flag, label, .. } in contradictions {
        finding.secondary_label(flag, label);
    }
}

/// A flag that a status contradicts.
struct Contradiction<'a> {
    flag: Flag<'a>,
    reason: &'static str,
    label: &'static str,
    level: Level,
}

fn contradiction(
    status: DeployStatus,
    (blocker, flag, is_known): (Blocker, Flag<'_>, bool),
) -> Option<Contradiction<'_>> {
    let (reason, label, level) = match (blocker, status) {
        (Blocker::Placeholder, _) => ("it is a placeholder", "a placeholder", Level::Error),
        (Blocker::NoWinpe, DeployStatus::Ready) => {
            let level = if is_known { Level::Error } else { Level::Warning };
            ("it has no WinPE boot file", "no WinPE boot file", level)
        }
        (Blocker::Incompatible, DeployStatus::Ready) => {
            (INCOMPATIBLE, NOT_COMPATIBLE, Level::Warning)
        }
        _ => return None,
    };
    Some(Contradiction { flag, reason, label, level })
}

const INCOMPATIBLE: &str = "it is not compatible with ThinkSystem servers";
const NOT_COMPATIBLE: &str = "not compatible with ThinkSystem servers";
const HELP: &str = "refresh the images (Provisioning > Manage OS Images > Refresh) and save the response again; if \
     they still differ, compare them with the status in Provisioning > Manage OS Images, and do not deploy until they agree";

fn message(word: &str, title: &str, reason: &str) -> String {
    format!("the status of {title} is {word}, but {reason}")
}
