#![doc = include_str!("README.md")]

use std::collections::HashSet;

use super::groups::{Groups, short};
use crate::diagnostic::{Applicability, Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{Edit, Value};
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
    let contested: HashSet<u32> =
        response.value.tree().doubled().map(|(known, _)| known.id()).collect();
    let mut found = Groups::new();
    for member in response.value.tree().renamed_within(response.value) {
        let key = member.key().unwrap_or_default();
        found.add((key, names::spelling(member.name())), member);
    }
    for ((key, right), occurrences) in found.into_groups() {
        let first = occurrences.first();
        let finding = ctx.report(
            format!("\"{}\" is a misspelling of \"{right}\"", short(&key)),
            Location::Key(first),
            format!("expected \"{right}\""),
        );
        occurrences.mark(finding, Location::Key, "here too");
        finding.help(
            "write the correct name, and correct the tool that wrote this one; if the server sends it, let scripts read both \
             names, as osready does",
        );
        // Another key of the object may be the one that was meant.
        let is_certain = |member: &&Value<'_>| !contested.contains(&member.id());
        let certain = occurrences.locations.iter().filter(is_certain);
        let edits = certain.filter_map(|member| member.key_span());
        let edits: Vec<Edit> =
            edits.map(|span| Edit { span, replacement: format!("\"{right}\"") }).collect();
        if !edits.is_empty() {
            let title = occurrences.fix_title(&format!("\"{right}\""));
            finding.fix(title, Applicability::Safe, edits);
        }
    }
    report_doubled(response, ctx);
}

/// Reports misspelled keys beside the correct ones: which of the two values holds is unknown.
fn report_doubled<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let tree = response.value.tree();
    let within = response.value.id()..response.value.id() + response.value.count() as u32;
    for (known, misspelled) in tree.doubled().filter(|(known, _)| within.contains(&known.id())) {
        let right = names::spelling(known.name());
        let key = misspelled.key().unwrap_or_default();
        let label = match known.key().is_some_and(|known| known == right) {
            true => "the correct key",
            false => "another misspelling of it",
        };
        let is_same = known.is_same_as(misspelled);
        let unknown = if is_same { "" } else { ", so it is unknown which of the two values holds" };
        ctx.report(
            format!(
                "\"{}\" is a misspelling of \"{right}\", which is there too{unknown}",
                short(&key)
            ),
            Location::Key(misspelled),
            "remove this key, or the other",
        )
        .secondary_label(Location::Key(known), label)
        .help("find the tool that rewrote the response, and save the response of the server again");
    }
}
