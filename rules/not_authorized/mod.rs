#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Rule, RuleContext};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "not-authorized",
    group: Group::Input,
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
                "have an administrator give the user a role that can manage and deploy operating systems (Administration > \
                 Security > Users; Roles lists what each can do), or run the deployment as a user who has one; then save the \
                 response again as that user",
            );
    }
}
