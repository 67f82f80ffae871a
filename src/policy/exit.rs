//! The code that a run ends with: one contract, whatever the format.

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

/// The code that a run with this report ends with: 2 where something could not be read, the
/// configuration among it; else 1 where a finding fails; else 3 where no response was judged, unless
/// that is allowed; else 0.
#[must_use]
pub fn exit_code(report: &Report, fail_on: FailOn, allow_empty: bool) -> u8 {
    let is_mistake = |finding: &Finding| finding.rule == crate::rules::CONFIGURATION.id;
    if !report.failures.is_empty() || report.findings.iter().any(is_mistake) {
        2
    } else if report.findings.iter().any(|finding| fail_on.fails_by(finding)) {
        1
    } else if report.summary.responses == 0 && !allow_empty {
        3
    } else {
        0
    }
}
