//! What counts: levels in force, what must be deployable, what a site asks for, what is excused, and
//! what is known already. It takes findings and gives findings, and knows nothing of formats.

pub mod baseline;
pub mod config;
mod exit;
mod gate;
mod levels;
mod require;
mod suppress;
mod weigh;

pub use baseline::Baseline;
pub use exit::{Exit, FailOn, Outcome};
pub use gate::Gate;
pub use levels::{Levels, Override, Setting, Settings};
pub use require::{Require, Requirement};
pub use suppress::Suppression;
pub(crate) use weigh::weigh;

use crate::date::Date;
use crate::finding::Options;
use crate::input::Folder;
use crate::rules::site_policy::SitePolicy;

/// The policy in force for one run.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// How much findings weigh.
    pub levels: Levels,
    /// What must be deployable.
    pub require: Require,
    /// What this site asks for.
    pub site: SitePolicy,
    /// What rules are asked to do otherwise.
    pub options: Options,
    /// What is excused.
    pub suppressions: Vec<Suppression>,
    /// What is known already.
    pub baseline: Option<Baseline>,
    /// The folder that globs over files are told from.
    pub home: Folder,
    /// The day of the run; none where no policy hangs on it.
    pub today: Option<Date>,
}

impl Policy {
    /// Whether what is found in a text depends on its file's name or age too.
    #[must_use]
    pub fn looks_at_files(&self) -> bool {
        self.site.max_age_days.is_some()
            || self.levels.overrides.iter().any(|level| !level.files.is_empty())
    }
}
