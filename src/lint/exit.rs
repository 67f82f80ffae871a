//! The exit code of a run.

use crate::diagnostic::Level;
use crate::finding::Finding;
use crate::policy::FailOn;

use super::Report;

/// What determines the exit code of a run. Every command that reads responses uses this contract,
/// whatever its format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// A file, or the configuration, could not be read, or a rule of the site did not run to its end.
    pub is_unreadable: bool,
    /// A finding fails the run: at or above `--fail-on` for `check`, something that cannot be
    /// deployed for `status`, a regression for `diff --fail-on-regression`.
    pub has_failed: bool,
    /// A check is incomplete ([`Report::incomplete`]), regardless of levels, baseline and
    /// suppressions.
    pub is_incomplete: bool,
    /// The number of responses.
    pub responses: usize,
}

impl Outcome {
    /// Returns the outcome of a report, without its findings.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        Self {
            is_unreadable: !report.failures.is_empty() || report.has_incomplete_rule(),
            has_failed: false,
            is_incomplete: !report.incomplete.is_empty(),
            responses: report.summary.responses,
        }
    }

    /// Returns the exit code: 2 if something could not be read; else 1 if a finding fails or a
    /// check is incomplete, unless `fail_on` is never; else 3 if no response was found, unless
    /// `allow_empty`; else 0.
    #[must_use]
    pub fn code(self, fail_on: FailOn, allow_empty: bool) -> u8 {
        if self.is_unreadable {
            2
        } else if (self.has_failed || self.is_incomplete) && fail_on != FailOn::Never {
            1
        } else if self.responses == 0 && !allow_empty {
            3
        } else {
            0
        }
    }
}

/// Collects the findings of a run that determine its exit code.
#[derive(Clone, Copy, Debug)]
pub struct Exit {
    fail_on: FailOn,
    /// Whether a finding fails the run.
    has_failed: bool,
    /// Whether a finding is about the configuration.
    is_mistaken: bool,
}

impl Exit {
    /// Creates a collector without findings.
    #[must_use]
    pub fn new(fail_on: FailOn) -> Self {
        Self { fail_on, has_failed: false, is_mistaken: false }
    }

    /// Adds findings, after their levels are final.
    pub fn add(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.has_failed |= self.fail_on.fails_by(finding);
            self.is_mistaken |= finding.rule == crate::rules::CONFIGURATION.id;
        }
    }

    /// Adds findings that were left out, by level.
    pub fn add_left_out(&mut self, left_out: [usize; 3]) {
        for (level, count) in [Level::Note, Level::Warning, Level::Error].into_iter().zip(left_out)
        {
            self.has_failed |= count > 0 && self.fail_on.fails(level);
        }
    }

    /// Returns the exit code of the run with this report, by [`Outcome::code`].
    #[must_use]
    pub fn code(&self, report: &Report, allow_empty: bool) -> u8 {
        let mut outcome = Outcome::new(report);
        outcome.is_unreadable |= self.is_mistaken;
        outcome.has_failed = self.has_failed;
        outcome.code(self.fail_on, allow_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Code 2 overrides 1, which overrides 3.
    #[test]
    fn exit_codes_follow_one_contract() {
        let table = [
            // unreadable, failed, incomplete, responses; fail on, allow empty
            ([false, false, false, true], FailOn::Error, false, 0),
            ([false, false, false, false], FailOn::Error, false, 3),
            ([false, false, false, false], FailOn::Error, true, 0),
            ([false, false, false, false], FailOn::Never, false, 3),
            ([false, true, false, true], FailOn::Note, false, 1),
            ([false, true, false, true], FailOn::Never, false, 0),
            ([false, false, true, true], FailOn::Error, false, 1),
            ([false, false, true, false], FailOn::Error, false, 1),
            ([false, false, true, false], FailOn::Error, true, 1),
            ([false, false, true, true], FailOn::Never, false, 0),
            ([false, false, true, false], FailOn::Never, false, 3),
            ([false, false, true, false], FailOn::Never, true, 0),
            ([true, true, true, true], FailOn::Never, true, 2),
            ([true, false, false, false], FailOn::Error, true, 2),
        ];
        for ([is_unreadable, has_failed, is_incomplete, is_found], fail_on, empty, code) in table {
            let responses = usize::from(is_found);
            let outcome = Outcome { is_unreadable, has_failed, is_incomplete, responses };
            assert_eq!(outcome.code(fail_on, empty), code, "{outcome:?} {fail_on:?} {empty}");
        }
    }
}
