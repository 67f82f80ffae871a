//! When, by what and under which policy a report was made.

use serde::{Deserialize, Serialize};

use crate::sanitize::Untrusted;

/// When, by what and under which policy a report was made. The caller knows: the library reads no clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInfo {
    /// When the run started, in UTC, as in `2026-01-31T04:00:00Z`.
    pub time: Untrusted,
    /// The version of osready.
    pub version: Untrusted,
    /// The policy files that were read.
    pub policy: Vec<Untrusted>,
    /// The globs of the images and profiles that must be ready.
    pub required: Vec<Untrusted>,
    /// The baseline; null if there is none.
    pub baseline: Option<Untrusted>,
    /// The address of the documentation; null if none is configured.
    pub docs_url: Option<Untrusted>,
}
