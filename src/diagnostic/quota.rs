//! The limit on the diagnostics that are kept for one text.

use super::{Level, Rule};

/// The remaining capacity for diagnostics, in number and in bytes of text.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// The number of diagnostics that can still be kept.
    pub findings: usize,
    /// The number of bytes of messages and labels that can still be kept.
    pub bytes: usize,
}

impl Quota {
    /// Unlimited capacity.
    pub const ALL: Self = Self { findings: usize::MAX, bytes: usize::MAX };

    /// Returns `true` if one more diagnostic can be kept.
    #[must_use]
    pub fn has_any(self) -> bool {
        self.findings > 0 && self.bytes > 0
    }

    /// Reserves capacity for one diagnostic with `bytes` bytes of text. Returns `false` if none is left.
    pub fn try_take(&mut self, bytes: usize) -> bool {
        if !self.has_any() {
            return false;
        }
        self.findings -= 1;
        self.bytes = self.bytes.saturating_sub(bytes);
        true
    }
}

/// The number of diagnostics that were counted but not kept, by rule and level.
pub type LeftOut = Vec<(&'static Rule, Level, usize)>;
