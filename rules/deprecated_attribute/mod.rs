#![doc = include_str!("README.md")]

use super::tally::Tally;
use crate::finding::{Check, Findings, Group, Level, Place, Rule};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "deprecated-attribute",
    group: Group::Drift,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["P12"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut found = Tally::new();
    for profile in response.profiles() {
        if let Some(value) = profile.is_allowed_in_current_security_mode_value() {
            found.add((), value);
        }
    }
    for ((), times) in found.into_list() {
        let finding = findings.add(
            "isAllowedInCurrentSecurityMode will go away in a future release",
            Place::Key(times.first()),
            "the old attribute",
        );
        times.mark(finding, Place::Key, "here too");
        finding.help(
            "change scripts that read it: isNotAllowedInCurrentSecurityMode in the readyCheck of the \
             image says the opposite, and stays",
        );
    }
}
