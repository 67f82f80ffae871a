#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::{KisoTwins, Obstacle, Profile, Response, System};

pub(super) static RULE: Rule = Rule {
    id: "kiso-required",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K6"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for image in response.whole_images() {
        let twins = KisoTwins::new(image);
        for profile in image.profiles {
            check_profile(profile, Some(&twins), findings);
            check_missing(profile, findings);
        }
    }
    for profile in response.lone_profiles() {
        check_profile(profile, None, findings);
        check_missing(profile, findings);
    }
}

/// A kISO that is missing though none is required: the two flags contradict each other.
fn check_missing<'a>(profile: &Profile<'a>, findings: &mut Findings<'a>) {
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
    let finding = findings.add(
        format!(
            "the flags of {} contradict each other: a kISO is missing that is not required",
            profile.title()
        ),
        missing,
        "says that the kISO is missing",
    );
    match requires {
        Some(flag) => finding.also(flag, "says that none is required"),
        None => finding.also(profile, "has no requiresThinksystemKiso"),
    };
    finding.about(profile).level(Level::Warning).help(
        "do not deploy it before it is clear whether a kISO is needed: refresh the images (Provisioning > Manage \
         OS Images > Refresh), then save the response again",
    );
}

fn check_profile<'a>(
    profile: &Profile<'a>,
    twins: Option<&KisoTwins<'_, 'a>>,
    findings: &mut Findings<'a>,
) {
    let mut obstacles = profile.obstacles();
    let Some((_, flag, is_sles)) =
        obstacles.find(|(obstacle, ..)| *obstacle == Obstacle::NeedsKiso)
    else {
        return;
    };
    let message = format!("{} needs a kISO for ThinkSystem servers", profile.title());
    let finding = findings.add(message, flag, "a kISO is required");
    finding.about(profile).level(if is_sles { Level::Error } else { Level::Warning });
    if let Some(twin) = twins.and_then(|twins| twins.of(profile)) {
        finding
            .also(&twin, "this profile has the kISO")
            .level(Level::Note)
            .help(format!("deploy {} to ThinkSystem servers instead", twin.title()));
    } else {
        finding.also(profile, "so this profile cannot be deployed to ThinkSystem servers").help(
            "download the kISO of this release from SUSE (its name begins as the release's does), \
             import it beside the image (Provisioning > Manage OS Images), and save the response again",
        );
    }
}
