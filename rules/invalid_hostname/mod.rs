#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{Host, hostname_fault};

pub(super) static RULE: Rule = Rule {
    id: "invalid-hostname",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

fn check<'a>(_: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(name) = host.network_text("hostname") else { return };
    let Some(fault) = hostname_fault(&name) else { return };
    ctx.report(format!("{} is not a hostname: {fault}", name.quotable()), &name, "not a hostname").help(
        "correct the name: its parts, separated by dots, have letters, digits and dashes, not only digits, and no dash at \
         either end; the first part has 2 to 15 characters, each other part 2 to 63",
    );
}
