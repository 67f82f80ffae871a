#![doc = include_str!("README.md")]

mod lookalike;

pub(crate) use lookalike::{Excess, Lookalike};

use crate::finding::{Findings, Group, Level, Place, Rule};
use crate::json::{Span, Tree, Value};
use crate::model::Foreign;

/// The rule.
pub static RULE: Rule = Rule {
    id: "not-a-response",
    group: Group::Document,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["L7"],
    checks: &[],
};

/// Says what a value is that is something else than a response.
pub(crate) fn report_foreign<'a>(value: Value<'a>, kind: Foreign, findings: &mut Findings<'a>) {
    if value.parent().is_none() {
        report(value.tree(), &Lookalike::Foreign(kind), findings);
        return;
    }
    findings.speak_for(&RULE);
    let words = Lookalike::Foreign(kind).words();
    findings.add(words.message, Place::Value(value), words.label).help(words.help);
}

/// Says what a text looks like that is no response.
pub(crate) fn report<'a>(tree: &'a Tree<'a>, looks_like: &Lookalike, findings: &mut Findings<'a>) {
    findings.speak_for(&RULE);
    let words = looks_like.words();
    let span = first_characters(tree.text());
    findings.add(words.message, Place::Text(tree, span), words.label).help(words.help);
}

/// The first characters of a text that are not white space: one word, or a bracket.
fn first_characters(text: &str) -> Span {
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    let word =
        rest.find(|character: char| !(character.is_alphanumeric() || "<!'@".contains(character)));
    let len = word.unwrap_or(rest.len()).max(rest.chars().next().map_or(0, char::len_utf8));
    let len =
        rest.char_indices().map(|(at, _)| at).find(|at| *at >= len.min(20)).unwrap_or(rest.len());
    Span::new(start as u32, (start + len) as u32)
}
