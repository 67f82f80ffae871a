#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::json::{Kind, Value};
use crate::model::{DeployStatus, Profile, ReadyCheck, Response};
use crate::spec::{System, names};

/// The `unexplained-status` rule.
pub(crate) static RULE: Rule = Rule {
    id: "unexplained-status",
    group: Group::Readiness,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I5"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for whole in response.images_with_profiles() {
        let image = whole.image;
        if let Some(value) = not_ready(image.deploy_status())
            && shows_all_flags(image.value, image.ready_check())
            && !whole.is_explained()
        {
            let finding = ctx
                .report(
                    format!("{} is notReady, but nothing explains why", image.title()),
                    value,
                    LABEL,
                )
                .secondary_label(image, "the flags and profiles of this image give no reason")
                .subject_image(image)
                .help(HELP);
            let statuses = whole.profiles_ready_against_image().filter_map(Profile::deploy_status);
            for (_, status) in statuses.take(MAX_PROFILES_SHOWN) {
                finding.secondary_label(
                    status,
                    "contradicts it, so the verdict of this profile is unknown",
                );
            }
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if let Some(value) = not_ready(profile.deploy_status())
        && shows_all_flags(profile.value, profile.ready_check())
        && !profile.is_explained()
    {
        ctx.report(
            format!("{} is notReady, but no flag explains why", profile.title()),
            value,
            LABEL,
        )
        .secondary_label(profile, "no flag of this profile gives a reason")
        .subject(profile)
        .help(help(profile.is_system(System::Windows)));
    }
}

/// The maximum number of profiles that a finding labels.
const MAX_PROFILES_SHOWN: usize = 10;

const LABEL: &str = "cannot be deployed";
const HELP: &str = "refresh the list (Provisioning > Manage OS Images > OS Images), correct what the status of the image names \
     there, and save the response again; if the finding stays, do not deploy it and ask Lenovo Support";
const HELP_WINDOWS: &str = "check that the repository has a WinPE of this Windows release (Provisioning > Manage OS Images > Boot \
     Files), refresh the list, and save the response again";

fn help(is_windows: Option<bool>) -> &'static str {
    if is_windows == Some(true) { HELP_WINDOWS } else { HELP }
}

fn not_ready(status: Option<(DeployStatus, Value<'_>)>) -> Option<Value<'_>> {
    status.filter(|(status, _)| *status == DeployStatus::NotReady).map(|(_, value)| value)
}

/// Returns whether all flags of an item are visible: no syntax error hides a flag, and their object has
/// a valid type.
fn shows_all_flags(item: Value<'_>, ready_check: ReadyCheck<'_>) -> bool {
    match ready_check.value() {
        Some(flags) => !flags.is_incomplete(),
        None => {
            !item.is_incomplete()
                && item.get(names::READY_CHECK).is_none_or(|value| value.kind() == Kind::Null)
        }
    }
}
