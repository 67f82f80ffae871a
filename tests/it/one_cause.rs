//! One cause, one finding: where two rules mark the same characters, it is because two facts stand
//! there, and the table below says which.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use osready::rules;

/// The pairs of rules that may speak of the same value, and the two facts that they report.
const SETTLED: &[(&str, &str, &str)] = &[
    (
        "image-type-profiles",
        "no-deployable-profile",
        "the list holds profiles of another type than the image's, and so none that can be deployed",
    ),
    (
        "spelling",
        "unexplained-status",
        "the status is written in another way, and what it says is not explained",
    ),
];

/// Every failing example of every page, the fixtures and the samples.
fn corpus() -> Vec<String> {
    let mut texts = Vec::new();
    for rule in rules::ALL {
        let blocks =
            rule.page.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
        texts.extend(blocks.map(str::to_owned));
    }
    for folder in ["tests/fixtures", "tests/samples"] {
        for entry in
            fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder")
        {
            texts.push(fs::read_to_string(entry.expect("an entry").path()).expect("a file"));
        }
    }
    texts
}

#[test]
fn two_rules_speak_of_one_value_only_where_it_is_settled() {
    let mut met = BTreeSet::new();
    for text in corpus() {
        let mut by_place: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for finding in crate::support::lint(&text).findings {
            by_place
                .entry((finding.span.start, finding.span.end))
                .or_default()
                .insert(finding.rule.raw().to_owned());
        }
        for (place, rules) in by_place {
            let rules: Vec<String> = rules.into_iter().collect();
            for (at, left) in rules.iter().enumerate() {
                for right in &rules[at + 1..] {
                    let settled = SETTLED.iter().find(|(a, b, _)| a == left && b == right);
                    assert!(
                        settled.is_some(),
                        "{left} and {right} both speak of {:?} in\n{text}",
                        &text[place.0..place.1]
                    );
                    met.extend(settled.map(|(a, b, _)| (*a, *b)));
                }
            }
        }
    }
    let listed: BTreeSet<(&str, &str)> =
        SETTLED.iter().map(|(left, right, _)| (*left, *right)).collect();
    assert_eq!(listed, met, "a pair that never meets is not settled");
}
