//! Completions in the configuration: keys of tables, ids of rules, and attributes of the rule model.

use std::sync::LazyLock;

use gen_lsp_types::{CompletionItem, CompletionItemKind, Position};
use serde_json::Value as Json;

use crate::facts::{FieldType, Kind};
use crate::policy::config::SCHEMA;
use crate::rules;
use crate::user_rules::Each;

use super::document::Document;
use super::items::item;
use super::toml::{key, quoted};
use super::workspace::Configured;

/// The characters of ids and keys that are no letters or digits.
const ID_SIGNS: &str = "-_/";

static CONFIG_SCHEMA: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(SCHEMA).unwrap_or_default());

/// Returns the completions at a position of a policy file.
pub(super) fn completions(
    document: &Document,
    configured: &Configured,
    position: Position,
) -> Vec<CompletionItem> {
    let at = document.offset(position);
    let before = &document.text()[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let table = table_of(before);
    let Some((name, written)) = line.split_once('=') else {
        let words = keys(table.as_deref(), configured);
        return items(document, at, line, ID_SIGNS, words, |word, _| key(word));
    };
    let name = name.trim();
    if matches!(name, "when" | "require" | "message" | "at") && table.as_deref() == Some("rule") {
        let words = facts(written, each_of(before));
        return items(document, at, written, "_", words, |word, _| word.to_owned());
    }
    let words = values(table.as_deref(), name, configured);
    items(document, at, written, ID_SIGNS, words, |word, is_in_string| match is_in_string {
        true => word.to_owned(),
        false => quoted(word),
    })
}

/// A completion: the word, what it is, and its kind.
type Word = (String, Option<String>, CompletionItemKind);

/// Makes items that replace the word in front of the cursor, the end of `written` of letters, digits and `signs`, by
/// what `write` returns for the new word and for whether a quote stands in front of it.
fn items(
    document: &Document,
    at: usize,
    written: &str,
    signs: &str,
    words: Vec<Word>,
    write: impl Fn(&str, bool) -> String,
) -> Vec<CompletionItem> {
    let is_word = |character: char| character.is_ascii_alphanumeric() || signs.contains(character);
    let rest = written.trim_end_matches(is_word);
    let bytes = at - (written.len() - rest.len())..at;
    let is_in_string = rest.ends_with('"');
    let items = words.into_iter().map(|(word, about, kind)| {
        let mut item = item(document, &word, write(&word, is_in_string), &bytes, kind);
        item.documentation = about.map(Into::into);
        item
    });
    items.collect()
}

/// Returns the name of the table that the end of `before` is in. `None` at the top level.
fn table_of(before: &str) -> Option<String> {
    let mut headers = before.lines().rev().filter(|line| line.starts_with('['));
    let header = headers.find(|line| line.trim_end().ends_with(']'))?;
    Some(header.trim_end().trim_matches(['[', ']']).to_owned())
}

fn keys(table: Option<&str>, configured: &Configured) -> Vec<Word> {
    if table == Some("levels") {
        return rule_ids(configured, CompletionItemKind::Property);
    }
    let properties = definition(table).and_then(|table| table.get("properties")?.as_object());
    let keys = properties.into_iter().flatten();
    let keys = keys.map(|(key, property)| {
        let about = property.get("description").and_then(Json::as_str);
        (key.clone(), about.map(str::to_owned), CompletionItemKind::Property)
    });
    keys.collect()
}

fn values(table: Option<&str>, key: &str, configured: &Configured) -> Vec<Word> {
    if key == "rule" {
        return rule_ids(configured, CompletionItemKind::Reference);
    }
    let property = match table {
        Some("levels") => CONFIG_SCHEMA.get("$defs").and_then(|defs| defs.get("LevelOverride")),
        _ => {
            definition(table).and_then(|table| table.get("properties")?.get(key)).and_then(resolved)
        }
    };
    let words = property.map(words_of).unwrap_or_default();
    words.into_iter().map(|word| (word, None, CompletionItemKind::EnumMember)).collect()
}

/// Returns the attributes of the object that the expression before the cursor names, or else the variables.
fn facts(written: &str, each: Option<Each>) -> Vec<Word> {
    let is_path = |character: char| character.is_ascii_alphanumeric() || "._".contains(character);
    let start = written.trim_end_matches(is_path).len();
    let mut steps: Vec<&str> = written[start..].split('.').collect();
    steps.pop();
    let variables = each.unwrap_or(Each::Profile).variables();
    let Some((first, rest)) = steps.split_first() else {
        let names = variables.iter();
        let words = names.map(|of| (of.name.to_owned(), None, CompletionItemKind::Variable));
        return words.collect();
    };
    let mut kind = variables.iter().find(|variable| variable.name == *first).map(|of| of.kind);
    for step in rest {
        let field = kind.and_then(|kind: Kind| kind.field(step));
        kind = match field.map(|(_, field)| field.of) {
            Some(FieldType::Object(kind)) => Some(kind),
            _ => None,
        };
    }
    let fields = kind.map(Kind::fields).unwrap_or_default().iter();
    let words = fields
        .map(|of| (of.name.to_owned(), Some(of.summary.to_owned()), CompletionItemKind::Field));
    words.collect()
}

/// Returns what the rule at the end of `before` looks at.
fn each_of(before: &str) -> Option<Each> {
    let start = before.rfind("[[rule]]")?;
    let line = before[start..].lines().find_map(|line| line.trim().strip_prefix("each"))?;
    let name = line.split('"').nth(1)?;
    Each::ALL.into_iter().find(|each| each.as_str() == name)
}

fn rule_ids(configured: &Configured, kind: CompletionItemKind) -> Vec<Word> {
    let own = rules::ALL.iter().map(|rule| rule.id.to_owned());
    own.chain(configured.user_rules.iter().cloned()).map(|id| (id, None, kind)).collect()
}

/// Returns the schema of a table, or of the whole file.
fn definition(table: Option<&str>) -> Option<&'static Json> {
    let Some(table) = table else { return Some(&*CONFIG_SCHEMA) };
    table.split('.').try_fold(&*CONFIG_SCHEMA, |schema, name| {
        resolved(resolved(schema)?.get("properties")?.get(name)?)
    })
}

/// Returns the definition that a schema refers to, also as the elements of a list or beside `null`.
fn resolved(schema: &'static Json) -> Option<&'static Json> {
    let inner = schema.get("items").or_else(|| schema.get("anyOf")?.get(0));
    let schema = inner.unwrap_or(schema);
    let Some(reference) = schema.get("$ref").and_then(Json::as_str) else { return Some(schema) };
    CONFIG_SCHEMA.get("$defs")?.get(reference.strip_prefix("#/$defs/")?)
}

/// Returns the words that a schema allows.
fn words_of(schema: &Json) -> Vec<String> {
    let listed = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
    let constants = schema.get("oneOf").and_then(Json::as_array).into_iter().flatten();
    let words = listed.chain(constants.filter_map(|of| of.get("const")));
    words.filter_map(|word| word.as_str().map(str::to_owned)).collect()
}
