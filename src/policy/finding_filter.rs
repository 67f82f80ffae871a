//! Marks findings that a suppression or the baseline covers, and reports unused suppressions and stale baseline
//! entries.

use std::collections::{HashMap, HashSet};

use crate::date::server_name;
use crate::diagnostic::{Level, Rule};
use crate::finding::{BaselineState, ConfigDiagnostic, Finding};
use crate::rules;

use super::baseline::{Entry, Index, known_as};
use super::{Policy, Suppression};

/// Marks suppressed and known findings file by file, and tracks unused suppressions and absent
/// entries.
#[derive(Debug)]
pub struct FindingFilter<'p> {
    policy: &'p Policy,
    /// The unexpired suppressions of each rule, by index.
    by_rule: HashMap<&'p str, Vec<usize>>,
    /// Which suppressions matched a finding.
    is_used: Vec<bool>,
    known: Option<Index<'p>>,
    /// The checked files and their findings, as the baseline names them.
    met: HashMap<String, HashSet<(String, String)>>,
}

impl<'p> FindingFilter<'p> {
    /// Creates the filter of `policy`.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        let mut by_rule: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, suppression) in policy.suppressions.iter().enumerate() {
            if !suppression.is_expired(policy.rules.today) {
                by_rule.entry(&suppression.rule).or_default().push(number);
            }
        }
        let none = vec![false; policy.suppressions.len()];
        Self {
            policy,
            by_rule,
            is_used: none,
            known: policy.baseline.as_ref().map(super::Baseline::index),
            met: HashMap::new(),
        }
    }

    /// Marks suppressed and known findings of the file `name`.
    pub fn file(&mut self, name: &str, findings: &mut [Finding]) {
        if !self.policy.suppressions.is_empty() {
            let config_relative = self.policy.config_dir.relative(name);
            for finding in findings.iter_mut() {
                self.suppress(finding, &config_relative);
            }
        }
        let (Some(baseline), Some(known)) = (&self.policy.baseline, &self.known) else { return };
        let config_relative = baseline.folder().relative_path(name);
        for name in [server_name(&config_relative), config_relative.clone()] {
            self.met.entry(name).or_default();
        }
        for finding in findings.iter_mut() {
            let state = known.state(finding, &config_relative);
            if state == BaselineState::Unchanged {
                let (rule, fingerprint) = (finding.rule.raw(), finding.fingerprint.raw());
                let met = self.met.entry(known_as(rule, &config_relative)).or_default();
                met.insert((rule.to_owned(), fingerprint.to_owned()));
            }
            if finding.suppressed.is_none() {
                finding.baseline = Some(state);
                if state == BaselineState::Unchanged {
                    finding.level = Level::Note;
                }
            }
        }
    }

    fn suppress(&mut self, finding: &mut Finding, file: &str) {
        let Some(numbers) = self.by_rule.get(finding.rule.raw()) else { return };
        for number in numbers {
            let suppression = &self.policy.suppressions[*number];
            if suppression.covers(finding, file) {
                self.is_used[*number] = true;
                if finding.suppressed.is_none() {
                    finding.suppressed = Some(suppression.mark());
                }
            }
        }
    }

    /// Returns whether a baseline entry matches no finding: its file was checked without it, or no
    /// longer exists. `exists` returns whether a file with this baseline name exists.
    fn is_gone(&self, entry: &Entry, exists: &dyn Fn(&str) -> bool) -> bool {
        match self.met.get(&entry.file) {
            Some(met) => !met.contains(&(entry.rule.clone(), entry.fingerprint.clone())),
            None => !exists(&entry.file),
        }
    }

    /// Returns the findings about suppressions that expired or match nothing, after all files were
    /// checked. `is_covered` returns whether everything that a suppression could match was checked:
    /// one that matches nothing in selected files may match something in the others.
    #[must_use]
    pub fn end(&self, is_covered: impl Fn(&Suppression) -> bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (number, suppression) in self.policy.suppressions.iter().enumerate() {
            if suppression.is_expired(self.policy.rules.today) {
                findings.extend(self.at_level(&rules::SUPPRESSION_EXPIRED, expired(suppression)));
            } else if !self.is_used[number] && self.is_on(suppression) && is_covered(suppression) {
                findings.extend(self.at_level(&rules::SUPPRESSION_UNUSED, unused(suppression)));
            }
        }
        findings
    }

    /// Returns whether the rule of a suppression is reported.
    fn is_on(&self, suppression: &Suppression) -> bool {
        rules::by_id(&suppression.rule)
            .is_none_or(|rule| self.policy.levels.of_rule(rule).is_some())
    }

    /// Returns the baseline entries that match no finding any more.
    #[must_use]
    pub fn absent_entries(&self, exists: &dyn Fn(&str) -> bool) -> Vec<Entry> {
        let entries = self.policy.baseline.iter().flat_map(super::Baseline::entries);
        entries.filter(|entry| self.is_gone(entry, exists)).cloned().collect()
    }

    /// Returns the finding at the effective level of its rule; `None` if it is off.
    fn at_level(
        &self,
        rule: &'static Rule,
        mut diagnostic: ConfigDiagnostic<'_>,
    ) -> Option<Finding> {
        diagnostic.level = self.policy.levels.of_rule(rule)?;
        Some(diagnostic.finding())
    }
}

fn expired(suppression: &Suppression) -> ConfigDiagnostic<'_> {
    let expires = suppression.expires.map(|date| date.to_string()).unwrap_or_default();
    ConfigDiagnostic {
        rule: &rules::SUPPRESSION_EXPIRED,
        level: rules::SUPPRESSION_EXPIRED.level,
        source_span: suppression.expires_span.as_ref().unwrap_or(&suppression.source_span),
        message: format!("the suppression of {} has expired", suppression.rule),
        label: format!("it expired after {expires}"),
        help: "fix the suppressed findings and remove it, or extend `expires` if the reason still applies"
            .to_owned(),
    }
}

fn unused(suppression: &Suppression) -> ConfigDiagnostic<'_> {
    ConfigDiagnostic {
        rule: &rules::SUPPRESSION_UNUSED,
        level: rules::SUPPRESSION_UNUSED.level,
        source_span: &suppression.source_span,
        message: format!("this suppression of {} matches nothing", suppression.rule),
        label: "no finding of this rule matches".to_owned(),
        help: "delete it if the problem is fixed; otherwise compare each of its lines (rule, files, images, profiles) with the finding: \
               every one must match".to_owned(),
    }
}
