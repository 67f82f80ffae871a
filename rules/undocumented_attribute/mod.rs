#![doc = include_str!("README.md")]

use std::borrow::Cow;

use super::tally::{Tally, short};
use crate::finding::{Check, Findings, Group, Level, Place, Rule};
use crate::json::{Name, Value};
use crate::model::{Response, names};
use crate::schema::table::Home;

pub(super) static RULE: Rule = Rule {
    id: "undocumented-attribute",
    group: Group::Drift,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["H3"],
    checks: &[Check::Response(check)],
};

/// What real servers are known to send besides, and what unsupported-attribute speaks of.
const KNOWN: [Name; 5] = [
    names::FAILED_TO_LOAD,
    names::HWPLATFORM,
    names::MINLXCARELEASE,
    names::MISSING_THINKSYSTEM_KISO,
    names::DRIVERS,
];

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let mut found: Tally<(Home, Cow<'a, str>), Value<'a>> = Tally::new();
    for (home, member) in &response.unlisted().members {
        if !KNOWN.contains(&member.name()) {
            found.add((*home, member.quotable_key().unwrap_or_default()), *member);
        }
    }
    for ((home, key), times) in found.into_list() {
        let first = times.first();
        let finding = findings.add(
            format!("the document lists no \"{}\" for {}", short(&key), article(home.title())),
            Place::Key(first),
            "not documented",
        );
        times.mark(finding, Place::Key, "here too");
        finding.help(
            "nothing to do: newer servers send more than the document lists, and osready does not \
             judge what it holds; in a file written by hand, remove it",
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
