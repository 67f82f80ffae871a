//! The inventory of a snapshot, by id.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::finding::ReadinessRow;
use crate::json::{KeyId, Value};
use crate::lint::FileReport;
use crate::model::{File, FileKind, Flag, Profile, Response, SupportedImage, Text, Verdict};
use crate::sanitize::Untrusted;
use crate::spec::{Shape, names};

/// The contents of a snapshot, by id. For a duplicate id, the worse verdict counts.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    pub(super) profiles: BTreeMap<String, ProfileVerdict>,
    pub(super) images: BTreeSet<String>,
    pub(super) files: BTreeMap<(FileKind, String), Held>,
    /// The values, by system name and attribute.
    pub(super) policies: BTreeMap<(String, &'static str), String>,
    /// Whether a syntax error hides part of the snapshot.
    pub(super) is_incomplete: bool,
    /// The ids of profiles that are incomplete, so that their image is unknown.
    damaged: BTreeSet<String>,
}

/// The verdict of a profile, with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProfileVerdict {
    pub(super) verdict: Verdict,
    /// One finding per rule.
    pub(super) why: Vec<Why>,
}

/// A reason why a profile cannot be deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The rule.
    pub rule: Untrusted,
    /// The message of its finding; null if the rule is off.
    pub message: Option<Untrusted>,
}

/// A file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) version: Option<String>,
    /// The purpose of the file: its name, system, release and device. A newer file with the same
    /// purpose replaces it.
    pub(super) purpose: [String; 4],
}

impl Inventory {
    /// Adds the contents of a response, except its profiles.
    pub fn add(&mut self, response: &Response<'_>) {
        self.is_incomplete |= response.is_incomplete() || lacks_a_list(response);
        let ids = response.profiles().filter_map(Profile::id);
        let damaged = ids.filter(|id| id.value.is_damaged());
        self.damaged.extend(damaged.map(|id| id.quotable().into_owned()));
        self.images.extend(response.images().filter_map(|image| owned(image.id())));
        for kind in FileKind::ALL {
            for file in response.repository.files(kind) {
                if let Some(id) = owned(file.id()) {
                    self.files.insert((kind, id), Held::of(file));
                }
            }
        }
        for image in response.supported_images() {
            self.see_policies(image);
        }
    }

    /// Returns whether a syntax error hides part of the snapshot.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.is_incomplete
    }

    /// Returns the verdict of a profile with its reasons, and whether the snapshot is incomplete.
    pub(crate) fn profile(&self, id: &str) -> (Option<&ProfileVerdict>, bool) {
        (self.profiles.get(id), self.is_incomplete)
    }

    /// Returns the verdicts of the profiles, by id, as far as they are known.
    pub(crate) fn verdicts(&self) -> impl Iterator<Item = (&str, Verdict)> {
        let known = |found: &ProfileVerdict| known(Some(found.verdict), self.is_incomplete);
        self.profiles.iter().filter_map(move |(id, found)| Some((id.as_str(), known(found)?)))
    }

    /// Replaces what an incomplete snapshot hides by what an older one says: the profiles that are
    /// missing, and the verdicts that are unknown.
    pub(crate) fn complete_from(&mut self, older: &Self) {
        for (id, found) in &mut self.profiles {
            match older.profiles.get(id) {
                _ if found.verdict == Verdict::Blocked => {}
                Some(known) => found.clone_from(known),
                None => found.verdict = Verdict::Unknown,
            }
        }
        for (id, found) in &older.profiles {
            self.profiles.entry(id.clone()).or_insert_with(|| found.clone());
        }
        self.is_incomplete = older.is_incomplete;
    }

    /// Returns the inventory of a server without any snapshot: nothing is known.
    pub(crate) fn unknown() -> Self {
        Self { is_incomplete: true, ..Self::default() }
    }

    fn see_policies(&mut self, image: &SupportedImage<'_>) {
        let Some(system) = owned(image.name()) else { return };
        let mut put = |name: KeyId, value: Option<String>| {
            if let Some(value) = value {
                self.policies.insert((system.clone(), names::spelling(name)), value);
            }
        };
        let flag = |flag: Flag<'_>| flag.is_true.to_string();
        for kind in FileKind::ALL {
            if let Some(name) = kind.allow_name() {
                put(name, image.allows(kind).map(flag));
            }
            put(kind.extensions_name(), image.extensions(kind).map(listed));
            if let Some(name) = kind.releases_name() {
                put(name, image.custom_release_list(kind).map(listed));
            }
        }
        put(names::ALLOW_CUSTOM_PATH, image.allows_path().map(flag));
        put(names::RELEASES, image.release_list().map(listed));
    }

    /// Adds the verdicts of the profiles, and whether something was not checked.
    pub fn lint(&mut self, file_report: &FileReport) {
        self.is_incomplete |= file_report.responses == 0 || !file_report.incomplete.is_empty();
        for row in &file_report.readiness {
            let Some(id) = row.profile.as_ref().map(Untrusted::raw) else { continue };
            if id.is_empty() || self.damaged.contains(id) {
                continue;
            }
            let found = ProfileVerdict { verdict: row.verdict, why: why(row, file_report) };
            let known = self.profiles.entry(id.to_owned()).or_insert_with(|| found.clone());
            if known.verdict < found.verdict {
                *known = found;
            }
        }
    }
}

impl Held {
    fn of(file: File<'_>) -> Self {
        let said = |text: Option<Text<'_>>| owned(text).unwrap_or_default();
        let name = Text::member(file.value, names::NAME);
        Self {
            version: owned(file.version()),
            purpose: [
                said(name),
                said(file.os()),
                said(file.osrelease()),
                said(file.device_type()),
            ],
        }
    }
}

/// Returns whether a response has no list of images, or an image has no list of profiles, so that
/// they may exist nevertheless.
fn lacks_a_list(response: &Response<'_>) -> bool {
    let is_whole = response.shape == Shape::Whole;
    is_whole && response.value.get(names::ITEMS).is_none()
        || response.images().any(|image| image.value.get(names::PROFILES).is_none())
}

/// Returns the verdict as far as it is known.
pub(super) fn known(verdict: Option<Verdict>, is_incomplete: bool) -> Option<Verdict> {
    verdict.map(|verdict| if is_incomplete { verdict.max(Verdict::Unknown) } else { verdict })
}

/// Returns the reasons of a profile: the first finding of each rule.
fn why(row: &ReadinessRow, file_report: &FileReport) -> Vec<Why> {
    let mut why: Vec<Why> = Vec::new();
    for reason in &row.reasons {
        if why.iter().all(|known| known.rule != reason.rule) {
            let finding = reason.finding.and_then(|index| file_report.findings.get(index));
            let message = finding.map(|finding| finding.message.clone());
            why.push(Why { rule: reason.rule.clone(), message });
        }
    }
    why
}

/// Returns the elements of a list in alphabetical order, separated by commas, since their order has
/// no meaning. For the releases of a system, which are objects with one key each, returns their
/// keys.
fn listed(list: Value<'_>) -> String {
    let keys = list.elements().flat_map(Value::members).filter_map(Value::key);
    let keys = keys.map(|key| key.to_string());
    let texts = list.elements().filter_map(Text::of).map(|text| text.as_str().to_owned());
    let sorted: BTreeSet<String> = keys.chain(texts).collect();
    sorted.into_iter().collect::<Vec<_>>().join(", ")
}

/// Returns a text that is complete and not empty.
fn owned(text: Option<Text<'_>>) -> Option<String> {
    text.filter(|text| !text.is_empty() && !text.value.is_damaged())
        .map(|text| text.as_str().to_owned())
}
