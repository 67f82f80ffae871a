//! `--statistics`: how often each rule found something.

use osready::harmless::{Harmless, Terminal, Text};
use osready::report::Report;

/// A line for each rule that found something, the most frequent one first. What a suppression covers
/// does not count.
pub(super) fn table(report: &Report) -> Harmless {
    let mut counts: Vec<_> = report.counts().collect();
    // Sorting keeps the order of the names where counts are the same.
    counts.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
    let mut text = Text::<Terminal>::new();
    text.markup("\nFINDINGS  LEVEL    RULE\n");
    for (rule, level, count) in counts {
        text.input(&format!("{count:8}  {:7}  ", level.word())).input(rule).markup("\n");
    }
    text.end()
}
