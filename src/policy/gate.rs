//! The policy at work: over the findings of each file, then over the whole report.

use std::collections::{HashMap, HashSet};

use crate::finding::{Level, Rule};
use crate::report::{BaselineState, Finding, Judged, Told};
use crate::rules;

use super::baseline::{Entry, Index};
use super::{Policy, Suppression};

/// Takes what was found file by file, and keeps in mind what was excused and what is gone.
#[derive(Debug)]
pub struct Gate<'p> {
    policy: &'p Policy,
    /// The suppressions of each rule that still hold, by their numbers.
    by_rule: HashMap<&'p str, Vec<usize>>,
    /// Which suppressions covered something.
    is_used: Vec<bool>,
    /// Which suppressions spoke of a file that was judged.
    met_file: Vec<bool>,
    known: Option<Index<'p>>,
    /// The files that were judged, and the findings that were met in them, as the baseline names them.
    judged: HashMap<String, HashSet<(String, String)>>,
}

impl<'p> Gate<'p> {
    /// The gate of `policy`.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        let mut by_rule: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, suppression) in policy.suppressions.iter().enumerate() {
            if !suppression.is_expired(policy.today) {
                by_rule.entry(&suppression.rule).or_default().push(number);
            }
        }
        let none = vec![false; policy.suppressions.len()];
        Self {
            policy,
            by_rule,
            is_used: none.clone(),
            met_file: none,
            known: policy.baseline.as_ref().map(super::Baseline::index),
            judged: HashMap::new(),
        }
    }

    /// Marks what is excused and what is known in the findings of the file `name`.
    pub fn file(&mut self, name: &str, judged: &mut Judged) {
        if !self.policy.suppressions.is_empty() {
            let seen = self.policy.home.relative(name);
            for (number, suppression) in self.policy.suppressions.iter().enumerate() {
                self.met_file[number] |= suppression.covers_file(&seen);
            }
            for finding in &mut judged.findings {
                self.suppress(finding, &seen);
            }
        }
        let (Some(baseline), Some(known)) = (&self.policy.baseline, &self.known) else { return };
        let seen = baseline.folder().way_to(name);
        let met = self.judged.entry(seen.clone()).or_default();
        for finding in &mut judged.findings {
            let state = known.state(finding, &seen);
            if state == BaselineState::Known {
                met.insert((finding.rule.raw().to_owned(), finding.fingerprint.raw().to_owned()));
            }
            if finding.suppressed.is_none() {
                finding.baseline = Some(state);
                if state == BaselineState::Known {
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

    /// Whether an entry of the baseline has nothing that answers to it: its file was judged and the
    /// finding was not met, or the file `exists` no more.
    fn is_gone(&self, entry: &Entry, exists: &dyn Fn(&str) -> bool) -> bool {
        match self.judged.get(&entry.file) {
            Some(met) => !met.contains(&(entry.rule.clone(), entry.fingerprint.clone())),
            None => !exists(&entry.file),
        }
    }

    /// What can be said once all files are judged: suppressions that have expired, or that cover
    /// nothing. `is_whole` says whether a folder was judged, and all of it: a suppression that covers
    /// nothing in a few files that were picked may cover something in the others.
    #[must_use]
    pub fn end(&self, is_whole: bool) -> Vec<Finding> {
        let mut told = Vec::new();
        for (number, suppression) in self.policy.suppressions.iter().enumerate() {
            if suppression.is_expired(self.policy.today) {
                told.extend(self.tell(&rules::SUPPRESSION_EXPIRED, expired(suppression)));
            } else if !self.is_used[number] && (is_whole || self.met_file[number]) {
                told.extend(self.tell(&rules::SUPPRESSION_UNUSED, unused(suppression)));
            }
        }
        told
    }

    /// The entries of the baseline that have nothing that answers to them.
    #[must_use]
    pub fn gone(&self, exists: &dyn Fn(&str) -> bool) -> Vec<Entry> {
        let entries = self.policy.baseline.iter().flat_map(super::Baseline::entries);
        entries.filter(|entry| self.is_gone(entry, exists)).cloned().collect()
    }

    /// The finding at the level in force of its rule; none where it is off.
    fn tell(&self, rule: &'static Rule, mut told: Told<'_>) -> Option<Finding> {
        told.level = self.policy.levels.of_rule(rule)?;
        Some(told.finding())
    }
}

fn expired(suppression: &Suppression) -> Told<'_> {
    let expires = suppression.expires.map(|date| date.to_string()).unwrap_or_default();
    Told {
        rule: &rules::SUPPRESSION_EXPIRED,
        level: rules::SUPPRESSION_EXPIRED.level,
        spot: suppression.expires_spot.as_ref().unwrap_or(&suppression.spot),
        message: format!("the suppression of {} has expired", suppression.rule),
        label: format!("it held until {expires}"),
        help: "mend what it excuses and remove it, or give it a new last day if its reason still holds"
            .to_owned(),
    }
}

fn unused(suppression: &Suppression) -> Told<'_> {
    Told {
        rule: &rules::SUPPRESSION_UNUSED,
        level: rules::SUPPRESSION_UNUSED.level,
        spot: &suppression.spot,
        message: format!("this suppression of {} covers nothing", suppression.rule),
        label: "no finding of this rule is about what it names".to_owned(),
        help: "remove it; if it should cover something, look at its files and ids: all that it names must match"
            .to_owned(),
    }
}
