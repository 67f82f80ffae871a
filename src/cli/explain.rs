//! `osready explain` and `osready rules`.

use std::fmt::Write as _;

use osready::harmless::Harmless;
use osready::rules;
use osready::rules::statements::{self, STATEMENTS};
use serde_json::json;

use super::FAILED;
use super::args::{ListFormat, Rules};
use super::output::Output;

/// How alike two rule ids are, from 0 to 1, for one to be offered for the other.
const NEAR: f64 = 0.75;

/// Prints the page of a rule.
pub(super) fn explain(id: &str, output: &Output) -> u8 {
    if let Some(rule) = rules::by_id(id) {
        output.out(&Harmless::fixed(rule.page));
        return 0;
    }
    output.complain(&no_such_rule(id));
    FAILED
}

/// That there is no rule `id`, and which one may be meant.
pub(super) fn no_such_rule(id: &str) -> String {
    let likeness = |other: &str| strsim::jaro_winkler(id, other);
    let nearest =
        rules::ALL.iter().max_by(|left, right| likeness(left.id).total_cmp(&likeness(right.id)));
    match nearest.filter(|rule| likeness(rule.id) > NEAR) {
        Some(rule) => format!("there is no rule {id}; did you mean {}?", rule.id),
        None => format!("there is no rule {id}; osready rules lists them all"),
    }
}

/// Lists the rules, or the statements of the document with what enforces each.
pub(super) fn rules(arguments: &Rules, output: &Output) -> u8 {
    let text = match (arguments.spec, arguments.format) {
        (false, ListFormat::Human) => rules_for_people(),
        (false, ListFormat::Json) => json(rules::ALL.iter().map(|rule| {
            json!({
                "id": rule.id,
                "group": rule.group,
                "level": rule.level,
                "summary": rule.summary(),
                "statements": rule.statements,
                "lines": statements::lines_of(rule).collect::<Vec<_>>(),
            })
        })),
        (true, ListFormat::Human) => statements_for_people(),
        (true, ListFormat::Json) => json(STATEMENTS.iter().map(|(id, lines)| {
            json!({
                "id": id,
                "lines": lines,
                "rules": statements::enforcing(id).map(|rule| rule.id).collect::<Vec<_>>(),
                "reason": reason(id),
            })
        })),
    };
    output.out(&Harmless::lines(&text));
    0
}

fn json(rows: impl Iterator<Item = serde_json::Value>) -> String {
    let rows: serde_json::Value = rows.collect();
    format!("{rows:#}\n")
}

fn rules_for_people() -> String {
    let mut text = String::new();
    let mut group = None;
    for rule in rules::ALL {
        if group.replace(rule.group) != Some(rule.group) {
            let _ =
                writeln!(text, "{}{}", if text.is_empty() { "" } else { "\n" }, rule.group.word());
        }
        let _ = writeln!(text, "  {:30} {:8} {}", rule.id, rule.level.word(), rule.summary());
    }
    text
}

fn statements_for_people() -> String {
    let mut text = String::new();
    for (id, lines) in STATEMENTS {
        let rules: Vec<&str> = statements::enforcing(id).map(|rule| rule.id).collect();
        let by = reason(id).map_or_else(|| rules.join(", "), |reason| format!("no rule: {reason}"));
        let _ = writeln!(text, "{id:4} {lines:18} {by}");
    }
    text
}

/// Why no rule enforces a statement.
fn reason(id: &str) -> Option<&'static str> {
    statements::WITHOUT_RULE.iter().find(|(without, _)| *without == id).map(|(_, reason)| *reason)
}
