//! The changes for deployment between two snapshots, matched by id, not by position.

mod compare;
mod human;
mod inventory;
mod markdown;
mod pairs;

use std::io::{self, Write};

use serde::Serialize;

use crate::lint::{FailedFile, IncompleteCheck};
use crate::model::Verdict;
use crate::sanitize::Untrusted;
use crate::sanitize::json::pretty;

pub(crate) use compare::profiles as profile_changes;
pub use human::human;
pub(crate) use human::push_reasons;
pub use inventory::{Inventory, Why};
pub use markdown::markdown;
pub use pairs::{Pair, pairs};

/// The version of the JSON format of [`Diff`].
pub const VERSION: u32 = 1;

/// The changes between two files, or between the files of two folders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The version of this format: [`VERSION`].
    pub version: u32,
    /// The changes per file; files without changes are omitted.
    pub files: Vec<FileDiff>,
    /// The files that could not be read.
    pub failures: Vec<FailedFile>,
    /// The files that were read but not compared completely.
    pub incomplete: Vec<IncompleteCheck>,
    /// The totals.
    pub summary: Summary,
}

/// The changes between two snapshots of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileDiff {
    /// The older file; null if there is none of this server.
    pub old: Option<Untrusted>,
    /// The newer file; null if there is none of this server.
    pub new: Option<Untrusted>,
    /// Whether the older file is incomplete, so that additions are not reported.
    pub old_is_incomplete: bool,
    /// Whether the newer file is incomplete, so that removals are not reported.
    pub new_is_incomplete: bool,
    /// The profiles that were added or removed or whose verdict changed, the worst first.
    pub profiles: Vec<ProfileChange>,
    /// The images that were added or removed.
    pub images: Vec<ImageChange>,
    /// The files of the repository that were added, removed or changed.
    pub repository_files: Vec<RepositoryChange>,
    /// The changed customization options of systems.
    pub policies: Vec<PolicyChange>,
}

/// The change of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileChange {
    /// The id of the profile.
    pub id: Untrusted,
    /// The old verdict; null if the profile was added.
    pub old: Option<Verdict>,
    /// The new verdict; null if the profile was removed.
    pub new: Option<Verdict>,
    /// Whether both verdicts are known. If not, one of them is unknown because its file is
    /// incomplete.
    pub is_known: bool,
    /// Whether the profile is less deployable than before.
    pub is_regression: bool,
    /// The reasons against deployment that were added.
    pub because: Vec<Why>,
    /// The reasons against deployment that were removed.
    pub no_longer: Vec<Why>,
}

/// The change of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImageChange {
    /// The id of the image.
    pub id: Untrusted,
    /// Whether the image was added or removed.
    pub change: Change,
}

/// The change of a file of the repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepositoryChange {
    /// The kind of file, in words: `device driver`, `boot file`, and so on.
    pub kind: &'static str,
    /// The id of the file.
    pub id: Untrusted,
    /// The kind of change.
    pub change: Change,
    /// The id of the file that this one replaces; null if there is none.
    pub replaces: Option<Untrusted>,
    /// The old version; null if there is none.
    pub old_version: Option<Untrusted>,
    /// The new version; null if there is none.
    pub new_version: Option<Untrusted>,
}

/// The kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was added.
    Added,
    /// It was removed.
    Removed,
    /// Its version changed.
    Changed,
}

/// The change of a system's customization options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyChange {
    /// The name of the system in supportedImages.
    pub system: Untrusted,
    /// The attribute.
    pub attribute: Untrusted,
    /// The old value, with the elements of a list separated by commas; null if there was none.
    pub old: Option<Untrusted>,
    /// The new value, with the elements of a list separated by commas; null if there is none.
    pub new: Option<Untrusted>,
}

/// The totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The number of files that were compared, or that have no counterpart.
    pub files: usize,
    /// The number of profiles that are less deployable than before, or that were deployable and
    /// were removed.
    pub regressions: usize,
    /// The number of profiles that are more deployable than before.
    pub improvements: usize,
    /// The number of added profiles.
    pub added: usize,
    /// The number of removed profiles.
    pub removed: usize,
}

/// Returns the added and the removed reasons of a profile, each with its prefix.
pub(crate) fn reasons<'w>(
    because: &'w [Why],
    no_longer: &'w [Why],
) -> impl Iterator<Item = (&'static str, &'w Why)> {
    let because = because.iter().map(|why| ("", why));
    because.chain(no_longer.iter().map(|why| ("no longer ", why)))
}

impl Diff {
    /// Creates the diff from the changes of each pair of files, the files that could not be read,
    /// and the files that were not compared completely.
    #[must_use]
    pub fn of(
        files: Vec<FileDiff>,
        failures: Vec<FailedFile>,
        incomplete: Vec<IncompleteCheck>,
    ) -> Self {
        let mut summary = Summary { files: files.len(), ..Summary::default() };
        for change in files.iter().flat_map(|file| &file.profiles) {
            summary.regressions += usize::from(change.is_regression);
            match (change.old, change.new) {
                (None, _) => summary.added += 1,
                (_, None) => summary.removed += 1,
                (Some(old), Some(new)) => {
                    summary.improvements += usize::from(new < old && change.is_known);
                }
            }
        }
        let files = files.into_iter().filter(|file| !file.is_empty()).collect();
        Self { version: VERSION, files, failures, incomplete, summary }
    }

    /// Writes the diff as JSON.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    pub fn json(&self, to: &mut impl Write) -> io::Result<()> {
        pretty(self, to)
    }
}

impl FileDiff {
    /// Compares the snapshot `old` with the snapshot `new`.
    #[must_use]
    pub fn of(pair: &Pair<&str>, old: &Inventory, new: &Inventory) -> Self {
        let name = |name: Option<&str>| name.map(Untrusted::from);
        Self { old: name(pair.old), new: name(pair.new), ..compare::compare(old, new) }
    }

    /// Returns what is unknown if a file is incomplete.
    #[must_use]
    pub fn incomplete(&self) -> Option<&'static str> {
        match (self.old_is_incomplete, self.new_is_incomplete) {
            (false, false) => None,
            (true, false) => {
                Some("the older file is incomplete: additions and what got worse are unknown")
            }
            (false, true) => {
                Some("the newer file is incomplete: removals and what got better are unknown")
            }
            (true, true) => Some("both files are incomplete: most changes are unknown"),
        }
    }

    /// Returns whether nothing changed, and both files exist and are complete.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.old.is_some()
            && self.new.is_some()
            && self.incomplete().is_none()
            && self.profiles.is_empty()
            && self.images.is_empty()
            && self.repository_files.is_empty()
            && self.policies.is_empty()
    }
}
