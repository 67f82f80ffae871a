#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::Host;
use crate::spec::System;

pub(super) static RULE: Rule = Rule {
    id: "domain-settings",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The attributes about a Windows domain.
const ATTRIBUTES: [&str; 4] = ["adusername", "adpassword", "windowsDomain", "windowsDomainBlob"];

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let [user, password, domain, blob] = ATTRIBUTES.map(|name| host.text(name));
    let all = [&user, &password, &domain, &blob];
    let Some(first) = all.into_iter().flatten().next() else { return };
    let profile = deployment.profile(host).map(|offered| offered.profile);
    if let Some(profile) =
        profile.filter(|profile| profile.is_system(System::Windows) == Some(false))
    {
        ctx.report(
            format!(
                "{} has settings of a Windows domain, but deploys another system",
                host.title()
            ),
            first,
            "for Windows only",
        )
        .secondary_label(&profile, "this profile is not for Windows")
        .subject(&profile)
        .level(Level::Warning)
        .help("remove the settings of the domain, or select a profile of Windows");
        return;
    }
    match (&user, &password) {
        (Some(alone), None) | (None, Some(alone)) => {
            let lack = if user.is_some() { "adpassword" } else { "adusername" };
            ctx.report(
                format!("{} has no \"{lack}\"", host.title()),
                alone,
                format!("needs \"{lack}\" too"),
            )
            .help(format!("add \"{lack}\": user and password are needed together"));
        }
        (Some(user), Some(_)) if domain.is_none() => {
            ctx.report(
                format!("{} has a user of a domain, but no domain", host.title()),
                user,
                "needs \"windowsDomain\" too",
            )
            .help("add \"windowsDomain\"");
        }
        _ => {}
    }
}
