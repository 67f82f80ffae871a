//! The lowest level of a finding that fails a run.

use crate::diagnostic::Level;
use crate::finding::Finding;

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
    /// All findings.
    Note,
    /// No finding.
    Never,
}

impl FailOn {
    /// All variants.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Note, Self::Never];

    /// Returns the name in configurations and arguments.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Never => "never",
        }
    }

    /// Returns whether findings of `level` fail the run.
    #[must_use]
    pub fn fails(self, level: Level) -> bool {
        match self {
            Self::Error => level >= Level::Error,
            Self::Warning => level >= Level::Warning,
            Self::Note => true,
            Self::Never => false,
        }
    }

    /// Returns whether this finding fails the run; suppressed and known ones never do.
    #[must_use]
    pub fn fails_by(self, finding: &Finding) -> bool {
        finding.is_counted() && self.fails(finding.level)
    }
}
