//! Reading the values of a configuration. Whatever cannot be read becomes a mistake with its place,
//! and reading goes on.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::document::{At, Document, Spot};
use crate::finding::{Group, Level};
use crate::pattern::Pattern;
use crate::report::{Finding, Told};
use crate::rules;

/// How alike two words are, from 0 to 1, for one to be offered for the other.
const NEAR: f64 = 0.75;

/// So many mistakes are told: whoever mends them runs osready again.
const MOST_MISTAKES: usize = 100;

/// How many elements the lists of one configuration have in all at most. Each is compared with every
/// finding or profile of every response.
const MAX_ELEMENTS: usize = 1_000;

/// How many of them are globs with wildcards at most: these take longer to match.
const MAX_GLOBS: usize = 200;

/// How many tables of one name (`[[suppress]]`, `[[override]]`) there are at most.
pub(super) const MAX_TABLES: usize = 500;

/// How much of what a person wrote is said again.
const SAID: usize = 60;

/// A value and its place.
pub(super) struct Node<'t> {
    pub(super) value: DeValue<'t>,
    pub(super) spot: Spot,
}

/// The members of a table.
pub(super) struct Fields<'t>(Vec<(String, Node<'t>)>);

impl<'t> Fields<'t> {
    /// Takes a member out.
    pub(super) fn take(&mut self, key: &str) -> Option<Node<'t>> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.swap_remove(at).1)
    }
}

/// Reads values, and remembers what is wrong.
pub(super) struct Reader {
    document: Arc<Document>,
    mistakes: Vec<Finding>,
    /// How many elements of lists have been read.
    elements: usize,
    /// How many globs with wildcards have been read.
    globs: usize,
}

impl Reader {
    pub(super) fn new(document: Arc<Document>) -> Self {
        Self { document, mistakes: Vec::new(), elements: 0, globs: 0 }
    }

    pub(super) fn into_mistakes(self) -> Vec<Finding> {
        self.mistakes
    }

    /// The outermost table, as a value. Its place is the first character.
    pub(super) fn root<'t>(&self, table: Spanned<DeTable<'t>>) -> Node<'t> {
        Node { value: DeValue::Table(table.into_inner()), spot: self.spot("", 0..0) }
    }

    fn spot(&self, pointer: &str, range: Range<usize>) -> Spot {
        let text = &self.document.text;
        let start = text.floor_char_boundary(range.start.min(text.len()));
        let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
        Spot {
            document: Arc::clone(&self.document),
            pointer: pointer.to_owned(),
            range: start..end,
        }
    }

    /// Remembers a mistake: what is wrong, what to see there, what to do.
    pub(super) fn mistake(
        &mut self,
        spot: &Spot,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.mistakes.len() >= MOST_MISTAKES {
            return;
        }
        let told = Told {
            rule: &rules::CONFIGURATION,
            level: Level::Error,
            spot,
            message: message.into(),
            label: label.into(),
            help: help.into(),
        };
        self.mistakes.push(told.finding());
    }

    /// What is no TOML.
    pub(super) fn unreadable(&mut self, error: &toml::de::Error) {
        let spot = self.spot("", error.span().unwrap_or(0..0));
        self.mistake(
            &spot,
            "the configuration is no TOML",
            error.message().lines().next().unwrap_or("unreadable"),
            "mend it here; values stand as key = value, texts in quotes, and a section begins with [its-name]",
        );
    }

    /// Whether a value is a table; it is a mistake where it is none.
    pub(super) fn is_table(&mut self, node: &Node<'_>) -> bool {
        let is_table = matches!(node.value, DeValue::Table(_));
        if !is_table {
            self.wrong_type(node, "a table", "write it as [section] with key = value below it");
        }
        is_table
    }

    /// The members of a table, of which all that there may be are `known`.
    pub(super) fn fields<'t>(&mut self, node: Node<'t>, known: &[&str]) -> Fields<'t> {
        let mut fields = Vec::new();
        for (key, member) in self.members(node) {
            if known.contains(&&*key.value) {
                fields.push((key.value, member));
                continue;
            }
            let help = match nearest(&key.value, known.iter().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("what may stand here: {}", known.join(", ")),
            };
            let message = format!("there is no setting \"{}\" here", said(&key.value));
            self.mistake(&key.spot, message, "unknown", help);
        }
        Fields(fields)
    }

    /// The members of a table, whatever their names, in the order of the text.
    pub(super) fn members<'t>(&mut self, node: Node<'t>) -> Vec<(At<String>, Node<'t>)> {
        if !self.is_table(&node) {
            return Vec::new();
        }
        let DeValue::Table(table) = node.value else { return Vec::new() };
        let pointer = node.spot.pointer;
        let mut members: Vec<(At<String>, Node<'t>)> = table
            .into_iter()
            .map(|(key, value)| {
                let key_range = key.span();
                let name = key.into_inner().into_owned();
                let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                let spot = self.spot(&pointer, value.span());
                let key = At { value: name, spot: self.spot(&pointer, key_range) };
                (key, Node { value: value.into_inner(), spot })
            })
            .collect();
        members.sort_by_key(|(key, _)| key.spot.range.start);
        members
    }

    /// The elements of an array.
    pub(super) fn elements<'t>(&mut self, node: Node<'t>) -> Option<At<Vec<Node<'t>>>> {
        let DeValue::Array(array) = node.value else {
            self.wrong_type(&node, "a list", "write it in brackets: [\"one\", \"another\"]");
            return None;
        };
        let pointer = &node.spot.pointer;
        let elements = array.into_iter().enumerate().map(|(position, element)| {
            let spot = self.spot(&format!("{pointer}/{position}"), element.span());
            Node { value: element.into_inner(), spot }
        });
        let value = elements.collect();
        Some(At { value, spot: node.spot })
    }

    /// A text.
    pub(super) fn text(&mut self, node: Node<'_>) -> Option<At<String>> {
        match node.value {
            DeValue::String(text) => Some(At { value: text.into_owned(), spot: node.spot }),
            _ => {
                self.wrong_type(&node, "a text", "write it in quotes");
                None
            }
        }
    }

    /// True or false.
    pub(super) fn truth(&mut self, node: Node<'_>) -> Option<At<bool>> {
        match node.value {
            DeValue::Boolean(value) => Some(At { value, spot: node.spot }),
            _ => {
                self.wrong_type(&node, "true or false", "write true or false, without quotes");
                None
            }
        }
    }

    /// A whole number from 1 to `most`.
    pub(super) fn number(&mut self, node: Node<'_>, most: u32) -> Option<At<u32>> {
        if let DeValue::Integer(number) = &node.value {
            let digits = number.as_str().replace('_', "");
            let value = u32::from_str_radix(&digits, number.radix()).ok();
            if let Some(value) = value.filter(|value| (1..=most).contains(value)) {
                return Some(At { value, spot: node.spot });
            }
        }
        self.wrong_type(
            &node,
            &format!("a whole number from 1 to {most}"),
            "write it without quotes",
        );
        None
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        node: Node<'_>,
        all: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Option<At<T>> {
        let text = self.text(node)?;
        if let Some(value) = all.iter().find(|value| word(**value) == text.value) {
            return Some(At { value: *value, spot: text.spot });
        }
        let words: Vec<&str> = all.iter().map(|value| word(*value)).collect();
        let help = match nearest(&text.value, words.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"? It is one of: {}", words.join(", ")),
            None => format!("it is one of: {}", words.join(", ")),
        };
        let message = format!("\"{}\" is none of the words that may stand here", said(&text.value));
        self.mistake(&text.spot, message, "unknown word", help);
        None
    }

    /// A text that stands for something; `read` says for what, or why it stands for nothing.
    pub(super) fn parsed<T>(
        &mut self,
        node: Node<'_>,
        read: impl Fn(&str) -> Result<T, String>,
        help: &str,
    ) -> Option<At<T>> {
        let text = self.text(node)?;
        match read(&text.value) {
            Ok(value) => Some(At { value, spot: text.spot }),
            Err(why) => {
                let message = format!("\"{}\" cannot be read", said(&text.value));
                self.mistake(&text.spot, message, why, help);
                None
            }
        }
    }

    /// A list of texts that each stand for something.
    pub(super) fn list<'t, T>(
        &mut self,
        node: Node<'t>,
        mut read: impl FnMut(&mut Self, Node<'t>) -> Option<At<T>>,
    ) -> Option<At<Vec<At<T>>>> {
        let At { mut value, spot } = self.elements(node)?;
        let room = MAX_ELEMENTS.saturating_sub(self.elements);
        if let Some(first) = value.get(room) {
            let message =
                format!("the lists of a configuration have {MAX_ELEMENTS} elements at most");
            self.mistake(&first.spot, message, "one more than that", TOO_MANY);
        }
        value.truncate(room);
        self.elements += value.len();
        let value = value.into_iter().filter_map(|element| read(self, element)).collect();
        Some(At { value, spot })
    }

    /// The tables of a list of tables, as many as there may be.
    pub(super) fn tables<'t>(&mut self, node: Node<'t>, key: &str) -> Vec<Node<'t>> {
        let Some(At { value: mut tables, .. }) = self.elements(node) else { return Vec::new() };
        if let Some(first) = tables.get(MAX_TABLES) {
            let message = format!("a file has {MAX_TABLES} tables [[{key}]] at most");
            self.mistake(&first.spot, message, "one more than that", TOO_MANY);
        }
        tables.truncate(MAX_TABLES);
        tables.retain(|table| self.is_table(table));
        tables
    }

    /// A list of globs.
    pub(super) fn globs(
        &mut self,
        node: Node<'_>,
        pattern: fn(&str) -> Result<Pattern, String>,
    ) -> Option<At<Vec<At<Pattern>>>> {
        let help = "mend the glob: * stands for any characters, ? for one, {a,b} for either, [ab] for one of them";
        self.list(node, |reader, element| {
            let pattern = reader.parsed(element, pattern, help)?;
            reader.globs += usize::from(pattern.has_wildcards());
            if reader.globs <= MAX_GLOBS {
                return Some(pattern);
            }
            if reader.globs == MAX_GLOBS + 1 {
                let message =
                    format!("a configuration has {MAX_GLOBS} globs with wildcards at most");
                reader.mistake(&pattern.spot, message, "one more than that", TOO_MANY);
            }
            None
        })
    }

    /// The id of a rule that can be excused. A former id counts as the one that it has now.
    pub(super) fn rule(&mut self, node: Node<'_>) -> Option<At<String>> {
        let text = self.text(node)?;
        let Some(rule) = rules::by_id(&text.value) else {
            if Group::ALL.iter().any(|group| group.word() == text.value) {
                let message = format!("{} is a group of rules", text.value);
                self.mistake(
                    &text.spot,
                    message,
                    "a suppression is of one rule",
                    "name the rule whose finding is excused, or lower the group under [levels]",
                );
                return None;
            }
            let all = rules::ALL.iter().map(|rule| rule.id);
            self.unknown_rule(&text, "rule", all.filter(|id| is_suppressible(id)));
            return None;
        };
        if !is_suppressible(rule.id) {
            let message = format!("{} cannot be suppressed", rule.id);
            self.mistake(
                &text.spot,
                message,
                "it speaks of the team's own files",
                "mend what it says instead",
            );
            return None;
        }
        Some(At { value: rule.id.to_owned(), spot: text.spot })
    }

    /// Says that a name is none of a rule, or of a rule or group.
    pub(super) fn unknown_rule(
        &mut self,
        name: &At<String>,
        kind: &str,
        all: impl Iterator<Item = &'static str>,
    ) {
        let help = match nearest(&name.value, all) {
            Some(near) => format!("did you mean {near}? osready rules lists them all"),
            None => "osready rules lists them all".to_owned(),
        };
        let message = format!("there is no {kind} \"{}\"", said(&name.value));
        self.mistake(&name.spot, message, "unknown", help);
    }

    fn wrong_type(&mut self, node: &Node<'_>, wanted: &str, help: &str) {
        let is = match node.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let name = node.spot.pointer.rsplit('/').next().unwrap_or_default();
        let message = format!("\"{}\" wants {wanted}", said(name));
        self.mistake(&node.spot, message, format!("this is {is}"), help);
    }
}

/// What to do where there is more than is read.
const TOO_MANY: &str = "name more with one glob, or accept known findings with a baseline";

/// Whether findings of a rule can be excused: what is wrong with the team's own files cannot.
pub(super) fn is_suppressible(id: &str) -> bool {
    !matches!(id, "configuration" | "suppression-expired" | "suppression-unused")
}

/// The names of rules and groups, as levels are given by.
pub(super) fn names_of_levels() -> impl Iterator<Item = &'static str> {
    Group::ALL.into_iter().map(Group::word).chain(rules::ALL.iter().map(|rule| rule.id))
}

/// The word that is most like `wanted`, where one is alike.
pub(super) fn nearest<'w>(wanted: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    if wanted.len() > 200 {
        return None;
    }
    let wanted = wanted.to_lowercase().replace('_', "-");
    let likeness = |word: &str| strsim::jaro_winkler(&wanted, word);
    words
        .map(|word| (likeness(word), word))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, word)| word)
}

/// What a person wrote, cut where it is long.
pub(super) fn said(text: &str) -> String {
    let mut said: String = text.chars().take(SAID).collect();
    if said.len() < text.len() {
        said.push('…');
    }
    said
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
        assert_eq!(said("missing"), "missing");
        assert_eq!(said(&"é".repeat(SAID)), "é".repeat(SAID));
        assert_eq!(said(&"é".repeat(SAID + 1)), "é".repeat(SAID) + "…");
    }

    #[test]
    fn a_suppression_of_a_group_is_told_from_one_of_no_rule() {
        let message = |rule: &str| {
            let text = format!("[[suppress]]\nrule = '{rule}'\nreason = 'r'");
            super::super::read("osready.toml", &text).mistakes[0].message.clone()
        };
        assert_eq!(message("drift"), "drift is a group of rules");
        assert_eq!(message("drifts"), "there is no rule \"drifts\"");
    }
}
