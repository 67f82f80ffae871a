//! A baseline: the findings that were there when osready was switched on. Only what comes since
//! fails.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::input::Folder;
use crate::report::{BaselineState, Finding};

/// The version of the file's form.
const VERSION: u32 = 1;

/// A baseline, in the folder that its files are told from.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    folder: Folder,
    entries: BTreeSet<Entry>,
}

/// A finding that is known, as people read it in a diff.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file, as seen from the baseline's folder, with `/`.
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

impl Baseline {
    /// An empty baseline that will stand in `folder`.
    #[must_use]
    pub fn new(folder: Folder) -> Self {
        Self { folder, entries: BTreeSet::new() }
    }

    /// The baseline that `text` is.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn read(text: &str, folder: Folder) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let why = |error: serde_json::Error| {
            format!("it is no baseline of osready ({error}); make one with osready baseline create")
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

    /// Its text: sorted, an entry a line, so that people can read what changed.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<String> = self
            .entries
            .iter()
            .filter_map(|entry| serde_json::to_string(entry).ok())
            // No log that prints it takes it for a command.
            .map(|line| format!("    {}", line.replace("##[", "#\\u0023[")))
            .collect();
        let findings = if lines.is_empty() {
            "[]".to_owned()
        } else {
            format!("[\n{}\n  ]", lines.join(",\n"))
        };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": {findings}\n}}\n")
    }

    /// How many findings it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: &Finding) {
        let entry = self.entry(finding);
        self.entries.insert(entry);
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

    /// The folder that its files are told from.
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
            file: self.folder.relative(&finding.file),
            rule: finding.rule.clone(),
            about: about.cloned().unwrap_or_default(),
            fingerprint: finding.fingerprint.clone(),
        }
    }
}

/// What a baseline holds, by file.
#[derive(Debug)]
pub struct Index<'b> {
    known: BTreeMap<&'b str, BTreeSet<(&'b str, &'b str)>>,
}

impl Index<'_> {
    /// Whether it holds a finding of the file `file`, as seen from its folder.
    #[must_use]
    pub fn state(&self, finding: &Finding, file: &str) -> BaselineState {
        let key = (&*finding.rule, &*finding.fingerprint);
        match self.known.get(file).is_some_and(|known| known.contains(&key)) {
            true => BaselineState::Known,
            false => BaselineState::New,
        }
    }
}
