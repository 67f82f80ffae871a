//! Reads the values of a configuration. Records an error with its location for each invalid value,
//! and continues.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Group, Level};
use crate::finding::{ConfigDiagnostic, Finding};
use crate::pattern::Pattern;
use crate::rules;
use crate::source::{Document, SourceSpan, Spanned};

/// The minimum similarity of two words, from 0 to 1, for a suggestion.
const MIN_SIMILARITY: f64 = 0.75;

/// The maximum number of reported errors.
const MAX_ERRORS: usize = 100;

/// The maximum number of list elements in a configuration. Each is compared with every finding or
/// profile of every response.
const MAX_ELEMENTS: usize = 1_000;

/// The maximum number of globs with wildcards, which take longer to match.
const MAX_GLOBS: usize = 200;

/// The maximum number of tables per name (`[[suppress]]`, `[[override]]`).
pub(super) const MAX_TABLES: usize = 500;

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
    elements: usize,
    /// The number of globs with wildcards so far.
    globs: usize,
    /// The ids of the rules of the site, which other tables can name.
    user_rules: Vec<String>,
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

    fn source_span(&self, pointer: &str, range: Range<usize>) -> SourceSpan {
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

    /// Returns the elements of an array.
    pub(super) fn elements<'t>(&mut self, node: Node<'t>) -> Option<Spanned<Vec<Node<'t>>>> {
        let DeValue::Array(array) = node.value else {
            self.wrong_type(&node, "an array", "write it in brackets: [\"one\", \"another\"]");
            return None;
        };
        let pointer = &node.source_span.pointer;
        let elements = array.into_iter().enumerate().map(|(position, element)| {
            let source_span = self.source_span(&format!("{pointer}/{position}"), element.span());
            Node { value: element.into_inner(), source_span }
        });
        let value = elements.collect();
        Some(Spanned { value, source_span: node.source_span })
    }

    /// Returns a string.
    pub(super) fn text(&mut self, node: Node<'_>) -> Option<Spanned<String>> {
        match node.value {
            DeValue::String(text) => {
                Some(Spanned { value: text.into_owned(), source_span: node.source_span })
            }
            _ => {
                self.wrong_type(&node, "a string", "write it in quotes");
                None
            }
        }
    }

    /// Returns a boolean.
    pub(super) fn truth(&mut self, node: Node<'_>) -> Option<Spanned<bool>> {
        match node.value {
            DeValue::Boolean(value) => Some(Spanned { value, source_span: node.source_span }),
            _ => {
                self.wrong_type(&node, "a boolean", "write true or false, without quotes");
                None
            }
        }
    }

    /// Returns an integer from 1 to `most`.
    pub(super) fn number(&mut self, node: Node<'_>, most: u32) -> Option<Spanned<u32>> {
        if let DeValue::Integer(number) = &node.value {
            let digits = number.as_str().replace('_', "");
            let value = u32::from_str_radix(&digits, number.radix()).ok();
            if let Some(value) = value.filter(|value| (1..=most).contains(value)) {
                return Some(Spanned { value, source_span: node.source_span });
            }
        }
        self.wrong_type(&node, &format!("an integer from 1 to {most}"), "write it without quotes");
        None
    }

    /// Returns one of the variants of an enum.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        node: Node<'_>,
        all: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Option<Spanned<T>> {
        let text = self.text(node)?;
        if let Some(value) = all.iter().find(|value| word(**value) == text.value) {
            return Some(Spanned { value: *value, source_span: text.source_span });
        }
        let words: Vec<&str> = all.iter().map(|value| word(*value)).collect();
        let help = match nearest(&text.value, words.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"? Use one of: {}", words.join(", ")),
            None => format!("use one of: {}", words.join(", ")),
        };
        let message = format!("\"{}\" is not a valid value", quoted(&text.value));
        self.error(&text.source_span, message, "unknown value", help);
        None
    }

    /// Parses a string with `read`; records its error.
    pub(super) fn parsed<T>(
        &mut self,
        node: Node<'_>,
        read: impl Fn(&str) -> Result<T, String>,
        help: &str,
    ) -> Option<Spanned<T>> {
        let text = self.text(node)?;
        match read(&text.value) {
            Ok(value) => Some(Spanned { value, source_span: text.source_span }),
            Err(why) => {
                let message = format!("\"{}\" is not valid", quoted(&text.value));
                self.error(&text.source_span, message, why, help);
                None
            }
        }
    }

    /// Parses an array of strings.
    pub(super) fn list<'t, T>(
        &mut self,
        node: Node<'t>,
        mut read: impl FnMut(&mut Self, Node<'t>) -> Option<Spanned<T>>,
    ) -> Option<Spanned<Vec<Spanned<T>>>> {
        let Spanned { mut value, source_span } = self.elements(node)?;
        let room = MAX_ELEMENTS.saturating_sub(self.elements);
        if let Some(first) = value.get(room) {
            let message = format!("the lists of a configuration exceed {MAX_ELEMENTS} elements");
            self.error(&first.source_span, message, "exceeds the limit", TOO_MANY);
        }
        value.truncate(room);
        self.elements += value.len();
        let value = value.into_iter().filter_map(|element| read(self, element)).collect();
        Some(Spanned { value, source_span })
    }

    /// Returns the tables of an array, up to the limit.
    pub(super) fn tables<'t>(&mut self, node: Node<'t>, key: &str) -> Vec<Node<'t>> {
        let Some(Spanned { value: mut tables, .. }) = self.elements(node) else {
            return Vec::new();
        };
        if let Some(first) = tables.get(MAX_TABLES) {
            let message = format!("the file exceeds {MAX_TABLES} tables [[{key}]]");
            self.error(&first.source_span, message, "exceeds the limit", TOO_MANY);
        }
        tables.truncate(MAX_TABLES);
        tables.retain(|table| self.is_table(table));
        tables
    }

    /// Returns a list of globs.
    pub(super) fn globs(
        &mut self,
        node: Node<'_>,
        pattern: fn(&str) -> Result<Pattern, String>,
    ) -> Option<Spanned<Vec<Spanned<Pattern>>>> {
        let help = "fix the glob: * matches any characters, ? matches one, {a,b} either, [ab] one of these";
        self.list(node, |reader, element| {
            let pattern = reader.parsed(element, pattern, help)?;
            reader.globs += usize::from(pattern.has_wildcards());
            if reader.globs <= MAX_GLOBS {
                return Some(pattern);
            }
            if reader.globs == MAX_GLOBS + 1 {
                let message = format!("the configuration exceeds {MAX_GLOBS} globs with wildcards");
                reader.error(&pattern.source_span, message, "exceeds the limit", TOO_MANY);
            }
            None
        })
    }

    /// Returns the id of a suppressible rule. A former id counts as its current one.
    pub(super) fn rule(&mut self, node: Node<'_>) -> Option<Spanned<String>> {
        let text = self.text(node)?;
        if self.is_user_rule(&text.value) {
            return Some(text);
        }
        let Some(rule) = rules::by_id(&text.value) else {
            if Group::ALL.iter().any(|group| group.as_str() == text.value) {
                let message = format!("{} is a group of rules", text.value);
                self.error(
                    &text.source_span,
                    message,
                    "a suppression applies to one rule",
                    "use the id of the rule to suppress, or lower the level of the group under [levels]",
                );
                return None;
            }
            let all = rules::ALL.iter().map(|rule| rule.id);
            self.unknown_rule(&text, "rule", all.filter(|id| is_suppressible(id)));
            return None;
        };
        if !is_suppressible(rule.id) {
            let message = format!("{} cannot be suppressed", rule.id);
            self.error(
                &text.source_span,
                message,
                "its findings are about osready's own files",
                "fix its findings instead",
            );
            return None;
        }
        Some(Spanned { value: rule.id.to_owned(), source_span: text.source_span })
    }

    /// Records an unknown rule, or an unknown rule or group.
    pub(super) fn unknown_rule(
        &mut self,
        name: &Spanned<String>,
        kind: &str,
        all: impl Iterator<Item = &'static str>,
    ) {
        let all = all.map(str::to_owned).chain(self.user_rules.iter().cloned());
        let all: Vec<String> = all.collect();
        let help = match nearest(&name.value, all.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}? Run osready rules to list all rules"),
            None => "run osready rules to list all rules".to_owned(),
        };
        let message = format!("there is no {kind} \"{}\"", quoted(&name.value));
        self.error(&name.source_span, message, "unknown", help);
    }

    fn wrong_type(&mut self, node: &Node<'_>, wanted: &str, help: &str) {
        let is = match node.value {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let name = node.source_span.pointer.rsplit('/').next().unwrap_or_default();
        let message = format!("\"{}\" must be {wanted}", quoted(name));
        self.error(&node.source_span, message, format!("this is {is}"), help);
    }
}

/// Reads the tables of `[[key]]`.
pub(super) fn tables<T>(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    key: &str,
    read: fn(&mut Reader, Node<'_>) -> Option<T>,
) -> Vec<T> {
    let tables = fields.take(key).map(|node| reader.tables(node, key)).unwrap_or_default();
    tables.into_iter().filter_map(|table| read(reader, table)).collect()
}

/// Records that a table has no value for a key that it needs.
pub(super) fn lacks(
    reader: &mut Reader,
    source_span: &SourceSpan,
    what: &str,
    key: &str,
    example: &str,
) {
    let message = format!("this {what} has no {key}");
    reader.error(source_span, message, format!("{key} is missing"), format!("add it: {example}"));
}

/// The help if a limit is exceeded.
const TOO_MANY: &str = "combine values in one glob, or accept known findings with a baseline";

/// Returns whether findings of a rule can be suppressed: those about osready's own files cannot.
pub(super) fn is_suppressible(id: &str) -> bool {
    !matches!(id, "configuration" | "suppression-expired" | "suppression-unused")
}

/// Returns the names of rules and groups whose level can be set.
pub(super) fn names_of_levels() -> impl Iterator<Item = &'static str> {
    Group::ALL.into_iter().map(Group::as_str).chain(rules::ALL.iter().map(|rule| rule.id))
}

/// Returns the most similar word, if one is similar enough.
pub(super) fn nearest<'w>(wanted: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    if wanted.len() > 200 {
        return None;
    }
    let wanted = wanted.to_lowercase().replace('_', "-");
    let likeness = |word: &str| strsim::jaro_winkler(&wanted, word);
    words
        .map(|word| (likeness(word), word))
        .filter(|(likeness, _)| *likeness >= MIN_SIMILARITY)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, word)| word)
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
    fn a_name_is_offered_for_one_of_up_to_200_bytes() {
        let offered = |length: usize| {
            let wanted = format!("{:x<length$}", "incompatible-with-thinksystem");
            nearest(&wanted, ["missing-winpe", "incompatible-with-thinksystem"].into_iter())
        };
        assert_eq!(offered(200), Some("incompatible-with-thinksystem"));
        assert_eq!(offered(201), None);
        assert_eq!(offered(202), None);
    }

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
