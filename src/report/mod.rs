//! Reporters: write the results of a run in human-readable and machine-readable formats.

pub mod formats;
pub mod saved;

mod human;

pub use human::{Human, Overview, Theme, within_width};
pub(crate) use human::{PLAIN, colour};

use crate::diagnostic::Rule;
use crate::sanitize::Untrusted;
use crate::user_rules::described;

/// Returns the rule of an id; `None` if it is unknown.
#[expect(clippy::disallowed_methods, reason = "used for a lookup only")]
pub(crate) fn rule_of(id: &Untrusted) -> Option<&'static Rule> {
    described(id.raw())
}

/// Returns why the findings of a rule matter; `None` if the rule is unknown, or does not say so.
pub(crate) fn why(id: &Untrusted) -> Option<Untrusted> {
    Some(rule_of(id)?.why()?.as_str().into())
}
