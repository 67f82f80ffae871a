//! Writes the facts about a response as JSON: the inventory.

use serde_json::{Map, Value as Json, json};

use crate::source::Span;

use super::schema::Kind;
use super::{Fact, Facts, Object, file_kind_word};

/// Writes objects of the rule model as JSON.
///
/// A list or object within another is written as ids, except for the flags and the files of a profile.
#[allow(missing_debug_implementations, reason = "holds a function")]
pub struct Inventory<'f, 'r, 'a> {
    facts: &'f Facts<'r, 'a>,
    line: &'f dyn Fn(Span) -> usize,
    file: &'f str,
}

impl<'f, 'r, 'a> Inventory<'f, 'r, 'a> {
    /// Creates a writer. `line` returns the line of a byte span of the text of the response.
    #[must_use]
    pub fn new(facts: &'f Facts<'r, 'a>, file: &'f str, line: &'f dyn Fn(Span) -> usize) -> Self {
        Self { facts, line, file }
    }

    /// Returns the inventory of the response: an object with a list for each kind of subject.
    #[must_use]
    pub fn whole(&self) -> Json {
        let mut all = Map::new();
        all.insert("response".into(), self.object(Object::Response));
        for (name, objects) in self.subjects() {
            // An empty list says that there are none; an absent one says nothing.
            let field = Kind::Response.field(name).map(|(index, _)| index);
            let fact = field.map(|index| self.facts.read(Object::Response, index));
            if matches!(fact, Some(Fact::Absent)) {
                continue;
            }
            let listed = objects.into_iter().map(|object| self.object(object));
            all.insert(name.into(), listed.collect());
        }
        Json::Object(all)
    }

    /// Returns the subjects by the name of their list.
    #[must_use]
    pub fn subjects(&self) -> Vec<(&'static str, Vec<Object<'r, 'a>>)> {
        let response = self.facts.response();
        let mut all: Vec<(&'static str, Vec<Object<'r, 'a>>)> = vec![
            ("images", response.images().map(Object::Image).collect()),
            ("profiles", response.profiles().map(Object::Profile).collect()),
        ];
        for kind in crate::model::FileKind::ALL {
            let name = match kind {
                crate::model::FileKind::Boot => "bootFiles",
                crate::model::FileKind::Bundle => "bundles",
                crate::model::FileKind::Config => "settingsFiles",
                crate::model::FileKind::Driver => "drivers",
                crate::model::FileKind::Script => "scripts",
                crate::model::FileKind::Software => "software",
                crate::model::FileKind::Unattend => "unattendFiles",
            };
            let files = response.repository.files(kind);
            all.push((name, files.map(|file| Object::File(kind, Ok(file))).collect()));
        }
        all.push((
            "supported",
            response.supported_images().iter().map(Object::Supported).collect(),
        ));
        all
    }

    /// Returns an object with its attributes and its location. `unreadable` names the attributes that
    /// cannot be read.
    #[must_use]
    pub fn object(&self, object: Object<'r, 'a>) -> Json {
        let mut map = Map::new();
        if let Some(value) = self.facts.value_of(object) {
            map.insert("file".into(), self.file.into());
            map.insert("pointer".into(), value.quotable_pointer().to_string().into());
            map.insert("line".into(), (self.line)(value.span()).into());
        }
        let mut unreadable = Vec::new();
        for (index, field) in object.kind().fields().iter().enumerate() {
            let fact = self.facts.read(object, index);
            // The response lists its subjects beside it.
            let is_beside = matches!((object, &fact), (Object::Response, Fact::Objects(_)));
            if is_beside {
                continue;
            }
            match self.fact(&fact) {
                Ok(Some(value)) => {
                    map.insert(field.name.into(), value);
                }
                Ok(None) => {}
                Err(()) => unreadable.push(field.name),
            }
        }
        if !unreadable.is_empty() {
            map.insert("unreadable".into(), json!(unreadable));
        }
        Json::Object(map)
    }

    /// Returns a fact as JSON: `None` if it is absent, an error if it cannot be read.
    fn fact(&self, fact: &Fact<'r, 'a>) -> Result<Option<Json>, ()> {
        Ok(Some(match fact {
            Fact::Absent => return Ok(None),
            Fact::Unreadable(_) => return Err(()),
            Fact::Bool(flag) => (*flag).into(),
            Fact::Int(number) => (*number).into(),
            Fact::Text(text) => text.as_ref().into(),
            Fact::Strings(list) => list.iter().map(|text| Json::from(text.as_ref())).collect(),
            Fact::Object(object) => self.nested(*object),
            Fact::Objects(objects) => objects.iter().map(|object| self.nested(*object)).collect(),
        }))
    }

    /// Returns an object within another: images and profiles as their ids, files with their version.
    fn nested(&self, object: Object<'r, 'a>) -> Json {
        match object {
            Object::Image(_) | Object::Profile(_) => self.text_of(object, "id"),
            Object::File(kind, file) => json!({
                "id": self.text_of(object, "id"),
                "kind": file_kind_word(kind),
                "version": self.text_of(object, "version"),
                "found": file.is_ok(),
            }),
            _ => {
                let Json::Object(mut map) = self.object(object) else { return Json::Null };
                map.retain(|key, _| !matches!(key.as_str(), "file" | "pointer" | "line"));
                Json::Object(map)
            }
        }
    }

    fn text_of(&self, object: Object<'r, 'a>, name: &str) -> Json {
        let Some((index, _)) = object.kind().field(name) else { return Json::Null };
        match self.facts.read(object, index) {
            Fact::Text(text) => text.as_ref().into(),
            _ => Json::Null,
        }
    }
}

/// Returns the JSON Schema of the inventory.
#[must_use]
pub fn schema() -> Json {
    let definitions: Map<String, Json> =
        Kind::ALL.into_iter().map(|kind| (name(kind).to_owned(), of_kind(kind))).collect();
    let list = |kind: Kind| json!({ "type": "array", "items": reference(kind) });
    let mut properties = Map::new();
    properties.insert("response".into(), reference(Kind::Response));
    for field in Kind::Response.fields() {
        if let super::FieldType::Objects(kind) = field.of {
            properties.insert(field.name.into(), list(kind));
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:osready:inventory:1",
        "title": "The inventory of a response",
        "type": "object",
        "properties": properties,
        "required": ["response"],
        "additionalProperties": false,
        "$defs": definitions,
    })
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Response => "response",
        Kind::Image => "image",
        Kind::Profile => "profile",
        Kind::Flags => "flags",
        Kind::ProfileFiles => "profileFiles",
        Kind::File => "file",
        Kind::Supported => "supported",
        Kind::DiskUsage => "diskUsage",
    }
}

fn reference(kind: Kind) -> Json {
    json!({ "$ref": format!("#/$defs/{}", name(kind)) })
}

fn of_kind(kind: Kind) -> Json {
    use super::FieldType as T;
    let nested = |kind: Kind| match kind {
        Kind::Image | Kind::Profile => json!({ "type": ["string", "null"] }),
        Kind::File => json!({
            "type": "object",
            "properties": {
                "id": { "type": ["string", "null"] },
                "kind": { "type": "string" },
                "version": { "type": ["string", "null"] },
                "found": { "type": "boolean" },
            },
            "required": ["id", "kind", "version", "found"],
            "additionalProperties": false,
        }),
        other => reference(other),
    };
    let mut properties = Map::new();
    properties.insert("file".into(), json!({ "type": "string" }));
    properties.insert("pointer".into(), json!({ "type": "string" }));
    properties.insert("line".into(), json!({ "type": "integer", "minimum": 1 }));
    properties
        .insert("unreadable".into(), json!({ "type": "array", "items": { "type": "string" } }));
    for field in kind.fields() {
        let mut of = match field.of {
            T::Bool => json!({ "type": "boolean" }),
            T::Int => json!({ "type": "integer" }),
            T::String => json!({ "type": "string" }),
            T::Word(words) => json!({ "enum": words }),
            T::Strings => json!({ "type": "array", "items": { "type": "string" } }),
            T::Object(kind) => nested(kind),
            T::Objects(_) if kind == Kind::Response => continue,
            T::Objects(kind) => json!({ "type": "array", "items": nested(kind) }),
        };
        of["description"] = field.summary.into();
        properties.insert(field.name.into(), of);
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
