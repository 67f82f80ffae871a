//! Verdicts: whether an image or profile can be deployed.

use serde::{Deserialize, Serialize};

/// Whether an image or profile can be deployed, from best to worst.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It can be deployed.
    #[default]
    Ready,
    /// It can be deployed, with a potential issue.
    Warning,
    /// The evidence is missing, unreadable or contradictory.
    Unknown,
    /// It cannot be deployed.
    Blocked,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Self; 4] = [Self::Ready, Self::Warning, Self::Unknown, Self::Blocked];

    /// Returns the verdict as written in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Blocked => "blocked",
        }
    }
}
