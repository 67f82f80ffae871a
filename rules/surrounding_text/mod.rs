#![doc = include_str!("README.md")]

use std::ops::Range;

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::Tree;
use crate::source::Span;

/// The `surrounding-text` rule.
pub static RULE: Rule = Rule {
    id: "surrounding-text",
    group: Group::Input,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["L7"],
    checks: &[Check::Input],
};

/// The maximum number of characters that the finding marks.
const MAX_MARKED_CHARS: usize = 40;

/// Reports the text in `gaps` around the values of a text, and text within their lines if it `is_interleaved`.
pub(crate) fn report<'a>(
    tree: &'a Tree<'a>,
    gaps: &[Range<usize>],
    is_interleaved: bool,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let text = tree.text();
    let lines: usize = gaps.iter().map(|gap| text[gap.clone()].lines().count()).sum();
    let message = match lines {
        0 if is_interleaved => "the lines of the response contain other text".to_owned(),
        0 => return,
        1 => "1 line of this file is other text, such as a prompt, around a response".to_owned(),
        _ => {
            format!("{lines} lines of this file are other text, such as prompts, around responses")
        }
    };
    let start = match gaps.first() {
        Some(gap) if !is_interleaved => gap.start,
        _ => text.len() - text.trim_start().len(),
    };
    let line = text[start..].lines().next().unwrap_or_default();
    let end = line.char_indices().nth(MAX_MARKED_CHARS).map_or(line.len(), |(at, _)| at);
    let span = Span::new(start as u32, (start + end.max(1).min(text.len() - start)) as u32);
    ctx.report(message, Location::Text(tree, span), "skipped").help(
        "save only the response: write it to a file with curl -o, or with the copy task of Ansible, instead of \
         saving what a terminal shows",
    );
}
