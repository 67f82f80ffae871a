#![doc = include_str!("README.md")]

use super::groups::Groups;
use crate::diagnostic::{Applicability, Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{Edit, Kind};
use crate::model::{FileKind, Response};
use crate::spec::names;

pub(super) static RULE: Rule = Rule {
    id: "flag-type",
    group: Group::Drift,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["F1", "L6"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut flags: Vec<_> = FileKind::ALL.iter().filter_map(|kind| kind.allow_name()).collect();
    flags.push(names::ALLOW_CUSTOM_PATH);
    let mut found = Groups::new();
    for supported in response.supported_images() {
        for member in supported.value.members() {
            if matches!(member.kind(), Kind::True | Kind::False) && flags.contains(&member.name()) {
                found.add(names::spelling(member.name()), member);
            }
        }
    }
    for (key, occurrences) in found.into_groups() {
        let finding = ctx.report(
            format!(
                "{key} is a boolean, but the reference documents the string \"true\" or \"false\""
            ),
            Location::Value(occurrences.first()),
            "a boolean",
        );
        occurrences.mark(finding, Location::Value, "here too");
        finding.help(format!(
            "leave the response as it is; a script that reads {key} must accept true as well as \"true\", as osready does"
        ));
        let edits = occurrences.locations.iter().map(|value| Edit {
            span: value.span(),
            replacement: format!("\"{}\"", value.kind() == Kind::True),
        });
        // Servers send booleans, and scripts may rely on them, so the fix is unsafe.
        finding.fix(
            occurrences.fix_title("it as a string"),
            Applicability::Unsafe,
            edits.collect(),
        );
    }
}
