//! Reporters: write the results of a run in human-readable and machine-readable formats.

pub mod formats;
pub mod saved;

mod human;

pub use human::{Human, Overview, Theme, within_width};
pub(crate) use human::{PLAIN, colour};

use crate::sanitize::Untrusted;
use crate::user_rules::described;

/// Returns why the findings of a rule matter; `None` if the rule is unknown, or does not say so.
pub(crate) fn why(rule: &Untrusted) -> Option<Untrusted> {
    #[expect(clippy::disallowed_methods, reason = "used for a lookup only")]
    let why = described(rule.raw())?.why()?;
    Some(why.as_str().into())
}
