//! The rules: a folder each, with the check and its page.
//!
//! The list below is the table of contents. Its order is the order of `osready rules` and of
//! findings at one place.

mod not_a_response;
mod repeated_key;
mod schema;
mod syntax;

mod kiso_required;
mod missing_winpe;
mod placeholder_profile;

mod disallowed_extension;
mod rhels_config_flags;

mod content_not_json;
mod content_not_xml;
mod deprecated_attribute;
mod flag_type;
mod macro_list_drift;
mod missing_install_macros;
mod misspelled_attribute;
mod plaintext_secret;
mod spelling;
mod unaddressable_id;
mod undefined_macro;
mod undocumented_attribute;
mod unknown_value;
mod unsupported_attribute;

mod tally;

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
    &missing_winpe::RULE,
    &kiso_required::RULE,
    &placeholder_profile::RULE,
    &macro_list_drift::RULE,
    &disallowed_extension::RULE,
    &rhels_config_flags::RULE,
    &content_not_json::RULE,
    &content_not_xml::RULE,
    &undefined_macro::RULE,
    &missing_install_macros::RULE,
    &plaintext_secret::RULE,
    &misspelled_attribute::RULE,
    &undocumented_attribute::RULE,
    &deprecated_attribute::RULE,
    &unsupported_attribute::RULE,
    &spelling::RULE,
    &unknown_value::RULE,
    &flag_type::RULE,
    &unaddressable_id::RULE,
];

/// The rule whose id is `id`.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.id == id).copied()
}
