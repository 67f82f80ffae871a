#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule};

/// The `suppression-unused` rule.
pub static RULE: Rule = Rule {
    id: "suppression-unused",
    group: Group::Site,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Policy],
};
