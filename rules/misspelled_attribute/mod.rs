#![doc = include_str!("README.md")]

use super::tally::{Tally, short};
use crate::finding::{Check, Findings, Group, Level, Place, Rule, Safety};
use crate::json::Edit;
use crate::model::{Response, names};

pub(super) static RULE: Rule = Rule {
    id: "misspelled-attribute",
    group: Group::Drift,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["H2"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut found = Tally::new();
    for member in response.value.tree().renamed_within(response.value) {
        let key = member.key().unwrap_or_default();
        found.add((key, names::spelling(member.name())), member);
    }
    for ((key, right), times) in found.into_list() {
        let first = times.first();
        let finding = findings.add(
            format!("\"{}\" is a misspelling of \"{right}\"", short(&key)),
            Place::Key(first),
            format!("must be \"{right}\""),
        );
        times.mark(finding, Place::Key, "here too");
        finding.help(
            "look for whatever rewrote the response on its way here: programs that ask for the right \
             name do not find what stands under this one (osready has read it all the same)",
        );
        let edits = times.places.iter().filter_map(|member| member.key_span());
        let edits: Vec<Edit> =
            edits.map(|span| Edit { span, replacement: format!("\"{right}\"") }).collect();
        finding.fix(times.order(&format!("\"{right}\"")), Safety::Safe, edits);
    }
}
