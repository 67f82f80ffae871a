//! What the rules in an open configuration make of the open snapshots.

use gen_lsp_types::InlayHint;

use crate::date::server_name;
use crate::facts::FactOptions;
use crate::lint::Linter;
use crate::policy::config;
use crate::user_rules::{UserRule, explain};

use super::checked::saved_on_day;
use super::document::Document;
use super::symbols::hint;
use super::workspace::Configured;

/// How many subjects of the open snapshots meet a rule, and how many do not.
#[derive(Debug, Default)]
struct Counts {
    pass: usize,
    fail: usize,
    unknown: usize,
}

/// Returns a hint behind the condition of each rule in a configuration.
pub(super) fn hints(
    document: &Document,
    snapshots: &[&Document],
    configured: &Configured,
) -> Vec<InlayHint> {
    if snapshots.is_empty() {
        return Vec::new();
    }
    let read = config::read(&document.name, document.text());
    let hints = read.configuration.user_rules.iter().map(|rule| {
        let mut counts = Counts::default();
        for snapshot in snapshots {
            count(rule, snapshot, configured, &mut counts);
        }
        let end = rule.require.source.whole().range.end;
        let Counts { pass, fail, unknown } = counts;
        let position = document.range(&(end..end)).start;
        hint(position, format!("{pass} pass, {fail} fail, {unknown} unknown"))
    });
    hints.collect()
}

fn count(rule: &UserRule, snapshot: &Document, configured: &Configured, counts: &mut Counts) {
    let policy = configured.linter.policy();
    let server = server_name(&policy.config_dir.relative(&snapshot.name));
    let options = FactOptions {
        target: policy.rules.options.target,
        today: policy.rules.today,
        saved: saved_on_day(&snapshot.name),
        server: Some(&server),
    };
    let reader = Linter::new(false).without_identity().only(&[]);
    let read = reader.lint_located(&snapshot.file(), None, &mut |response, _| {
        for explained in explain(rule, response, options) {
            match (explained.when.as_deref(), explained.require.as_str()) {
                (Some("false"), _) => {}
                (None | Some("true"), "true") => counts.pass += 1,
                (None | Some("true"), "false") => counts.fail += 1,
                _ => counts.unknown += 1,
            }
        }
    });
    drop(read);
}
