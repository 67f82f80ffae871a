//! The rules: one folder per rule, with its check and its page.
//!
//! The order of [`ALL`] is the order of `osready rules`, and the order in which checks of the same kind run.

pub mod statements;

mod failed_response;
mod file_encoding;
mod not_a_response;
mod not_authorized;
mod powershell_shape;
mod repeated_key;
mod schema;
mod surrounding_text;
mod syntax;

mod deploy_status;
mod failed_to_load;
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

mod custom_type_mismatch;
mod customized_flag_mismatch;
mod disk_usage_sum;
mod duplicate_id;
mod image_count_mismatch;
mod image_type_profiles;
mod macro_list_drift;
mod profile_id_mismatch;
mod same_release_twice;
mod status_contradicts_checks;

mod dangling_reference;
mod one_sided_association;
mod os_credentials;
mod os_mismatch;
mod release_mismatch;
mod shared_unattend_file;
mod unused_file;
mod winpe_without_boot_file;

mod customization_not_supported;
mod customized_windows_profile;
mod deploy_path;
mod disallowed_extension;
mod releases_without_flag;
mod rhels_config_flags;
mod unknown_release;
mod unsupported_release;

mod content_not_json;
mod content_not_xml;
mod missing_install_macros;
mod plaintext_secret;
mod undefined_macro;

mod deprecated_attribute;
mod flag_type;
mod misspelled_attribute;
mod spelling;
mod unaddressable_id;
mod undocumented_attribute;
mod unknown_value;
mod unsupported_attribute;

mod config_file_required;
mod domain_settings;
mod duplicate_host;
mod host_address;
mod host_not_ready;
mod invalid_host_uuid;
mod invalid_hostname;
mod license_key_ignored;
mod macro_without_value;
mod profile_not_offered;
mod profile_not_ready;
mod request_attribute;
mod request_file;
mod request_files_not_associated;
mod request_password;
mod request_unknown_attribute;
mod storage_target;
mod unknown_host;
mod unknown_profile;

mod configuration;
mod required_profile;
pub mod site_policy;
mod suppression_expired;
mod suppression_unused;

mod groups;

pub use configuration::RULE as CONFIGURATION;

pub(crate) use deploy_status::RULE as DEPLOY_STATUS;
pub(crate) use file_encoding::{
    RULE as FILE_ENCODING, report_lost_characters, report_mixed_encodings, report_windows_1252,
};
pub use no_deployable_profile::RULE as NO_DEPLOYABLE_PROFILE;
pub use not_a_response::RULE as NOT_A_RESPONSE;
pub(crate) use not_a_response::{
    ExceededLimit, NonResponse, Unread, report as report_not_a_response, report_foreign,
    report_no_body, report_others, report_unread_string, report_unread_text,
};
pub use powershell_shape::RULE as POWERSHELL_SHAPE;
pub(crate) use readiness_unknown::RULE as READINESS_UNKNOWN;
pub use repeated_key::RULE as REPEATED_KEY;
pub use required_profile::RULE as REQUIRED_PROFILE;
pub use schema::RULE as SCHEMA;
pub use suppression_expired::RULE as SUPPRESSION_EXPIRED;
pub use suppression_unused::RULE as SUPPRESSION_UNUSED;
pub use surrounding_text::RULE as SURROUNDING_TEXT;
pub(crate) use surrounding_text::report as report_surrounding_text;
pub use syntax::RULE as SYNTAX;
pub(crate) use unexplained_status::RULE as UNEXPLAINED_STATUS;

use crate::diagnostic::Rule;

/// The rules whose notes are reported only with `--pedantic` or a configured level: a reader of the
/// response of a server cannot act on them.
const PEDANTIC: &[&Rule] = &[
    &deprecated_attribute::RULE,
    &flag_type::RULE,
    &macro_list_drift::RULE,
    &spelling::RULE,
    &undocumented_attribute::RULE,
];

/// Returns whether the notes of a rule are reported only with `--pedantic` or a configured level.
#[must_use]
pub fn is_pedantic(rule: &Rule) -> bool {
    PEDANTIC.iter().any(|other| other.id == rule.id)
}

/// All rules, ordered by group.
pub const ALL: &[&Rule] = &[
    &syntax::RULE,
    &repeated_key::RULE,
    &schema::RULE,
    &not_a_response::RULE,
    &surrounding_text::RULE,
    &file_encoding::RULE,
    &powershell_shape::RULE,
    &failed_response::RULE,
    &not_authorized::RULE,
    &missing_winpe::RULE,
    &kiso_required::RULE,
    &placeholder_profile::RULE,
    &missing_packages::RULE,
    &security_mode::RULE,
    &incompatible_with_thinksystem::RULE,
    &deploy_status::RULE,
    &unexplained_status::RULE,
    &preloaded_winpe::RULE,
    &no_deployable_profile::RULE,
    &failed_to_load::RULE,
    &readiness_unknown::RULE,
    &status_contradicts_checks::RULE,
    &image_count_mismatch::RULE,
    &disk_usage_sum::RULE,
    &duplicate_id::RULE,
    &same_release_twice::RULE,
    &profile_id_mismatch::RULE,
    &image_type_profiles::RULE,
    &customized_flag_mismatch::RULE,
    &custom_type_mismatch::RULE,
    &macro_list_drift::RULE,
    &dangling_reference::RULE,
    &one_sided_association::RULE,
    &shared_unattend_file::RULE,
    &os_mismatch::RULE,
    &release_mismatch::RULE,
    &winpe_without_boot_file::RULE,
    &unused_file::RULE,
    &disallowed_extension::RULE,
    &rhels_config_flags::RULE,
    &releases_without_flag::RULE,
    &customization_not_supported::RULE,
    &customized_windows_profile::RULE,
    &unknown_release::RULE,
    &unsupported_release::RULE,
    &deploy_path::RULE,
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
    &request_attribute::RULE,
    &request_unknown_attribute::RULE,
    &invalid_host_uuid::RULE,
    &duplicate_host::RULE,
    &invalid_hostname::RULE,
    &host_address::RULE,
    &storage_target::RULE,
    &domain_settings::RULE,
    &request_password::RULE,
    &unknown_profile::RULE,
    &profile_not_ready::RULE,
    &config_file_required::RULE,
    &request_file::RULE,
    &request_files_not_associated::RULE,
    &license_key_ignored::RULE,
    &os_credentials::RULE,
    &macro_without_value::RULE,
    &unknown_host::RULE,
    &host_not_ready::RULE,
    &profile_not_offered::RULE,
    &required_profile::RULE,
    &site_policy::IMAGES,
    &site_policy::RELEASES,
    &site_policy::BOOT_FILE_VERSION,
    &site_policy::DEPLOY_PATH,
    &site_policy::DRIVERS,
    &site_policy::DRIVER_VERSION,
    &site_policy::CUSTOM_PROFILES,
    &site_policy::UNATTEND_FILE,
    &site_policy::PRELOADED_WINPE,
    &site_policy::SNAPSHOT_AGE,
    &site_policy::DISK_BUDGET,
    &configuration::RULE,
    &suppression_expired::RULE,
    &suppression_unused::RULE,
];

/// Renamed rules, as pairs of former id and current id. Both ids select the rule.
pub const RENAMED: &[(&str, &str)] = &[];

/// Returns the rule whose current or former id is `id`, or `None` if there is no such rule.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    let id = RENAMED.iter().find(|(former, _)| *former == id).map_or(id, |(_, now)| *now);
    ALL.iter().find(|rule| rule.id == id).copied()
}
