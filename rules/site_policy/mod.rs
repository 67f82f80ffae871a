//! What a site asks for in its configuration, a rule each. None speaks where nothing is asked for.

pub(super) mod boot_file_version;
pub(super) mod custom_profiles;
pub(super) mod deploy_path;
pub(super) mod disk_budget;
pub(super) mod drivers;
pub(super) mod images;
pub(super) mod releases;
pub(super) mod snapshot_age;

mod asked;

pub use asked::{DeployPath, DeviceType, ReleasePattern, SitePolicy, Size};

use crate::date::Date;
use crate::finding::Findings;
use crate::model::Response;

/// When things are.
#[derive(Clone, Copy, Debug, Default)]
pub struct When {
    /// The day of the run.
    pub today: Option<Date>,
    /// The day on which the file was saved, as its name or else the file system says.
    pub saved: Option<Date>,
}

/// Looks for whatever a response has that the site does not want, or lacks.
pub(crate) fn check<'a>(
    asked: &SitePolicy,
    when: When,
    response: &Response<'a>,
    findings: &mut Findings<'a>,
) {
    images::check(asked, response, findings);
    releases::check(asked, response, findings);
    boot_file_version::check(asked, response, findings);
    deploy_path::check(asked, response, findings);
    drivers::check(asked, response, findings);
    custom_profiles::check(asked, response, findings);
    snapshot_age::check(asked, when, response, findings);
    disk_budget::check(asked, response, findings);
}
