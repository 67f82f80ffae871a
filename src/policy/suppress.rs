//! Suppressions: what is excused, why, and until when.

use crate::date::Date;
use crate::document::Spot;
use crate::harmless::Untrusted;
use crate::pattern::Pattern;
use crate::report::{Finding, Suppressed};

use super::levels::covers;

/// One suppression.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// The rule whose findings are excused.
    pub rule: String,
    /// Globs over files; none for all.
    pub files: Vec<Pattern>,
    /// Globs over the ids of images; none for all.
    pub images: Vec<Pattern>,
    /// Globs over the ids of profiles; none for all.
    pub profiles: Vec<Pattern>,
    /// Globs over the ids of files of the server's repository; none for all.
    pub repository_files: Vec<Pattern>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; none where it holds for ever.
    pub expires: Option<Date>,
    /// Where it stands: the value of its `rule`.
    pub spot: Spot,
    /// Where its last day stands.
    pub expires_spot: Option<Spot>,
}

impl Suppression {
    /// Whether its last day is over.
    #[must_use]
    pub fn is_expired(&self, today: Option<Date>) -> bool {
        matches!((self.expires, today), (Some(expires), Some(today)) if expires < today)
    }

    /// Whether it speaks of files such as `file`, which is as seen from the configuration's folder.
    #[must_use]
    pub fn covers_file(&self, file: &str) -> bool {
        covers(&self.files, Some(file))
    }

    /// Whether it covers a finding in the file `file`.
    #[must_use]
    pub fn covers(&self, finding: &Finding, file: &str) -> bool {
        let repository_file = finding.repository_file.as_ref().map(|file| file.id.raw());
        finding.rule == *self.rule
            && self.covers_file(file)
            && covers(&self.images, finding.image.as_ref().map(Untrusted::raw))
            && covers(&self.profiles, finding.profile.as_ref().map(Untrusted::raw))
            && covers(&self.repository_files, repository_file)
    }

    /// What a finding that it covers is marked with.
    #[must_use]
    pub fn mark(&self) -> Suppressed {
        Suppressed {
            reason: self.reason.as_str().into(),
            expires: self.expires.map(|expires| expires.to_string().into()),
        }
    }
}
