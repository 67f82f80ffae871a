//! What changed for deployment between two snapshots, matched by ids and never by position.

mod compare;
mod human;
mod inventory;
mod markdown;
mod pairs;

use std::io::{self, Write};

use serde::Serialize;

use crate::harmless::Untrusted;
use crate::harmless::json::pretty;
use crate::report::{FailedFile, IncompleteCheck, Verdict};

pub(crate) use compare::profiles as profile_changes;
pub use human::human;
pub(crate) use human::push_reasons;
pub use inventory::{Inventory, Why};
pub use markdown::markdown;
pub(crate) use pairs::server;
pub use pairs::{Pair, pairs};

/// The version of the form of [`Diff`] as JSON.
pub const VERSION: u32 = 1;

/// What changed between two files, or between the files of two folders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The version of this form: [`VERSION`].
    pub version: u32,
    /// What changed, file by file; files in which nothing did are not here.
    pub files: Vec<FileDiff>,
    /// Files that could not be read.
    pub failures: Vec<FailedFile>,
    /// Files that could not be compared, or not as a whole, though they could be read.
    pub incomplete: Vec<IncompleteCheck>,
    /// How many of each there are.
    pub summary: Summary,
}

/// What changed between two snapshots of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileDiff {
    /// The older file; null where there is none of this server.
    pub old: Option<Untrusted>,
    /// The newer file; null where there is none of this server.
    pub new: Option<Untrusted>,
    /// Whether the older file lacks a part, so that nothing is said to have come.
    pub old_is_incomplete: bool,
    /// Whether the newer file lacks a part, so that nothing is said to have gone.
    pub new_is_incomplete: bool,
    /// Profiles that came, went, or whose verdict changed, the worst first.
    pub profiles: Vec<ProfileChange>,
    /// Images that came or went.
    pub images: Vec<ImageChange>,
    /// Files of the repository that came, went or moved to another version.
    pub repository_files: Vec<RepositoryChange>,
    /// What systems may be customised with, where that changed.
    pub policies: Vec<PolicyChange>,
}

/// What became of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileChange {
    /// Its id.
    pub id: Untrusted,
    /// Whether it could be deployed; null where it came since.
    pub old: Option<Verdict>,
    /// Whether it can be deployed; null where it went.
    pub new: Option<Verdict>,
    /// Whether something can be deployed less well than before.
    pub is_regression: bool,
    /// What newly speaks against it.
    pub because: Vec<Why>,
    /// What spoke against it and does no longer.
    pub no_longer: Vec<Why>,
}

/// What became of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImageChange {
    /// Its id.
    pub id: Untrusted,
    /// Whether it came or went.
    pub change: Change,
}

/// What became of a file of the repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepositoryChange {
    /// What people call such a file: `device driver`, `boot file`, and so on.
    pub kind: &'static str,
    /// Its id.
    pub id: Untrusted,
    /// What happened.
    pub change: Change,
    /// The id of the file whose place it took; null where it took none.
    pub replaces: Option<Untrusted>,
    /// The version before; null where none was told.
    pub old_version: Option<Untrusted>,
    /// The version now; null where none is told.
    pub new_version: Option<Untrusted>,
}

/// What happened to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It came.
    Came,
    /// It went.
    Went,
    /// It has another version.
    Moved,
}

/// What a system may be customised with, before and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyChange {
    /// The name of the system in supportedImages.
    pub system: Untrusted,
    /// The attribute.
    pub attribute: Untrusted,
    /// Its value before, the elements of a list with commas between them; null where there was none.
    pub old: Option<Untrusted>,
    /// Its value now, likewise.
    pub new: Option<Untrusted>,
}

/// How many of each there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files that were compared with another, or that have none to be compared with.
    pub files: usize,
    /// Profiles that can be deployed less well than before, or that could be and went.
    pub regressions: usize,
    /// Profiles that can be deployed better than before.
    pub improvements: usize,
    /// Profiles that came.
    pub came: usize,
    /// Profiles that went.
    pub went: usize,
}

/// What newly speaks against a profile, and what does no longer, each with the words before it.
pub(crate) fn reasons<'w>(
    because: &'w [Why],
    no_longer: &'w [Why],
) -> impl Iterator<Item = (&'static str, &'w Why)> {
    let because = because.iter().map(|why| ("", why));
    because.chain(no_longer.iter().map(|why| ("no longer ", why)))
}

impl Diff {
    /// What changed in each pair of files, the files that could not be read, and what of the others could
    /// not be compared.
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
                (None, _) => summary.came += 1,
                (_, None) => summary.went += 1,
                (Some(old), Some(new)) => summary.improvements += usize::from(new < old),
            }
        }
        let files = files.into_iter().filter(|file| !file.is_empty()).collect();
        Self { version: VERSION, files, failures, incomplete, summary }
    }

    /// Writes it as JSON.
    ///
    /// # Errors
    /// Those of writing.
    pub fn json(&self, to: &mut impl Write) -> io::Result<()> {
        pretty(self, to)
    }
}

impl FileDiff {
    /// What changed from `old`, the snapshot that one file holds, to `new`, that of another.
    #[must_use]
    pub fn of(pair: &Pair<&str>, old: &Inventory, new: &Inventory) -> Self {
        let name = |name: Option<&str>| name.map(Untrusted::from);
        Self { old: name(pair.old), new: name(pair.new), ..compare::compare(old, new) }
    }

    /// What is to be said of a file that lacks a part.
    pub(crate) fn incomplete(&self) -> Option<&'static str> {
        match (self.old_is_incomplete, self.new_is_incomplete) {
            (false, false) => None,
            (true, false) => Some("the older file lacks a part: what came since is not told"),
            (false, true) => Some("the newer file lacks a part: what went is not told"),
            (true, true) => Some("both files lack a part: neither what came is told nor what went"),
        }
    }

    /// Whether nothing changed, and both files are there and whole.
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
