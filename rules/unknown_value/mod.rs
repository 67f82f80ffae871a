#![doc = include_str!("README.md")]

use super::groups::{Groups, short};
use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::model::{Listed, Response};
use crate::spec::names;

pub(super) static RULE: Rule = Rule {
    id: "unknown-value",
    group: Group::Drift,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["V1", "B1", "F8", "L5"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut found = Groups::new();
    for entry in &response.undocumented().values {
        // readiness-unknown reports unknown values of deployStatus.
        if entry.listed == Listed::Unknown && entry.value.name() != names::DEPLOY_STATUS {
            let key = entry.value.meant_key().unwrap_or_default();
            found.add((key, entry.text.clone(), entry.words.as_ptr()), (entry.value, entry.words));
        }
    }
    for ((key, text, _), occurrences) in found.into_groups() {
        let (first, words) = occurrences.first();
        let mut known: Vec<&str> = words.iter().map(String::as_str).collect();
        // Of values that differ only in case, show the first.
        known.dedup_by_key(|word| word.to_lowercase());
        let mut shown: Vec<&str> = Vec::new();
        for word in known {
            if !shown.iter().any(|other| other.eq_ignore_ascii_case(word)) {
                shown.push(word);
            }
        }
        let finding = ctx.report(
            format!("\"{}\" is not a documented value of {key}", short(&text)),
            Location::Value(first),
            format!("expected one of: {}", shown.join(", ")),
        );
        occurrences.mark(finding, |(value, _)| Location::Value(value), "here too");
        finding.help(
            "if a server sent the value, leave it, and look in the release notes of your XClarity version whether it is supported \
             before you deploy; in a file that you wrote, use one of the expected values",
        );
    }
}
