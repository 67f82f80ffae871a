#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{Profile, Response, System};

pub(super) static RULE: Rule = Rule {
    id: "kiso-required",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["K6"],
    check: Some(check),
};

/// What the profile that has the kISO is called beside the one that needs it.
const KISO_SUFFIX: &str = "-kISO";

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for profile in response.profiles() {
        let ready_check = profile.ready_check();
        let Some(flag) = ready_check.requires_thinksystem_kiso().filter(|flag| flag.is_true) else {
            continue;
        };
        let is_there =
            ready_check.missing_thinksystem_kiso().is_some_and(|missing| !missing.is_true);
        let level = match profile.is_system(System::Sles) {
            _ if is_there => continue,
            Some(true) => Level::Error,
            Some(false) => continue,
            None => Level::Warning,
        };
        let message = format!("{} needs a kISO for ThinkSystem servers", profile.title());
        let finding = findings.add(message, flag, "a kISO is required");
        finding.about(profile).level(level);
        if let Some(twin) = kiso_twin(profile) {
            finding
                .also(twin, "this profile has the kISO")
                .level(Level::Note)
                .help(format!("deploy {} to ThinkSystem servers instead", twin.title()));
        } else {
            finding.also(profile, "so this profile cannot be deployed to ThinkSystem servers").help(
                "download the kISO of this release from SUSE (its name begins as the release's does), \
                 import it beside the image (Provisioning > Manage OS Images), and save the response again",
            );
        }
    }
}

/// The same profile with the kISO, where it stands beside this one.
fn kiso_twin(profile: Profile<'_>) -> Option<Profile<'_>> {
    let wanted = format!("{}{KISO_SUFFIX}", profile.id()?.as_str());
    let mut beside = profile.image?.profiles();
    beside.find(|other| other.id().is_some_and(|id| id.eq_ignore_ascii_case(&wanted)))
}
