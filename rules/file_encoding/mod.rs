#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::Tree;
use crate::source::Span;

/// The `file-encoding` rule.
pub(crate) static RULE: Rule = Rule {
    id: "file-encoding",
    group: Group::Input,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["L7"],
    checks: &[Check::Input],
};

const HELP: &str = "save the response again as UTF-8: with curl -o, or in PowerShell with Set-Content -Encoding utf8";

/// Reports that `count` lines, the first of which `tree` is, are in Windows-1252.
pub(crate) fn report_windows_1252<'a>(
    tree: &'a Tree<'a>,
    count: usize,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let message = match count {
        1 => "1 line is not UTF-8 and was read as Windows-1252".to_owned(),
        _ => format!("{count} lines are not UTF-8 and were read as Windows-1252"),
    };
    ctx.report(
        message,
        location(tree, |character| !character.is_ascii()),
        "the first character that is not UTF-8",
    )
    .help(HELP);
}

/// Reports that parts of a file have different encodings.
pub(crate) fn report_mixed_encodings<'a>(tree: &'a Tree<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let message = "parts of this file have different encodings";
    ctx.report(message, location(tree, |_| true), "the first part").help(HELP);
}

/// Reports characters that could not be decoded, the first of which begins `tree`.
pub(crate) fn report_lost_characters<'a>(tree: &'a Tree<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let finding = ctx.report(
        "the file contains bytes that are not text, so that a part of it is lost",
        location(tree, |_| true),
        "not text",
    );
    finding.help("save the response again; the disk may have been full when the file was written");
    finding.level = Level::Error;
}

/// Returns the first character of a text that `is_marked`.
fn location<'a>(tree: &'a Tree<'a>, is_marked: fn(char) -> bool) -> Location<'a> {
    let text = tree.text();
    let found = text.char_indices().find(|(_, character)| is_marked(*character));
    let (at, len) = found.map_or((0, 0), |(at, character)| (at, character.len_utf8()));
    Location::Text(tree, Span::new(at as u32, (at + len) as u32))
}
