#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::Host;

pub(super) static RULE: Rule = Rule {
    id: "storage-target",
    group: Group::Deployment,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

/// The known targets.
const TARGETS: [&str; 2] = ["localdisk", "usbdisk"];

fn check<'a>(_: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let Some(target) = host.storage_text("targetDevice") else { return };
    if TARGETS.contains(&&*target) {
        return;
    }
    ctx.report(
        format!("{} has the target device {}, which is not documented", host.title(), target.quotable()),
        &target,
        "expected localdisk or usbdisk",
    )
    .help("write localdisk or usbdisk; if the host installs to another device, look up targetDevice of PUT /hostPlatforms in the \
         API reference of your XClarity version");
}
