//! The code that a run ends with.

use crate::finding::Level;
use crate::report::{BaselineState, Finding, Report};

/// The lowest level of a finding that fails a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Anything.
    Note,
    /// Nothing.
    Never,
}

impl FailOn {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Note, Self::Never];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Never => "never",
        }
    }

    /// Whether findings of `level` fail the run.
    #[must_use]
    pub fn fails(self, level: Level) -> bool {
        match self {
            Self::Error => level >= Level::Error,
            Self::Warning => level >= Level::Warning,
            Self::Note => true,
            Self::Never => false,
        }
    }

    /// Whether this finding fails the run: none that is excused or known does.
    #[must_use]
    pub fn fails_by(self, finding: &Finding) -> bool {
        let counts = finding.suppressed.is_none() && finding.baseline != Some(BaselineState::Known);
        counts && self.fails(finding.level)
    }
}

/// What a run came to, as far as its exit code depends on it. Every command that reads responses
/// ends by this one contract, whatever its format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Something could not be read, the configuration included.
    pub is_unreadable: bool,
    /// A finding fails the run: at `--fail-on` or above for `check`, something that is not deployable
    /// for `status`, a regression for `diff --fail-on-regression`.
    pub has_failed: bool,
    /// A check is incomplete ([`Report::incomplete`]), which no level, baseline or suppression lifts.
    pub is_incomplete: bool,
    /// How many responses were found.
    pub responses: usize,
}

impl Outcome {
    /// Returns what the run came to whose report this is, its findings aside.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        Self {
            is_unreadable: !report.failures.is_empty(),
            has_failed: false,
            is_incomplete: !report.incomplete.is_empty(),
            responses: report.summary.responses,
        }
    }

    /// Returns the exit code: 2 where something could not be read; else 1 where a finding fails or a
    /// check is incomplete, unless nothing fails; else 3 where no response was found, unless that is
    /// allowed; else 0.
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

/// Collects what of the findings of a run counts for its exit code.
#[derive(Clone, Copy, Debug)]
pub struct Exit {
    fail_on: FailOn,
    /// Whether a finding fails the run.
    has_failed: bool,
    /// Whether a finding is about the configuration.
    is_mistaken: bool,
}

impl Exit {
    /// That of a run in which nothing was found so far.
    #[must_use]
    pub fn new(fail_on: FailOn) -> Self {
        Self { fail_on, has_failed: false, is_mistaken: false }
    }

    /// Looks at more findings, once it is settled what they weigh.
    pub fn see(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.has_failed |= self.fail_on.fails_by(finding);
            self.is_mistaken |= finding.rule == crate::rules::CONFIGURATION.id;
        }
    }

    /// Looks at how many findings of each level are not there.
    pub fn see_left_out(&mut self, left_out: [usize; 3]) {
        for (level, count) in [Level::Note, Level::Warning, Level::Error].into_iter().zip(left_out)
        {
            self.has_failed |= count > 0 && self.fail_on.fails(level);
        }
    }

    /// Returns the exit code of the run whose report this is, by [`Outcome::code`].
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

    /// The contract in words: 2 wins over 1, which wins over 3.
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
