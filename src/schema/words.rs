//! The words for what the schema refuses.

use std::sync::LazyLock;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};

use crate::json::{Kind, Value};

use super::SCHEMA;

/// How different a key may be to be taken for a misspelling of another, from 0 (nothing in common)
/// to 1 (equal).
const NEAR: f64 = 0.75;

/// The sentences of a finding.
pub(super) struct Words {
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
    /// Whether it speaks of a key that is missing, and not of the value itself.
    pub(super) about_key: bool,
}

/// The words for `error`, which is about `value`; none where a defect of the text explains it.
pub(super) fn of(error: &ValidationError<'_>, value: Value<'_>) -> Option<Words> {
    let name = name_of(value);
    let is = value.kind().word();
    let help = || match described(error) {
        Some(description) => format!("{name} is documented as: {description}"),
        None => "compare with the table of GET /osImages (osready schema prints it)".to_owned(),
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
                    "is \"{nearest}\" a misspelling of it? Without {key} nothing can refer to it"
                ),
                None => format!(
                    "without {key} nothing can refer to it: save the whole response, or add it"
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
            let expected = expected(kind);
            Some(words(
                format!("{name} must be {expected}, and is {is}"),
                format!("{expected} is expected"),
            ))
        }
        ValidationErrorKind::MaxLength { .. } => {
            Some(words(format!("{name} must not be text"), "text is not expected".to_owned()))
        }
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MaxItems { .. } => Some(words(
            format!("{name} must be one object, and is an array of {}", value.len()),
            "exactly one is expected".to_owned(),
        )),
        ValidationErrorKind::MinProperties { .. } | ValidationErrorKind::MaxProperties { .. } => {
            Some(words(
                format!("{name} must have exactly one key, and has {}", value.len()),
                "one key is expected".to_owned(),
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
                "not among them".to_owned(),
            ))
        }
        _ => Some(words(
            format!("{name} has another shape than the document gives it"),
            format!("this is {is}"),
        )),
    }
}

/// What a sentence calls a value: its key, or what it is an element of.
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

fn expected(kind: &TypeKind) -> String {
    let types: Vec<&str> = match kind {
        TypeKind::Single(one) => vec![word(one.as_str())],
        TypeKind::Multiple(set) => set.iter().map(|one| word(one.as_str())).collect(),
    };
    // Where an object or list may also be empty text or null, that is no news to a person.
    let containers = ["an object", "an array"];
    let plain: Vec<&str> = match types.iter().any(|word| containers.contains(word)) {
        true => types.into_iter().filter(|word| containers.contains(word)).collect(),
        false => types.into_iter().filter(|word| *word != "null").collect(),
    };
    plain.join(" or ")
}

fn word(json_type: &str) -> &'static str {
    match json_type {
        "array" => "an array",
        "boolean" => "a boolean",
        "integer" => "a whole number",
        "null" => "null",
        "number" => "a number",
        "object" => "an object",
        _ => "a string",
    }
}

/// The key of `object` that is most like `wanted`.
fn nearest_key(object: Value<'_>, wanted: &str) -> Option<String> {
    let likeness = |key: &str| strsim::jaro_winkler(&key.to_lowercase(), &wanted.to_lowercase());
    let keys =
        object.members().filter_map(Value::quotable_key).take(100).filter(|key| key.len() <= 60);
    let near = keys.map(|key| (likeness(&key), key)).filter(|(like, _)| *like > NEAR);
    near.max_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, key)| key.into_owned())
}

/// What the schema says of the attribute that an error is about.
fn described(error: &ValidationError<'_>) -> Option<String> {
    static PARSED: LazyLock<serde_json::Value> =
        LazyLock::new(|| serde_json::from_str(SCHEMA).unwrap_or_default());
    let schema = &*PARSED;
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
    at.get("description")?.as_str().map(|text| text.trim_end_matches('.').to_owned())
}
