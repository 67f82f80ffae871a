#![doc = include_str!("README.md")]

use super::tally::Tally;
use crate::finding::{Check, Findings, Group, Level, Place, Rule, Safety};
use crate::json::{Edit, Kind};
use crate::model::{FileKind, Response, names};

pub(super) static RULE: Rule = Rule {
    id: "flag-type",
    group: Group::Drift,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["F1", "L6"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut flags: Vec<_> = FileKind::ALL.iter().filter_map(|kind| kind.allow_name()).collect();
    flags.push(names::ALLOW_CUSTOM_PATH);
    let mut found = Tally::new();
    for supported in response.supported_images() {
        for member in supported.0.members() {
            if matches!(member.kind(), Kind::True | Kind::False) && flags.contains(&member.name()) {
                found.add(names::spelling(member.name()), member);
            }
        }
    }
    for (key, times) in found.into_list() {
        let finding = findings.add(
            format!("{key} is a boolean, and is documented as the text \"true\" or \"false\""),
            Place::Value(times.first()),
            "no quotes around it",
        );
        times.mark(finding, Place::Value, "here too");
        finding.help(
            "nothing to do for osready, which takes the two for one; scripts that compare with the text \
             \"true\" take this flag for switched off",
        );
        let edits = times.places.iter().map(|value| Edit {
            span: value.span(),
            replacement: format!("\"{}\"", value.kind() == Kind::True),
        });
        // Real servers send booleans: whoever reads them as such must know of the change.
        finding.fix(times.order("it as text"), Safety::Unsafe, edits.collect());
    }
}
