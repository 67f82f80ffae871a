//! Incomplete checks. They do not depend on findings: no level, suppression or baseline removes
//! them.

use serde::{Deserialize, Serialize};

use crate::rules;
use crate::sanitize::Untrusted;

use crate::finding::Finding;

use super::{FileReport, Report};

/// Why a file was not checked, or not in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncompleteCause {
    /// A response is truncated, or its text continues after its end.
    ResponseCut,
    /// `items` or `profiles` cannot be read.
    ListUnreadable,
    /// The server reports a failed request, and sent no image.
    RequestFailed,
    /// A file that should be a response is not one.
    NotAResponse,
    /// A newer file was skipped, since it contains no response or has a date in the future.
    NewestSkipped,
    /// A file exceeds a limit of values, syntax errors, findings, images or profiles.
    LimitExceeded,
    /// A rule of the site takes too many steps.
    RuleIncomplete,
}

/// A file that was not checked, or not in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncompleteCheck {
    /// The file, as named in the arguments or found in a folder.
    pub file: Untrusted,
    /// The cause.
    pub cause: IncompleteCause,
    /// The problem, for people.
    pub message: Untrusted,
    /// The line of the first location, 1-based.
    pub line: usize,
    /// The number of locations in the file.
    pub count: usize,
}

impl IncompleteCheck {
    /// Returns a sentence about what was not checked and why, without the file name.
    #[must_use]
    pub fn sentence(&self) -> Untrusted {
        let mut sentence = Untrusted::from(match self.cause {
            IncompleteCause::ResponseCut
            | IncompleteCause::ListUnreadable
            | IncompleteCause::LimitExceeded
            | IncompleteCause::RuleIncomplete => "not checked in full: ",
            _ => "not checked: ",
        });
        sentence.extend(&self.message);
        if self.count > 1 {
            sentence.push_str(&format!(" (at {} locations)", self.count));
        }
        sentence
    }

    /// Returns the line for standard error: file, line and sentence.
    #[must_use]
    pub fn line_for_people(&self) -> String {
        format!("{}:{}: {}", self.file.sanitized(), self.line, self.sentence().sanitized())
    }

    /// Returns whether file and cause are the same.
    fn is_of(&self, other: &Self) -> bool {
        self.cause == other.cause && self.file == other.file
    }
}

/// Adds `check` to `checks`, or counts it if the last checks have the same file and cause.
fn merge(checks: &mut Vec<IncompleteCheck>, check: IncompleteCheck) {
    let same = checks.iter_mut().rev().take_while(|known| known.file == check.file);
    match same.into_iter().find(|known| known.is_of(&check)) {
        Some(known) => known.count += check.count,
        None => checks.push(check),
    }
}

impl FileReport {
    /// Records an incomplete check of the file.
    pub(crate) fn add_incomplete(&mut self, check: IncompleteCheck) {
        merge(&mut self.incomplete, check);
    }

    /// Returns whether an error that counts explains what is wrong with the file.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.findings.iter().any(Finding::is_counted_error)
    }
}

impl Report {
    /// Returns whether all responses were checked and none of them has an image or a profile. If a required one is
    /// missing, there may be others, which `readiness` does not list.
    #[must_use]
    pub fn has_nothing_to_deploy(&self) -> bool {
        let is_whole = self.failures.is_empty() && self.incomplete.is_empty();
        let lacks_required =
            || self.findings.iter().any(|finding| finding.rule == rules::REQUIRED_PROFILE.id);
        is_whole && self.summary.responses > 0 && self.readiness.is_empty() && !lacks_required()
    }

    /// Returns whether a rule of the site did not run to its end.
    #[must_use]
    pub fn has_incomplete_rule(&self) -> bool {
        self.incomplete.iter().any(|check| check.cause == IncompleteCause::RuleIncomplete)
    }

    /// Records incomplete checks; each cause once per file.
    pub fn add_incomplete(&mut self, checks: Vec<IncompleteCheck>) {
        for check in checks {
            merge(&mut self.incomplete, check);
        }
    }
}
