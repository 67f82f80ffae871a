//! Suppressions: which findings are suppressed, why, and until when.

use crate::date::{Date, replace_dates};
use crate::finding::{Finding, Suppressed};
use crate::pattern::Pattern;
use crate::rules;
use crate::sanitize::Untrusted;
use crate::source::SourceSpan;

use super::levels::covers;

/// Stands for any date: a character that no file name contains.
const ANY_DATE: char = '\0';

/// Returns whether a rule is about the date of a snapshot: a baseline entry for one snapshot does not cover
/// the next.
pub(super) fn is_about_date(rule: &str) -> bool {
    rule == rules::site_policy::SNAPSHOT_AGE.id
}

/// A suppression: which findings of a rule do not count, and why.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// The rule of the suppressed findings.
    pub rule: String,
    /// Globs over files; empty for all.
    pub files: Vec<Pattern>,
    /// The globs that match the other snapshots of the servers that `files` names.
    pub(super) snapshots: Vec<Pattern>,
    /// Globs over image ids; empty for all.
    pub images: Vec<Pattern>,
    /// Globs over profile ids; empty for all.
    pub profiles: Vec<Pattern>,
    /// Globs over the ids of repository files; empty for all.
    pub repository_files: Vec<Pattern>,
    /// Why the findings are accepted.
    pub reason: String,
    /// The last day on which it applies; `None` without an end.
    pub expires: Option<Date>,
    /// The location of its `rule` value.
    pub source_span: SourceSpan,
    /// The location of its last day.
    pub expires_span: Option<SourceSpan>,
}

impl Suppression {
    /// Returns whether its last day has passed.
    #[must_use]
    pub fn is_expired(&self, today: Option<Date>) -> bool {
        matches!((self.expires, today), (Some(expires), Some(today)) if expires < today)
    }

    /// Returns the folders and files that contain all that it applies to, relative to the folder of the
    /// configuration: empty for that folder itself.
    pub fn bases(&self) -> impl Iterator<Item = &str> {
        let all = if self.files.is_empty() { Some("") } else { None };
        self.files.iter().map(Pattern::base).chain(all)
    }

    /// Returns whether it applies to `file`, relative to the folder of the configuration, or to another
    /// snapshot of the same server.
    #[must_use]
    pub fn covers_file(&self, file: &str) -> bool {
        let is_snapshot = || {
            let file = replace_dates(file, ANY_DATE);
            let unpacked = file.strip_suffix(".gz").unwrap_or(&file);
            let matches = |pattern: &Pattern| pattern.matches(&file) || pattern.matches(unpacked);
            self.snapshots.iter().any(matches)
        };
        covers(&self.files, Some(file)) || is_snapshot()
    }

    /// Returns whether it applies to a finding in `file`.
    #[must_use]
    pub fn covers(&self, finding: &Finding, file: &str) -> bool {
        let repository_file = finding.repository_file.as_ref().map(|file| file.id.raw());
        finding.rule == *self.rule
            && match is_about_date(finding.rule.raw()) {
                true => covers(&self.files, Some(file)),
                false => self.covers_file(file),
            }
            && covers(&self.images, finding.image.as_ref().map(Untrusted::raw))
            && covers(&self.profiles, finding.profile.as_ref().map(Untrusted::raw))
            && covers(&self.repository_files, repository_file)
    }

    /// Returns the mark for findings that it suppresses.
    #[must_use]
    pub fn mark(&self) -> Suppressed {
        Suppressed {
            reason: self.reason.as_str().into(),
            expires: self.expires.map(|expires| expires.to_string().into()),
        }
    }
}

/// Returns the globs that match every snapshot of the servers that `files` names: each date stands for any
/// date. Other globs are used unchanged.
pub(super) fn of_snapshots(files: &[Pattern]) -> Vec<Pattern> {
    let of_snapshot = |pattern: &Pattern| {
        let glob = replace_dates(pattern.as_str(), ANY_DATE);
        match pattern.has_wildcards() {
            true if glob == pattern.as_str() => None,
            true => Pattern::of_files(&glob).ok(),
            false => Pattern::of_files(glob.strip_suffix(".gz").unwrap_or(&glob)).ok(),
        }
    };
    files.iter().filter_map(of_snapshot).collect()
}
