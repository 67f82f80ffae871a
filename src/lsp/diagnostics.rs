//! Findings as diagnostics of the protocol.

use std::cmp::Reverse;
use std::path::Path;

use gen_lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Uri,
};

use crate::diagnostic::Level;
use crate::finding::{Finding, Label};
use crate::rules;
use crate::sanitize::{Terminal, Untrusted};

use super::checked::Checked;
use super::document::Document;
use super::positions::Encoding;
use super::uri::uri_of;
use super::workspace::{Configured, Workspace};

/// The maximum number of diagnostics of a document. The most severe ones are kept.
const MAX_DIAGNOSTICS: usize = 1_000;

/// The source that clients show beside each diagnostic.
pub(super) const SOURCE: &str = "osready";

/// Makes diagnostics of the findings in a document.
pub(super) struct Diagnostics<'s> {
    pub(super) document: &'s Document,
    pub(super) checked: &'s Checked,
    pub(super) configured: &'s Configured,
    pub(super) workspace: &'s dyn Workspace,
    pub(super) encoding: Encoding,
    /// Finds the open document of a path: its text counts, not that of the file.
    pub(super) open: &'s dyn Fn(&Path) -> Option<&'s Document>,
}

impl Diagnostics<'_> {
    /// Returns the diagnostics to publish.
    pub(super) fn all(&self) -> Vec<Diagnostic> {
        let mut kept: Vec<&Finding> = self.checked.counted().collect();
        kept.sort_by_key(|finding| Reverse(finding.level));
        let left_out = kept.len().saturating_sub(MAX_DIAGNOSTICS);
        kept.truncate(MAX_DIAGNOSTICS);
        let mut diagnostics: Vec<_> = kept.into_iter().map(|finding| self.of(finding)).collect();
        // As in `osready check`: an error says already that the file was not checked.
        if !self.checked.counted().any(|finding| finding.level == Level::Error) {
            let incomplete = self.checked.incomplete.iter();
            diagnostics.extend(incomplete.map(|(line, message)| self.at_line(*line, message)));
        }
        if left_out > 0 {
            let message =
                format!("{left_out} more findings are not shown; osready check shows all of them");
            diagnostics.push(self.at_line(1, &message));
        }
        diagnostics
    }

    /// Returns the diagnostic of a finding.
    pub(super) fn of(&self, finding: &Finding) -> Diagnostic {
        let rule = rules::by_id(finding.rule.raw());
        let url = self.configured.docs_url.as_ref().zip(rule);
        let labels = finding.labels.iter().map(|label| self.related(label));
        Diagnostic {
            range: self.document.range(&finding.span.bytes()),
            severity: Some(match finding.level {
                Level::Error => DiagnosticSeverity::Error,
                Level::Warning => DiagnosticSeverity::Warning,
                Level::Note => DiagnosticSeverity::Information,
            }),
            code: Some(finding.rule.through::<Terminal>().into()),
            code_description: url
                .map(|(url, rule)| CodeDescription { href: Uri(url.of_rule(rule.id)) }),
            source: Some(SOURCE.to_owned()),
            message: message(finding).into(),
            related_information: Some(labels.collect()),
            ..Diagnostic::default()
        }
    }

    fn related(&self, label: &Label) -> DiagnosticRelatedInformation {
        let location = match &label.file {
            None => Location {
                uri: self.document.uri.clone(),
                range: self.document.range(&label.span.bytes()),
            },
            Some(file) => {
                let path = self.workspace.path(file.raw());
                match (self.open)(&path) {
                    Some(other) => {
                        Location { uri: other.uri.clone(), range: other.range(&label.span.bytes()) }
                    }
                    None => {
                        Location { uri: uri_of(&path), range: self.encoding.range(&label.span) }
                    }
                }
            }
        };
        DiagnosticRelatedInformation { location, message: label.message.through::<Terminal>() }
    }

    /// Returns a diagnostic about a whole line, 1-based.
    fn at_line(&self, line: usize, message: &str) -> Diagnostic {
        Diagnostic {
            range: self.document.line(line - 1),
            severity: Some(DiagnosticSeverity::Warning),
            source: Some(SOURCE.to_owned()),
            message: message.to_owned().into(),
            ..Diagnostic::default()
        }
    }
}

/// Returns what is wrong and what to do, a line each.
pub(super) fn message(finding: &Finding) -> String {
    let [message, label, help] =
        [&finding.message, &finding.label, &finding.help].map(Untrusted::through::<Terminal>);
    match label.is_empty() {
        true => format!("{message}\nhelp: {help}"),
        false => format!("{message} ({label})\nhelp: {help}"),
    }
}
