//! Findings in the team's own texts: the configuration, the suppressions.

use crate::document::Spot;
use crate::finding::{Level, Rule};

use super::excerpt::document;
use super::{Excerpt, Finding, Label, Lines};

/// A finding about what stands in a text of the team's own.
#[derive(Debug)]
pub struct Told<'s> {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// How much it weighs.
    pub level: Level,
    /// Where it stands.
    pub spot: &'s Spot,
    /// What is wrong.
    pub message: String,
    /// What to see there.
    pub label: String,
    /// What to do.
    pub help: String,
}

impl Told<'_> {
    /// The finding as reports tell it, with its excerpt.
    #[must_use]
    pub fn finding(self) -> Finding {
        let document = &self.spot.document;
        let part = document::part(self.spot, &self.label, true);
        let fingerprint =
            super::fingerprint::digest(&[self.rule.id, &self.spot.pointer, self.spot.text()]);
        Finding {
            rule: self.rule.id.into(),
            level: self.level,
            message: self.message.into(),
            help: self.help.into(),
            file: document.file.as_str().into(),
            pointer: self.spot.pointer.as_str().into(),
            inner_pointer: None,
            span: Lines::of_document(document).region(self.spot.range.clone()),
            label: self.label.into(),
            labels: Vec::new(),
            image: None,
            profile: None,
            repository_file: None,
            fingerprint: fingerprint.into(),
            suppressed: None,
            baseline: None,
            fix: None,
            count: None,
            excerpt: Some(Excerpt { parts: vec![part] }),
        }
    }
}

/// A label that stands in a text of the team's own.
pub(super) fn label(spot: &Spot, message: &str) -> Label {
    Label {
        message: message.into(),
        file: Some(spot.document.file.as_str().into()),
        pointer: spot.pointer.as_str().into(),
        inner_pointer: None,
        span: Lines::of_document(&spot.document).region(spot.range.clone()),
    }
}
