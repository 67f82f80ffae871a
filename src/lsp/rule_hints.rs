//! The results of the rules in an open configuration for the open snapshots.

use std::ops::Range;

use gen_lsp_types::InlayHint;

use crate::date::server_name;
use crate::facts::FactOptions;
use crate::policy::config;
use crate::user_rules::{UserRule, explain};

use super::checked::saved_on_day;
use super::document::Document;
use super::responses::each_response;
use super::symbols::hint;
use super::workspace::Configured;

/// How many subjects of the open snapshots meet a rule, and how many do not.
#[derive(Debug, Default)]
struct Counts {
    pass: usize,
    fail: usize,
    unknown: usize,
}

/// Returns a hint behind the condition of each rule in a range of bytes of a configuration.
pub(super) fn hints(
    document: &Document,
    bytes: &Range<usize>,
    snapshots: &[&Document],
    configured: &Configured,
) -> Vec<InlayHint> {
    if snapshots.is_empty() {
        return Vec::new();
    }
    let read = config::read(&document.name, document.text());
    let end = |rule: &UserRule| rule.require.source.whole().range.end;
    let rules = read.configuration.user_rules.iter();
    let mut rules: Vec<(&UserRule, Counts)> = rules
        .filter(|rule| bytes.start <= end(rule) && end(rule) <= bytes.end)
        .map(|rule| (&**rule, Counts::default()))
        .collect();
    for snapshot in snapshots {
        count(&mut rules, snapshot, configured);
    }
    let hints = rules.into_iter().map(|(rule, Counts { pass, fail, unknown })| {
        let position = document.range(&(end(rule)..end(rule))).start;
        hint(position, format!("{pass} pass, {fail} fail, {unknown} unknown"))
    });
    hints.collect()
}

/// Counts the subjects of a snapshot that meet each rule. One that is too long has none.
fn count(rules: &mut [(&UserRule, Counts)], snapshot: &Document, configured: &Configured) {
    let policy = configured.linter.policy();
    let server = server_name(&policy.config_dir.relative(&snapshot.name));
    let options = FactOptions {
        target: policy.rules.options.target,
        today: policy.rules.today,
        saved: saved_on_day(&snapshot.name),
        server: Some(&server),
    };
    each_response(&snapshot.file(), &mut |response, _| {
        for (rule, counts) in &mut *rules {
            for explained in explain(rule, response, options) {
                match (explained.when.as_deref(), explained.require.as_str()) {
                    (Some("false"), _) => {}
                    (None | Some("true"), "true") => counts.pass += 1,
                    (None | Some("true"), "false") => counts.fail += 1,
                    _ => counts.unknown += 1,
                }
            }
        }
    });
}
