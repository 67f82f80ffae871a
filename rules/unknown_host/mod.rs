#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{Host, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "unknown-host",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

fn check<'a>(deployment: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(platforms) = deployment.platforms else { return };
    let Some(uuid) = host.uuid() else { return };
    if platforms.host(&uuid).is_some() {
        return;
    }
    let finding = ctx.report(
        format!("host {} is not among the hosts that XClarity manages", uuid.quotable()),
        &uuid,
        "not in the response of GET /hostPlatforms",
    );
    if let Some(list) = platforms.lists.first() {
        finding.secondary_label(*list, "the list that lacks it");
    }
    if platforms.is_incomplete {
        finding.verdict(Verdict::Unknown);
    }
    finding.help("look the host up in GET /nodes: if its uuid differs, correct the request; if the host is missing, manage it in XClarity \
         first; if this uuid is listed, the response of GET /hostPlatforms is outdated: save it again");
}
