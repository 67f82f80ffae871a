#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::Tree;

/// The `repeated-key` rule.
pub static RULE: Rule = Rule {
    id: "repeated-key",
    group: Group::Input,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["L9"],
    checks: &[Check::Text(check)],
};

/// Reports the duplicate keys of a text.
fn check<'a>(tree: &'a Tree<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for repeated in tree.repeated() {
        let (first, last) = tree.repeated_members(*repeated);
        // The finding of the merge conflict covers these keys.
        if tree.are_alternatives(first, last) {
            continue;
        }
        let key = last.quotable_key().unwrap_or_default();
        let times = match repeated.times {
            2 => String::new(),
            many => format!(", {many} times"),
        };
        ctx.report(
            format!("duplicate key \"{key}\"{times} in one object"),
            Location::Key(last),
            "the last value is used",
        )
        .secondary_label(Location::Key(first), "first occurrence")
        .help(
            "keep the entry that is right and remove the others; if a server sent the file, save the response again, without \
             tools that edit or merge it",
        );
    }
}
