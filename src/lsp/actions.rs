//! Code actions: fixes, suppressions and levels.

use std::collections::HashMap;
use std::ops::Range;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CreateFile, CreateFileOptions, DocumentChange,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier, TextEdit,
    Uri, WorkspaceEdit,
};

use crate::diagnostic::Applicability;
use crate::finding::{Finding, Fix};
use crate::fix::{FixOptions, apply_fixes};
use crate::policy::config;
use crate::policy::files::CONFIG;
use crate::sanitize::Terminal;

use super::checked::Kind;
use super::diagnostics::Diagnostics;
use super::document::Document;
use super::positions::Positions;
use super::toml::{key, quoted};
use super::uri::uri_of;
use super::workspace::PolicyFile;

/// The kind of the action that applies all safe fixes.
pub(super) const FIX_ALL: &str = "source.fixAll.osready";

/// The maximum number of findings that get actions of their own in a request.
const MAX_FINDINGS: usize = 50;

/// What edits a client can apply.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EditCapabilities {
    /// Whether edits can name the version of a document.
    pub(super) has_document_changes: bool,
    /// Whether edits can create files.
    pub(super) creates_files: bool,
}

/// Makes the code actions of a document.
pub(super) struct Actions<'s> {
    pub(super) diagnostics: Diagnostics<'s>,
    pub(super) capabilities: EditCapabilities,
}

impl Actions<'_> {
    /// Returns the actions for a range of bytes, of the kinds in `only` if there are any.
    pub(super) fn at(
        &self,
        bytes: &Range<usize>,
        only: Option<&[CodeActionKind]>,
    ) -> Vec<CodeAction> {
        let is_wanted = |kind: &str| {
            only.is_none_or(|kinds| {
                kinds.iter().map(ToString::to_string).any(|wanted| {
                    kind.strip_prefix(&wanted)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                })
            })
        };
        let mut actions = Vec::new();
        if is_wanted("quickfix") {
            let findings = self.diagnostics.checked.counted();
            let overlaps = |finding: &&Finding| {
                finding.span.start <= bytes.end && bytes.start <= finding.span.end
            };
            for finding in findings.filter(overlaps).take(MAX_FINDINGS) {
                actions.extend(finding.fix.iter().map(|fix| self.fix(finding, fix)));
                if self.diagnostics.checked.kind != Kind::Policy {
                    actions.extend(self.suppress(finding));
                    actions.extend(self.turn_off(finding));
                }
            }
        }
        // Editors ask for any action wherever the cursor goes, and this one takes several checks.
        if only.is_some() && is_wanted(FIX_ALL) {
            actions.extend(self.fix_all());
        }
        actions
    }

    fn fix(&self, finding: &Finding, fix: &Fix) -> CodeAction {
        let is_safe = fix.applicability == Applicability::Safe;
        let message = fix.message.through::<Terminal>();
        let warning = if is_safe { "" } else { " (unsafe: review the result)" };
        let edits = fix.edits.iter().map(|edit| TextEdit {
            range: self.document().range(&edit.span.bytes()),
            new_text: edit.replacement.raw().to_owned(),
        });
        CodeAction {
            title: format!("{}{warning}", capitalized(&message)),
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![self.diagnostics.of(finding)]),
            is_preferred: Some(is_safe),
            edit: Some(self.edit_of(self.document(), edits.collect())),
            ..CodeAction::default()
        }
    }

    /// Returns the action that applies all safe fixes. `None` if there are none.
    fn fix_all(&self) -> Option<CodeAction> {
        let document = self.document();
        let has_safe_fix = |finding: &Finding| {
            finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
        };
        if !self.diagnostics.checked.counted().any(has_safe_fix) {
            return None;
        }
        let options = FixOptions { with_unsafe: false, rules: Vec::new() };
        let linter = &self.diagnostics.configured.linter;
        let fixed = apply_fixes(linter, &document.file(), &options).ok()?.text;
        let (bytes, new_text) = difference(document.text(), &fixed)?;
        let edit = TextEdit { range: document.range(&bytes), new_text: new_text.to_owned() };
        Some(CodeAction {
            title: "Apply all safe fixes of osready".to_owned(),
            kind: Some(CodeActionKind::from(FIX_ALL.to_owned())),
            edit: Some(self.edit_of(document, vec![edit])),
            ..CodeAction::default()
        })
    }

    /// Returns the action that adds a suppression, whose reason is left to the user.
    fn suppress(&self, finding: &Finding) -> Option<CodeAction> {
        let rule = finding.rule.raw();
        let of_repository = finding.repository_file.as_ref().map(|file| &file.id);
        let subjects = [
            ("profiles", finding.profile.as_ref()),
            ("images", finding.image.as_ref()),
            ("repository-files", of_repository),
        ];
        let subject = subjects.into_iter().find_map(|(key, id)| Some((key, id?.raw().to_owned())));
        let config_dir = &self.diagnostics.configured.linter.policy().config_dir;
        let (key, glob) =
            subject.unwrap_or_else(|| ("files", config_dir.relative(&self.document().name)));
        let table = |reason: &str| {
            let [rule, glob] = [rule, &globset::escape(&glob)].map(quoted);
            format!("[[suppress]]\nrule = {rule}\n{key} = [{glob}]\nreason = \"{reason}\"\n")
        };
        let rules = &self.diagnostics.configured.user_rules;
        let is_accepted = |text: &str| config::read_suppressions("", text, rules).errors.is_empty();
        if !is_accepted(&table("x")) {
            return None;
        }
        let edit = self.edit_policy(PolicyFile::Suppressions, |text| {
            let gap = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
            let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            Some((text.len(), format!("{end}{gap}{}", table(""))))
        })?;
        Some(self.policy_action(
            finding,
            format!("Suppress {} with a reason\u{2026}", finding.rule.through::<Terminal>()),
            edit,
        ))
    }

    /// Returns the action that turns the rule of a finding off. `None` if the rule has a level already.
    fn turn_off(&self, finding: &Finding) -> Option<CodeAction> {
        let rule = finding.rule.raw();
        let line = format!("{} = \"off\"\n", key(rule));
        let is_accepted = |text: &str| config::read(CONFIG, text).errors.is_empty();
        let edit = self.edit_policy(PolicyFile::Configuration, |text| {
            let header = text.split_inclusive('\n').scan(0, |at, line| {
                *at += line.len();
                Some((*at, line))
            });
            let mut header = header.filter(|(_, line)| line.trim_end() == "[levels]");
            let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            let insertion = match header.next() {
                Some((at, line_before)) => {
                    let end = if line_before.ends_with('\n') { "" } else { "\n" };
                    (at, format!("{end}{line}"))
                }
                None if text.is_empty() => (0, format!("[levels]\n{line}")),
                None => (text.len(), format!("{end}\n[levels]\n{line}")),
            };
            let mut after = text.to_owned();
            after.insert_str(insertion.0, &insertion.1);
            is_accepted(&after).then_some(insertion)
        })?;
        let title = format!("Turn {} off in {CONFIG}", finding.rule.through::<Terminal>());
        Some(self.policy_action(finding, title, edit))
    }

    fn policy_action(&self, finding: &Finding, title: String, edit: WorkspaceEdit) -> CodeAction {
        CodeAction {
            title,
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![self.diagnostics.of(finding)]),
            edit: Some(edit),
            ..CodeAction::default()
        }
    }

    /// Returns the edit that inserts what `insertion` returns, an offset and a text, into a policy file. `None` if
    /// it returns nothing, or the client cannot create a file that does not exist.
    fn edit_policy(
        &self,
        file: PolicyFile,
        insertion: impl Fn(&str) -> Option<(usize, String)>,
    ) -> Option<WorkspaceEdit> {
        let (path, saved) = self.diagnostics.workspace.policy_file(file)?;
        if let Some(document) = (self.diagnostics.open)(&path) {
            let (at, new_text) = insertion(document.text())?;
            let edit = TextEdit { range: document.range(&(at..at)), new_text };
            return Some(self.edit_of(document, vec![edit]));
        }
        let text = saved.as_deref().unwrap_or_default();
        let (at, new_text) = insertion(text)?;
        let range = Positions::new(text, self.diagnostics.encoding).range(text, &(at..at));
        let edit = TextEdit { range, new_text };
        match saved {
            Some(_) => Some(self.edit(uri_of(&path), None, None, vec![edit])),
            None if self.capabilities.has_document_changes && self.capabilities.creates_files => {
                let uri = uri_of(&path);
                let created = CreateFile {
                    uri: uri.clone(),
                    options: Some(CreateFileOptions {
                        overwrite: None,
                        ignore_if_exists: Some(true),
                    }),
                    annotation_id: None,
                };
                Some(self.edit(uri, None, Some(created), vec![edit]))
            }
            None => None,
        }
    }

    /// Returns an edit of an open document, for the version of it that was checked.
    fn edit_of(&self, document: &Document, edits: Vec<TextEdit>) -> WorkspaceEdit {
        self.edit(document.uri.clone(), Some(document.version), None, edits)
    }

    fn edit(
        &self,
        uri: Uri,
        version: Option<i32>,
        created: Option<CreateFile>,
        edits: Vec<TextEdit>,
    ) -> WorkspaceEdit {
        if !self.capabilities.has_document_changes {
            return WorkspaceEdit {
                changes: Some(HashMap::from([(uri, edits)])),
                ..WorkspaceEdit::default()
            };
        }
        let text_document = OptionalVersionedTextDocumentIdentifier {
            version,
            text_document_identifier: TextDocumentIdentifier { uri },
        };
        let edits = edits.into_iter().map(Into::into).collect();
        let edit = DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits });
        let created = created.into_iter().map(DocumentChange::CreateFile);
        WorkspaceEdit {
            document_changes: Some(created.chain([edit]).collect()),
            ..WorkspaceEdit::default()
        }
    }

    fn document(&self) -> &Document {
        self.diagnostics.document
    }
}

/// Returns the bytes in which `before` differs from `after`, and what replaces them. `None` if they are equal.
fn difference<'t>(before: &str, after: &'t str) -> Option<(Range<usize>, &'t str)> {
    if before == after {
        return None;
    }
    let equal = |pair: &(char, char)| pair.0 == pair.1;
    let bytes = |pair: (char, char)| pair.0.len_utf8();
    let start: usize = before.chars().zip(after.chars()).take_while(equal).map(bytes).sum();
    let (before_rest, after_rest) = (&before[start..], &after[start..]);
    let ends = before_rest.chars().rev().zip(after_rest.chars().rev());
    let end: usize = ends.take_while(equal).map(bytes).sum();
    Some((start..before.len() - end, &after[start..after.len() - end]))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
