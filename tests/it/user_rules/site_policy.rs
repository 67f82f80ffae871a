//! The keys of `[site-policy]`, which stand for rules with expressions.

use osready::pattern::Pattern;
use proptest::prelude::*;

use super::oracle::SITE_POLICY;
use super::policy;
use crate::support::lint_under;

/// A response with all that the policies below ask for.
const RESPONSE: &str = r#"{
  "lastRefreshed": "2026-06-14",
  "diskUsage": { "totalDiskUsage": 1000 },
  "bootFiles": [{ "id": "winpe", "os": "win", "type": "Predefined", "version": "2.10" }],
  "driverFiles": [
    { "devicetype": "nic", "id": "mlnx", "name": "mlnx", "os": "win", "type": "Predefined", "version": "5.60" }
  ],
  "unattendFiles": [{ "id": "answers", "os": "win", "type": "Custom" }],
  "items": [{
    "deployStatus": "ready", "id": "win2022|", "name": "win2022", "osrelease": "2022",
    "profiles": [{
      "customizationOptions": {
        "deployDataAndSoftwareLocation": "C:/LXCA/",
        "driverOptions": { "driverFileIds": ["mlnx"] },
        "unattendOptions": [{ "unattendFileIds": ["answers"] }]
      },
      "deployStatus": "ready", "id": "win2022|win2022-x86_64-install-Core", "name": "win2022-x86_64-install-Core",
      "readyCheck": { "noWinpe": false, "preloadedWinpe": false }, "type": "custom"
    }]
  }]
}"#;

/// A policy, a value of [`RESPONSE`] that it needs, what breaks the policy, and what leaves it undecided.
const KEYS: &[(&str, &str, &str, &str)] = &[
    (
        "allowed-images = ['win2022|']",
        r#""id": "win2022|", "name": "win2022""#,
        r#""id": "win2019|", "name": "win2019""#,
        r#""name": "x""#,
    ),
    (
        "denied-images = ['win2019*', '*old*']",
        r#""id": "win2022|", "name": "win2022""#,
        r#""id": "win2022|", "name": "old2022""#,
        r#""name": "win2022""#,
    ),
    (
        "allowed-releases = ['windows 20*']",
        r#""osrelease": "2022""#,
        r#""osrelease": "1803""#,
        r#""osrelease": 2022"#,
    ),
    (
        "denied-releases = ['2016']",
        r#""osrelease": "2022""#,
        r#""osrelease": "2016""#,
        r#""x": """#,
    ),
    (
        "minimum-release = { windows = '2022' }",
        r#""osrelease": "2022""#,
        r#""osrelease": "2019""#,
        r#""osrelease": "LTSC""#,
    ),
    (
        "minimum-boot-file-version = '2.9'",
        r#""version": "2.10""#,
        r#""version": "2.8""#,
        r#""versions": "2.10""#,
    ),
    ("deploy-path = { windows = 'c:\\lxca' }", "C:/LXCA/", "C:/temp", "C:/temp\u{0}"),
    (
        "required-drivers = ['nic']",
        r#""devicetype": "nic""#,
        r#""devicetype": "hba""#,
        r#""devicetype": """#,
    ),
    (
        "required-drivers = ['nic']",
        r#""driverFileIds": ["mlnx"]"#,
        r#""driverFileIds": []"#,
        r#""driverFileIds": ["gone"]"#,
    ),
    (
        "minimum-driver-version = [{ drivers = 'ml*', type = 'nic', version = '5.9' }]",
        r#""version": "5.60""#,
        r#""version": "5.8""#,
        r#""version": null"#,
    ),
    (
        "minimum-driver-version = [{ system = 'windows', version = '5.9' }]",
        r#""os": "win", "type": "Predefined", "version": "5.60""#,
        r#""os": "win", "version": "5.8""#,
        r#""os": 1, "version": "5.8""#,
    ),
    ("required-unattend-file = ['windows']", r#"["answers"]"#, "[]", "[1]"),
    (
        "denied-preloaded-winpe = ['thinksystem']",
        r#""preloadedWinpe": false"#,
        r#""preloadedWinpe": true"#,
        r#""preloadedWinpe": "?""#,
    ),
    (
        "custom-profiles-only = true",
        r#""readyCheck": { "noWinpe": false, "preloadedWinpe": false }, "type": "custom""#,
        r#""readyCheck": {}, "type": "predefined""#,
        r#""readyCheck": {}"#,
    ),
    ("max-age-days = 7", "2026-06-14", "2026-06-01", "soon"),
    ("max-age-days = 7", "2026-06-14", "2026-07-01", ""),
    (
        "disk-budget = '1 MB'",
        r#""totalDiskUsage": 1000"#,
        r#""totalDiskUsage": 1025"#,
        r#""totalDiskUsage": "1000 KB""#,
    ),
];

/// The findings of the site policy for a response.
fn of_policy(key: &str, response: &str) -> Vec<String> {
    let reading = "[deploy]\nto = 'thinksystem'\n[rules.preloaded-winpe]\nreading = 'name'\n";
    let report = lint_under(&format!("{reading}[site-policy]\n{key}\n"), response);
    let of_policy = report.findings.iter().filter(|finding| {
        finding.rule == *"configuration" || finding.rule.starts_with("site-policy/")
    });
    of_policy.map(|finding| finding.message.raw().to_owned()).collect()
}

#[test]
fn every_key_passes_fails_and_never_passes_on_what_cannot_be_read() {
    for (key, value, fails, unknown) in KEYS {
        assert!(RESPONSE.contains(value), "{key}: {value}");
        let with = |other: &str| of_policy(key, &RESPONSE.replacen(value, other, 1));
        assert_eq!(with(value), [""; 0], "{key}");
        let messages = with(fails);
        assert!(
            messages.len() == 1 && !messages[0].contains("cannot be decided"),
            "{key}: {fails}: {messages:?}"
        );
        let messages = with(unknown);
        assert!(!messages.is_empty(), "{key}: {unknown}: {messages:?}");
    }
}

#[test]
fn images_that_profiles_were_saved_without_are_known_by_the_id() {
    let profile = r#"{ "deployStatus": "ready", "id": "win2022|win2022-x86_64-install-Core", "name": "Core",
        "readyCheck": {} }"#;
    for (key, count) in [
        ("allowed-images = ['win2022']", 0),
        ("allowed-images = ['win2022|']", 0),
        ("allowed-images = ['win202?']", 0),
        ("allowed-images = ['win2*']", 0),
        ("allowed-images = ['*-Core']", 1),
        ("allowed-images = ['win2022-x86*']", 1),
        ("denied-images = ['win202[0-3]']", 1),
        ("denied-images = ['*install*']", 0),
    ] {
        assert_eq!(of_policy(key, profile).len(), count, "{key}");
    }
}

#[test]
fn every_key_points_at_an_attribute_of_its_subjects() {
    let (policy, errors) = policy(SITE_POLICY);
    assert!(errors.is_empty(), "{errors:#?}");
    for rule in &policy.user_rules {
        assert!(rule.is_built_in() && rule.at.is_some(), "{}", rule.rule.id);
    }
}

#[test]
fn what_preloaded_means_must_be_configured() {
    let (_, errors) = policy("[site-policy]\ndenied-preloaded-winpe = ['thinksystem']\n");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].pointer, *"/site-policy/denied-preloaded-winpe");
}

#[test]
fn a_minimum_version_of_a_selection_that_is_invalid_is_not_one_for_all_drivers() {
    for table in ["type = 'gpu', version = '1'", "system = 1, version = '1'", "drivers = 'a'"] {
        let text = format!("[site-policy]\nminimum-driver-version = [{{ {table} }}]\n");
        let (policy, errors) = policy(&text);
        assert_eq!((policy.user_rules.len(), errors.len()), (0, 1), "{table}");
    }
}

proptest! {
    /// The rule that a glob stands for reports the images that the glob does not match.
    #[test]
    fn a_rule_matches_what_its_glob_matches(glob in r"[a-cé*?.\[\]\\{}^$|(+-]{1,8}", id in r"[a-cé.^$|(+\\\[-]{0,6}") {
        let Ok(pattern) = Pattern::of_ids(&glob) else { return Ok(()) };
        let matches = pattern.matches(&id) || pattern.matches("a name");
        let key = format!("allowed-images = [{}]", serde_json::Value::from(glob.as_str()));
        let image = serde_json::json!({
            "deployStatus": "ready", "id": id, "name": "a name", "profiles": [], "readyCheck": {}
        });
        let messages = of_policy(&key, &image.to_string());
        prop_assert_eq!(messages.is_empty(), matches, "{:?} {:?} {:?}", glob, id, messages);
    }
}
