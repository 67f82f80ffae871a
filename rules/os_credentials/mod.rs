#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::Host;
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "os-credentials",
    group: Group::Deployment,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The administrator of Linux and ESXi.
const ROOT: &str = "root";

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(name) = host.credentials_text("name").filter(|name| &**name != ROOT) else { return };
    let Some(offered) = deployment.profile(host) else { return };
    let profile = &offered.profile;
    let Some(system) = profile.system().filter(|system| *system != System::Windows) else { return };
    ctx.report(
        format!(
            "{} has credentials of {}, but {} needs those of root",
            host.title(),
            name.quotable(),
            system.as_str()
        ),
        &name,
        format!("expected {ROOT}"),
    )
    .secondary_label(profile, format!("this profile installs {}", system.as_str()))
    .subject(profile)
    .help(format!("write \"{ROOT}\", or remove \"osCredentials\" and use the global settings"));
}
