#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::json::Value;
use crate::model::{DeployStatus, Profile, Response};

/// The `deploy-status` rule.
pub(crate) static RULE: Rule = Rule {
    id: "deploy-status",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["I2", "I3"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for whole in response.images_with_profiles() {
        let image = whole.image;
        if let Some(value) = warning(image.deploy_status())
            && !whole.is_explained()
        {
            ctx.report(
                format!(
                    "{} has the status warning, and its readyCheck does not say why",
                    image.title()
                ),
                value,
                LABEL,
            )
            .secondary_label(image, "neither its readyCheck nor its profiles give the reason")
            .subject_image(image)
            .help(HELP);
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, ctx: &mut RuleContext<'_, 'a>) {
    // A profile without a flag of its own is explained by the flag of its image.
    let explained_by_image = || {
        let own = profile.ready_check().incompatible_with_thinksystem();
        own.is_none() && profile.image.is_some_and(|image| image.incompatible().is_some())
    };
    if let Some(value) = warning(profile.deploy_status())
        && !profile.is_explained()
        && !explained_by_image()
    {
        ctx.report(
            format!(
                "{} has the status warning, and its readyCheck does not say why",
                profile.title()
            ),
            value,
            LABEL,
        )
        .secondary_label(profile, "nothing in its readyCheck gives the reason")
        .subject(profile)
        .help(HELP);
    }
}

const LABEL: &str = "can be deployed, with a potential issue";
const HELP: &str = "find the issue in XClarity before you deploy (Provisioning > Manage OS Images > OS Images); for a Windows profile, an \
     unsupported WinPE is one cause: import the bundle of its Windows release, select a boot file of that bundle in the \
     profile, and save the response again";

fn warning(status: Option<(DeployStatus, Value<'_>)>) -> Option<Value<'_>> {
    status.filter(|(status, _)| *status == DeployStatus::Warning).map(|(_, value)| value)
}
