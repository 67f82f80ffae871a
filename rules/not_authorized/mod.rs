#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Rule};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "not-authorized",
    group: Group::Document,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["U1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    if let Some(flag) = response.is_authorized().filter(|flag| !flag.is_true) {
        findings
            .add(
                "the user who saved this response may not deploy operating systems",
                flag,
                "not authorized",
            )
            .help(
                "save the response as a user with a role that may manage and deploy operating systems, or let \
                 an administrator add such a role (Administration > Security > Roles)",
            );
    }
}
