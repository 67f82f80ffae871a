//! `--statistics`: how often each rule found something.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use osready::finding::Level;
use osready::report::Report;

/// A line for each rule that found something, the most frequent one first. What a suppression covers
/// does not count.
pub(super) fn table(report: &Report) -> String {
    let mut counts: BTreeMap<(&str, Level), usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none()) {
        *counts.entry((&finding.rule, finding.level)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    // Sorting keeps the order of the names where counts are the same.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut text = String::from("\nFINDINGS  LEVEL    RULE\n");
    for ((rule, level), count) in counts {
        let _ = writeln!(text, "{count:8}  {:7}  {rule}", level.word());
    }
    text
}
