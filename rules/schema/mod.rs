#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule};
use crate::schema;

/// The `schema` rule.
pub static RULE: Rule = Rule {
    id: "schema",
    group: Group::Input,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["T1", "V1", "P2", "F1", "F4", "F9", "X3", "K8"],
    checks: &[Check::Response(schema::check)],
};
