//! Which attribute stands where, as the schema says: a table that is made once, so that the rules
//! about other attributes and other values need no list of their own.

use std::sync::LazyLock;

use crate::json::{Kind, Name, Tree, Value, Vocabulary};
use crate::model::names::vocabulary;
use crate::model::{Response, Shape};

use super::SCHEMA;

/// A kind of object that the document has, by its place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Home(u16);

/// What the table says of one attribute of one kind of object.
#[derive(Clone, Debug, Default)]
pub struct Attribute {
    /// The kind of the object, or of the objects, that it holds.
    child: Option<Home>,
    /// The words that it may be; empty where it may be any.
    words: Vec<String>,
    /// By the number of each word of the vocabulary, whether it is among them, or empty.
    is_listed: Vec<bool>,
    /// What it is a list of; none where it is no list.
    list: Option<ListOf>,
    /// Whether one object may stand there as well as a list of objects.
    may_be_object: bool,
}

/// What an array holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// Objects.
    Objects,
    /// Strings.
    Strings,
}

impl Attribute {
    /// Whether the string `value` certainly is one of its words, or empty.
    #[must_use]
    #[inline]
    pub fn lists(&self, value: Value<'_>) -> bool {
        value.word().position().is_some_and(|word| self.is_listed.get(word) == Some(&true))
    }

    /// The words that it may be; empty where it may be any.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// What it is a list of; none where it is no list.
    #[must_use]
    pub fn list(&self) -> Option<ListOf> {
        self.list
    }

    /// Whether one object may stand there as well as a list of objects.
    #[must_use]
    pub fn may_be_object(&self) -> bool {
        self.may_be_object
    }

    /// The kind of the object, or of the objects, that it holds.
    #[must_use]
    pub fn child(&self) -> Option<Home> {
        self.child
    }
}

impl Attribute {
    fn new(child: Option<Home>, property: &serde_json::Value, schema: &serde_json::Value) -> Self {
        let words = words(property);
        let is_listed = |word: &&str| word.is_empty() || words.iter().any(|listed| listed == word);
        let is_listed = vocabulary().words().iter().map(is_listed).collect();
        let property = resolved(property, schema);
        let of_strings = || property.get("items").is_some_and(|items| allows(items, "string"));
        let list = allows(property, "array").then(|| match of_strings() {
            true => ListOf::Strings,
            false => ListOf::Objects,
        });
        Self { child, words, is_listed, list, may_be_object: allows(property, "object") }
    }
}

/// The definition that `property` refers to, or `property` itself.
fn resolved<'s>(
    property: &'s serde_json::Value,
    schema: &'s serde_json::Value,
) -> &'s serde_json::Value {
    let reference = property.get("$ref").and_then(serde_json::Value::as_str);
    let name = reference.and_then(|reference| reference.strip_prefix("#/$defs/"));
    name.and_then(|name| schema.get("$defs")?.get(name)).unwrap_or(property)
}

/// Whether `property` may be of the JSON type `name`.
fn allows(property: &serde_json::Value, name: &str) -> bool {
    property.get("type").is_some_and(|types| match types {
        serde_json::Value::Array(types) => types.iter().any(|allowed| allowed == name),
        only => only == name,
    })
}

/// One kind of object.
#[derive(Debug)]
struct ObjectKind {
    /// What people call it.
    title: String,
    /// Its attributes, by the number of their name.
    attributes: Vec<Option<Attribute>>,
    /// The names of its attributes.
    names: Vec<Name>,
    /// What it may have under any other key: `releases` has a list of platforms under each release.
    others: Option<Attribute>,
}

#[derive(Debug, Default)]
struct Table {
    kinds: Vec<ObjectKind>,
    /// Kinds by their definition in the schema.
    by_definition: Vec<(String, Home)>,
    whole: Option<Home>,
    image: Option<Home>,
    profile: Option<Home>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap_or_default();
    let mut table = Table::default();
    table.whole = Some(table.object("the response", &schema, &schema));
    table.image = table.definition("image", &schema);
    table.profile = table.definition("profile", &schema);
    table
});

impl Table {
    /// The kind of object that the schema defines under `name`.
    fn definition(&mut self, name: &str, schema: &serde_json::Value) -> Option<Home> {
        if let Some((_, home)) = self.by_definition.iter().find(|(known, _)| known == name) {
            return Some(*home);
        }
        let definition = schema.get("$defs")?.get(name)?;
        let title = definition.get("title").and_then(serde_json::Value::as_str).unwrap_or(name);
        // Known before its attributes are read: a list of such objects is of the same kind.
        let home = Home(self.kinds.len() as u16);
        self.by_definition.push((name.to_owned(), home));
        Some(self.object(title, definition, schema))
    }

    fn object(
        &mut self,
        title: &str,
        object: &serde_json::Value,
        schema: &serde_json::Value,
    ) -> Home {
        let home = Home(self.kinds.len() as u16);
        self.kinds.push(ObjectKind {
            title: in_a_sentence(title),
            attributes: vec![None; Vocabulary::CAPACITY],
            names: Vec::new(),
            others: object
                .get("additionalProperties")
                .map(|others| Attribute::new(None, others, schema)),
        });
        let properties = object.get("properties").and_then(serde_json::Value::as_object);
        for (key, property) in properties.into_iter().flatten() {
            let name = vocabulary().find(key.as_bytes());
            let attribute = Attribute::new(self.child(key, property, schema), property, schema);
            let kind = &mut self.kinds[home.0 as usize];
            if let Some(place) =
                name.position().and_then(|position| kind.attributes.get_mut(position))
            {
                *place = Some(attribute);
                kind.names.push(name);
            }
        }
        home
    }

    /// The kind of the objects that a property holds.
    fn child(
        &mut self,
        key: &str,
        property: &serde_json::Value,
        schema: &serde_json::Value,
    ) -> Option<Home> {
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

/// The words that a property may be.
fn words(property: &serde_json::Value) -> Vec<String> {
    let list = property.get("enum").and_then(serde_json::Value::as_array);
    let words = list.into_iter().flatten().filter_map(serde_json::Value::as_str);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A title as it stands within a sentence: small, where it is no abbreviation.
fn in_a_sentence(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), &title[first.len_utf8()..])
        }
        _ => title.to_owned(),
    }
}

impl Home {
    fn kind(self) -> &'static ObjectKind {
        &TABLE.kinds[self.0 as usize]
    }

    /// What people call such an object.
    #[must_use]
    pub fn title(self) -> &'static str {
        &self.kind().title
    }

    /// Whether such an object may have any attribute.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.kind().others.is_some()
    }

    /// What the table says of the attribute `name` of such an object; none where it has none.
    #[must_use]
    #[inline]
    pub fn attribute(self, name: Name) -> Option<&'static Attribute> {
        name.position().and_then(|position| self.kind().attributes.get(position)?.as_ref())
    }

    /// What the table says of `member` of such an object, by its name or, where any key may stand, as
    /// every other.
    #[must_use]
    pub fn attribute_of(self, member: Value<'_>) -> Option<&'static Attribute> {
        self.attribute(member.name()).or_else(|| self.kind().others.as_ref())
    }

    /// The kind of object that a response of such a shape is, or has.
    #[must_use]
    pub fn of_shape(shape: Shape) -> Option<Self> {
        match shape {
            Shape::Whole => TABLE.whole,
            Shape::Image | Shape::Images => TABLE.image,
            Shape::Profile | Shape::Profiles => TABLE.profile,
        }
    }

    /// The names of the attributes of such an object.
    #[must_use]
    pub fn names(self) -> &'static [Name] {
        &self.kind().names
    }
}

/// Which objects a walk goes into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// All of them.
    Everywhere,
    /// Those that hold a member whose key is not in the vocabulary.
    ToOtherNames,
}

/// Calls `visit` for each member, of each object that the table knows, in the order of the text: with
/// the kind of its object, and what the table says of it.
pub fn each_member<'a>(
    response: &Response<'a>,
    mut visit: impl FnMut(Home, Value<'a>, Option<&'static Attribute>),
) {
    walk_response(response, Way::Everywhere, &mut visit);
}

/// As [`each_member`], but only for objects within which a key is not in the vocabulary.
pub fn each_member_beside_others<'a>(
    response: &Response<'a>,
    mut visit: impl FnMut(Home, Value<'a>, Option<&'static Attribute>),
) {
    walk_response(response, Way::ToOtherNames, &mut visit);
}

fn walk_response<'a>(
    response: &Response<'a>,
    way: Way,
    visit: &mut impl FnMut(Home, Value<'a>, Option<&'static Attribute>),
) {
    if let Some(home) = Home::of_shape(response.shape) {
        walk(response.value.tree(), home, response.value, way, visit);
    }
}

/// The nesting of the schema bounds the depth; an array within an array is not gone into twice.
fn walk<'a>(
    tree: &'a Tree<'a>,
    home: Home,
    value: Value<'a>,
    way: Way,
    visit: &mut impl FnMut(Home, Value<'a>, Option<&'static Attribute>),
) {
    if way == Way::ToOtherNames && !tree.has_other_names(value) {
        return;
    }
    match value.kind() {
        Kind::Object => {
            let attributes = &home.kind().attributes;
            for member in value.members() {
                let attribute =
                    member.name().position().and_then(|at| attributes.get(at)?.as_ref());
                visit(home, member, attribute);
                if matches!(member.kind(), Kind::Array | Kind::Object)
                    && let Some(child) = attribute.and_then(|attribute| attribute.child)
                {
                    walk(tree, child, member, way, visit);
                }
            }
        }
        Kind::Array => {
            for element in value.elements().filter(|element| element.kind() == Kind::Object) {
                walk(tree, home, element, way, visit);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names;

    #[test]
    fn the_table_knows_what_stands_where() {
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
    fn the_reader_is_told_every_name_that_is_a_list_and_nothing_else() {
        let of_name = |name: &Name| {
            let attributes = TABLE.kinds.iter().filter_map(|kind| {
                kind.attributes
                    .get(name.position()?)?
                    .as_ref()
                    .map(|attribute| attribute.list().is_some() && !attribute.may_be_object())
            });
            let lists: Vec<bool> = attributes.collect();
            assert!(lists.windows(2).all(|pair| pair[0] == pair[1]), "{}", names::spelling(*name));
            lists.first() == Some(&true)
        };
        let all = (0..vocabulary().names().len()).map(|at| Name::nth(at as u8));
        let expected: Vec<&str> = all.filter(of_name).map(names::spelling).collect();
        let mut told: Vec<&str> = names::LISTS.iter().copied().map(names::spelling).collect();
        told.sort_by_key(|name| vocabulary().find(name.as_bytes()).position());
        assert_eq!(told, expected);
    }
}
