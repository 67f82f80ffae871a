#![doc = include_str!("README.md")]

use crate::finding::{Group, Level, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "configuration",
    group: Group::Site,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};
