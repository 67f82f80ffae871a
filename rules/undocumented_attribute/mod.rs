#![doc = include_str!("README.md")]

use std::borrow::Cow;

use super::groups::{Groups, short};
use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{KeyId, Value};
use crate::model::Response;
use crate::spec::{ObjectType, names};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-attribute",
    group: Group::Drift,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["H3"],
    checks: &[Check::Response(check)],
};

/// The undocumented attributes that servers send, and `drivers`, which unsupported-attribute reports.
const KNOWN: [KeyId; 5] = [
    names::FAILED_TO_LOAD,
    names::HWPLATFORM,
    names::MINLXCARELEASE,
    names::MISSING_THINKSYSTEM_KISO,
    names::DRIVERS,
];

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let mut found: Groups<(ObjectType, Cow<'a, str>), Value<'a>> = Groups::new();
    for (object_type, member) in &response.undocumented().members {
        if !KNOWN.contains(&member.name()) {
            found.add((*object_type, member.quotable_key().unwrap_or_default()), *member);
        }
    }
    for ((object_type, key), occurrences) in found.into_groups() {
        let first = occurrences.first();
        let finding = ctx.report(
            format!("\"{}\" is not documented for {}", short(&key), article(object_type.title())),
            Location::Key(first),
            "not documented",
        );
        occurrences.mark(finding, Location::Key, "here too");
        finding.help(
            "in a response from a server, ignore it, because newer servers send more than the GET /osImages reference lists; in \
             a file that you wrote, correct the name if it is misspelled, otherwise remove it",
        );
    }
}

fn article(title: &str) -> String {
    let word = if title.starts_with("the ") {
        return title.to_owned();
    } else if title.starts_with(['a', 'e', 'i', 'o', 'u', 'O']) {
        "an"
    } else {
        "a"
    };
    format!("{word} {title}")
}
