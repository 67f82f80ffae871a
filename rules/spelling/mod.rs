#![doc = include_str!("README.md")]

use super::tally::{Tally, short};
use crate::finding::{Check, Findings, Group, Level, Place, Rule, Safety};
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

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut found = Tally::new();
    for odd in &response.unlisted().values {
        if let Listed::OtherwiseSpelt(right) = odd.listed {
            let key = odd.value.meant_key().unwrap_or_default();
            found.add((key, odd.text.clone(), right), odd.value);
        }
    }
    for ((key, text, right), times) in found.into_list() {
        let finding = findings.add(
            format!("{key} is \"{}\", which the document spells \"{right}\"", short(&text)),
            Place::Value(times.first()),
            format!("documented as \"{right}\""),
        );
        times.mark(finding, Place::Value, "here too");
        finding.help(
            "nothing to do for osready, which takes the two for one; make sure that your own scripts \
             compare without case",
        );
        // A damaged string is mended first: where it ends is a guess.
        let sound =
            times.places.iter().all(|value| value.kind() == Kind::String && !value.is_damaged());
        if sound {
            let right = format!("\"{right}\"");
            let edits = times.places.iter().map(|value| value.span());
            let edits = edits.map(|span| Edit { span, replacement: right.clone() }).collect();
            finding.fix(times.order(&right), Safety::Safe, edits);
        }
    }
}
