#![doc = include_str!("README.md")]

mod non_response;
mod text_kind;

use std::ops::Range;

pub(crate) use non_response::{ExceededLimit, NonResponse};

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{Kind, Tree, Value};
use crate::model::Foreign;
use crate::source::Span;

/// The `not-a-response` rule.
pub static RULE: Rule = Rule {
    id: "not-a-response",
    group: Group::Input,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["L7"],
    checks: &[Check::Input],
};

/// Reports a value that is a known document other than a response.
pub(crate) fn report_foreign<'a>(value: Value<'a>, kind: Foreign, ctx: &mut RuleContext<'_, 'a>) {
    if value.parent().is_none() {
        report(value.tree(), &NonResponse::Foreign(kind), ctx);
        return;
    }
    let words = NonResponse::Foreign(kind).words();
    ctx.report(words.message, Location::Value(value), words.label).help(words.help);
}

/// Reports values beside responses that contain none: a request that failed, for example.
pub(crate) fn report_others<'a>(first: Value<'a>, count: usize, ctx: &mut RuleContext<'_, 'a>) {
    let message = match count {
        1 => "a value beside the responses is not a response".to_owned(),
        _ => format!("{count} values beside the responses are not responses"),
    };
    let label = if count == 1 { "not checked" } else { "not checked, like the others" };
    ctx.report(message, Location::Value(first), label).help(
        "check whether a request failed, or was not a request for GET /osImages; save its response again, or \
         remove what is not a response",
    );
}

/// Reports an entry of a HAR file without the body of its response.
pub(crate) fn report_no_body<'a>(entry: Value<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let message = "this entry for GET /osImages has no saved body";
    ctx.report(message, Location::Value(entry), "not checked").help(
        "reload the page with the network tab open, then export with content (\"Save all as HAR with content\")",
    );
}

/// Reports a string that names attributes of a response but cannot be read as one.
pub(crate) fn report_unread_string<'a>(string: Value<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let what = if string.kind() == Kind::Array { "list" } else { "string" };
    let message = format!("this {what} names attributes of a response, but is not one");
    ctx.report(message, Location::Value(string), "not checked")
        .help("save the response of GET /osImages itself, without other data around it");
}

/// Why text next to responses may be one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unread {
    /// It says that a task of Ansible failed.
    FailedTask,
    /// It names attributes of a response.
    Attributes,
    /// It is the beginning of one.
    Beginning,
}

/// Reports text next to responses that may be one.
pub(crate) fn report_unread_text<'a>(
    tree: &'a Tree<'a>,
    at: &Range<usize>,
    unread: Unread,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let text = &tree.text()[at.clone()];
    let first = first_characters(text);
    let start = at.start as u32;
    let location = Location::Text(tree, Span::new(start + first.start, start + first.end));
    let (message, help) = match unread {
        Unread::FailedTask => (
            "this text reports a failed task, whose response is missing",
            "check why the task failed, then save the response again",
        ),
        Unread::Beginning => (
            "this text begins like a response, and the file ends before it does",
            "save the response again, and check that all of it was written",
        ),
        Unread::Attributes => (
            "this text names attributes of a response, but is not JSON",
            "save the response of GET /osImages itself, as JSON",
        ),
    };
    ctx.report(message, location, "not checked").help(help);
}

/// Reports a text that is not a response.
pub(crate) fn report<'a>(
    tree: &'a Tree<'a>,
    looks_like: &NonResponse,
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
