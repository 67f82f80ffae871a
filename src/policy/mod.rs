//! The policy: levels, requirements, site policy, suppressions and baseline. It transforms findings
//! and is independent of report formats.

mod apply_policy;
pub mod baseline;
pub mod config;
mod fail_on;
pub mod files;
mod finding_filter;
mod levels;
mod readiness;
mod require;
mod suppress;

pub(crate) use apply_policy::{CAUSES, apply_policy, finding_at};
pub use baseline::Baseline;
pub use fail_on::FailOn;
pub use finding_filter::FindingFilter;
pub use levels::{LevelOverride, LevelOverrides, Levels, Override};
pub use require::{Require, Requirement};
pub use suppress::Suppression;

use std::sync::Arc;

use crate::config::RuleConfig;
use crate::input::Folder;
use crate::user_rules::UserRule;

/// The effective policy of a run.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The levels of findings.
    pub levels: Levels,
    /// What must be deployable.
    pub require: Require,
    /// The configuration of rules.
    pub rules: RuleConfig,
    /// The rules of the site: those of `[[rule]]`, then those that `[site-policy]` stands for.
    pub user_rules: Vec<Arc<UserRule>>,
    /// The suppressions.
    pub suppressions: Vec<Suppression>,
    /// The baseline.
    pub baseline: Option<Baseline>,
    /// The folder that globs over files are relative to.
    pub config_dir: Folder,
}

impl Policy {
    /// Returns whether the findings of a text also depend on the name or age of its file.
    #[must_use]
    pub fn looks_at_files(&self) -> bool {
        self.user_rules.iter().any(|rule| rule.depends_on_file())
            || self.levels.overrides.iter().any(|level| !level.files.is_empty())
    }

    /// Returns whether findings count or not depending on the name of their file.
    #[must_use]
    pub fn tells_files_apart(&self) -> bool {
        self.looks_at_files()
            || self.baseline.is_some()
            || self.suppressions.iter().any(|suppression| !suppression.files.is_empty())
    }
}
