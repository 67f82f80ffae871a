//! One rule for each requirement of the `[site-policy]` configuration. A rule reports nothing if its
//! requirement is not set.

pub(super) mod boot_file_version;
pub(super) mod custom_profiles;
pub(super) mod deploy_path;
pub(super) mod disk_budget;
pub(super) mod drivers;
pub(super) mod images;
pub(super) mod releases;
pub(super) mod snapshot_age;
