//! The attributes of each type of object, read once from the schema, so that the rules about undocumented
//! attributes and values need no lists of their own.

use std::sync::LazyLock;

use super::PARSED_SCHEMA;
use super::names::interner;
use crate::json::{Interner, KeyId, Kind, Tree, Value};

/// The part of a response that a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole response: an object with the top-level attributes of the GET /osImages reference.
    Whole,
    /// A single image.
    Image,
    /// An array of images.
    Images,
    /// A single profile.
    Profile,
    /// An array of profiles.
    Profiles,
}

/// A type of object in the GET /osImages reference, as an index into the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectType(u16);

/// An attribute of a type of object.
#[derive(Clone, Debug, Default)]
pub struct Attribute {
    /// What it is, in a sentence.
    description: String,
    /// The type of the object or objects in the attribute.
    child: Option<ObjectType>,
    /// The allowed keywords. Empty if any string is allowed.
    words: Vec<String>,
    /// For each interned keyword, whether it is allowed or empty.
    is_listed: Vec<bool>,
    /// The kind of list. `None` if the attribute is not a list.
    list: Option<ListOf>,
    /// Whether a single object is allowed as well as a list of objects.
    may_be_object: bool,
}

/// The kind of elements in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// Objects.
    Objects,
    /// Strings.
    Strings,
}

impl Attribute {
    /// Returns `true` if the string `value` certainly is an allowed keyword or empty.
    #[must_use]
    #[inline]
    pub fn lists(&self, value: Value<'_>) -> bool {
        value.keyword().position().is_some_and(|word| self.is_listed.get(word) == Some(&true))
    }

    /// Returns what the attribute is, in a sentence; empty for an attribute with any key.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Returns the allowed keywords. Empty if any string is allowed.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Returns the kind of list. `None` if the attribute is not a list.
    #[must_use]
    pub fn list(&self) -> Option<ListOf> {
        self.list
    }

    /// Returns `true` if a single object is allowed as well as a list of objects.
    #[must_use]
    pub fn may_be_object(&self) -> bool {
        self.may_be_object
    }

    /// Returns the type of the object or objects in the attribute.
    #[must_use]
    pub fn child(&self) -> Option<ObjectType> {
        self.child
    }
}

impl Attribute {
    fn new(
        child: Option<ObjectType>,
        property: &serde_json::Value,
        schema: &serde_json::Value,
    ) -> Self {
        let words = words(property);
        let description = property.get("description").and_then(serde_json::Value::as_str);
        let description = description.unwrap_or_default().to_owned();
        let is_listed = property.get("enum").map(listed).unwrap_or_default();
        let property = resolved(property, schema);
        let of_strings = || property.get("items").is_some_and(|items| allows(items, "string"));
        let list = allows(property, "array").then(|| match of_strings() {
            true => ListOf::Strings,
            false => ListOf::Objects,
        });
        Self {
            description,
            child,
            words,
            is_listed,
            list,
            may_be_object: allows(property, "object"),
        }
    }
}

/// For each interned keyword, returns whether a list of keywords contains it, or it is empty.
pub(super) fn listed(words: &serde_json::Value) -> Vec<bool> {
    let words = words.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    let words: Vec<&str> = words.collect();
    interner().words().iter().map(|word| word.is_empty() || words.contains(word)).collect()
}

/// Returns the definition that `property` refers to, or `property` itself.
fn resolved<'s>(
    property: &'s serde_json::Value,
    schema: &'s serde_json::Value,
) -> &'s serde_json::Value {
    let reference = property.get("$ref").and_then(serde_json::Value::as_str);
    let name = reference.and_then(|reference| reference.strip_prefix("#/$defs/"));
    name.and_then(|name| schema.get("$defs")?.get(name)).unwrap_or(property)
}

/// Returns `true` if `property` allows the JSON type `name`.
fn allows(property: &serde_json::Value, name: &str) -> bool {
    property.get("type").is_some_and(|types| match types {
        serde_json::Value::Array(types) => types.iter().any(|allowed| allowed == name),
        only => only == name,
    })
}

/// The definition of a type of object.
#[derive(Debug)]
struct ObjectKind {
    /// The title for use in messages.
    title: String,
    /// The attributes, and their names.
    attributes: Vec<Attribute>,
    names: Vec<KeyId>,
    /// For each interned key, the index of its attribute, or [`NO_ATTRIBUTE`].
    by_name: Box<[u8; Interner::CAPACITY]>,
    /// The attribute for any other key: `releases` has a list of platforms for each release.
    others: Option<Attribute>,
}

/// Stands for a key that is no attribute: there are fewer attributes than interned keys.
const NO_ATTRIBUTE: u8 = u8::MAX;

impl ObjectKind {
    #[inline]
    fn attribute(&self, name: KeyId) -> Option<&Attribute> {
        self.attributes.get(usize::from(self.by_name[name.position()?]))
    }
}

#[derive(Debug, Default)]
struct Table {
    kinds: Vec<ObjectKind>,
    /// The types by their definition in the schema.
    by_definition: Vec<(String, ObjectType)>,
    whole: Option<ObjectType>,
    image: Option<ObjectType>,
    profile: Option<ObjectType>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let (mut table, schema) = (Table::default(), &*PARSED_SCHEMA);
    table.whole = Some(table.object("the response", schema, schema));
    table.image = table.definition("image", schema);
    table.profile = table.definition("profile", schema);
    table
});

impl Table {
    /// Returns the type of object that the schema defines under `name`.
    fn definition(&mut self, name: &str, schema: &serde_json::Value) -> Option<ObjectType> {
        if let Some((_, object_type)) = self.by_definition.iter().find(|(known, _)| known == name) {
            return Some(*object_type);
        }
        let definition = schema.get("$defs")?.get(name)?;
        let title = definition.get("title").and_then(serde_json::Value::as_str).unwrap_or(name);
        // Register the type before its attributes are read, because definitions are recursive.
        let object_type = ObjectType(self.kinds.len() as u16);
        self.by_definition.push((name.to_owned(), object_type));
        Some(self.object(title, definition, schema))
    }

    fn object(
        &mut self,
        title: &str,
        object: &serde_json::Value,
        schema: &serde_json::Value,
    ) -> ObjectType {
        let object_type = ObjectType(self.kinds.len() as u16);
        self.kinds.push(ObjectKind {
            title: in_a_sentence(title),
            attributes: Vec::new(),
            names: Vec::new(),
            by_name: Box::new([NO_ATTRIBUTE; Interner::CAPACITY]),
            others: object
                .get("additionalProperties")
                .map(|others| Attribute::new(None, others, schema)),
        });
        let properties = object.get("properties").and_then(serde_json::Value::as_object);
        for (key, property) in properties.into_iter().flatten() {
            let name = interner().find(key.as_bytes());
            let attribute = Attribute::new(self.child(key, property, schema), property, schema);
            let kind = &mut self.kinds[object_type.0 as usize];
            if let Some(position) = name.position() {
                kind.by_name[position] = kind.attributes.len() as u8;
                kind.attributes.push(attribute);
                kind.names.push(name);
            }
        }
        object_type
    }

    /// Returns the type of the objects in a property.
    fn child(
        &mut self,
        key: &str,
        property: &serde_json::Value,
        schema: &serde_json::Value,
    ) -> Option<ObjectType> {
        let reference = property.get("$ref").and_then(serde_json::Value::as_str);
        if let Some(name) = reference.and_then(|reference| reference.strip_prefix("#/$defs/")) {
            return self.definition(name, schema);
        }
        if property.get("properties").is_some() || property.get("additionalProperties").is_some() {
            return Some(self.object(key, property, schema));
        }
        property.get("items").and_then(|items| self.child(key, items, schema))
    }
}

/// Returns the allowed keywords of a property.
fn words(property: &serde_json::Value) -> Vec<String> {
    let list = property.get("enum").and_then(serde_json::Value::as_array);
    let words = list.into_iter().flatten().filter_map(serde_json::Value::as_str);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Converts a title for use in a sentence: lower case, unless it is an abbreviation.
fn in_a_sentence(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), &title[first.len_utf8()..])
        }
        _ => title.to_owned(),
    }
}

impl ObjectType {
    fn kind(self) -> &'static ObjectKind {
        &TABLE.kinds[self.0 as usize]
    }

    /// Returns the title of such an object, for use in messages.
    #[must_use]
    pub fn title(self) -> &'static str {
        &self.kind().title
    }

    /// Returns `true` if such an object can have any attribute.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.kind().others.is_some()
    }

    /// Returns `true` if such an object has no documented attributes, only others.
    fn has_only_others(self) -> bool {
        self.is_open() && self.names().is_empty()
    }

    /// Returns the attribute `name` of such an object. `None` if it is not documented.
    #[must_use]
    #[inline]
    pub fn attribute(self, name: KeyId) -> Option<&'static Attribute> {
        self.kind().attribute(name)
    }

    /// Returns the attribute for `member` of such an object: by its name, or the attribute for any other
    /// key.
    #[must_use]
    pub fn attribute_of(self, member: Value<'_>) -> Option<&'static Attribute> {
        self.attribute(member.name()).or_else(|| self.kind().others.as_ref())
    }

    /// Returns the type of the object, or of the objects, in a response of this shape.
    #[must_use]
    pub fn of_shape(shape: Shape) -> Option<Self> {
        match shape {
            Shape::Whole => TABLE.whole,
            Shape::Image | Shape::Images => TABLE.image,
            Shape::Profile | Shape::Profiles => TABLE.profile,
        }
    }

    /// Returns the names of the attributes of such an object.
    #[must_use]
    pub fn names(self) -> &'static [KeyId] {
        &self.kind().names
    }
}

/// The objects that a traversal visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WalkScope {
    /// All objects.
    Everywhere,
    /// Only objects with documented attributes that contain a key that is not interned.
    ToOtherNames,
}

/// Calls `visit` for each member of each documented object, in the order of the text, with the type of
/// the object and the attribute.
pub fn each_member<'a>(
    shape: Shape,
    value: Value<'a>,
    mut visit: impl FnMut(ObjectType, Value<'a>, Option<&'static Attribute>),
) {
    walk_response(shape, value, WalkScope::Everywhere, &mut visit);
}

/// Calls `visit` like [`each_member`], but only for objects that contain a key that is not interned and whose
/// type has documented attributes.
pub fn each_member_beside_others<'a>(
    shape: Shape,
    value: Value<'a>,
    mut visit: impl FnMut(ObjectType, Value<'a>, Option<&'static Attribute>),
) {
    walk_response(shape, value, WalkScope::ToOtherNames, &mut visit);
}

fn walk_response<'a>(
    shape: Shape,
    value: Value<'a>,
    scope: WalkScope,
    visit: &mut impl FnMut(ObjectType, Value<'a>, Option<&'static Attribute>),
) {
    if let Some(object_type) = ObjectType::of_shape(shape) {
        walk(value.tree(), object_type, value, scope, visit);
    }
}

/// Visits `value` and the documented objects within it. The nesting of the schema bounds the depth. Only
/// one level of arrays is entered.
fn walk<'a>(
    tree: &'a Tree<'a>,
    object_type: ObjectType,
    value: Value<'a>,
    scope: WalkScope,
    visit: &mut impl FnMut(ObjectType, Value<'a>, Option<&'static Attribute>),
) {
    if scope == WalkScope::ToOtherNames
        && (object_type.has_only_others() || !tree.has_other_names(value))
    {
        return;
    }
    match value.kind() {
        Kind::Object => {
            let object = object_type.kind();
            for member in value.members() {
                let attribute = object.attribute(member.name());
                visit(object_type, member, attribute);
                if matches!(member.kind(), Kind::Array | Kind::Object)
                    && let Some(child) = attribute.and_then(|attribute| attribute.child)
                {
                    walk(tree, child, member, scope, visit);
                }
            }
        }
        Kind::Array => {
            for element in value.elements().filter(|element| element.kind() == Kind::Object) {
                walk(tree, object_type, element, scope, visit);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::names;

    #[test]
    fn table_has_attributes_of_each_type() {
        let whole = TABLE.whole.unwrap();
        let file = whole.attribute(names::BOOT_FILES).and_then(|list| list.child).unwrap();
        assert_eq!(file.title(), "boot file");
        assert_eq!(file.attribute(names::OS).unwrap().words(), ["win"]);
        assert!(file.attribute(names::PROFILES).is_none());
        let image = TABLE.image.unwrap();
        assert_eq!(image.title(), "OS image");
        assert_eq!(whole.attribute(names::ITEMS).unwrap().child, Some(image));
        let check = image.attribute(names::READY_CHECK).and_then(|check| check.child).unwrap();
        assert!(check.attribute(names::REQUIRES_THINKSYSTEM_KISO).is_some());
        let supported = whole.attribute(names::SUPPORTED_IMAGES).and_then(|list| list.child);
        let releases = supported.and_then(|entry| entry.attribute(names::RELEASES)?.child);
        assert!(releases.unwrap().is_open());
    }

    #[test]
    fn list_names_match_schema() {
        let of_name = |name: &KeyId| {
            let attributes = TABLE.kinds.iter().filter_map(|kind| kind.attribute(*name));
            let attributes = attributes
                .map(|attribute| attribute.list().is_some() && !attribute.may_be_object());
            let lists: Vec<bool> = attributes.collect();
            assert!(lists.windows(2).all(|pair| pair[0] == pair[1]), "{}", names::spelling(*name));
            lists.first() == Some(&true)
        };
        let all = (0..interner().names().len()).map(|at| KeyId::nth(at as u8));
        let expected: Vec<&str> = all.filter(of_name).map(names::spelling).collect();
        let mut declared: Vec<&str> = names::LISTS.iter().copied().map(names::spelling).collect();
        declared.sort_by_key(|name| interner().find(name.as_bytes()).position());
        assert_eq!(declared, expected);
    }
}
