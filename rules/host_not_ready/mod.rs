#![doc = include_str!("README.md")]

use super::groups::short;
use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{Host, Text, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "host-not-ready",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(platforms) = deployment.platforms else { return };
    let Some(uuid) = host.uuid() else { return };
    let Some(platform) = platforms.host(&uuid) else { return };
    let Some((is_ready, status)) = platform.readiness() else {
        ctx.report(
            format!("it is unknown whether {} is ready for deployment", host.title()),
            &uuid,
            "this host has no status",
        )
        .secondary_label(platform.value, "neither deployStatus nor deployStatusID")
        .verdict(Verdict::Unknown)
        .help("save the response of GET /hostPlatforms again");
        return;
    };
    if is_ready {
        return;
    }
    let check = platform.value.get_key("readyCheck");
    let state = check.and_then(|check| check.get_key("accessState")).and_then(Text::of);
    let state = state.filter(|state| !state.eq_ignore_ascii_case("online"));
    let reason = state.as_ref().map(|state| {
        format!(": the state of its management controller is {}", short(&state.quotable()))
    });
    let finding = ctx.report(
        format!("{} is not ready for deployment{}", host.title(), reason.unwrap_or_default()),
        &uuid,
        "this host is not ready",
    );
    finding.secondary_label(status, "the status of the host");
    if let Some(state) = &state {
        finding.secondary_label(state, "not online");
    }
    finding.help(match state {
        Some(_) => {
            "bring the management controller online, wait until Provisioning > Deploy OS Images shows the host as ready, \
             and save GET /hostPlatforms again"
        }
        None => {
            "correct what Provisioning > Deploy OS Images reports about the host, and save GET /hostPlatforms again"
        }
    });
}
