//! `--statistics`: how often each rule found something.

use std::collections::BTreeMap;

use osready::finding::Level;
use osready::harmless::{Harmless, Terminal, Text, Untrusted};
use osready::report::Report;

/// A line for each rule that found something, the most frequent one first. What a suppression covers
/// does not count.
pub(super) fn table(report: &Report) -> Harmless {
    let mut counts: BTreeMap<(&Untrusted, Level), usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none()) {
        *counts.entry((&finding.rule, finding.level)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    // Sorting keeps the order of the names where counts are the same.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut text = Text::<Terminal>::new();
    text.markup("\nFINDINGS  LEVEL    RULE\n");
    for ((rule, level), count) in counts {
        text.input(&format!("{count:8}  {:7}  ", level.word())).input(rule).markup("\n");
    }
    text.end()
}
