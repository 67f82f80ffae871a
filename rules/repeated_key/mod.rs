#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Place, Rule};
use crate::json::Tree;

/// The rule.
pub static RULE: Rule = Rule {
    id: "repeated-key",
    group: Group::Document,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["L9"],
    checks: &[],
};

/// Says which keys of a text repeat.
pub(crate) fn report<'a>(tree: &'a Tree<'a>, findings: &mut Findings<'a>) {
    findings.speak_for(&RULE);
    for repeated in tree.repeated() {
        let (first, last) = tree.repeated_members(*repeated);
        // The conflict's own finding says so.
        if tree.are_alternatives(first, last) {
            continue;
        }
        let key = last.quotable_key().unwrap_or_default();
        let times = match repeated.times {
            2 => "twice".to_owned(),
            many => format!("{many} times"),
        };
        findings
            .add(
                format!("the key \"{key}\" stands {times} in one object"),
                Place::Key(last),
                "this one holds",
            )
            .also(Place::Key(first), "first here")
            .help("remove all but one: programs keep the last, people read the first");
    }
}
