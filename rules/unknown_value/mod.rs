#![doc = include_str!("README.md")]

use super::tally::{Tally, short};
use crate::finding::{Check, Findings, Group, Level, Place, Rule};
use crate::model::{Listed, Response, names};

pub(super) static RULE: Rule = Rule {
    id: "unknown-value",
    group: Group::Drift,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["V1", "B1", "F8", "L5"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut found = Tally::new();
    for odd in &response.unlisted().values {
        // A deployStatus that says nothing known is readiness-unknown's.
        if odd.listed == Listed::Unknown && odd.value.name() != names::DEPLOY_STATUS {
            let key = odd.value.meant_key().unwrap_or_default();
            found.add((key, odd.text.clone(), odd.words.as_ptr()), (odd.value, odd.words));
        }
    }
    for ((key, text, _), times) in found.into_list() {
        let (first, words) = times.first();
        let mut known: Vec<&str> = words.iter().map(String::as_str).collect();
        // Spellings that only differ in capitals are one word to a person.
        known.dedup_by_key(|word| word.to_lowercase());
        let mut shown: Vec<&str> = Vec::new();
        for word in known {
            if !shown.iter().any(|other| other.eq_ignore_ascii_case(word)) {
                shown.push(word);
            }
        }
        let finding = findings.add(
            format!("the document knows no {key} \"{}\"", short(&text)),
            Place::Value(first),
            format!("known: {}", shown.join(", ")),
        );
        times.mark(finding, |(value, _)| Place::Value(value), "here too");
        finding.help(
            "check the release notes of your server: newer ones know more than the document, other systems \
             above all, and osready then judges with care; otherwise correct the value",
        );
    }
}
