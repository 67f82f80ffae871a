//! Findings in the configuration and its suppressions.

use crate::diagnostic::{Level, Rule};
use crate::source::{LineIndex, SourceSpan};

use super::excerpt::document;
use super::{Excerpt, Finding, Label};

/// A finding about the configuration.
#[derive(Debug)]
pub struct ConfigDiagnostic<'s> {
    /// The rule that reports it.
    pub rule: &'static Rule,
    /// The severity.
    pub level: Level,
    /// The location.
    pub source_span: &'s SourceSpan,
    /// The problem.
    pub message: String,
    /// A short description of what is at the location.
    pub label: String,
    /// What to do.
    pub help: String,
}

impl ConfigDiagnostic<'_> {
    /// Converts the diagnostic to a finding with an excerpt.
    #[must_use]
    pub fn finding(self) -> Finding {
        let document = &self.source_span.document;
        let part = document::part(self.source_span, &self.label, true);
        let fingerprint = super::fingerprint::digest(&[
            self.rule.id,
            &self.source_span.pointer,
            self.source_span.text(),
        ]);
        Finding {
            rule: self.rule.id.into(),
            level: self.level,
            message: self.message.into(),
            help: self.help.into(),
            file: document.file.as_str().into(),
            pointer: self.source_span.pointer.as_str().into(),
            inner_pointer: None,
            span: LineIndex::of_source(document).region(self.source_span.range.clone()),
            label: self.label.into(),
            labels: Vec::new(),
            image: None,
            profile: None,
            repository_file: None,
            host: None,
            fingerprint: fingerprint.into(),
            suppressed: None,
            required: None,
            lowered_from: None,
            baseline: None,
            fix: None,
            count: None,
            excerpt: Some(Excerpt { parts: vec![part] }),
        }
    }
}

/// Creates a label that points into the configuration.
pub(super) fn label(source_span: &SourceSpan, message: &str) -> Label {
    Label {
        message: message.into(),
        file: Some(source_span.document.file.as_str().into()),
        pointer: source_span.pointer.as_str().into(),
        inner_pointer: None,
        span: LineIndex::of_source(&source_span.document).region(source_span.range.clone()),
    }
}
