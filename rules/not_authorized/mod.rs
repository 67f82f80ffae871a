#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "not-authorized",
    group: Group::Document,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["U1"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if let Some(flag) = response.is_authorized().filter(|flag| !flag.is_true) {
        ctx
            .report(
                "the user who saved this response is not authorized to deploy operating systems",
                flag,
                "not authorized",
            )
            .help(
                "save the response as a user whose role can manage and deploy operating systems, or have an \
                 administrator add such a role (Administration > Security > Roles)",
            );
    }
}
