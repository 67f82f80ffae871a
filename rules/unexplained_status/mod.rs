#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::json::{Kind, Value};
use crate::model::{DeployStatus, Profile, ReadyCheck, Response, names};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    id: "unexplained-status",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I5"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for whole in response.whole_images() {
        let image = whole.image;
        if let Some(value) = not_ready(image.deploy_status())
            && shows_all_flags(image.value, image.ready_check())
            && !whole.has_reason()
        {
            let finding = findings
                .add(format!("{} is notReady, and nothing says why", image.title()), value, LABEL)
                .also(image, "its flags and its profiles give no reason")
                .about_image(image)
                .help(HELP);
            let statuses = whole.profiles_ready_against_image().filter_map(Profile::deploy_status);
            for (_, status) in statuses.take(MAX_PROFILES_SHOWN) {
                finding.also(status, "contradicts it, so whether this can be deployed is unknown");
            }
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    if let Some(value) = not_ready(profile.deploy_status())
        && shows_all_flags(profile.value, profile.ready_check())
        && !profile.has_reason()
    {
        findings
            .add(format!("{} is notReady, and no flag says why", profile.title()), value, LABEL)
            .also(profile, "no flag of this profile gives a reason")
            .about(profile)
            .help(HELP);
    }
}

/// How many profiles one finding shows.
const MAX_PROFILES_SHOWN: usize = 10;

const LABEL: &str = "cannot be deployed";
const HELP: &str = "look at the status of the image (Provisioning > Manage OS Images > OS Images), refresh the list, and \
     for Windows check that a WinPE of this release is there; then save the response again";

fn not_ready(status: Option<(DeployStatus, Value<'_>)>) -> Option<Value<'_>> {
    status.filter(|(status, _)| *status == DeployStatus::NotReady).map(|(_, value)| value)
}

/// Whether a flag that cannot be seen is not there: no defect hides any, and the schema has nothing
/// to say of their object.
fn shows_all_flags(item: Value<'_>, ready_check: ReadyCheck<'_>) -> bool {
    match ready_check.value() {
        Some(flags) => !flags.is_incomplete(),
        None => {
            !item.is_incomplete()
                && item.get(names::READY_CHECK).is_none_or(|value| value.kind() == Kind::Null)
        }
    }
}
