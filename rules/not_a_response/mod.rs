#![doc = include_str!("README.md")]

mod lookalike;

pub(crate) use lookalike::{Excess, Lookalike};

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{Tree, Value};
use crate::model::Foreign;
use crate::source::Span;

/// The `not-a-response` rule.
pub static RULE: Rule = Rule {
    id: "not-a-response",
    group: Group::Document,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["L7"],
    checks: &[Check::Input],
};

/// Reports a value that is a known document other than a response.
pub(crate) fn report_foreign<'a>(value: Value<'a>, kind: Foreign, ctx: &mut RuleContext<'_, 'a>) {
    if value.parent().is_none() {
        report(value.tree(), &Lookalike::Foreign(kind), ctx);
        return;
    }
    let words = Lookalike::Foreign(kind).words();
    ctx.report(words.message, Location::Value(value), words.label).help(words.help);
}

/// Reports elements of a list of responses that contain none: a request that failed, for example.
pub(crate) fn report_others<'a>(first: Value<'a>, count: usize, ctx: &mut RuleContext<'_, 'a>) {
    let message = match count {
        1 => "an element of this list of responses is not a response".to_owned(),
        _ => format!("{count} elements of this list of responses are not responses"),
    };
    let label = if count == 1 { "not checked" } else { "not checked, like the others" };
    ctx.report(message, Location::Value(first), label).help(
        "check whether a request failed, or was not a request for GET /osImages; save its response again, or \
         remove what is not a response",
    );
}

/// Reports a text that is not a response.
pub(crate) fn report<'a>(
    tree: &'a Tree<'a>,
    looks_like: &Lookalike,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let words = looks_like.words();
    let span = first_characters(tree.text());
    ctx.report(words.message, Location::Text(tree, span), words.label).help(words.help);
}

/// Returns the span of the first word or character after white space, at most about 20 bytes.
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
