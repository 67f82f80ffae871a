//! The representation of the tree for `jsonschema`, without copies.

use std::borrow::Cow;
use std::cell::Cell;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};

use crate::json::{Elements, KeyId, Kind, Members, Tree, Value, read};
use crate::spec::names::interner;

/// The maximum number of values in a container that is copied into an error.
const MAX_COPIED_VALUES: usize = 64;

/// The JSON representation for `jsonschema` that is backed by the tree.
#[derive(Debug)]
pub struct TreeJson;

/// A property name, looked up by its id if it is interned.
#[derive(Debug)]
pub struct Key {
    name: KeyId,
    text: String,
}

impl Json for TreeJson {
    type Node<'a> = Value<'a>;
    type PreparedKey = Key;
    type StringBuffer = String;

    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> Key {
        Key { name: interner().find(key.as_bytes()), text: key.to_owned() }
    }

    fn with_string_node<T>(buffer: &mut String, string: &str, f: impl FnOnce(Value<'_>) -> T) -> T {
        *buffer = serde_json::Value::from(string).to_string();
        let tree = read(buffer, interner()).unwrap_or_else(|_| empty_string());
        f(tree.root().unwrap_or_else(|| unreachable!("a string in quotes is a value")))
    }
}

fn empty_string() -> Tree<'static> {
    read("\"\"", interner()).unwrap_or_else(|_| unreachable!("two characters are not too long"))
}

/// A number as written.
#[derive(Debug)]
pub struct Number<'a>(&'a str);

impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        let parsed = serde_json::from_str(self.0);
        Cow::Owned(parsed.unwrap_or_else(|_| serde_json::Number::from(0)))
    }

    fn is_integer(&self) -> bool {
        self.0.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
            || self.as_f64().is_some_and(|number| number.fract() == 0.0)
    }
}

impl<'a> Node<'a, TreeJson> for Value<'a> {
    type Object = ObjectOf<'a>;
    type Array = ArrayOf<'a>;
    type Number = Number<'a>;

    #[inline]
    fn as_object(&self) -> Option<ObjectOf<'a>> {
        (self.kind() == Kind::Object).then_some(ObjectOf(*self))
    }

    #[inline]
    fn as_array(&self) -> Option<ArrayOf<'a>> {
        (self.kind() == Kind::Array).then_some(ArrayOf(*self))
    }

    #[inline]
    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.as_str()
    }

    fn as_number(&self) -> Option<Number<'a>> {
        self.number_text().map(Number)
    }

    fn as_boolean(&self) -> Option<bool> {
        self.as_bool()
    }

    fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    #[inline]
    fn is_number(&self) -> bool {
        self.kind() == Kind::Number
    }

    #[inline]
    fn json_type(&self) -> JsonType {
        match self.kind() {
            Kind::Null => JsonType::Null,
            Kind::False | Kind::True => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Array => JsonType::Array,
            Kind::Object => JsonType::Object,
        }
    }

    fn string_length_within(&self, min: u64, max: u64) -> Option<bool> {
        if self.kind() != Kind::String {
            return None;
        }
        // The schema only checks for empty strings: avoid counting.
        if min == 0 && max == 0 {
            return Some(self.span().len() <= 2);
        }
        self.as_str().map(|text| (min..=max).contains(&(text.chars().count() as u64)))
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        match (self.kind(), expected) {
            (Kind::Null, serde_json::Value::Null) => true,
            (Kind::True | Kind::False, serde_json::Value::Bool(wanted)) => {
                self.as_bool() == Some(*wanted)
            }
            (Kind::String, serde_json::Value::String(wanted)) => {
                self.as_str().as_deref() == Some(wanted)
            }
            (Kind::Number, serde_json::Value::Number(_))
            | (Kind::Array, serde_json::Value::Array(_))
            | (Kind::Object, serde_json::Value::Object(_)) => {
                // The schema compares scalars only.
                jsonschema::json::cmp::equal(&self.to_value(), expected)
            }
            _ => false,
        }
    }

    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        // Only used for errors, of which only the location is read: do not copy large values.
        let is_large = self.count() > MAX_COPIED_VALUES;
        Cow::Owned(match self.kind() {
            Kind::Array if is_large => serde_json::Value::Array(Vec::new()),
            Kind::Object if is_large => serde_json::Value::Object(serde_json::Map::new()),
            Kind::Null => serde_json::Value::Null,
            Kind::False => serde_json::Value::Bool(false),
            Kind::True => serde_json::Value::Bool(true),
            Kind::Number => {
                let text = self.number_text().unwrap_or_default();
                serde_json::from_str(text).unwrap_or_default()
            }
            Kind::String => self.as_str().unwrap_or_default().into_owned().into(),
            Kind::Array => self.elements().map(|element| element.to_value().into_owned()).collect(),
            Kind::Object => {
                let member = |member: Value<'_>| {
                    (member.key().unwrap_or_default().into_owned(), member.to_value().into_owned())
                };
                serde_json::Value::Object(self.members().map(member).collect())
            }
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::tagged(std::ptr::from_ref(self.tree()) as usize, self.id()))
    }
}

/// An object of the tree.
#[derive(Debug)]
pub struct ObjectOf<'a>(Value<'a>);

impl<'a> Object<'a, TreeJson> for ObjectOf<'a> {
    type Node = Value<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = NamedMembers<'a>;

    fn len(&self) -> usize {
        self.0.members().count()
    }

    #[inline]
    fn get(&self, key: &Key) -> Option<Value<'a>> {
        if key.name == KeyId::OTHER { self.0.get_key(&key.text) } else { self.0.get(key.name) }
    }

    fn members(&self) -> NamedMembers<'a> {
        NamedMembers(self.0.members())
    }
}

/// The members of an object, with their names.
#[derive(Debug)]
pub struct NamedMembers<'a>(Members<'a>);

impl<'a> Iterator for NamedMembers<'a> {
    type Item = (Cow<'a, str>, Value<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|member| (member.meant_key().unwrap_or_default(), member))
    }
}

/// An array of the tree.
#[derive(Debug)]
pub struct ArrayOf<'a>(Value<'a>);

impl<'a> Array<'a, TreeJson> for ArrayOf<'a> {
    type Node = Value<'a>;
    type ElementsIter = FirstElements<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn elements(&self) -> FirstElements<'a> {
        FirstElements { elements: self.0.elements(), end: END.get() }
    }
}

thread_local! {
    /// The id from which on this thread hides elements of arrays from `jsonschema`.
    static END: Cell<u32> = const { Cell::new(u32::MAX) };
}

/// Calls `validate`, during which elements of arrays from id `end` on are hidden from `jsonschema`.
pub(super) fn up_to<R>(end: u32, validate: impl FnOnce() -> R) -> R {
    let before = END.replace(end);
    let result = validate();
    END.set(before);
    result
}

/// The elements of an array before the id where validation ends.
#[derive(Debug)]
pub struct FirstElements<'a> {
    elements: Elements<'a>,
    end: u32,
}

impl<'a> Iterator for FirstElements<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        self.elements.next().filter(|element| element.id() < self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tree_meets_contract_of_representation() {
        let text = jsonschema::json::conformance::document().to_string();
        let tree = read(&text, interner()).expect("short");
        jsonschema::json::conformance::assert_conformance::<TreeJson>(
            &tree.root().expect("a value"),
        );
    }
}
