#![doc = include_str!("README.md")]

mod safety;
mod words;

use crate::finding::{Findings, Group, Level, Place, Rule};
use crate::json::{DefectKind, Tree};

/// The rule.
pub static RULE: Rule = Rule {
    id: "syntax",
    group: Group::Document,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["E1", "E3", "L8"],
    checks: &[],
};

/// Says each defect of a text in words.
pub(crate) fn report<'a>(tree: &'a Tree<'a>, findings: &mut Findings<'a>) {
    findings.speak_for(&RULE);
    for defect in tree.defects() {
        let words = words::of(defect, tree);
        let place = Place::Text(tree, defect.span);
        let finding = findings.add(words.message, place, words.label);
        finding.help(words.help);
        if let Some(span) = defect.related {
            finding.also(Place::Text(tree, span), words.related);
        }
        if let DefectKind::EndsEarly { open, .. } = &defect.kind {
            // The innermost are the ones that a person can close first.
            for span in open.iter().rev().take(words::BRACKETS_SHOWN).rev() {
                finding.also(Place::Text(tree, *span), "still open");
            }
        }
        if let DefectKind::MergeConflict { base, middle, closing } = &defect.kind {
            for (marker, label) in [
                (base, "what both sides were made from"),
                (middle, "the other side begins here"),
                (closing, "the conflict ends here"),
            ] {
                if let Some(span) = marker {
                    finding.also(Place::Text(tree, *span), label);
                }
            }
        }
        if !defect.repair.is_empty() {
            let safety = safety::of(&defect.kind, &tree.text()[defect.span.range()]);
            finding.fix(words.repair, safety, defect.repair.clone());
        }
    }
}
