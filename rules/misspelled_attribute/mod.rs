#![doc = include_str!("README.md")]

use super::tally::{Tally, short};
use crate::diagnostic::{Applicability, Check, Group, Level, Location, Rule, RuleContext};
use crate::json::Edit;
use crate::model::Response;
use crate::spec::names;

pub(super) static RULE: Rule = Rule {
    id: "misspelled-attribute",
    group: Group::Drift,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["H2"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut found = Tally::new();
    for member in response.value.tree().renamed_within(response.value) {
        let key = member.key().unwrap_or_default();
        found.add((key, names::spelling(member.name())), member);
    }
    for ((key, right), times) in found.into_diagnostics() {
        let first = times.first();
        let finding = ctx.report(
            format!("\"{}\" is a misspelling of \"{right}\"", short(&key)),
            Location::Key(first),
            format!("expected \"{right}\""),
        );
        times.mark(finding, Location::Key, "here too");
        finding.help(
            "find the tool that rewrote the response: programs that read the correct name do not find this \
             value (osready reads it nevertheless)",
        );
        let edits = times.places.iter().filter_map(|member| member.key_span());
        let edits: Vec<Edit> =
            edits.map(|span| Edit { span, replacement: format!("\"{right}\"") }).collect();
        finding.fix(times.order(&format!("\"{right}\"")), Applicability::Safe, edits);
    }
}
