#![doc = include_str!("README.md")]

use super::groups::{Groups, short};
use crate::diagnostic::{Applicability, Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{Edit, Kind};
use crate::model::{Listed, Response};

pub(super) static RULE: Rule = Rule {
    id: "spelling",
    group: Group::Drift,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["V1", "L4"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut found = Groups::new();
    for entry in &response.undocumented().values {
        if let Listed::OtherwiseSpelt(right) = entry.listed {
            let key = entry.value.meant_key().unwrap_or_default();
            found.add((key, entry.text.clone(), right), entry.value);
        }
    }
    for ((key, text, right), occurrences) in found.into_groups() {
        let finding = ctx.report(
            format!("{key} is \"{}\", which is documented as \"{right}\"", short(&text)),
            Location::Value(occurrences.first()),
            format!("expected \"{right}\""),
        );
        occurrences.mark(finding, Location::Value, "here too");
        finding.help(
            "make sure that your scripts ignore case when they compare values; osready treats both \
             spellings as equal",
        );
        // The end of a damaged string is a guess, so fix its syntax error first.
        let is_intact = occurrences
            .locations
            .iter()
            .all(|value| value.kind() == Kind::String && !value.is_damaged());
        if is_intact {
            let right = format!("\"{right}\"");
            let edits = occurrences.locations.iter().map(|value| value.span());
            let edits = edits.map(|span| Edit { span, replacement: right.clone() }).collect();
            finding.fix(occurrences.fix_title(&right), Applicability::Safe, edits);
        }
    }
}
