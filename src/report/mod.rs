//! Reporters: write the results of a run in human-readable and machine-readable formats.

pub mod formats;
pub mod saved;

mod human;
mod reporter;

pub use human::{Human, Style, Theme, within_width};
pub(crate) use human::{PLAIN, color};
pub use reporter::{Format, Reporter, UnknownFormat};

use crate::config::DocsUrl;
use crate::diagnostic::Rule;
use crate::lint::Report;
use crate::rules;
use crate::sanitize::Untrusted;
use crate::user_rules::described;

/// Returns the rule of an id; `None` if it is unknown.
#[expect(clippy::disallowed_methods, reason = "used for a lookup only")]
pub(crate) fn rule_of(id: &Untrusted) -> Option<&'static Rule> {
    described(id.raw())
}

/// Returns the address of the documentation that a report links to. `None` if it has none, or one that is not
/// accepted.
#[expect(clippy::disallowed_methods, reason = "it is parsed")]
pub(crate) fn docs_url(report: &Report) -> Option<DocsUrl> {
    report.run.as_ref()?.docs_url.as_ref()?.raw().parse().ok()
}

/// Returns the address of the page of a rule. `None` for a rule of a site, which has no page there.
pub(crate) fn rule_url(docs_url: &DocsUrl, rule: &Rule) -> Option<String> {
    rules::by_id(rule.id).map(|rule| docs_url.of_rule(rule.id))
}

/// Returns why the findings of a rule matter; `None` if the rule is unknown, or does not say so.
pub(crate) fn why(id: &Untrusted) -> Option<Untrusted> {
    Some(rule_of(id)?.why()?.as_str().into())
}
