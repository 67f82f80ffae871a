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

/// What of the findings of a run counts for the code that it ends with: one contract, whatever the format.
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

    /// The code that the run ends with whose report this is: 2 where something could not be read, the
    /// configuration among it; else 1 where a finding fails; else 3 where no response was judged, unless
    /// that is allowed; else 0.
    #[must_use]
    pub fn code(&self, report: &Report, allow_empty: bool) -> u8 {
        if !report.failures.is_empty() || self.is_mistaken {
            2
        } else if self.has_failed {
            1
        } else if report.summary.responses == 0 && !allow_empty {
            3
        } else {
            0
        }
    }
}
