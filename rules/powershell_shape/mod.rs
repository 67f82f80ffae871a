#![doc = include_str!("README.md")]

use super::groups::{Occurrences, short};
use super::not_a_response::NonResponse;
use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::json::{ListForm, Tree, Value};
use crate::model::{Found, find};

/// The `powershell-shape` rule.
pub static RULE: Rule = Rule {
    id: "powershell-shape",
    group: Group::Input,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["L7"],
    checks: &[Check::Text(check)],
};

/// Reports all lists of a text that PowerShell changed, in one finding.
fn check<'a>(tree: &'a Tree<'a>, ctx: &mut RuleContext<'_, 'a>) {
    if tree.restored_lists().next().is_none() || is_cut(tree) {
        return;
    }
    let mut lists = Occurrences::default();
    // Incomplete lists come first: they set the label and the level.
    let is_wrong = |list: &Value<'_>| list.wrong_count().is_some();
    let wrong = tree.restored_lists().filter(is_wrong);
    wrong
        .chain(tree.restored_lists().filter(|list| !is_wrong(list)))
        .for_each(|list| lists.add(list));
    let Some(first) = lists.locations.first().copied() else { return };
    let message = match (first.quotable_key(), lists.count()) {
        (Some(key), 1) => {
            format!("PowerShell changed the form of the list \"{}\"", short(&key))
        }
        (None, 1) => "PowerShell changed the form of a list".to_owned(),
        (_, count) => format!("PowerShell changed the form of {count} lists"),
    };
    let finding = ctx.report(message, Location::Value(first), label(first));
    lists.mark(finding, Location::Value, "this one too");
    if first.wrong_count().is_some() {
        // Elements are missing, as in a text that is cut off.
        finding.level(Level::Error);
    }
    finding.help(
        "nothing is needed for osready, which reads it as a list; for your scripts, save the body as the server sends it: with \
         curl, or write the Content of Invoke-WebRequest to the file, without ConvertTo-Json",
    );
}

/// Returns whether PowerShell also cut off a response of the text. That finding has the same help.
fn is_cut(tree: &Tree<'_>) -> bool {
    let found = tree.root().map(find).unwrap_or_default();
    found.iter().any(|found| match found {
        Found::Response(response) => NonResponse::is_cut_by_power_shell(response.value),
        _ => false,
    })
}

/// Returns the label of a changed list.
fn label(list: Value<'_>) -> String {
    match (list.list_form(), list.wrong_count()) {
        (Some(ListForm::Counted), Some(count)) => {
            format!("\"Count\" is {count}, but the list has {}: it is incomplete", list.len())
        }
        (Some(ListForm::Counted), None) => "the list is in \"value\" of an object".to_owned(),
        _ => "the brackets [ ] around it are missing".to_owned(),
    }
}
