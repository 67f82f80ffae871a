#![doc = include_str!("README.md")]

mod applicability;
mod messages;

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{SyntaxErrorKind, Tree};

/// The `syntax` rule.
pub static RULE: Rule = Rule {
    id: "syntax",
    group: Group::Input,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["E1", "E3", "L8"],
    checks: &[Check::Text(check)],
};

/// Reports each syntax error of a text.
fn check<'a>(tree: &'a Tree<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for error in tree.syntax_errors() {
        let messages = messages::describe(error, tree);
        let location = Location::Text(tree, error.span);
        let finding = ctx.report(messages.message, location, messages.label);
        finding.help(messages.help);
        if let Some(span) = error.related {
            finding.secondary_label(Location::Text(tree, span), messages.related);
        }
        if let SyntaxErrorKind::EndsEarly { open, .. } = &error.kind {
            // Show the innermost brackets: they have to be closed first.
            for span in open.iter().rev().take(messages::MAX_BRACKETS_SHOWN).rev() {
                finding.secondary_label(Location::Text(tree, *span), "still open");
            }
        }
        if let SyntaxErrorKind::MergeConflict { base, middle, closing } = &error.kind {
            for (marker, label) in [
                (base, "the common base of both sides"),
                (middle, "start of the other side"),
                (closing, "end of the conflict"),
            ] {
                if let Some(span) = marker {
                    finding.secondary_label(Location::Text(tree, *span), label);
                }
            }
        }
        if !error.repair.is_empty() {
            let text = &tree.text()[error.span.range()];
            let applicability = applicability::of_repair(&error.kind, text);
            finding.fix(messages.repair, applicability, error.repair.clone());
        }
    }
}
