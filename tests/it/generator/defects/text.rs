//! Defects of the text itself: what they leave is no JSON, or says something twice.
//!
//! A marker is injected in the response, and what it stands for is put in its place once the text is
//! written.

use serde_json::{Value, json};

use super::profiles::spare_profiles;
use super::{Injector, Kind, set};

/// How every marker begins.
const MARK: &str = "@@";

/// Markers, in the quotes that they are written with, and what the text has in their place.
const TEXTS: &[(&str, &str)] = &[
    (r#""@@trailing""#, r#""hot","#),
    (r#""@@comma""#, r#""hot" "cold""#),
    (r#""@@elision""#, r#""hot", ..."#),
    (r#""@@True""#, "True"),
    (r#""@@False""#, "False"),
    (r#""@@quotes""#, "'for the lab'"),
    (r#""@@escape""#, r#""kept in C:\data""#),
    (r#""@@line""#, "\"first\nsecond\""),
    (r#""@@remark""#, r#""kept" /* checked */"#),
    (r#""@@osBuildId""#, "osBuildId"),
    (r#""description@@""#, r#""description""#),
    (r#""deployStatus@@""#, r#""deployStatus""#),
];

/// Every kind, to be injected after the others.
#[rustfmt::skip]
pub const KINDS: &[Kind] = &[
    Kind { rule: "syntax", what: "comma at the end", inject: |r, s| value(r, s, "attributes", &json!(["@@trailing"]), true) },
    Kind { rule: "syntax", what: "no comma", inject: no_comma },
    Kind { rule: "syntax", what: "elision", inject: |r, s| value(r, s, "attributes", &json!(["@@elision"]), true) },
    Kind { rule: "syntax", what: "foreign word", inject: foreign_word },
    Kind { rule: "syntax", what: "single quotes", inject: |r, s| value(r, s, "description", &json!("@@quotes"), true) },
    Kind { rule: "syntax", what: "escape", inject: |r, s| value(r, s, "description", &json!("@@escape"), true) },
    Kind { rule: "syntax", what: "line end", inject: |r, s| value(r, s, "description", &json!("@@line"), true) },
    Kind { rule: "syntax", what: "remark", inject: |r, s| value(r, s, "description", &json!("@@remark"), false) },
    Kind { rule: "syntax", what: "bare key", inject: bare_key },
    Kind { rule: "repeated-key", what: "same value", inject: same_twice },
    Kind { rule: "repeated-key", what: "another value", inject: two_statuses },
];

/// A value of a profile whose text has a defect: in the value, or beside it in the profile.
fn value(
    response: &mut Value,
    injector: &mut Injector,
    key: &str,
    marker: &Value,
    is_inside: bool,
) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set(target.profile, key, marker.clone());
            let key = if is_inside { format!("/{key}") } else { String::new() };
            injector.note(format!("{}{key}", target.pointer));
        }
    }
}

/// A list without a comma between two values: it is missing after the first.
fn no_comma(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set(target.profile, "attributes", json!(["@@comma"]));
            injector.note(format!("{}/attributes/0", target.pointer));
        }
    }
}

/// A flag as Python writes it.
fn foreign_word(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            let is_customized = target.profile["isCustomizedISO"].as_bool().unwrap_or(false);
            let word = if is_customized { "@@True" } else { "@@False" };
            set(target.profile, "isCustomizedISO", word);
            injector.note(format!("{}/isCustomizedISO", target.pointer));
        }
    }
}

/// A key without quotes.
fn bare_key(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            super::remove(target.profile, "osBuildId");
            set(target.profile, "@@osBuildId", "");
            injector.note(format!("{}/osBuildId", target.pointer));
        }
    }
}

/// An attribute that stands twice.
fn same_twice(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            let description = target.profile["description"].clone();
            set(target.profile, "description@@", description);
            injector.note(format!("{}/description", target.pointer));
        }
    }
}

/// A status that stands twice, first another one than the one that holds.
fn two_statuses(response: &mut Value, injector: &mut Injector) {
    for target in spare_profiles(response) {
        if injector.takes(&target.pointer) {
            set(target.profile, "deployStatus", "notReady");
            set(target.profile, "deployStatus@@", "ready");
            injector.note(format!("{}/deployStatus", target.pointer));
        }
    }
}

/// The text with what the markers stand for.
pub fn without_markers(text: &str) -> String {
    let mut damaged = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        let start = rest[..at].rfind('"').unwrap_or(at);
        let found = TEXTS.iter().find(|(marker, _)| rest[start..].starts_with(marker));
        let (end, text) = found.map_or((at + MARK.len(), &rest[start..at]), |(marker, text)| {
            (start + marker.len(), text)
        });
        damaged.push_str(&rest[..start]);
        damaged.push_str(text);
        rest = &rest[end..];
    }
    damaged + rest
}
