//! A baseline: recorded findings, so that only new ones fail.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use crate::date::server_name;
use crate::diagnostic::Group;
use crate::finding::{BaselineState, Finding};
use crate::input::Folder;
use crate::rules;
use crate::sanitize::{Untrusted, json};

use super::suppress::is_about_date;

/// The version of the file format.
const VERSION: u32 = 1;

/// A baseline, and the folder that its paths are relative to.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    folder: Folder,
    entries: BTreeSet<Entry>,
}

/// A known finding, readable in a diff.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The path of the file, relative to [`Baseline::folder`], with `/`: the name that all snapshots of
    /// the server share ([`server_name`]), or the path itself if the rule is about its date.
    pub file: String,
    /// The id of the rule.
    pub rule: String,
    /// The subject: a profile, a file or an image; empty for none of these.
    pub about: String,
    /// The fingerprint of the finding.
    pub fingerprint: String,
}

/// The file format: an object, so that later versions can add keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[allow(dead_code)] // read as a Version before
    version: u32,
    findings: Vec<Entry>,
}

/// The keys of every version.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// The format of every version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // read for its form
struct AnyVersion {
    version: u32,
    findings: Vec<BTreeMap<String, String>>,
}

impl Baseline {
    /// Creates an empty baseline with paths relative to `folder`.
    #[must_use]
    pub fn new(folder: Folder) -> Self {
        Self { folder, entries: BTreeSet::new() }
    }

    /// Parses a baseline with paths relative to `folder`.
    ///
    /// # Errors
    /// Returns an error message if `text` is not a baseline of this version.
    pub fn read(text: &str, folder: Folder) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let why = |error: serde_json::Error| {
            let what = match error.classify() {
                Category::Eof => "unexpected end of file",
                Category::Syntax => "invalid JSON",
                Category::Data | Category::Io => "unexpected content",
            };
            let (line, column) = (error.line(), error.column());
            format!(
                "not an osready baseline: {what} at line {line}, column {column}; create one with osready \
                 baseline create"
            )
        };
        let Version { version } = serde_json::from_str(text).map_err(why)?;
        if version != VERSION {
            return Err(format!(
                "baseline version {version} is not supported; this osready reads version {VERSION}: create it \
                 again with osready baseline create"
            ));
        }
        let written: Written = serde_json::from_str(text).map_err(why)?;
        let entry = |entry: Entry| Entry { file: known_as(&entry.rule, &entry.file), ..entry };
        Ok(Self { folder, entries: written.findings.into_iter().map(entry).collect() })
    }

    /// Returns whether `text` is a baseline of any version, which may be overwritten.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        serde_json::from_str::<AnyVersion>(text).is_ok()
    }

    /// Returns the sorted text of the baseline, one entry per line for readable diffs.
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

    /// Returns the number of entries.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Adds a finding, unless it is suppressed or cannot be known.
    pub fn add(&mut self, finding: &Finding) {
        if can_be_known(finding) && finding.suppressed.is_none() {
            let entry = self.entry(finding);
            self.entries.insert(entry);
        }
    }

    /// Keeps the entries for which `stays` is true. Returns the number of removed entries.
    pub fn prune(&mut self, stays: impl Fn(&Entry) -> bool) -> usize {
        let before = self.entries.len();
        self.entries.retain(stays);
        before - self.entries.len()
    }

    /// Returns the entries.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Returns the folder that the paths are relative to.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Returns the fingerprints by file and rule, for lookups.
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
            file: known_as(finding.rule.raw(), &self.folder.relative_path(finding.file.raw())),
            rule: finding.rule.raw().to_owned(),
            about: about.map_or("", Untrusted::raw).to_owned(),
            fingerprint: finding.fingerprint.raw().to_owned(),
        }
    }
}

/// Returns the name by which a baseline knows a file: one for all snapshots of a server, unless the rule is
/// about the date of this one.
pub(super) fn known_as(rule: &str, file: &str) -> String {
    if is_about_date(rule) { file.to_owned() } else { server_name(file) }
}

/// Returns an entry on one line, escaped for printing.
fn line(entry: &Entry) -> Option<String> {
    let mut line = b"    ".to_vec();
    json::compact(entry, &mut line).ok()?;
    Some(String::from_utf8(line).ok()?.trim_end().to_owned())
}

/// The entries of a baseline by file.
#[derive(Debug)]
pub struct Index<'b> {
    known: BTreeMap<&'b str, BTreeSet<(&'b str, &'b str)>>,
}

impl Index<'_> {
    /// Returns whether the baseline contains the finding; `file` is relative to its folder.
    #[must_use]
    pub fn state(&self, finding: &Finding, file: &str) -> BaselineState {
        let (rule, fingerprint) = (finding.rule.raw(), finding.fingerprint.raw());
        let known = || self.known.get(known_as(rule, file).as_str());
        let is_held = || known().is_some_and(|known| known.contains(&(rule, fingerprint)));
        match can_be_known(finding) && is_held() {
            true => BaselineState::Unchanged,
            false => BaselineState::New,
        }
    }
}

/// Returns whether a finding is about a response: findings about policy files and requirements are
/// never known, whatever a baseline contains.
fn can_be_known(finding: &Finding) -> bool {
    let is_of_site = rules::by_id(finding.rule.raw()).is_some_and(|rule| rule.group == Group::Site);
    !is_of_site || finding.rule.starts_with("site-policy/")
}
