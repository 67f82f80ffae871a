//! Reads the values of a configuration. Records an error with its location for each invalid value,
//! and continues.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Level;
use crate::finding::{ConfigDiagnostic, Finding};
use crate::rules;
use crate::source::{Document, SourceSpan, Spanned};
use crate::suggest::nearest;

/// The maximum number of reported errors.
const MAX_ERRORS: usize = 100;

/// The maximum length of quoted input, in characters.
const MAX_QUOTED: usize = 60;

/// A value and its location.
pub(super) struct Node<'t> {
    pub(super) value: DeValue<'t>,
    pub(super) source_span: SourceSpan,
}

/// The keys of a table.
pub(super) struct Fields<'t>(Vec<(String, Node<'t>)>);

impl<'t> Fields<'t> {
    /// Removes a key and returns its value.
    pub(super) fn take(&mut self, key: &str) -> Option<Node<'t>> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.swap_remove(at).1)
    }
}

/// Reads values and collects errors.
pub(super) struct Reader {
    document: Arc<Document>,
    errors: Vec<Finding>,
    /// The number of list elements so far.
    pub(super) elements: usize,
    /// The number of globs with wildcards so far.
    pub(super) globs: usize,
    /// The ids of the rules of the site, which other tables can name.
    pub(super) user_rules: Vec<String>,
    /// How many rules this text has, and how much memory the regular expressions of all rules take, in bytes.
    pub(super) rules: usize,
    pub(super) regex_bytes: usize,
    /// Whether a limit for rules is exceeded, and reported.
    pub(super) exceeds_rules: bool,
    /// Whether a key is unknown.
    has_unknown_key: bool,
}

impl Reader {
    pub(super) fn new(document: Arc<Document>, user_rules: &[String]) -> Self {
        let user_rules = user_rules.to_vec();
        let errors = Vec::new();
        Self {
            document,
            errors,
            elements: 0,
            globs: 0,
            user_rules,
            rules: 0,
            regex_bytes: 0,
            exceeds_rules: false,
            has_unknown_key: false,
        }
    }

    pub(super) fn has_unknown_key(&self) -> bool {
        self.has_unknown_key
    }

    /// Adds the id of a rule of the site. Returns `false` if there is one with this id.
    pub(super) fn add_user_rule(&mut self, id: &str) -> bool {
        let is_new = !self.is_user_rule(id);
        if is_new {
            self.user_rules.push(id.to_owned());
        }
        is_new
    }

    /// Returns whether a rule of the site has this id.
    pub(super) fn is_user_rule(&self, id: &str) -> bool {
        self.user_rules.iter().any(|known| known == id)
    }

    pub(super) fn into_errors(self) -> Vec<Finding> {
        self.errors
    }

    /// Returns the root table as a value, located at the first character.
    pub(super) fn root<'t>(&self, table: TomlSpanned<DeTable<'t>>) -> Node<'t> {
        Node { value: DeValue::Table(table.into_inner()), source_span: self.source_span("", 0..0) }
    }

    pub(super) fn source_span(&self, pointer: &str, range: Range<usize>) -> SourceSpan {
        let text = &self.document.text;
        let start = text.floor_char_boundary(range.start.min(text.len()));
        let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
        SourceSpan {
            document: Arc::clone(&self.document),
            pointer: pointer.to_owned(),
            range: start..end,
        }
    }

    /// Records an error: a message, a label and a help.
    pub(super) fn error(
        &mut self,
        source_span: &SourceSpan,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let diagnostic = ConfigDiagnostic {
            rule: &rules::CONFIGURATION,
            level: Level::Error,
            source_span,
            message: message.into(),
            label: label.into(),
            help: help.into(),
        };
        self.errors.push(diagnostic.finding());
    }

    /// Records invalid TOML.
    pub(super) fn unreadable(&mut self, error: &toml::de::Error) {
        let mut range = error.span().unwrap_or(0..0);
        if self.document.mask().is_some() {
            // Its end is that of a value, which may be secret.
            range.end = range.start;
        }
        let source_span = self.source_span("", range);
        self.error(
            &source_span,
            "the configuration is not valid TOML",
            error.message().lines().next().unwrap_or("unreadable"),
            "fix the syntax: values are written as key = value, strings in quotes, and a section begins with [its-name]",
        );
    }

    /// Returns whether a value is a table; records an error if not.
    pub(super) fn is_table(&mut self, node: &Node<'_>) -> bool {
        let is_table = matches!(node.value, DeValue::Table(_));
        if !is_table {
            self.wrong_type(node, "a table", "write it as [section] with key = value below it");
        }
        is_table
    }

    /// Returns the keys of a table; records an error for each one that is not `known`.
    pub(super) fn fields<'t>(&mut self, node: Node<'t>, known: &[&str]) -> Fields<'t> {
        let mut fields = Vec::new();
        for (key, member) in self.members(node) {
            if known.contains(&&*key.value) {
                fields.push((key.value, member));
                continue;
            }
            self.has_unknown_key = true;
            let help = match nearest(&key.value, known.iter().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("use one of: {}", known.join(", ")),
            };
            let message = format!("unknown key \"{}\"", quoted(&key.value));
            self.error(&key.source_span, message, "not a known key", help);
        }
        Fields(fields)
    }

    /// Returns the keys of a table, whatever their names, in the order of the text.
    pub(super) fn members<'t>(&mut self, node: Node<'t>) -> Vec<(Spanned<String>, Node<'t>)> {
        if !self.is_table(&node) {
            return Vec::new();
        }
        let DeValue::Table(table) = node.value else { return Vec::new() };
        let pointer = node.source_span.pointer;
        let mut members: Vec<(Spanned<String>, Node<'t>)> = table
            .into_iter()
            .map(|(key, value)| {
                let key_range = key.span();
                let name = key.into_inner().into_owned();
                let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                let source_span = self.source_span(&pointer, value.span());
                let key =
                    Spanned { value: name, source_span: self.source_span(&pointer, key_range) };
                (key, Node { value: value.into_inner(), source_span })
            })
            .collect();
        members.sort_by_key(|(key, _)| key.source_span.range.start);
        members
    }
}

/// Returns quoted input, truncated.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted: String = text.chars().take(MAX_QUOTED).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_is_cut_where_it_is_long() {
        assert_eq!(quoted("missing"), "missing");
        assert_eq!(quoted(&"é".repeat(MAX_QUOTED)), "é".repeat(MAX_QUOTED));
        assert_eq!(quoted(&"é".repeat(MAX_QUOTED + 1)), "é".repeat(MAX_QUOTED) + "…");
    }

    #[test]
    fn a_suppression_of_a_group_is_told_from_one_of_no_rule() {
        let message = |rule: &str| {
            let text = format!("[[suppress]]\nrule = '{rule}'\nreason = 'r'");
            super::super::read("osready.toml", &text).errors[0].message.clone()
        };
        assert_eq!(message("drift"), "drift is a group of rules");
        assert_eq!(message("drifts"), "there is no rule \"drifts\"");
    }
}
