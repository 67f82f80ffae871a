//! Verdicts: whether an image or profile can be deployed.

use serde::{Deserialize, Serialize};

/// Whether an image or profile can be deployed, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Can be deployed.
    Ready,
    /// Can be deployed, with potential issues.
    Warning,
    /// The evidence is missing, unreadable or contradictory.
    Unknown,
    /// Cannot be deployed.
    Blocked,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Self; 4] = [Self::Ready, Self::Warning, Self::Unknown, Self::Blocked];

    /// Returns what the verdict means, for people.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Ready => "can be deployed",
            Self::Warning => {
                "can be deployed, with the potential issues that the listed rules describe"
            }
            Self::Unknown => {
                "the evidence is missing, unreadable or contradictory; osready does not guess"
            }
            Self::Blocked => "cannot be deployed, for the reasons that the listed rules describe",
        }
    }

    /// Returns the verdict as written in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Blocked => "blocked",
        }
    }
}
