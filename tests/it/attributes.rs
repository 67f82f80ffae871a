//! The schema and the statements against the list of the reference's attributes.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

/// How the reading of the reference widens the declared types: path, and the types that count
/// instead. Every other attribute has exactly the declared type.
const WIDER: &[(&str, &[&str])] = &[
    // Two shapes that servers send; null is readiness-unknown's.
    ("items[].readyCheck", &["object", "array", "null"]),
    ("items[].profiles[].readyCheck", &["object", "array", "null"]),
    ("items[].deployStatus", &["string", "null"]),
    ("items[].profiles[].deployStatus", &["string", "null"]),
    // Null where the system supports no customization, "" where it does not support one option.
    ("items[].profiles[].customizationOptions", &["object", "string", "null"]),
    // Example 3 has arrays, and an object for recovery.
    ("messages", &["object", "array"]),
    ("messages.recovery[]", &["object", "array"]),
    // A boolean is flag-type's.
    ("supportedImages[].allowCustom", &["string", "boolean"]),
    ("items[].profiles[].customizationOptions.customType", &["integer", "string", "null"]),
    ("items[].profiles[].customizationOptions.deployDataAndSoftwareLocation", &["string", "null"]),
    ("items[].profiles[].customizationOptions.unattendOptions[]", &["array", "string", "null"]),
];

struct Attribute {
    path: String,
    declared: String,
    values: Vec<String>,
}

fn attributes() -> Vec<Attribute> {
    let list = fs::read_to_string("tests/spec/attributes.tsv").expect("the list");
    let rows = list.lines().skip(1).map(|row| {
        let columns: Vec<&str> = row.split('\t').collect();
        Attribute {
            path: columns[1].to_owned(),
            declared: columns[2].to_owned(),
            values: columns[3]
                .split(',')
                .filter(|value| !value.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    });
    rows.collect()
}

fn schema() -> Value {
    serde_json::from_str(osready::spec::SCHEMA).expect("the schema is JSON")
}

fn resolved<'s>(schema: &'s Value, at: &'s Value) -> &'s Value {
    match at["$ref"].as_str() {
        Some(reference) => schema.pointer(&reference[1..]).expect("the reference leads somewhere"),
        None => at,
    }
}

/// The schema of the attribute at a path such as `items[].profiles[].id`, and the property itself,
/// which carries the remarks.
fn find<'s>(schema: &'s Value, path: &str) -> Option<(&'s Value, &'s Value)> {
    let mut at = schema;
    let mut property = schema;
    for (depth, step) in path.split('.').enumerate() {
        let name = step.trim_end_matches("[]");
        if depth > 0 && path.split('.').nth(depth - 1).is_some_and(|step| step.ends_with("[]")) {
            // Within a list; readyCheck and the like name their members beside the elements.
            at = at
                .get("items")
                .filter(|_| at.get("properties").is_none())
                .map_or(at, |items| resolved(schema, items));
        }
        property = at["properties"].get(name)?;
        at = resolved(schema, property);
    }
    Some((at, property))
}

fn types(at: &Value) -> BTreeSet<String> {
    let one = |name: &Value| name.as_str().unwrap_or_default().to_owned();
    match &at["type"] {
        Value::Array(names) => names.iter().map(one).collect(),
        name => BTreeSet::from([one(name)]),
    }
}

#[test]
fn the_schema_has_every_attribute_with_its_type_and_values() {
    let schema = schema();
    let attributes = attributes();
    assert_eq!(attributes.len(), 161);
    for Attribute { path, declared, values } in attributes {
        let (at, property) =
            find(&schema, &path).unwrap_or_else(|| panic!("the schema lacks {path}"));
        assert!(
            property["description"].as_str().is_some_and(|text| text.len() > 10),
            "{path} has a description"
        );
        let wider = WIDER.iter().find(|(prefix, _)| {
            path == *prefix || (prefix.ends_with("allowCustom") && path.starts_with(prefix))
        });
        let is_option = path.starts_with("items[].profiles[].customizationOptions.");
        let json_type = match declared.as_str() {
            "String" => "string",
            "Integer" | "Long" => "integer",
            "Boolean" => "boolean",
            "Object" => "object",
            _ => "array",
        };
        let expected: BTreeSet<String> = match wider {
            Some((_, types)) => types.iter().map(|one| (*one).to_owned()).collect(),
            None if is_option => [json_type, "string", "null"].map(str::to_owned).into(),
            None => [json_type.to_owned()].into(),
        };
        assert_eq!(types(at), expected, "{path}");
        if json_type != "boolean" {
            let listed = if json_type == "array" { resolved(&schema, &at["items"]) } else { at };
            let listed = listed["enum"].as_array().cloned().unwrap_or_default();
            let listed: Vec<String> = listed
                .iter()
                .map(|one| one.as_str().map_or(one.to_string(), str::to_owned))
                .collect();
            for value in values {
                assert!(listed.contains(&value), "{path} lists {value}: {listed:?}");
            }
        }
    }
}

/// Parts of the reference outside its table, and an attribute that only servers send.
const NOT_LISTED: &[&str] = &[
    "request parameter id",
    "status code",
    "introduction",
    "example 1",
    "example 2",
    "example 3",
    "drivers[]",
    "*.failedToLoad",
];

#[test]
fn statements_name_attributes_of_the_reference() {
    let listed: Vec<String> = attributes().into_iter().map(|attribute| attribute.path).collect();
    let subjects = osready::rules::statements::STATEMENTS.iter();
    for path in subjects.flat_map(|statement| statement.attributes.split(", ")) {
        let glob = regex::escape(path).replace(r"\*", ".*");
        let glob = regex::Regex::new(&format!(r"^{glob}(\[\])?$")).expect("a regular expression");
        let is_listed = listed.iter().any(|attribute| glob.is_match(attribute));
        assert_ne!(is_listed, NOT_LISTED.contains(&path), "{path}");
    }
}

#[test]
fn the_schema_is_valid_under_its_own_metaschema_and_requires_ids_only() {
    let schema = schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let mut required = Vec::new();
    collect_required(&schema, &mut required);
    assert_eq!(required, vec!["id"; 9], "images, profiles and seven kinds of files");
}

fn collect_required(at: &Value, into: &mut Vec<String>) {
    match at {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::Array(names) if key == "required" => {
                        into.extend(names.iter().map(|name| name.as_str().unwrap().to_owned()));
                    }
                    other => collect_required(other, into),
                }
            }
        }
        Value::Array(elements) => {
            for element in elements {
                collect_required(element, into);
            }
        }
        _ => {}
    }
}
