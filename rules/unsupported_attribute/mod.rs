#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::model::Response;
use crate::spec::{Shape, names};

pub(super) static RULE: Rule = Rule {
    id: "unsupported-attribute",
    group: Group::Drift,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["A1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if response.shape != Shape::Whole {
        return;
    }
    if let Some(drivers) = response.value.get(names::DRIVERS) {
        ctx.report(
            "\"drivers\" is not supported in XClarity Administrator 1.3.0 and later",
            Location::Key(drivers),
            "not supported",
        )
        .help(
            "in scripts, read driverFiles instead; if your XClarity is older than 1.3.0, update it",
        );
    }
}
