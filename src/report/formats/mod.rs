//! Complete reports in all formats, one module each. Formats read only a rule's
//! documentation.

pub mod concise;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod rdjson;
pub mod sarif;

use std::collections::{HashMap, HashSet};

use crate::finding::{Finding, ReadinessRow};
use crate::lint::{IncompleteCheck, Report};
use crate::sanitize::Untrusted;

/// Returns the findings that count, worst first, otherwise in order.
fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.suppressed.is_none()).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    findings
}

/// Returns incomplete checks that no error of the same file explains, for formats that only contain
/// findings.
fn unexplained(report: &Report) -> Vec<&IncompleteCheck> {
    if report.incomplete.is_empty() {
        return Vec::new();
    }
    let errors = report.findings.iter().filter(|finding| finding.is_counted_error());
    let explained: HashSet<&Untrusted> = errors.map(|finding| &finding.file).collect();
    report.incomplete.iter().filter(|check| !explained.contains(&check.file)).collect()
}

/// Returns the message of a run that fails because it found no response.
fn nothing_found(report: &Report) -> Option<&'static str> {
    (report.exit_code == 3).then_some("no response was found: nothing was checked")
}

/// Returns a sentence with the number of omitted findings; `None` if there are none.
fn left_out(report: &Report) -> Option<Untrusted> {
    let left_out = report.summary.left_out;
    let sentence = || format!("{left_out} more findings are not shown (--max-findings)").into();
    (left_out > 0).then(sentence)
}

/// Returns a sentence with the number of files and folders that git ignores; `None` if there are none.
fn ignored(report: &Report) -> Option<Untrusted> {
    let ignored = report.summary.ignored;
    let sentence =
        || format!("{ignored} files or folders were not read, since git ignores them").into();
    (ignored > 0).then(sentence)
}

/// Returns the path of a file within the repository, without a leading `./`.
fn relative(report: &Report, file: &Untrusted) -> Untrusted {
    #[expect(clippy::disallowed_methods, reason = "the result is untrusted again")]
    let mut file = report.path_of(file).raw();
    while let Some(rest) = file.strip_prefix("./") {
        file = rest.trim_start_matches('/');
    }
    file.into()
}

/// Returns an id for display.
fn shown_id(id: Option<&Untrusted>) -> Untrusted {
    id.filter(|id| !id.is_empty()).cloned().unwrap_or_else(|| "(no id)".into())
}

/// Returns the rules that explain a verdict, as a list for a sentence.
fn rules_of(row: &ReadinessRow) -> Untrusted {
    let mut listed = Untrusted::default();
    for (position, rule) in row.rules().into_iter().enumerate() {
        listed.push_str(if position == 0 { "" } else { ", " });
        listed.extend(rule);
    }
    listed
}

/// Makes names unique: the second one of a kind gets a number.
#[derive(Debug, Default)]
struct Unique(HashMap<String, usize>);

impl Unique {
    fn name(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        loop {
            let times = self.0.entry(unique.clone()).or_default();
            *times += 1;
            if *times == 1 {
                return unique;
            }
            let times = *self.0.entry(name.to_owned()).and_modify(|times| *times += 1).or_insert(2);
            unique = format!("{name} ({times})");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_unique_whatever_they_are() {
        let mut unique = Unique::default();
        let names = ["a", "a", "a (2)", "a", "a (3)", "b"];
        let given: Vec<String> = names.iter().map(|name| unique.name(name)).collect();
        let mut sorted = given.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), names.len(), "{given:?}");
        assert_eq!((given[0].as_str(), given[5].as_str()), ("a", "b"));
    }

    #[test]
    fn a_path_loses_only_what_changes_nothing() {
        let report = Report::default();
        assert_eq!(relative(&report, &"././a/./b.json".into()), "a/./b.json");
        assert_eq!(relative(&report, &"../a.json".into()), "../a.json");
        assert_eq!(relative(&report, &".//a.json".into()), "a.json");
    }
}
