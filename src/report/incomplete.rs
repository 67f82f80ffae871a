//! What a run could not check. It does not depend on findings: no level, suppression or baseline
//! lifts it.

use serde::{Deserialize, Serialize};

use crate::finding::Level;
use crate::harmless::Untrusted;

use super::{BaselineState, Finding, Judged, Report};

/// Why a file was not checked, or not as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncompleteCause {
    /// A response is cut, or its text goes on behind its end.
    ResponseCut,
    /// `items` or `profiles` cannot be read.
    ListUnreadable,
    /// The server says that the request failed, and sent no image.
    RequestFailed,
    /// A file that should be a response is none.
    NotAResponse,
    /// A newer file that was skipped, since it holds no response or is dated in the future.
    NewestSkipped,
    /// A file has more in it than is checked: values, syntax errors, findings, images or profiles.
    LimitExceeded,
}

/// A file that was not checked, or not as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncompleteCheck {
    /// The file, as it was given.
    pub file: Untrusted,
    /// Why.
    pub cause: IncompleteCause,
    /// What is wrong, in words for people.
    pub message: Untrusted,
    /// Line of the first place, from 1.
    pub line: usize,
    /// How many places of the file this holds for.
    pub count: usize,
}

impl IncompleteCheck {
    /// Returns the sentence that says what was not checked and why, without the file's name.
    #[must_use]
    pub fn sentence(&self) -> Untrusted {
        let mut sentence = Untrusted::from(match self.cause {
            IncompleteCause::ResponseCut
            | IncompleteCause::ListUnreadable
            | IncompleteCause::LimitExceeded => "not checked in full: ",
            _ => "not checked: ",
        });
        sentence.extend(&self.message);
        if self.count > 1 {
            sentence.push_str(&format!(" (at {} places)", self.count));
        }
        sentence
    }

    /// Returns the line for standard error: file, line and sentence.
    #[must_use]
    pub fn line_for_people(&self) -> String {
        format!("{}:{}: {}", self.file.harmless(), self.line, self.sentence().harmless())
    }

    /// Whether it is the same of the same file.
    fn is_of(&self, other: &Self) -> bool {
        self.cause == other.cause && self.file == other.file
    }
}

/// Adds to `checks` what is of another cause or file than the last ones, and counts the others.
fn merge(checks: &mut Vec<IncompleteCheck>, check: IncompleteCheck) {
    let same = checks.iter_mut().rev().take_while(|known| known.file == check.file);
    match same.into_iter().find(|known| known.is_of(&check)) {
        Some(known) => known.count += check.count,
        None => checks.push(check),
    }
}

impl Judged {
    /// Notes that something of the file was not checked.
    pub(crate) fn add_incomplete(&mut self, check: IncompleteCheck) {
        merge(&mut self.incomplete, check);
    }

    /// Whether a finding that counts says as an error what is wrong with the file.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.findings.iter().any(is_counted_error)
    }
}

impl Report {
    /// Whether responses were checked, all of them, and none of them has an image or a profile.
    #[must_use]
    pub fn has_nothing_to_deploy(&self) -> bool {
        let is_whole = self.failures.is_empty() && self.incomplete.is_empty();
        is_whole && self.summary.responses > 0 && self.readiness.is_empty()
    }

    /// Notes what was not checked; of one file each cause once.
    pub fn add_incomplete(&mut self, checks: Vec<IncompleteCheck>) {
        for check in checks {
            merge(&mut self.incomplete, check);
        }
    }
}

/// Whether a finding is an error that neither a suppression nor a baseline covers.
pub(super) fn is_counted_error(finding: &Finding) -> bool {
    finding.level == Level::Error
        && finding.suppressed.is_none()
        && finding.baseline != Some(BaselineState::Known)
}
