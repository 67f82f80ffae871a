#![doc = include_str!("README.md")]

use std::collections::HashSet;

use super::groups::short;
use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::Value;
use crate::model::{Content, FileKind, MacroNames, Response, Text};
use crate::spec::names;

pub(super) static RULE: Rule = Rule {
    id: "macro-list-drift",
    group: Group::Consistency,
    level: Level::Note,
    page: include_str!("README.md"),
    statements: &["C2"],
    checks: &[Check::Response(check)],
};

/// The maximum number of macros that a finding names.
const MAX_NAMES: usize = 10;

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let contents = response.repository.contents(FileKind::Config).iter();
    for content in contents.filter(|content| !content.is_damaged()) {
        check_content(content, ctx);
    }
}

fn check_content<'a>(content: &Content<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let file = content.file;
    let Some(list) = file.custom_macros().filter(|list| !list.is_incomplete()) else { return };
    let Some(defined) = content.defined_macros() else { return };
    let listed: Vec<Text<'a>> = list
        .elements()
        .filter_map(|element: Value<'a>| Text::member(element, names::MACRO_NAME))
        .collect();
    if listed.len() != list.len() {
        return;
    }
    if listed.iter().map(|name| &**name).eq(defined.names().iter().map(|name| &**name)) {
        return;
    }
    let in_list: HashSet<String> =
        listed.iter().flat_map(|name| [name.to_string(), without_numbers(name)]).collect();
    let lacking: Vec<&str> = defined
        .names()
        .iter()
        .map(|name| &**name)
        .filter(|name| !in_list.contains(*name))
        .collect();
    let objects = objects_of(defined);
    let extra: Vec<&Text<'a>> =
        listed.iter().filter(|name| !defined.holds(name) && !objects.contains(&***name)).collect();
    let nothing_agrees = lacking.len() == defined.names().len() && extra.len() == listed.len();
    if (lacking.is_empty() && extra.is_empty())
        || (nothing_agrees && !listed.is_empty() && !lacking.is_empty())
    {
        return;
    }
    let join = |names: &[&str]| {
        let shown: Vec<String> = names.iter().take(MAX_NAMES).map(|name| short(name)).collect();
        let more = match names.len().checked_sub(MAX_NAMES) {
            None | Some(0) => String::new(),
            Some(more) => format!(" and {more} more"),
        };
        shown.join(", ") + &more
    };
    let label = match lacking.as_slice() {
        [] => "differs from the content".to_owned(),
        some => format!("the content also defines {}", join(some)),
    };
    let finding = ctx.report(
        format!(
            "the macro list of {} differs from the macros that its content defines",
            file.title()
        ),
        Location::Key(list),
        label,
    );
    for name in extra.iter().take(MAX_NAMES) {
        finding.secondary_label(*name, "not defined in the content");
    }
    finding.subject_file(file).help(
        "import the settings file again (Provisioning > Manage OS Images > Configuration Files), so that \
         XClarity updates the list; until then, rely on the content",
    );
}

/// Returns a macro name without the numbers after the names of its objects.
fn without_numbers(name: &str) -> String {
    let parts: Vec<&str> = name.split('.').collect();
    let last = parts.len() - 1;
    let plain = parts.iter().enumerate().map(|(at, part)| match at == last {
        true => part,
        false => part.trim_end_matches(|digit: char| digit.is_ascii_digit()),
    });
    plain.collect::<Vec<_>>().join(".")
}

/// Returns the names of the objects that contain the settings. A macro list may contain them too.
fn objects_of<'s>(defined: &'s MacroNames<'_>) -> HashSet<&'s str> {
    let ends = |name: &'_ str| name.match_indices('.').map(|(at, _)| at).collect::<Vec<_>>();
    defined.names().iter().flat_map(|name| ends(name).into_iter().map(|at| &name[..at])).collect()
}
