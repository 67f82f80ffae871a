//! The rules of `[site-policy]`. The configuration gives their conditions: each key stands for expressions, as
//! `[[rule]]` has them (`src/user_rules/site_policy.rs`).

use crate::diagnostic::{Check, Group, Level, Rule};

const fn rule(id: &'static str, page: &'static str) -> Rule {
    Rule {
        id,
        group: Group::Site,
        level: Level::Error,
        page,
        statements: &[],
        checks: &[Check::Expression],
    }
}

#[doc = include_str!("images/README.md")]
pub(crate) static IMAGES: Rule = rule("site-policy/images", include_str!("images/README.md"));

#[doc = include_str!("releases/README.md")]
pub(crate) static RELEASES: Rule = rule("site-policy/releases", include_str!("releases/README.md"));

#[doc = include_str!("boot_file_version/README.md")]
pub(crate) static BOOT_FILE_VERSION: Rule =
    rule("site-policy/boot-file-version", include_str!("boot_file_version/README.md"));

#[doc = include_str!("deploy_path/README.md")]
pub(crate) static DEPLOY_PATH: Rule =
    rule("site-policy/deploy-path", include_str!("deploy_path/README.md"));

#[doc = include_str!("drivers/README.md")]
pub(crate) static DRIVERS: Rule = rule("site-policy/drivers", include_str!("drivers/README.md"));

#[doc = include_str!("driver_version/README.md")]
pub(crate) static DRIVER_VERSION: Rule =
    rule("site-policy/driver-version", include_str!("driver_version/README.md"));

#[doc = include_str!("custom_profiles/README.md")]
pub(crate) static CUSTOM_PROFILES: Rule =
    rule("site-policy/custom-profiles", include_str!("custom_profiles/README.md"));

#[doc = include_str!("unattend_file/README.md")]
pub(crate) static UNATTEND_FILE: Rule =
    rule("site-policy/unattend-file", include_str!("unattend_file/README.md"));

#[doc = include_str!("preloaded_winpe/README.md")]
pub(crate) static PRELOADED_WINPE: Rule =
    rule("site-policy/preloaded-winpe", include_str!("preloaded_winpe/README.md"));

#[doc = include_str!("snapshot_age/README.md")]
pub(crate) static SNAPSHOT_AGE: Rule =
    rule("site-policy/snapshot-age", include_str!("snapshot_age/README.md"));

#[doc = include_str!("disk_budget/README.md")]
pub(crate) static DISK_BUDGET: Rule =
    rule("site-policy/disk-budget", include_str!("disk_budget/README.md"));
