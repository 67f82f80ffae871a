//! What several tests need.
#![allow(dead_code, unreachable_pub, clippy::expect_used)]

pub mod deployment;
pub mod formats;

use std::sync::LazyLock;

use osready::date::date_of;
use osready::finding::Finding;
use osready::input::{Discovery, File, in_memory};
use osready::lint::{FileReport, Linter};
use osready::policy::{FindingFilter, Policy, config};
use osready::report::{Human, Theme};

/// What osready finds in `text`, saved under the name `response.json` and named by hand.
pub fn lint(text: &str) -> FileReport {
    let file = File::new("response.json", Discovery::Explicit, text);
    linter(true).lint(&file).expect("shorter than 4 GiB")
}

/// The findings in `text` as people see them in 80 columns, without colors.
pub fn human(text: &str) -> String {
    let human = Human::new(Theme { color: false, unicode: true }, 80);
    human.findings(&lint(text).findings).expect("it is written").to_string()
}

/// A linter that reports every note.
pub fn linter(with_excerpts: bool) -> Linter {
    Linter::new().with_excerpts(with_excerpts).with_policy(pedantic())
}

/// A policy that reports every note.
pub fn pedantic() -> Policy {
    let mut policy = Policy::default();
    policy.levels.pedantic = true;
    policy
}

/// How many cases a randomized test tries: `count`, times `OSREADY_EFFORT` if it is set. CI sets it to 4.
pub fn cases(count: usize) -> usize {
    static EFFORT: LazyLock<usize> = LazyLock::new(|| {
        let effort = std::env::var("OSREADY_EFFORT");
        effort.map_or(1, |effort| effort.parse().expect("OSREADY_EFFORT is a number"))
    });
    count * *EFFORT
}

/// Of how many cases of an enumeration a test tries one: all of them from an `OSREADY_EFFORT` of 4 on.
pub fn stride() -> usize {
    4_usize.div_ceil(cases(1))
}

/// The day on which everything in tests happens.
pub const TODAY: &str = "2026-06-15";

/// The policy that `configuration`, an `osready.toml`, asks for, and its errors.
pub fn policy(configuration: &str) -> (Policy, Vec<Finding>) {
    let config::Parsed { configuration, errors } = config::read("osready.toml", configuration);
    let mut policy = configuration.policy();
    policy.rules.today = date_of(TODAY);
    policy.levels.pedantic = true;
    (policy, errors)
}

/// Everything that is reported for `text`, saved as `response.json`, under a configuration: its own errors
/// alone, where it has any.
pub fn lint_under(configuration: &str, text: &str) -> FileReport {
    let (policy, findings) = policy(configuration);
    if !findings.is_empty() {
        return FileReport { findings, ..FileReport::default() };
    }
    let linter = Linter::new().with_excerpts(true).with_policy(policy);
    let mut gate = FindingFilter::new(linter.policy());
    let file = in_windows_1252(text);
    let mut file_report = linter.lint(&file).expect("shorter than 4 GiB");
    gate.file(&file.name, &mut file_report.findings);
    file_report.findings.extend(gate.end(|_| true));
    file_report
}

/// A file whose word "Café", if it has one, is in Windows-1252.
fn in_windows_1252(text: &str) -> File {
    let bytes: Vec<&[u8]> = text.split_inclusive("Caf").map(str::as_bytes).collect();
    let bytes = bytes.iter().enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.strip_prefix("é".as_bytes()).unwrap_or(part),
    });
    let bytes: Vec<&[u8]> = bytes.collect();
    in_memory("response.json", Discovery::Explicit, &bytes.join(&[0xE9][..])).expect("it is text")
}

/// The same as people see it, without what is suppressed.
pub fn human_under(configuration: &str, text: &str) -> String {
    let mut findings = lint_under(configuration, text).findings;
    findings.retain(|finding| finding.suppressed.is_none());
    let human = Human::new(Theme { color: false, unicode: true }, 80);
    human.findings(&findings).expect("it is written").to_string()
}

/// Asserts that a text has all of these, each after the one before.
pub fn assert_in_order(text: &str, words: &[&str]) {
    let places: Vec<Option<usize>> = words.iter().map(|words| text.find(words)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}:\n{text}");
}
