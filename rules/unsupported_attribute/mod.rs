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
            "the response has the old list \"drivers\", which XClarity Administrator replaced by \"driverFiles\" in 1.3.0",
            Location::Key(drivers),
            "not supported",
        )
        .help(
            "change scripts that read drivers to driverFiles; without such a script there is nothing to do, unless your XClarity is \
             older than 1.3.0: then update it",
        );
    }
}
