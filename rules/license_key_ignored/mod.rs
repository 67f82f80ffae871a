#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::Host;
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "license-key-ignored",
    group: Group::Deployment,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(key) = host.text("licenseKey") else { return };
    let Some(offered) = deployment.profile(host) else { return };
    let profile = &offered.profile;
    let Some(system) = profile.system() else { return };
    if matches!(system, System::Windows | System::Esxi) {
        return;
    }
    ctx.report(
        format!("{} has a license key, but deploys {}", host.title(), system.as_str()),
        crate::diagnostic::Location::Key(key.value),
        "for Windows and ESXi only",
    )
    .secondary_label(profile, "this profile needs none")
    .subject(profile)
    .help("remove \"licenseKey\", or correct \"selectedImage\" if the host should get Windows or ESXi");
}
