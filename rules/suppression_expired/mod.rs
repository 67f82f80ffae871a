#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule};

/// The `suppression-expired` rule.
pub static RULE: Rule = Rule {
    id: "suppression-expired",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Policy],
};
