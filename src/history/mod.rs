//! How the verdicts of a server's profiles changed over its snapshots, and why.

mod html;
mod human;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::date::{Date, date_in_name};
use crate::diff::{Inventory, ProfileChange, Why, profile_changes, server};
use crate::harmless::Untrusted;
use crate::harmless::json::pretty;
use crate::report::{FailedFile, IncompleteCheck, Verdict};

pub use html::html;
pub use human::human;

/// The version of the form of [`History`] as JSON.
pub const VERSION: u32 = 1;

/// The snapshots of servers, and what became of their profiles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// The version of this form: [`VERSION`].
    pub version: u32,
    /// The servers, by their names.
    pub servers: Vec<Server>,
    /// Files that could not be read.
    pub failures: Vec<FailedFile>,
    /// Snapshots that were not checked, or not as a whole, though they could be read.
    pub incomplete: Vec<IncompleteCheck>,
}

/// The snapshots of a server, and what became of its profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Server {
    /// The paths of its snapshots, with `*` for dates.
    pub name: Untrusted,
    /// Its snapshots, the oldest first.
    pub snapshots: Vec<Snapshot>,
    /// Its profiles, by their ids.
    pub profiles: Vec<Profile>,
}

/// A snapshot of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// The file.
    pub file: Untrusted,
    /// The day on which it was saved, as YYYY-MM-DD; null where neither its name nor the file system says.
    pub date: Option<String>,
    /// Whether it lacks a part, so that a profile that is not in it may be there all the same.
    pub is_incomplete: bool,
}

/// What became of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// Its id.
    pub id: Untrusted,
    /// Whether it could be deployed, snapshot by snapshot; null where it was not there.
    pub verdicts: Vec<Option<Verdict>>,
    /// When that changed, the oldest first.
    pub changes: Vec<Turn>,
}

/// A change of a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The snapshot that shows it first, from 0.
    pub snapshot: usize,
    /// The verdict before; null where the profile came.
    pub old: Option<Verdict>,
    /// The verdict from then on; null where the profile went.
    pub new: Option<Verdict>,
    /// What newly spoke against it.
    pub because: Vec<Why>,
    /// What spoke against it and did no longer.
    pub no_longer: Vec<Why>,
}

impl History {
    /// What became of these servers.
    #[must_use]
    pub fn of(
        servers: Vec<Server>,
        failures: Vec<FailedFile>,
        incomplete: Vec<IncompleteCheck>,
    ) -> Self {
        Self { version: VERSION, servers, failures, incomplete }
    }

    /// Writes it as JSON.
    ///
    /// # Errors
    /// Those of writing.
    pub fn json(&self, to: &mut impl Write) -> io::Result<()> {
        pretty(self, to)
    }
}

/// When a snapshot was saved: the day, and the digits of the time behind it in the name.
pub type When = (Option<Date>, String);

/// The server that a file is of, and when it was saved, by its path as seen from the folder of all
/// snapshots; by `written`, the day that the file system tells, where no day stands in the path.
#[must_use]
pub fn server_and_day(path: &str, written: Option<Date>) -> (String, When) {
    let name = server(path);
    let when = match date_in_name(path) {
        Some((date, time)) => (Some(date), time),
        None => (written, String::new()),
    };
    (name, when)
}

/// Makes the history of one server, snapshot by snapshot.
#[derive(Debug)]
pub struct Course {
    name: String,
    snapshots: Vec<Snapshot>,
    profiles: BTreeMap<String, (Vec<Option<Verdict>>, Vec<Turn>)>,
    /// What is known by the last snapshot.
    last: Inventory,
}

impl Course {
    /// The course of a server of which nothing is known yet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            snapshots: Vec::new(),
            profiles: BTreeMap::new(),
            last: Inventory::default(),
        }
    }

    /// Adds the next snapshot.
    pub fn add(&mut self, file: &str, date: Option<Date>, mut held: Inventory) {
        let position = self.snapshots.len();
        self.snapshots.push(Snapshot {
            file: file.into(),
            date: date.map(|date| date.to_string()),
            is_incomplete: held.is_incomplete(),
        });
        for (id, verdict) in held.verdicts() {
            let (verdicts, _) = self.profiles.entry(id.to_owned()).or_default();
            verdicts.resize(position, None);
            verdicts.push(Some(verdict));
        }
        if held.is_incomplete() {
            held.keep_profiles_of(&self.last);
        }
        if position > 0 {
            for change in profile_changes(&self.last, &held) {
                self.turn(position, change);
            }
        }
        self.last = held;
    }

    /// Adds a night of which nothing was saved: a file that holds no response.
    pub fn miss(&mut self, file: &str, date: Option<Date>) {
        let date = date.map(|date| date.to_string());
        self.snapshots.push(Snapshot { file: file.into(), date, is_incomplete: true });
    }

    fn turn(&mut self, snapshot: usize, change: ProfileChange) {
        let ProfileChange { id, old, new, because, no_longer, .. } = change;
        if let Some((_, turns)) = self.profiles.get_mut(id.raw())
            && old != new
        {
            turns.push(Turn { snapshot, old, new, because, no_longer });
        }
    }

    /// The history.
    #[must_use]
    pub fn end(self) -> Server {
        let count = self.snapshots.len();
        let profiles = self.profiles.into_iter().map(|(id, (mut verdicts, changes))| {
            verdicts.resize(count, None);
            Profile { id: id.into(), verdicts, changes }
        });
        Server { name: self.name.into(), snapshots: self.snapshots, profiles: profiles.collect() }
    }
}

impl Server {
    /// When a snapshot was saved, for people: its day, or else its file.
    pub(crate) fn when(&self, snapshot: usize) -> Untrusted {
        let snapshot = &self.snapshots[snapshot];
        snapshot.date.as_deref().map_or_else(|| snapshot.file.clone(), Untrusted::from)
    }
}

impl Profile {
    /// What is last known of it; none where it went. A night of which nothing was saved says nothing.
    pub(crate) fn now(&self) -> Option<Verdict> {
        match self.changes.last() {
            Some(Turn { new: None, .. }) => None,
            _ => self.verdicts.iter().rev().copied().flatten().next(),
        }
    }

    /// Stretches of snapshots of one verdict: the first, how many, and the verdict.
    pub(crate) fn stretches(&self) -> Vec<(usize, usize, Option<Verdict>)> {
        let mut stretches: Vec<(usize, usize, Option<Verdict>)> = Vec::new();
        for (position, verdict) in self.verdicts.iter().enumerate() {
            match stretches.last_mut() {
                Some((_, count, last)) if last == verdict => *count += 1,
                _ => stretches.push((position, 1, *verdict)),
            }
        }
        stretches
    }
}
