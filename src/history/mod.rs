//! The history of a server's profiles: how their verdicts changed from snapshot to snapshot, and
//! why.

mod html;
mod human;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::date::{Date, date_in_name, server_name};
use crate::diff::{Inventory, ProfileChange, Why, profile_changes};
use crate::lint::{FailedFile, IncompleteCheck};
use crate::model::Verdict;
use crate::sanitize::Untrusted;
use crate::sanitize::json::pretty;

pub use html::html;
pub use human::human;

/// The version of the JSON format of [`History`].
pub const VERSION: u32 = 1;

/// The snapshots of servers, and the history of their profiles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// The version of this format: [`VERSION`].
    pub version: u32,
    /// The servers, by name.
    pub servers: Vec<Server>,
    /// The files that could not be read.
    pub failures: Vec<FailedFile>,
    /// The snapshots that were read but not checked completely.
    pub incomplete: Vec<IncompleteCheck>,
}

/// The snapshots of a server, and the history of its profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Server {
    /// The paths of its snapshots, with `*` for dates.
    pub name: Untrusted,
    /// The snapshots, the oldest first.
    pub snapshots: Vec<Snapshot>,
    /// The profiles, by id.
    pub profiles: Vec<Profile>,
}

/// A snapshot of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// The file.
    pub file: Untrusted,
    /// The day on which the snapshot was saved, as YYYY-MM-DD; null if neither its name nor the
    /// file system provides it.
    pub date: Option<String>,
    /// Whether the snapshot is incomplete, so that a missing profile may exist nevertheless.
    pub is_incomplete: bool,
    /// Why the snapshot is incomplete; null if it is not.
    pub reason: Option<Untrusted>,
}

/// The history of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// The id of the profile.
    pub id: Untrusted,
    /// The verdict in each snapshot; null if the profile was absent, unknown if the snapshot is
    /// incomplete and does not prove that it is blocked.
    pub verdicts: Vec<Option<Verdict>>,
    /// The changes of the verdict, the oldest first. An incomplete snapshot changes only what it
    /// proves.
    pub changes: Vec<VerdictChange>,
    /// The last verdict that is known.
    #[serde(skip)]
    pub(crate) last_known: Option<Verdict>,
}

/// A change of a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictChange {
    /// The 0-based index of the first snapshot with the new verdict.
    pub snapshot: usize,
    /// The old verdict; null if the profile was added.
    pub old: Option<Verdict>,
    /// The new verdict; null if the profile was removed.
    pub new: Option<Verdict>,
    /// The reasons against deployment that were added.
    pub because: Vec<Why>,
    /// The reasons against deployment that were removed.
    pub no_longer: Vec<Why>,
}

impl History {
    /// Creates the history of the given servers.
    #[must_use]
    pub fn of(
        servers: Vec<Server>,
        failures: Vec<FailedFile>,
        incomplete: Vec<IncompleteCheck>,
    ) -> Self {
        Self { version: VERSION, servers, failures, incomplete }
    }

    /// Writes the history as JSON.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    pub fn json(&self, to: &mut impl Write) -> io::Result<()> {
        pretty(self, to)
    }
}

/// When a snapshot was saved: the day, and the digits of the time that follow it in the name.
pub type When = (Option<Date>, String);

/// Returns the server of a file and when it was saved, from its path within the snapshot folder.
/// Uses `written`, the day of the file system, if the path contains no date.
#[must_use]
pub fn server_and_day(path: &str, written: Option<Date>) -> (String, When) {
    let name = server_name(path);
    let when = match date_in_name(path) {
        Some((date, time)) => (Some(date), time),
        None => (written, String::new()),
    };
    (name, when)
}

/// A builder for the history of one server, snapshot by snapshot.
#[derive(Debug)]
pub struct HistoryBuilder {
    name: String,
    snapshots: Vec<Snapshot>,
    profiles: Verdicts,
    /// What is known as of the last snapshot.
    last: Inventory,
}

impl HistoryBuilder {
    /// Creates a builder without snapshots.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            snapshots: Vec::new(),
            profiles: BTreeMap::new(),
            last: Inventory::unknown(),
        }
    }

    /// Adds the next snapshot. `reason` says why it is incomplete, if it is.
    pub fn add(
        &mut self,
        file: &str,
        date: Option<Date>,
        mut held: Inventory,
        reason: Option<Untrusted>,
    ) {
        let position = self.snapshots.len();
        let is_incomplete = held.is_incomplete();
        self.push_snapshot(file, date, is_incomplete, reason);
        for (id, verdict) in held.verdicts() {
            set_verdict(&mut self.profiles, position, id, Some(verdict));
        }
        // The first snapshot has nothing to be compared with.
        let changes = if position > 0 { profile_changes(&self.last, &held) } else { Vec::new() };
        let knows_profiles = !self.last.is_incomplete();
        if is_incomplete {
            // What is missing may exist nevertheless.
            for (id, _) in self.last.verdicts().collect::<Vec<_>>() {
                if held.profile(id).0.is_none() {
                    set_verdict(&mut self.profiles, position, id, Some(Verdict::Unknown));
                }
            }
        }
        for change in changes {
            let is_told = match (change.old, change.new) {
                (None, _) => knows_profiles,
                (_, None) => !is_incomplete,
                _ => change.new.is_none_or(|new| !is_incomplete || new == Verdict::Blocked),
            };
            if is_told {
                self.change(position, change);
            }
        }
        if is_incomplete {
            held.complete_from(&self.last);
        }
        self.last = held;
    }

    /// Adds a file without a response that can be checked, and why: every verdict is unknown.
    pub fn miss(&mut self, file: &str, date: Option<Date>, reason: Option<Untrusted>) {
        let position = self.snapshots.len();
        self.push_snapshot(file, date, true, reason);
        for (id, _) in self.last.verdicts() {
            set_verdict(&mut self.profiles, position, id, Some(Verdict::Unknown));
        }
    }

    fn push_snapshot(
        &mut self,
        file: &str,
        date: Option<Date>,
        is_incomplete: bool,
        reason: Option<Untrusted>,
    ) {
        let date = date.map(|date| date.to_string());
        let or_list = || "a list of images or profiles is missing".into();
        let reason = is_incomplete.then(|| reason.unwrap_or_else(or_list));
        self.snapshots.push(Snapshot { file: file.into(), date, is_incomplete, reason });
    }

    fn change(&mut self, snapshot: usize, change: ProfileChange) {
        let ProfileChange { id, old, new, because, no_longer, .. } = change;
        if let Some((_, changes)) = self.profiles.get_mut(id.raw())
            && old != new
        {
            changes.push(VerdictChange { snapshot, old, new, because, no_longer });
        }
    }

    /// Returns the history.
    #[must_use]
    pub fn end(self) -> Server {
        let count = self.snapshots.len();
        let known: BTreeMap<&str, Verdict> = self.last.verdicts().collect();
        let profiles = self.profiles.into_iter().map(|(id, (mut verdicts, changes))| {
            verdicts.resize(count, None);
            let last_known = known.get(id.as_str()).copied();
            Profile { id: id.into(), verdicts, changes, last_known }
        });
        Server { name: self.name.into(), snapshots: self.snapshots, profiles: profiles.collect() }
    }
}

type Verdicts = BTreeMap<String, (Vec<Option<Verdict>>, Vec<VerdictChange>)>;

/// Sets the verdict of a profile in the snapshot at `position`.
fn set_verdict(profiles: &mut Verdicts, position: usize, id: &str, verdict: Option<Verdict>) {
    let (verdicts, _) = profiles.entry(id.to_owned()).or_default();
    verdicts.resize(position, None);
    verdicts.push(verdict);
}

impl Server {
    /// Returns when a snapshot was saved, for people: its day, or else its file.
    pub(crate) fn when(&self, snapshot: usize) -> Untrusted {
        let snapshot = &self.snapshots[snapshot];
        snapshot.date.as_deref().map_or_else(|| snapshot.file.clone(), Untrusted::from)
    }
}

impl Profile {
    /// Returns the last known verdict; `None` if the profile was removed. Snapshots that prove nothing
    /// are ignored.
    pub(crate) fn now(&self) -> Option<Verdict> {
        self.last_known
    }

    /// Returns the runs of snapshots with the same verdict: the first index, the number of
    /// snapshots, and the verdict.
    pub(crate) fn runs(&self) -> Vec<(usize, usize, Option<Verdict>)> {
        let mut runs: Vec<(usize, usize, Option<Verdict>)> = Vec::new();
        for (position, verdict) in self.verdicts.iter().enumerate() {
            match runs.last_mut() {
                Some((_, count, last)) if last == verdict => *count += 1,
                _ => runs.push((position, 1, *verdict)),
            }
        }
        runs
    }
}
