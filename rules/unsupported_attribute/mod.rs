#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Place, Rule};
use crate::model::{Response, Shape, names};

pub(super) static RULE: Rule = Rule {
    id: "unsupported-attribute",
    group: Group::Drift,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["A1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    if response.shape != Shape::Whole {
        return;
    }
    if let Some(drivers) = response.value.get(names::DRIVERS) {
        findings
            .add(
                "\"drivers\" is no longer supported since XClarity Administrator 1.3.0",
                Place::Key(drivers),
                "not supported",
            )
            .help(
                "read driverFiles instead; if your server really is older than 1.3.0, update it before \
                 you rely on what osready says of its answers",
            );
    }
}
