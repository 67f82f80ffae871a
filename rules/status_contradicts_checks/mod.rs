#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{DeployStatus, Flag, Obstacle, Profile, Response, WholeImage};

pub(super) static RULE: Rule = Rule {
    id: "status-contradicts-checks",
    group: Group::Consistency,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I1", "I4"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for whole in response.whole_images() {
        let image = whole.image;
        check_image_against_profiles(whole, findings);
        if let Some((DeployStatus::Ready, value)) = image.deploy_status()
            && let Some(flag) = image.incompatible()
        {
            findings
                .add(
                    message("ready", &image.title(), &format!("a flag says that {INCOMPATIBLE}")),
                    value,
                    "ready here",
                )
                .also(flag, NOT_COMPATIBLE)
                .about_image(image)
                .level(Level::Warning)
                .help(HELP);
        }
    }
}

/// How many profiles one finding shows.
const SHOWN: usize = 10;

/// An image that is not ready, with profiles that are.
fn check_image_against_profiles<'a>(whole: WholeImage<'_, 'a>, findings: &mut Findings<'a>) {
    let image = whole.image;
    let ready: Vec<&Profile<'a>> = whole.profiles_ready_against_image().collect();
    let Some((_, value)) = image.deploy_status().filter(|_| !ready.is_empty()) else { return };
    // Where nothing explains the status of the image, unexplained-status shows these profiles.
    if !whole.has_reason() {
        return;
    }
    let what = match ready.as_slice() {
        [one] => format!("{} is not", one.title()),
        many => format!("{} of its profiles are not", many.len()),
    };
    let finding = findings.add(
        format!("{} is notReady, but {what}", image.title()),
        value,
        "notReady here, so whether these profiles can be deployed is unknown",
    );
    for profile in ready.iter().take(SHOWN) {
        if let Some((_, status)) = profile.deploy_status() {
            finding.also(status, "not notReady here");
        }
    }
    finding.about_image(image).help(HELP);
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    let Some((status, value)) = profile.deploy_status() else { return };
    let word = match status {
        DeployStatus::Ready => "ready",
        DeployStatus::Warning => "warning",
        DeployStatus::NotReady => return,
    };
    let contradictions: Vec<Contradiction<'a>> =
        profile.obstacles().filter_map(|obstacle| contradiction(status, obstacle)).collect();
    let Some(worst) = contradictions.iter().map(|contradiction| contradiction.level).max() else {
        return;
    };
    // One status is wrong once, however many flags say so.
    let reason = match contradictions.as_slice() {
        [one] => format!("a flag says that {}", one.reason),
        many => format!("{} flags say otherwise", many.len()),
    };
    let message = message(word, &profile.title(), &reason);
    let finding = findings.add(message, value, format!("{word} here"));
    finding.about(profile).level(worst).help(HELP);
    for Contradiction { flag, label, .. } in contradictions {
        finding.also(flag, label);
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
    (obstacle, flag, is_known): (Obstacle, Flag<'_>, bool),
) -> Option<Contradiction<'_>> {
    let (reason, label, level) = match (obstacle, status) {
        (Obstacle::Placeholder, _) => ("it is only a placeholder", "a placeholder", Level::Error),
        (Obstacle::NoWinpe, DeployStatus::Ready) => {
            let level = if is_known { Level::Error } else { Level::Warning };
            ("it has no WinPE boot file", "no WinPE boot file", level)
        }
        (Obstacle::Incompatible, DeployStatus::Ready) => {
            (INCOMPATIBLE, NOT_COMPATIBLE, Level::Warning)
        }
        _ => return None,
    };
    Some(Contradiction { flag, reason, label, level })
}

const INCOMPATIBLE: &str = "it is not compatible with ThinkSystem servers";
const NOT_COMPATIBLE: &str = "not compatible with ThinkSystem servers";
const HELP: &str = "do not trust the status before it is clear which of the two holds: refresh the images \
     (Provisioning > Manage OS Images > Refresh), then save the response again";

fn message(word: &str, title: &str, reason: &str) -> String {
    format!("the status of {title} is {word}, but {reason}")
}
