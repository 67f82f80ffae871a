//! A baseline: the findings that were there when osready was switched on. Only what comes since
//! fails.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use crate::finding::Group;
use crate::harmless::{Untrusted, json};
use crate::input::Folder;
use crate::report::{BaselineState, Finding};
use crate::rules;

/// The version of the file's form.
const VERSION: u32 = 1;

/// A baseline, and the folder that the paths in it are relative to.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    folder: Folder,
    entries: BTreeSet<Entry>,
}

/// A finding that is known, as people read it in a diff.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file's path, relative to [`Baseline::folder`], with `/`.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// What it is about: a profile, a file or an image; empty for none of these.
    pub about: String,
    /// What it is told by.
    pub fingerprint: String,
}

/// The file's form: an object, so that later forms can say more.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[allow(dead_code)] // read as a Version before
    version: u32,
    findings: Vec<Entry>,
}

/// What every version of the form says.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// The form of every version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // read for its form
struct AnyVersion {
    version: u32,
    findings: Vec<BTreeMap<String, String>>,
}

impl Baseline {
    /// An empty baseline whose paths will be relative to `folder`.
    #[must_use]
    pub fn new(folder: Folder) -> Self {
        Self { folder, entries: BTreeSet::new() }
    }

    /// The baseline that `text` is, whose paths are relative to `folder`.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn read(text: &str, folder: Folder) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let why = |error: serde_json::Error| {
            let what = match error.classify() {
                Category::Eof => "it ends too early",
                Category::Syntax => "it is no JSON",
                Category::Data | Category::Io => "something else stands",
            };
            let (line, column) = (error.line(), error.column());
            format!(
                "it is no baseline of osready: {what} at line {line}, column {column}; make one with osready \
                 baseline create"
            )
        };
        let Version { version } = serde_json::from_str(text).map_err(why)?;
        if version != VERSION {
            return Err(format!(
                "it is a baseline of version {version}, and this osready reads version {VERSION}; make it anew \
                 with osready baseline create"
            ));
        }
        let written: Written = serde_json::from_str(text).map_err(why)?;
        Ok(Self { folder, entries: written.findings.into_iter().collect() })
    }

    /// Whether `text` is a baseline of any version, and nothing else: it may be written anew.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        serde_json::from_str::<AnyVersion>(text).is_ok()
    }

    /// Its text: sorted, an entry a line, so that people can read what changed.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<String> = self.entries.iter().filter_map(line).collect();
        let findings = if lines.is_empty() {
            "[]".to_owned()
        } else {
            format!("[\n{}\n  ]", lines.join(",\n"))
        };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": {findings}\n}}\n")
    }

    /// How many findings it holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Adds a finding, where it can be known and nothing excuses it.
    pub fn add(&mut self, finding: &Finding) {
        if can_be_known(finding) && finding.suppressed.is_none() {
            let entry = self.entry(finding);
            self.entries.insert(entry);
        }
    }

    /// Keeps the entries that `stays` takes. Gives how many went.
    pub fn prune(&mut self, stays: impl Fn(&Entry) -> bool) -> usize {
        let before = self.entries.len();
        self.entries.retain(stays);
        before - self.entries.len()
    }

    /// Its entries.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The folder that its paths are relative to.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Its fingerprints by file and rule, to look findings up in.
    #[must_use]
    pub fn index(&self) -> Index<'_> {
        let mut known: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
        for entry in &self.entries {
            known.entry(&entry.file).or_default().insert((&entry.rule, &entry.fingerprint));
        }
        Index { known }
    }

    fn entry(&self, finding: &Finding) -> Entry {
        let file = finding.repository_file.as_ref().map(|file| &file.id);
        let about = finding.profile.as_ref().or(file).or(finding.image.as_ref());
        Entry {
            file: self.folder.way_to(finding.file.raw()),
            rule: finding.rule.raw().to_owned(),
            about: about.map_or("", Untrusted::raw).to_owned(),
            fingerprint: finding.fingerprint.raw().to_owned(),
        }
    }
}

/// An entry on a line of its own, which does no harm where somebody prints it.
fn line(entry: &Entry) -> Option<String> {
    let mut line = b"    ".to_vec();
    json::compact(entry, &mut line).ok()?;
    Some(String::from_utf8(line).ok()?.trim_end().to_owned())
}

/// What a baseline holds, by file.
#[derive(Debug)]
pub struct Index<'b> {
    known: BTreeMap<&'b str, BTreeSet<(&'b str, &'b str)>>,
}

impl Index<'_> {
    /// Whether it holds a finding of the file `file`, relative to its folder.
    #[must_use]
    pub fn state(&self, finding: &Finding, file: &str) -> BaselineState {
        let key = (finding.rule.raw(), finding.fingerprint.raw());
        let is_held = || self.known.get(file).is_some_and(|known| known.contains(&key));
        match can_be_known(finding) && is_held() {
            true => BaselineState::Known,
            false => BaselineState::New,
        }
    }
}

/// Whether a finding is about a response: what is wrong with the team's own files, or lacks what must
/// be deployable, is never known, whatever a baseline says.
fn can_be_known(finding: &Finding) -> bool {
    let is_of_site = rules::by_id(finding.rule.raw()).is_some_and(|rule| rule.group == Group::Site);
    !is_of_site || finding.rule.starts_with("site-policy/")
}
