//! Suppressions: which findings are suppressed, why, and until when.

use crate::date::Date;
use crate::finding::{Finding, Suppressed};
use crate::pattern::Pattern;
use crate::sanitize::Untrusted;
use crate::source::SourceSpan;

use super::levels::covers;

/// A suppression.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// The rule of the suppressed findings.
    pub rule: String,
    /// Globs over files; empty for all.
    pub files: Vec<Pattern>,
    /// Globs over image ids; empty for all.
    pub images: Vec<Pattern>,
    /// Globs over profile ids; empty for all.
    pub profiles: Vec<Pattern>,
    /// Globs over the ids of repository files; empty for all.
    pub repository_files: Vec<Pattern>,
    /// The reason.
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

    /// Returns whether it applies to `file`, relative to the folder of the configuration.
    #[must_use]
    pub fn covers_file(&self, file: &str) -> bool {
        covers(&self.files, Some(file))
    }

    /// Returns whether it applies to a finding in `file`.
    #[must_use]
    pub fn covers(&self, finding: &Finding, file: &str) -> bool {
        let repository_file = finding.repository_file.as_ref().map(|file| file.id.raw());
        finding.rule == *self.rule
            && self.covers_file(file)
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
