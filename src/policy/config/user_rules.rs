//! Reads `[[rule]]`.

use std::sync::Arc;

use crate::diagnostic::Level;
use crate::source::{SourceSpan, Spanned};
use crate::user_rules::{Definition, DefinitionError, Each, Example, Source, UserRule, define};

use super::reader::{Fields, Node, Reader};
use super::values::{lacks, tables};

/// The maximum number of rules in a file.
const MAX_RULES: usize = 100;

/// The maximum memory that the regular expressions of all rules take, in bytes.
const MAX_REGEX_BYTES: usize = 8 << 20;

/// The levels of rules.
const LEVELS: [Level; 3] = [Level::Note, Level::Warning, Level::Error];

/// Reads the rules of a file.
pub(super) fn rules(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<Arc<UserRule>> {
    tables(reader, fields, "rule", rule).into_iter().map(Arc::new).collect()
}

/// Returns whether a rule is within the limits; the first one that is not is reported.
fn is_within_limits(reader: &mut Reader, source_span: &SourceSpan) -> bool {
    reader.rules += 1;
    let exceeded = if reader.rules > MAX_RULES {
        format!("the file exceeds {MAX_RULES} rules")
    } else if reader.regex_bytes > MAX_REGEX_BYTES {
        "the regular expressions of all rules exceed 8 MiB in memory".to_owned()
    } else {
        return true;
    };
    if !std::mem::replace(&mut reader.exceeds_rules, true) {
        reader.error(source_span, exceeded, "exceeds the limit", "remove rules, or combine them");
    }
    false
}

fn rule(reader: &mut Reader, node: Node<'_>) -> Option<UserRule> {
    let whole = node.source_span.clone();
    if !is_within_limits(reader, &whole) {
        return None;
    }
    let known = [
        "id",
        "each",
        "when",
        "require",
        "at",
        "message",
        "help",
        "description",
        "why",
        "level",
        "example",
    ];
    let mut fields = reader.fields(node, &known);
    let mut wanted = |reader: &mut Reader, key: &'static str, example: &str| {
        let node = fields.take(key);
        if node.is_none() {
            lacks(reader, &whole, "rule", key, example);
        }
        node
    };
    let id = wanted(reader, "id", "id = \"site/custom-windows-needs-unattend\"");
    let each = wanted(reader, "each", "each = \"profile\"");
    let require = wanted(reader, "require", "require = \"profile.files.unattend.size() > 0\"");
    let id = id.and_then(|node| reader.text(node));
    let each = each.and_then(|node| reader.one_of(node, &Each::ALL, Each::as_str));
    let require = require.and_then(|node| reader.text(node));
    let mut text = |reader: &mut Reader, key: &str| {
        fields.take(key).and_then(|node| reader.text(node)).map(Source::new)
    };
    let [when, at, message, help, description, why] =
        ["when", "at", "message", "help", "description", "why"].map(|key| text(reader, key));
    let level = fields.take("level").map(|node| reader.one_of(node, &LEVELS, Level::as_str));
    let examples = fields.take("example").map(|node| reader.tables(node, "rule.example"));
    let examples = examples.unwrap_or_default().into_iter();
    let examples = examples.flat_map(|table| example(reader, table)).collect();
    let definition = Definition {
        id: Source::new(id?),
        each: each?,
        when,
        require: Source::new(require?),
        at,
        message,
        help,
        description,
        why,
        level: level.flatten().map_or(Level::Error, |Spanned { value, .. }| value),
        examples,
    };
    if !reader.add_user_rule(definition.id.text()) {
        let message = format!("there are two rules {}", definition.id.text());
        reader.error(definition.id.whole(), message, "the second one", "use another id");
        return None;
    }
    let errors = match define(definition) {
        Ok(rule) => {
            reader.regex_bytes += rule.regex_bytes();
            return Some(rule);
        }
        Err(errors) => errors,
    };
    report(reader, errors);
    None
}

/// Records the errors of rules.
pub(super) fn report(reader: &mut Reader, errors: Vec<DefinitionError>) {
    for DefinitionError { source_span, message, label, help } in errors {
        reader.error(&source_span, message, label, help);
    }
}

fn example(reader: &mut Reader, node: Node<'_>) -> Vec<Example> {
    let whole = node.source_span.clone();
    let mut fields = reader.fields(node, &["fails", "passes"]);
    let mut examples = Vec::new();
    for (key, fails) in [("fails", true), ("passes", false)] {
        let text = fields.take(key).and_then(|node| reader.text(node));
        examples.extend(text.map(|text| Example { fails, source: Source::new(text) }));
    }
    if examples.is_empty() {
        lacks(reader, &whole, "example", "response", "fails = '{ \"items\": [] }'");
    }
    examples
}
