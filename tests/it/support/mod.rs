//! What several tests need.
#![allow(dead_code, unreachable_pub, clippy::expect_used)]

pub mod deployment;
pub mod formats;

use osready::date::date_of;
use osready::finding::Finding;
use osready::input::{Discovery, File};
use osready::lint::{FileReport, Linter};
use osready::policy::{FindingFilter, Policy, config};
use osready::report::{Human, Theme};

/// What osready finds in `text`, saved under the name `response.json` and named by hand.
pub fn lint(text: &str) -> FileReport {
    let file = File {
        name: "response.json".to_owned(),
        discovery: Discovery::Explicit,
        text: text.to_owned(),
    };
    Linter::new(true).lint(&file).expect("shorter than 4 GiB")
}

/// The findings in `text` as people see them in 80 columns, without colours.
pub fn human(text: &str) -> String {
    let human = Human::new(Theme { colour: false, unicode: true }, 80);
    human.findings(&lint(text).findings).expect("it is written").to_string()
}

/// The day on which everything in tests happens.
pub const TODAY: &str = "2026-06-15";

/// The policy that `configuration`, an `osready.toml`, asks for, and its mistakes.
pub fn policy(configuration: &str) -> (Policy, Vec<Finding>) {
    let config::Parsed { configuration, mistakes } = config::read("osready.toml", configuration);
    let mut policy = configuration.policy();
    policy.rules.today = date_of(TODAY);
    (policy, mistakes)
}

/// Everything that is told of `text`, saved as `response.json`, under a configuration: its own mistakes
/// alone, where it has any.
pub fn judge_under(configuration: &str, text: &str) -> FileReport {
    let (policy, findings) = policy(configuration);
    if !findings.is_empty() {
        return FileReport { findings, ..FileReport::default() };
    }
    let linter = Linter::new(true).under(policy);
    let mut gate = FindingFilter::new(linter.policy());
    let file = File {
        name: "response.json".to_owned(),
        discovery: Discovery::Explicit,
        text: text.to_owned(),
    };
    let mut file_report = linter.lint(&file).expect("shorter than 4 GiB");
    gate.file(&file.name, &mut file_report.findings);
    file_report.findings.extend(gate.end(true));
    file_report
}

/// The same as people see it, without what is suppressed.
pub fn human_under(configuration: &str, text: &str) -> String {
    let mut findings = judge_under(configuration, text).findings;
    findings.retain(|finding| finding.suppressed.is_none());
    let human = Human::new(Theme { colour: false, unicode: true }, 80);
    human.findings(&findings).expect("it is written").to_string()
}
