#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::json::Value;
use crate::model::{DeployStatus, Profile, Response};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    id: "deploy-status",
    group: Group::Readiness,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["I2", "I3"],
    checks: &[Check::Response(check), Check::Profile(check_profile)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for whole in response.whole_images() {
        let image = whole.image;
        if let Some(value) = warning(image.deploy_status())
            && !whole.has_reason()
        {
            findings
                .add(format!("XClarity warns of {}", image.title()), value, LABEL)
                .also(image, "its flags and its profiles do not say why")
                .about_image(image)
                .help(HELP);
        }
    }
}

fn check_profile<'a>(_: &Response<'a>, profile: &Profile<'a>, findings: &mut Findings<'a>) {
    // The flag of its image speaks for a profile that has none of its own.
    let said_by_image = || {
        let own = profile.ready_check().incompatible_with_thinksystem();
        own.is_none() && profile.image.is_some_and(|image| image.incompatible().is_some())
    };
    if let Some(value) = warning(profile.deploy_status())
        && !profile.has_reason()
        && !said_by_image()
    {
        findings
            .add(format!("XClarity warns of {}", profile.title()), value, LABEL)
            .also(profile, "no flag of this profile says why")
            .about(profile)
            .help(HELP);
    }
}

const LABEL: &str = "can be deployed, with a potential issue";
const HELP: &str = "look at the status of the image (Provisioning > Manage OS Images > OS Images); for Windows, import \
     the bundle of its release and let the profile use the WinPE in it: one that is not supported gives this warning";

fn warning(status: Option<(DeployStatus, Value<'_>)>) -> Option<Value<'_>> {
    status.filter(|(status, _)| *status == DeployStatus::Warning).map(|(_, value)| value)
}
