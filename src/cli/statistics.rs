//! `--statistics`: the number of findings per rule.

use osready::lint::Report;
use osready::sanitize::{Sanitized, Terminal, Text};

/// Returns a table of rules with findings, the most frequent first. Suppressed findings do not
/// count.
pub(super) fn table(report: &Report) -> Sanitized {
    let mut counts: Vec<_> = report.counts().collect();
    // The sort is stable: equal counts stay in the order of names.
    counts.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
    let mut text = Text::<Terminal>::new();
    text.markup("\nFINDINGS  LEVEL    RULE\n");
    for (rule, level, count) in counts {
        text.input(&format!("{count:8}  {:7}  ", level.as_str())).input(rule).markup("\n");
    }
    text.end()
}
