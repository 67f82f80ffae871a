#![doc = include_str!("README.md")]

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
    let finding = ctx.report(
        format!("{} is not ready for deployment", host.title()),
        &uuid,
        "this host is not ready",
    );
    finding.secondary_label(status, "the status of the host");
    let check = platform.value.get_key("readyCheck");
    let state = check.and_then(|check| check.get_key("accessState")).and_then(Text::of);
    if let Some(state) = state.filter(|state| !state.eq_ignore_ascii_case("online")) {
        finding.secondary_label(&state, "its management controller");
    }
    finding.help("correct what XClarity reports about the host (Provisioning > Deploy OS Images)");
}
