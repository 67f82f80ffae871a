#![doc = include_str!("README.md")]

use super::groups::Groups;
use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::model::Response;

pub(super) static RULE: Rule = Rule {
    id: "deprecated-attribute",
    group: Group::Drift,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["P12"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut found = Groups::new();
    for profile in response.profiles() {
        if let Some(value) = profile.is_allowed_in_current_security_mode_value() {
            found.add((), value);
        }
    }
    for ((), occurrences) in found.into_groups() {
        let finding = ctx.report(
            "isAllowedInCurrentSecurityMode will be deprecated in a future release",
            Location::Key(occurrences.first()),
            "scripts should not read it",
        );
        occurrences.mark(finding, Location::Key, "here too");
        finding.help(
            "nothing to change in this file; if a script reads this attribute, change it to \
             isNotAllowedInCurrentSecurityMode, which is in the readyCheck of the image, and where true means not allowed",
        );
    }
}
