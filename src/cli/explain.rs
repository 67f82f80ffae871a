//! `osready explain` and `osready rules`.

use std::fmt::Write as _;

use osready::rules;

use super::FAILED;
use super::output::Output;

/// How alike two rule ids are, from 0 to 1, for one to be offered for the other.
const NEAR: f64 = 0.75;

/// Prints the page of a rule.
pub(super) fn explain(id: &str, output: &Output) -> u8 {
    if let Some(rule) = rules::by_id(id) {
        output.out(rule.page());
        return 0;
    }
    let likeness = |other: &str| strsim::jaro_winkler(id, other);
    let nearest =
        rules::ALL.iter().max_by(|left, right| likeness(left.id).total_cmp(&likeness(right.id)));
    match nearest.filter(|rule| likeness(rule.id) > NEAR) {
        Some(rule) => output.complain(&format!("there is no rule {id}; did you mean {}?", rule.id)),
        None => output.complain(&format!("there is no rule {id}; osready rules lists them all")),
    }
    FAILED
}

/// Lists the rules.
pub(super) fn rules(output: &Output) -> u8 {
    let mut text = String::new();
    let mut group = None;
    for rule in rules::ALL {
        if group.replace(rule.group) != Some(rule.group) {
            let _ =
                writeln!(text, "{}{}", if text.is_empty() { "" } else { "\n" }, rule.group.word());
        }
        let _ = writeln!(text, "  {:28} {:8} {}", rule.id, rule.level.word(), rule.summary());
    }
    output.out(&text);
    0
}
