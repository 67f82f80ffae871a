//! What distinguishes a finding from every other one stays the same whatever becomes of its place.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

fn image(id: &str, profiles: &[Value]) -> Value {
    json!({"deployStatus": "ready", "id": format!("{id}|"), "name": id, "profiles": profiles, "type": "base"})
}

fn profile(image: &str, name: &str, no_winpe: bool, files: &[&str]) -> Value {
    json!({
        "id": format!("{image}|{name}"), "name": name, "deployStatus": "notReady", "type": "predefined",
        "readyCheck": {"noWinpe": no_winpe},
        "customizationOptions": {"driverOptions": {"driverFileIds": files}},
    })
}

fn response(images: &[Value]) -> Value {
    json!({"items": images, "driverFiles": [], "number": images.len()})
}

fn fingerprints(text: &str) -> BTreeSet<String> {
    crate::support::lint(text)
        .findings
        .into_iter()
        .map(|one| one.fingerprint.raw().to_owned())
        .collect()
}

#[test]
fn findings_keep_their_fingerprints_when_a_file_is_reordered_reformatted_and_added_to() {
    let first = profile("win2016", "a", true, &["gone-1", "gone-2"]);
    let second = profile("win2016", "b", true, &["gone-1"]);
    let before = response(&[image("win2016", &[first.clone(), second.clone()])]).to_string();
    let added = image("win2019", &[profile("win2019", "c", true, &["gone-3"])]);
    let after = response(&[added, image("win2016", &[second, first])]);
    let after = serde_json::to_string_pretty(&after).expect("it is written").replace('\n', "\r\n");
    let (before, after) = (fingerprints(&before), fingerprints(&after));
    assert!(before.len() > 4, "{before:?}");
    assert!(before.is_subset(&after), "{:?}", before.difference(&after));
    assert!(after.len() > before.len());
}

#[test]
fn findings_of_one_file_differ_even_where_the_same_stands_twice() {
    let twice = profile("win2016", "a", false, &["gone", "gone"]);
    let file_report = crate::support::lint(&response(&[image("win2016", &[twice])]).to_string());
    let all: BTreeSet<&str> =
        file_report.findings.iter().map(|finding| finding.fingerprint.raw()).collect();
    assert_eq!(all.len(), file_report.findings.len());
    assert!(all.iter().any(|fingerprint| fingerprint.ends_with("-2")));
}

#[test]
fn another_value_is_another_finding() {
    let with = |id: &str| {
        let one = profile("win2016", "a", false, &[id]);
        fingerprints(&response(&[image("win2016", &[one])]).to_string())
    };
    assert_ne!(with("gone-1"), with("gone-2"));
}
