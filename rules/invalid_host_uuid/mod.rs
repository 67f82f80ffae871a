#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{Host, normal_uuid};

pub(super) static RULE: Rule = Rule {
    id: "invalid-host-uuid",
    group: Group::Deployment,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The number of digits of an id.
const UUID_DIGITS: usize = 32;

fn check<'a>(_: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(uuid) = host.uuid() else { return };
    if is_uuid(&uuid) {
        return;
    }
    let right = normal_uuid(&uuid);
    let help = match is_uuid(&right) {
        true => format!("write {right}"),
        false => "copy the uuid of the host from GET /hostPlatforms or GET /nodes".to_owned(),
    };
    ctx.report(
        format!("{} is not the uuid of a host", uuid.quotable()),
        &uuid,
        "expected 32 hexadecimal digits in upper case, without dashes",
    )
    .help(help);
}

fn is_uuid(text: &str) -> bool {
    text.len() == UUID_DIGITS
        && text.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
}
