//! The rules: a folder each, with the check and its page.
//!
//! The list below is the table of contents. Its order is the order of `osready rules` and of
//! findings at one place.

mod failed_response;
mod not_a_response;
mod not_authorized;
mod repeated_key;
mod schema;
mod syntax;

mod deploy_status;
mod incompatible_with_thinksystem;
mod kiso_required;
mod missing_packages;
mod missing_winpe;
mod no_deployable_profile;
mod placeholder_profile;
mod preloaded_winpe;
mod readiness_unknown;
mod security_mode;
mod unexplained_status;

mod customized_flag_mismatch;
mod disk_usage_sum;
mod duplicate_id;
mod image_count_mismatch;
mod image_type_profiles;
mod profile_id_mismatch;
mod status_contradicts_checks;

mod disallowed_extension;
mod rhels_config_flags;

pub use not_a_response::RULE as NOT_A_RESPONSE;
pub(crate) use not_a_response::{Lookalike, report as report_not_a_response};
pub use repeated_key::RULE as REPEATED_KEY;
pub(crate) use repeated_key::report as report_repeated_keys;
pub use schema::RULE as SCHEMA;
pub use syntax::RULE as SYNTAX;
pub(crate) use syntax::report as report_syntax;

use crate::finding::Rule;

/// All rules, by group.
pub const ALL: &[&Rule] = &[
    &syntax::RULE,
    &repeated_key::RULE,
    &schema::RULE,
    &not_a_response::RULE,
    &failed_response::RULE,
    &not_authorized::RULE,
    &missing_winpe::RULE,
    &missing_packages::RULE,
    &kiso_required::RULE,
    &placeholder_profile::RULE,
    &security_mode::RULE,
    &incompatible_with_thinksystem::RULE,
    &deploy_status::RULE,
    &unexplained_status::RULE,
    &preloaded_winpe::RULE,
    &no_deployable_profile::RULE,
    &readiness_unknown::RULE,
    &status_contradicts_checks::RULE,
    &image_count_mismatch::RULE,
    &disk_usage_sum::RULE,
    &duplicate_id::RULE,
    &profile_id_mismatch::RULE,
    &image_type_profiles::RULE,
    &customized_flag_mismatch::RULE,
    &disallowed_extension::RULE,
    &rhels_config_flags::RULE,
];

/// The rule whose id is `id`.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.id == id).copied()
}
