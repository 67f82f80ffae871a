//! The verdicts of all snapshots by server, and what holds now: in the newest snapshot of each server.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::{Date, date_in_name, server_name};
use crate::finding::ReadinessRow;
use crate::model::Verdict;
use crate::rules;
use crate::sanitize::Untrusted;

use super::Report;

/// The maximum number of verdicts to keep.
const MAX_VERDICTS: usize = 1_000_000;

/// The age of a snapshot: the date in its name, with the digits after it, and its name.
type Age = (Option<(Date, String)>, String);

/// The ids of an image and a profile.
type Subject = (Option<Untrusted>, Option<Untrusted>);

/// The verdicts of all snapshots.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    servers: BTreeMap<String, Server>,
    /// The newest file without a response of each server candidate, and what it is.
    without: BTreeMap<String, (Age, Untrusted)>,
    verdicts: usize,
    /// Whether verdicts were left out, so that nothing is certain.
    is_truncated: bool,
}

#[derive(Clone, Debug, Default)]
struct Server {
    snapshots: Vec<Age>,
    subjects: BTreeMap<Subject, Verdicts>,
}

#[derive(Clone, Debug, Default)]
struct Verdicts {
    /// The index of each snapshot, and the worst verdict in it.
    verdicts: Vec<(u32, Verdict)>,
    /// The index of the newest of these snapshots, and the rules that explain its verdict.
    rules: (Option<u32>, Vec<Untrusted>),
}

/// What holds in the newest snapshot of a server.
#[derive(Clone, Debug)]
pub struct ServerNow {
    /// The paths of its snapshots, with `*` for dates.
    pub name: String,
    /// The newest file.
    pub file: Untrusted,
    /// Its date, if its name has one.
    pub date: Option<Date>,
    /// The date of the oldest snapshot.
    pub first: Option<Date>,
    /// The number of snapshots.
    pub snapshots: usize,
    /// Why the newest file was not checked, or not in full.
    pub lack: Option<Untrusted>,
    /// The images and profiles that are blocked or unknown, blocked ones first.
    pub verdicts: Vec<CurrentVerdict>,
    /// The number of images and profiles by verdict.
    pub counts: [usize; Verdict::ALL.len()],
}

/// An image or a profile that is blocked or unknown.
#[derive(Clone, Debug)]
pub struct CurrentVerdict {
    /// The id of the image.
    pub image: Option<Untrusted>,
    /// The id of the profile; `None` for an image.
    pub profile: Option<Untrusted>,
    /// The verdict.
    pub verdict: Verdict,
    /// Since when it has this verdict.
    pub since: Since,
    /// The rules that explain the verdict.
    pub rules: Vec<Untrusted>,
}

/// Since when a verdict holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// There is no other snapshot, or none with a date.
    Unknown,
    /// In every snapshot.
    Always,
    /// Since the snapshot of this day.
    Day(Date),
}

fn age(file: &str) -> Age {
    (date_in_name(file), file.to_owned())
}

fn add_newest(newest: &mut BTreeMap<String, (Age, Untrusted)>, file: &str, message: Untrusted) {
    let of_file = (age(file), message);
    let known = newest.entry(server_name(file)).or_insert_with(|| of_file.clone());
    if known.0 < of_file.0 {
        *known = of_file;
    }
}

impl Timeline {
    /// Adds a file without a response, and what it is instead.
    #[allow(clippy::disallowed_methods, reason = "it is a key, and shown as untrusted text")]
    pub(super) fn miss(&mut self, file: &Untrusted, message: Untrusted) {
        if self.without.len() >= MAX_VERDICTS {
            self.is_truncated = true;
            return;
        }
        add_newest(&mut self.without, file.raw(), message);
    }

    /// Adds the rows of files, one file after the other.
    #[allow(clippy::disallowed_methods, reason = "it is a key, and shown as untrusted text")]
    pub(super) fn add(&mut self, rows: &[ReadinessRow]) {
        for rows in rows.chunk_by(|row, next| row.file == next.file) {
            if self.is_truncated {
                return;
            }
            let file = rows[0].file.raw();
            let server = self.servers.entry(server_name(file)).or_default();
            if server.snapshots.last().is_none_or(|(_, last)| last != file) {
                server.snapshots.push(age(file));
            }
            for row in rows {
                if self.verdicts >= MAX_VERDICTS {
                    self.is_truncated = true;
                    return;
                }
                self.verdicts += usize::from(server.add(row));
            }
        }
    }
}

impl Report {
    /// Returns what holds in the newest snapshot of each server, the newest server first. `None` if
    /// there are too many verdicts to know.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "it is a key, and shown as untrusted text")]
    pub fn now(&self) -> Option<Vec<ServerNow>> {
        let mut of_saved = Timeline::default();
        let timeline = match self.timeline.as_deref().filter(|known| !known.servers.is_empty()) {
            // A saved report has only its rows.
            None => {
                of_saved.add(&self.readiness);
                for finding in &self.findings {
                    if finding.rule == rules::NOT_A_RESPONSE.id {
                        of_saved.miss(&finding.file, finding.message.clone());
                    }
                }
                &of_saved
            }
            Some(timeline) => timeline,
        };
        if timeline.is_truncated || (!of_saved.servers.is_empty() && self.summary.rows_left_out > 0)
        {
            return None;
        }
        let mut lacks = timeline.without.clone();
        // Files that never contain a response are no snapshots.
        lacks.retain(|name, _| timeline.servers.contains_key(name));
        let failures = self.failures.iter().map(|failed| (&failed.file, failed.message.clone()));
        let incomplete = self.incomplete.iter().map(|check| (&check.file, check.sentence()));
        for (file, message) in failures.chain(incomplete) {
            add_newest(&mut lacks, file.raw(), message);
        }
        let mut servers = Vec::new();
        for (name, server) in &timeline.servers {
            servers.push(server.now(name, lacks.remove(name)));
        }
        // A server whose only files could not be checked.
        for (name, (age, message)) in lacks {
            servers.push(Server::default().now(&name, Some((age, message))));
        }
        servers.sort_by(|left, right| right.date.cmp(&left.date).then(left.name.cmp(&right.name)));
        Some(servers)
    }
}

impl Server {
    /// Adds a row of the last snapshot. Returns whether it has a verdict on another subject than the rows before.
    fn add(&mut self, row: &ReadinessRow) -> bool {
        let Self { snapshots, subjects } = self;
        let index = snapshots.len() - 1;
        let known = subjects.entry((row.image.clone(), row.profile.clone())).or_default();
        let (newest, rules) = &mut known.rules;
        let at = u32::try_from(index).unwrap_or(u32::MAX);
        if newest.is_none_or(|newest| snapshots[newest as usize] <= snapshots[index]) {
            if *newest != Some(at) {
                (*newest, *rules) = (Some(at), Vec::new());
            }
            for reason in &row.reasons {
                if !rules.contains(&reason.rule) {
                    rules.push(reason.rule.clone());
                }
            }
        }
        match known.verdicts.last_mut() {
            Some((last, verdict)) if *last == at => {
                *verdict = row.verdict.max(*verdict);
                false
            }
            _ => {
                known.verdicts.push((at, row.verdict));
                true
            }
        }
    }

    fn now(&self, name: &str, lack: Option<(Age, Untrusted)>) -> ServerNow {
        let mut order: Vec<usize> = (0..self.snapshots.len()).collect();
        order.sort_by(|left, right| self.snapshots[*left].cmp(&self.snapshots[*right]));
        let newest = order.last().map(|index| &self.snapshots[*index]);
        let lack = lack.filter(|(age, _)| newest.is_none_or(|newest| newest <= age));
        let file = lack.as_ref().map(|(age, _)| age).or(newest);
        let day = |age: &Age| age.0.as_ref().map(|(date, _)| *date);
        let mut rank = vec![0; self.snapshots.len()];
        for (position, index) in order.iter().enumerate() {
            rank[*index] = position;
        }
        let mut counts = [0; Verdict::ALL.len()];
        let mut verdicts = Vec::new();
        for ((image, profile), known) in &self.subjects {
            let mut by_rank: Vec<(usize, Verdict)> = known
                .verdicts
                .iter()
                .map(|(index, verdict)| (rank[*index as usize], *verdict))
                .collect();
            by_rank.sort_unstable();
            let Some((last, verdict)) = by_rank.last().copied() else { continue };
            if last + 1 != self.snapshots.len() {
                // It is no longer in the newest snapshot.
                continue;
            }
            counts[verdict as usize] += 1;
            if verdict < Verdict::Unknown {
                continue;
            }
            let run = by_rank.iter().rev().take_while(|(_, other)| *other == verdict);
            let first = run.last().map_or(last, |(position, _)| *position);
            let since = match day(&self.snapshots[order[first]]) {
                _ if self.snapshots.len() == 1 => Since::Unknown,
                None => Since::Unknown,
                Some(_) if first == 0 => Since::Always,
                Some(day) => Since::Day(day),
            };
            let (image, profile) = (image.clone(), profile.clone());
            let rules = known.rules.1.clone();
            verdicts.push(CurrentVerdict { image, profile, verdict, since, rules });
        }
        // An image that is blocked because of its profiles says nothing new.
        let with_profiles: BTreeSet<Option<Untrusted>> = verdicts
            .iter()
            .filter(|current| current.profile.is_some())
            .map(|current| current.image.clone())
            .collect();
        verdicts
            .retain(|current| current.profile.is_some() || !with_profiles.contains(&current.image));
        verdicts.sort_by_key(|current| std::cmp::Reverse(current.verdict));
        ServerNow {
            name: name.to_owned(),
            file: file.map(|(_, file)| file.as_str().into()).unwrap_or_default(),
            date: file.and_then(day),
            first: order.first().and_then(|index| day(&self.snapshots[*index])),
            snapshots: self.snapshots.len(),
            lack: lack.map(|(_, message)| message),
            verdicts,
            counts,
        }
    }
}
