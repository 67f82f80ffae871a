//! Reads the types of values that a configuration has.

use toml::de::DeValue;

use crate::pattern::Pattern;
use crate::source::{SourceSpan, Spanned};
use crate::suggest::nearest;

use super::reader::{Fields, Node, Reader, quoted};

/// The maximum number of list elements in a configuration. Each is compared with every finding or
/// profile of every response.
const MAX_ELEMENTS: usize = 1_000;

/// The maximum number of globs with wildcards, which take longer to match.
const MAX_GLOBS: usize = 200;

/// The maximum number of tables per name (`[[suppress]]`, `[[override]]`).
pub(super) const MAX_TABLES: usize = 500;

/// The help if a limit is exceeded.
const TOO_MANY: &str = "combine values in one glob, or accept known findings with a baseline";

impl Reader {
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

    pub(super) fn wrong_type(&mut self, node: &Node<'_>, wanted: &str, help: &str) {
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
