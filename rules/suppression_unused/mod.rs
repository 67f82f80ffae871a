#![doc = include_str!("README.md")]

use crate::finding::{Group, Level, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "suppression-unused",
    group: Group::Site,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[],
};
