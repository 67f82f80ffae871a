//! The configuration as rules see it: parsed options with their spans.

mod docs_url;
mod options;
mod site_policy;

pub use docs_url::{DocsUrl, InvalidDocsUrl};
pub use options::{DeployTarget, Reading, RuleOptions};
pub use site_policy::{
    DeployPath, DeviceType, MinimumDriverVersion, MinimumRelease, ReleasePattern, SitePolicy, Size,
};

use crate::date::Date;

/// The settings of a run that rules depend on.
#[derive(Clone, Debug, Default)]
pub struct RuleConfig {
    /// Options of single rules.
    pub options: RuleOptions,
    /// The day of the run; `None` if no rule depends on it.
    pub today: Option<Date>,
}
