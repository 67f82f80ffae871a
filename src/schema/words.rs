//! The messages of schema errors.

use std::borrow::Cow;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};

use crate::json::{Kind, Value};
use crate::suggest::nearest;

use super::PARSED_SCHEMA;

/// The texts of a finding.
pub(super) struct Words {
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
    /// Whether the problem is a missing key and not the value itself.
    pub(super) about_key: bool,
}

/// Returns the texts for `error` at `value`. `None` if a syntax error explains it.
pub(super) fn of(error: &ValidationError<'_>, value: Value<'_>) -> Option<Words> {
    let name = name_of(value);
    let is = value.kind().as_str();
    let help = || match described(error) {
        Some(description) => format!("compare {name} with its documentation: {description}"),
        None => "compare it with the JSON Schema that osready schema prints".to_owned(),
    };
    let words =
        |message: String, label: String| Words { message, label, help: help(), about_key: false };
    match error.kind() {
        _ if value.is_damaged() => None,
        ValidationErrorKind::Required { .. }
        | ValidationErrorKind::MinProperties { .. }
        | ValidationErrorKind::MinItems { .. }
            if value.is_incomplete() =>
        {
            None
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let nearest = nearest_key(value, key);
            let help = match nearest {
                Some(nearest) => format!(
                    "check whether \"{nearest}\" is a misspelling of {key}: nothing can refer to an \
                     object without {key}"
                ),
                None => format!(
                    "save the whole response again, without filtering or editing it; in a file that you wrote, add \"{key}\": \
                     the id by which profiles use this file or image, as in their customizationOptions"
                ),
            };
            Some(Words {
                message: format!("{name} has no \"{key}\""),
                label: format!("\"{key}\" is missing here"),
                help,
                about_key: true,
            })
        }
        ValidationErrorKind::Type { kind } => {
            let list = subschema(error).and_then(list_of).unwrap_or("a list");
            let expected = expected(kind, list);
            Some(words(
                format!("{name} must be {expected}, but is {is}"),
                format!("expected {expected}"),
            ))
        }
        ValidationErrorKind::MaxLength { .. } => {
            Some(words(format!("{name} must not be text"), "unexpected text".to_owned()))
        }
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MaxItems { .. } => Some(words(
            format!("{name} must be one object, but is an array of {}", value.len()),
            "expected exactly one".to_owned(),
        )),
        ValidationErrorKind::MinProperties { .. } | ValidationErrorKind::MaxProperties { .. } => {
            Some(words(
                format!("{name} must have exactly one key, but has {}", value.len()),
                "expected one key".to_owned(),
            ))
        }
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            let numbers: Vec<String> = options
                .iter()
                .filter(|option| option.is_number())
                .map(ToString::to_string)
                .collect();
            Some(words(
                format!("{name} must be one of {}", numbers.join(", ")),
                "not one of these numbers".to_owned(),
            ))
        }
        _ => Some(words(
            format!("{name} does not have the documented structure"),
            format!("this is {is}"),
        )),
    }
}

/// Returns the name of a value for messages: its key, or the list that contains it.
fn name_of(value: Value<'_>) -> String {
    let shown = |key: &str| key.chars().take(60).collect::<String>();
    if let Some(key) = value.quotable_key() {
        return shown(&key);
    }
    match value.parent().and_then(Value::quotable_key) {
        Some(list) => format!("an element of {}", shown(&list)),
        None if value.kind() == Kind::Object => "the object".to_owned(),
        None => "the value".to_owned(),
    }
}

/// Returns the expected types in words; `list` names a list with the type of its elements.
fn expected(kind: &TypeKind, list: &str) -> String {
    let types: Vec<&str> = match kind {
        TypeKind::Single(one) => vec![word(one.as_str())],
        TypeKind::Multiple(set) => set.iter().map(|one| word(one.as_str())).collect(),
    };
    // An empty string or null instead of an object or array is not worth a mention.
    let containers = ["an object", "a list"];
    let plain: Vec<&str> = match types.iter().any(|word| containers.contains(word)) {
        true => types.into_iter().filter(|word| containers.contains(word)).collect(),
        false => types.into_iter().filter(|word| *word != "null").collect(),
    };
    plain.join(" or ").replace("a list", list)
}

fn word(json_type: &str) -> &'static str {
    match json_type {
        "array" => "a list",
        "boolean" => "a boolean",
        "integer" => "an integer",
        "null" => "null",
        "number" => "a number",
        "object" => "an object",
        _ => "a string",
    }
}

/// Returns the key of `object` that is most similar to `name`.
fn nearest_key(object: Value<'_>, name: &str) -> Option<String> {
    let keys = object.members().filter_map(Value::quotable_key).take(100);
    nearest(name, keys.filter(|key| key.len() <= 60)).map(Cow::into_owned)
}

/// Returns the description in the schema of the attribute with the error.
fn described(error: &ValidationError<'_>) -> Option<String> {
    let description = subschema(error)?.get("description")?.as_str()?;
    Some(description.trim_end_matches('.').to_owned())
}

/// Returns what a list contains, by the schema of the list.
fn list_of(schema: &serde_json::Value) -> Option<&'static str> {
    let items = schema.get("items")?;
    if items.get("$ref").is_some() || items.get("properties").is_some() {
        return Some("a list of objects");
    }
    let of_type = |word: &str| match items.get("type")? {
        serde_json::Value::String(one) => Some(one == word),
        serde_json::Value::Array(all) => Some(all.iter().any(|one| one == word)),
        _ => None,
    };
    match () {
        () if of_type("object")? => Some("a list of objects"),
        () if of_type("string")? => Some("a list of strings"),
        () => None,
    }
}

/// Returns the part of the schema with the keyword that failed.
fn subschema(error: &ValidationError<'_>) -> Option<&'static serde_json::Value> {
    let schema = &*PARSED_SCHEMA;
    let keyword = error.schema_path().as_str();
    let (path, _) = keyword.rsplit_once('/')?;
    let mut at = schema;
    for step in path.split('/').skip(1) {
        if let Some(definition) = at.get("$ref").and_then(|reference| reference.as_str())
            && step == "$ref"
        {
            at = schema.pointer(definition.strip_prefix('#')?)?;
        } else {
            at = at.get(step.replace("~1", "/").replace("~0", "~"))?;
        }
    }
    Some(at)
}
