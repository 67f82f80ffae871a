#![doc = include_str!("README.md")]

use super::tally::{Times, short};
use crate::finding::{Findings, Group, Level, Place, Rule};
use crate::json::{ListForm, Tree, Value};

/// The rule.
pub static RULE: Rule = Rule {
    id: "powershell-shape",
    group: Group::Document,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["L7"],
    checks: &[],
};

/// Reports the lists of a text that PowerShell made something else of, all in one finding.
pub(crate) fn report<'a>(tree: &'a Tree<'a>, findings: &mut Findings<'a>) {
    findings.speak_for(&RULE);
    let mut lists = Times::default();
    // A list that is incomplete comes first.
    let is_wrong = |list: &Value<'_>| list.wrong_count().is_some();
    let wrong = tree.restored_lists().filter(is_wrong);
    wrong
        .chain(tree.restored_lists().filter(|list| !is_wrong(list)))
        .for_each(|list| lists.add(list));
    let Some(first) = lists.places.first().copied() else { return };
    let message = match (first.quotable_key(), lists.count()) {
        (Some(key), 1) => format!("PowerShell changed the list \"{}\"", short(&key)),
        (None, 1) => "PowerShell changed a list".to_owned(),
        (_, count) => format!("PowerShell changed {count} lists"),
    };
    let finding = findings.add(message, Place::Value(first), label(first));
    lists.mark(finding, Place::Value, "changed too");
    if first.wrong_count().is_some() {
        // As where the text is cut: something is missing.
        finding.level(Level::Error);
    }
    finding.help(
        "save the body as the server sends it (curl, or the Content of Invoke-WebRequest), or with \
         ConvertTo-Json -Depth 10 -InputObject @(…); osready has read each of them as the list that it was",
    );
}

/// What to see at a list.
fn label(list: Value<'_>) -> String {
    match (list.list_form(), list.wrong_count()) {
        (Some(ListForm::Counted), Some(count)) => {
            format!("\"Count\" is {count}, and the list has {}: it is incomplete", list.len())
        }
        (Some(ListForm::Counted), None) => "the list stands within \"value\"".to_owned(),
        _ => "its one element stands here without brackets".to_owned(),
    }
}
