//! What several tests need.
#![allow(dead_code, unreachable_pub, clippy::expect_used)]

pub mod formats;

use osready::date::date_of;
use osready::input::{File, Named};
use osready::lint::Linter;
use osready::policy::{Gate, Policy, config};
use osready::report::{Finding, Human, Judged, Theme};

/// What osready finds in `text`, saved under the name `response.json` and named by hand.
pub fn judge(text: &str) -> Judged {
    let file =
        File { name: "response.json".to_owned(), named: Named::ByHand, text: text.to_owned() };
    Linter::new(true).judge(&file).expect("shorter than 4 GiB")
}

/// The findings in `text` as people see them in 80 columns, without colours.
pub fn human(text: &str) -> String {
    let human = Human::new(Theme { colour: false, unicode: true }, 80);
    human.findings(&judge(text).findings).expect("it is written").to_string()
}

/// The day on which everything in tests happens.
pub const TODAY: &str = "2026-06-15";

/// The policy that `configuration`, an `osready.toml`, asks for, and its mistakes.
pub fn policy(configuration: &str) -> (Policy, Vec<Finding>) {
    let config::Parsed { configuration, mistakes } = config::read("osready.toml", configuration);
    let policy = Policy { today: date_of(TODAY), ..configuration.policy() };
    (policy, mistakes)
}

/// Everything that is told of `text`, saved as `response.json`, under a configuration: its own mistakes
/// alone, where it has any.
pub fn judge_under(configuration: &str, text: &str) -> Judged {
    let (policy, findings) = policy(configuration);
    if !findings.is_empty() {
        return Judged { findings, ..Judged::default() };
    }
    let linter = Linter::new(true).under(policy);
    let mut gate = Gate::new(linter.policy());
    let file =
        File { name: "response.json".to_owned(), named: Named::ByHand, text: text.to_owned() };
    let mut judged = linter.judge(&file).expect("shorter than 4 GiB");
    gate.file(&file.name, &mut judged);
    judged.findings.extend(gate.end(true));
    judged
}

/// The same as people see it, without what is suppressed.
pub fn human_under(configuration: &str, text: &str) -> String {
    let mut findings = judge_under(configuration, text).findings;
    findings.retain(|finding| finding.suppressed.is_none());
    let human = Human::new(Theme { colour: false, unicode: true }, 80);
    human.findings(&findings).expect("it is written").to_string()
}
