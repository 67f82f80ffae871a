//! Verdicts: whether something can be deployed.

use serde::{Deserialize, Serialize};

/// Whether something can be deployed, from best to worst.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It can.
    #[default]
    Ready,
    /// It can, with a potential issue.
    Warning,
    /// The response does not say, or not readably, or it contradicts itself.
    Unknown,
    /// It cannot.
    Blocked,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ready, Self::Warning, Self::Unknown, Self::Blocked];

    /// The verdict as it is written.
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
