#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule};

/// The `required-profile` rule.
pub static RULE: Rule = Rule {
    id: "required-profile",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Policy],
};
