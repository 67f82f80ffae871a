#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule};

/// The `configuration` rule.
pub static RULE: Rule = Rule {
    id: "configuration",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Configuration],
};
