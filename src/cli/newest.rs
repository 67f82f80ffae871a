//! `--newest`: the newest snapshot of each server.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use osready::history::server_and_day;
use osready::input::{Failure, Source, age, is_in_future, saved_on};
use osready::lint::{FileReport, IncompleteCause, IncompleteCheck};

use super::discover;
use super::reading::{dated_in_future, incomplete};

/// The snapshots of the servers of a folder.
#[derive(Default)]
pub(super) struct Servers {
    /// The snapshots of each server, the newest first.
    pub(super) snapshots: BTreeMap<String, Vec<Source>>,
    /// The snapshots with a date in the future.
    pub(super) future: Vec<IncompleteCheck>,
}

impl Servers {
    /// Groups the files of `folder` by server, except those that are dated in the future.
    pub(super) fn new(folder: &Path, files: Vec<Source>, now: Timestamp) -> Self {
        let from = discover::folder(&discover::working().join(folder));
        let is_future = |source: &Source| is_in_future(source, &from.relative(&source.name), now);
        let (future, files): (Vec<Source>, Vec<Source>) = files.into_iter().partition(is_future);
        Self {
            snapshots: by_server(folder, files),
            future: future.iter().map(dated_in_future).collect(),
        }
    }
}

/// Groups the files of `folder` by server, as `history` and `diff` do, the newest first.
pub(super) fn by_server(folder: &Path, files: Vec<Source>) -> BTreeMap<String, Vec<Source>> {
    let from = discover::folder(&discover::working().join(folder));
    let dated = files.into_iter().map(|source| {
        let path = from.relative(&source.name);
        let (server, _) = server_and_day(&path, saved_on(&source));
        (server, (age(&source, &path), path), source)
    });
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by(|left, right| right.1.cmp(&left.1));
    let mut snapshots: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for (server, _, source) in dated {
        snapshots.entry(server).or_default().push(source);
    }
    snapshots
}

/// A newer snapshot that was skipped, and why it cannot be used.
pub(super) struct Skipped {
    pub(super) source: Source,
    pub(super) result: Result<FileReport, Failure>,
}

impl Skipped {
    /// Returns whether it is a snapshot: it contains a response.
    fn has_response(&self) -> bool {
        self.result.as_ref().is_ok_and(|report| report.responses > 0)
    }

    /// Returns the incomplete check that it was skipped; `None` for a failure, which is reported as
    /// such.
    pub(super) fn check(&self) -> Option<IncompleteCheck> {
        let report = self.result.as_ref().ok()?;
        let check = report.no_response.as_ref().or(report.incomplete.first());
        let cause = IncompleteCause::NewestSkipped;
        Some(match check {
            Some(check) => IncompleteCheck { cause, ..check.clone() },
            None => incomplete(&self.source, cause, "it contains no response"),
        })
    }

    /// Returns why it was skipped, as a line for people.
    pub(super) fn line(&self) -> String {
        match (&self.result, self.check()) {
            (Err(failure), _) => format!("{failure} (skipped)"),
            (_, Some(check)) => format!("{} (skipped)", check.line_for_people()),
            _ => String::new(),
        }
    }
}

/// The choice among the snapshots of a server.
pub(super) struct Choice {
    pub(super) chosen: Option<(Source, FileReport)>,
    /// The newer ones, the newest first.
    pub(super) skipped: Vec<Skipped>,
}

/// Returns the newest snapshot that contains a response, or, with `allow_older`, the newest one that
/// can be checked in full, if there is any. `None` if the run was interrupted.
pub(super) fn choose(
    snapshots: Vec<Source>,
    allow_older: bool,
    lint: impl Fn(&Source) -> Option<Result<FileReport, Failure>>,
) -> Option<Choice> {
    let mut skipped: Vec<Skipped> = Vec::new();
    for source in snapshots {
        match lint(&source)? {
            Ok(report)
                if report.responses > 0 && (!allow_older || report.incomplete.is_empty()) =>
            {
                return Some(Choice { chosen: Some((source, report)), skipped });
            }
            result => skipped.push(Skipped { source, result }),
        }
    }
    // Without a complete one, the newest incomplete one is checked.
    let first = skipped.iter().position(Skipped::has_response);
    let chosen = first.and_then(|index| {
        let Skipped { source, result } = skipped.drain(index..).next()?;
        Some((source, result.ok()?))
    });
    Some(Choice { chosen, skipped })
}
