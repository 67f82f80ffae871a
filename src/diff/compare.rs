//! Comparison of two snapshots.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{FileKind, Verdict};
use crate::sanitize::Untrusted;

use super::inventory::{Held, ProfileVerdict, known};
use super::{
    Change, FileDiff, ImageChange, Inventory, PolicyChange, ProfileChange, RepositoryChange, Why,
};

/// Returns the changes, without the file names.
pub(super) fn compare(old: &Inventory, new: &Inventory) -> FileDiff {
    let mut diff = FileDiff {
        old: None,
        new: None,
        old_is_incomplete: old.is_incomplete,
        new_is_incomplete: new.is_incomplete,
        profiles: profiles(old, new),
        images: images(old, new),
        repository_files: repository_files(old, new),
        policies: policies(old, new),
    };
    // What seems missing may be in the hidden part of an incomplete file.
    if old.is_incomplete {
        diff.profiles.retain(|change| change.old.is_some());
        diff.images.retain(|image| image.change != Change::Added);
        diff.repository_files.retain(|file| file.change != Change::Added);
        diff.policies.retain(|policy| policy.old.is_some());
    }
    if new.is_incomplete {
        diff.profiles.retain(|change| change.new.is_some());
        diff.images.retain(|image| image.change != Change::Removed);
        diff.repository_files.retain(|file| file.change != Change::Removed);
        diff.policies.retain(|policy| policy.new.is_some());
    }
    diff
}

/// Returns the distinct keys of both maps, in order.
fn keys<'k, K: Ord, V>(old: &'k BTreeMap<K, V>, new: &'k BTreeMap<K, V>) -> BTreeSet<&'k K> {
    old.keys().chain(new.keys()).collect()
}

/// Returns the changes of profiles.
pub(crate) fn profiles(old: &Inventory, new: &Inventory) -> Vec<ProfileChange> {
    let ids = keys(&old.profiles, &new.profiles).into_iter();
    let mut changes: Vec<ProfileChange> =
        ids.filter_map(|id| profile(id, old.profile(id), new.profile(id))).collect();
    changes.sort_by_key(|change| (rank(change), Reverse(change.new)));
    changes
}

/// Ranks changes: worse verdicts first, then other changes, additions and removals.
fn rank(change: &ProfileChange) -> u8 {
    match (change.old, change.new) {
        _ if change.is_regression => 0,
        (Some(_), Some(_)) => 1,
        (None, _) => 2,
        (_, None) => 3,
    }
}

/// Returns the change of a profile. In an incomplete file, a better verdict than unknown proves
/// nothing: the part that is missing may contain the evidence against it.
fn profile(
    id: &str,
    (old, old_is_incomplete): (Option<&ProfileVerdict>, bool),
    (new, new_is_incomplete): (Option<&ProfileVerdict>, bool),
) -> Option<ProfileChange> {
    let why = |found: Option<&ProfileVerdict>| found.map_or(Vec::new(), |it| it.why.clone());
    let without = |why: Vec<Why>, other: &[Why]| -> Vec<Why> {
        let is_new = |why: &Why| other.iter().all(|other| other.rule != why.rule);
        why.into_iter().filter(is_new).collect()
    };
    let (before, now) = (why(old), why(new));
    let (because, no_longer) = (without(now.clone(), &before), without(before, &now));
    let (old, new) = (old.map(|it| it.verdict), new.map(|it| it.verdict));
    let is_same = old == new && because.is_empty() && (no_longer.is_empty() || new_is_incomplete);
    let [known_old, known_new] = [(old, old_is_incomplete), (new, new_is_incomplete)]
        .map(|(verdict, is_incomplete)| known(verdict, is_incomplete));
    let is_known = (known_old, known_new) == (old, new);
    // Reasons that vanish with a profile, or with a part of a file, explain no improvement.
    let no_longer = if new.is_none() || new_is_incomplete { Vec::new() } else { no_longer };
    (!is_same).then(|| ProfileChange {
        id: id.into(),
        old: known_old,
        new: known_new,
        is_known,
        is_regression: is_regression(known_old, known_new) && known_new == new,
        because,
        no_longer,
    })
}

/// Returns whether a profile is less deployable than before: its verdict is worse, or it was
/// deployable and was removed. An added profile is not a regression, whatever its verdict.
fn is_regression(old: Option<Verdict>, new: Option<Verdict>) -> bool {
    match (old, new) {
        (None, _) => false,
        (Some(old), None) => old <= Verdict::Warning,
        (Some(old), Some(new)) => new > old,
    }
}

fn images(old: &Inventory, new: &Inventory) -> Vec<ImageChange> {
    let ids = old.images.symmetric_difference(&new.images);
    ids.map(|id| ImageChange {
        id: id.as_str().into(),
        change: if new.images.contains(id) { Change::Added } else { Change::Removed },
    })
    .collect()
}

fn repository_files(old: &Inventory, new: &Inventory) -> Vec<RepositoryChange> {
    let mut changes = Vec::new();
    let taken = Replaced::of(old, new);
    for key @ (kind, id) in keys(&old.files, &new.files) {
        let (before, now) = (old.files.get(key), new.files.get(key));
        let (change, replaces) = match (before, now) {
            (Some(before), Some(now)) if before.version == now.version => continue,
            (Some(_), Some(_)) => (Change::Changed, None),
            (None, Some(now)) => match taken.by(*kind, now) {
                Some(replaced) => (Change::Changed, Some(replaced)),
                None => (Change::Added, None),
            },
            (Some(before), None) if taken.is_replaced(*kind, before) => continue,
            _ => (Change::Removed, None),
        };
        let before = before.or_else(|| old.files.get(&(*kind, replaces?.clone())));
        let version = |held: Option<&Held>| held?.version.as_deref().map(Untrusted::from);
        changes.push(RepositoryChange {
            kind: kind.as_str(),
            id: id.as_str().into(),
            change,
            replaces: replaces.map(|id| id.as_str().into()),
            old_version: version(before),
            new_version: version(now),
        });
    }
    changes
}

/// Removed files that exactly one added file of the same purpose replaces: a newer driver has a new
/// id.
struct Replaced<'i> {
    /// The ids of removed and of added files, by purpose.
    by_purpose: BTreeMap<(FileKind, &'i [String; 4]), [Vec<&'i String>; 2]>,
}

impl<'i> Replaced<'i> {
    fn of(old: &'i Inventory, new: &'i Inventory) -> Self {
        let mut by_purpose: BTreeMap<_, [Vec<&String>; 2]> = BTreeMap::new();
        for (side, (own, other)) in [(old, new), (new, old)].into_iter().enumerate() {
            for (key @ (kind, id), held) in &own.files {
                let is_named = !held.purpose[0].is_empty();
                if is_named && !other.files.contains_key(key) {
                    by_purpose.entry((*kind, &held.purpose)).or_default()[side].push(id);
                }
            }
        }
        // With several candidates, the replacement is ambiguous.
        by_purpose.retain(|_, [removed, added]| removed.len() == 1 && added.len() == 1);
        Self { by_purpose }
    }

    /// Returns the id of the file that `held` replaces.
    fn by(&self, kind: FileKind, held: &Held) -> Option<&'i String> {
        self.by_purpose.get(&(kind, &held.purpose)).map(|[removed, _]| removed[0])
    }

    fn is_replaced(&self, kind: FileKind, held: &Held) -> bool {
        self.by_purpose.contains_key(&(kind, &held.purpose))
    }
}

fn policies(old: &Inventory, new: &Inventory) -> Vec<PolicyChange> {
    let value = |of: &Inventory, key| of.policies.get(key).map(|value| value.as_str().into());
    let changes = keys(&old.policies, &new.policies).into_iter().map(|key| PolicyChange {
        system: key.0.as_str().into(),
        attribute: key.1.into(),
        old: value(old, key),
        new: value(new, key),
    });
    changes.filter(|change| change.old != change.new).collect()
}
