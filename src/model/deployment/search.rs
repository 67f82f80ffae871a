//! The search for deployment requests and responses of GET /hostPlatforms: under any key, and in strings, as
//! the search for responses of GET /osImages.

use std::collections::HashSet;

use crate::input::holds_deployment;
use crate::json::{Kind, Tree, Value};
use crate::model::find::{inner_values, may_be_lines, may_be_text};
use crate::spec::requests::attributes_of;

/// What a text contains.
#[derive(Debug, Default)]
pub struct RequestIn<'a> {
    /// The objects of the hosts.
    pub hosts: Vec<Value<'a>>,
    /// The values in a list of hosts that are no objects.
    pub others: Vec<Value<'a>>,
    /// Whether hosts may be missing: by a syntax error, a repeated key, or another number of them than a list
    /// counts.
    pub is_incomplete: bool,
    /// The responses of GET /hostPlatforms.
    pub responses: Vec<Value<'a>>,
    /// The strings, and lists of the lines of a text, that may contain a request or a response.
    pub texts: Vec<Value<'a>>,
}

impl<'a> RequestIn<'a> {
    /// Returns whether the text contains neither a host nor a response of GET /hostPlatforms.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.responses.is_empty()
    }

    /// Searches `value`. Nothing within a host or a response of GET /hostPlatforms is searched.
    fn within(&mut self, value: Value<'a>) {
        if has_mark(value) || items(value).any(has_mark) {
            self.responses.push(value);
            return;
        }
        if is_host(value) {
            self.hosts.push(value);
            return;
        }
        let list = value.counted_list().unwrap_or(value);
        if list.kind() == Kind::Array && list.elements().any(is_host) {
            return self.list(value, list);
        }
        match value.kind() {
            Kind::String if may_be_text(value, holds_deployment) => self.texts.push(value),
            Kind::Array if may_be_lines(value, holds_deployment) => self.texts.push(value),
            Kind::Array | Kind::Object => {
                let before = self.hosts.len();
                inner_values(value, false).for_each(|(inner, _)| self.within(inner));
                if self.hosts.len() > before {
                    self.is_incomplete |= value.is_incomplete();
                } else if items(value).any(|item| item.get_key("uuid").is_some()) {
                    self.responses.push(value);
                }
            }
            _ => {}
        }
    }

    /// Adds the hosts of a list, which `value` is or counts.
    fn list(&mut self, value: Value<'a>, list: Value<'a>) {
        let count = value.get_key("Count").filter(|_| list != value).and_then(Value::as_i64);
        self.is_incomplete |= list.is_incomplete() || value.is_incomplete();
        self.is_incomplete |= count.is_some_and(|count| usize::try_from(count) != Ok(list.len()));
        for element in list.elements() {
            match element.kind() {
                _ if has_mark(element) => self.responses.push(element),
                Kind::Object => self.hosts.push(element),
                _ => self.others.push(element),
            }
        }
    }
}

/// Returns the hosts in a text, wherever they are in its value.
#[must_use]
pub fn find_hosts(root: Value<'_>) -> RequestIn<'_> {
    let mut found = RequestIn::default();
    found.within(root);
    let ambiguous = Ambiguous::of(root.tree());
    found.is_incomplete |= found.hosts.iter().any(|host| ambiguous.contains(*host));
    found
}

/// The members of a tree whose key is repeated with another value.
#[derive(Debug, Default)]
pub struct Ambiguous(HashSet<u32>);

impl Ambiguous {
    /// Finds the members.
    #[must_use]
    pub fn of(tree: &Tree<'_>) -> Self {
        Self(tree.contradictions().flat_map(|(first, last)| [first.id(), last.id()]).collect())
    }

    /// Returns whether `value` is one of the members, or lies within one.
    #[must_use]
    pub fn contains(&self, value: Value<'_>) -> bool {
        !self.0.is_empty()
            && std::iter::successors(Some(value), |value| value.parent())
                .any(|value| self.0.contains(&value.id()))
    }
}

/// Returns whether `text` names an attribute that only a request has: it was meant to be one, or contains one.
#[must_use]
pub fn may_contain_request(text: &str) -> bool {
    text.contains("selectedImage")
}

/// Returns `true` if an object has attributes that only hosts of a request have.
fn is_host(value: Value<'_>) -> bool {
    if value.kind() != Kind::Object || has_mark(value) {
        return false;
    }
    let has = |name: &str| value.get_key(name).is_some();
    let required = attributes_of("").filter(|attribute| attribute.is_required);
    has("selectedImage")
        || required.filter(|attribute| has(attribute.name)).count() >= 2
        || has("uuid") && value.members().filter_map(Value::key).any(|key| is_near(&key))
}

/// Returns `true` if `key` is another spelling of `selectedImage`.
fn is_near(key: &str) -> bool {
    let letters = key.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().eq_ignore_ascii_case("selectedImage")
}

/// Returns `true` for a response of GET /hostPlatforms, or for a host in it.
fn has_mark(value: Value<'_>) -> bool {
    let marks = ["availableImages", "imagesWithoutWinPERemoved", "incompatibleImagesRemoved"];
    value.kind() == Kind::Object && marks.iter().any(|mark| value.get_key(mark).is_some())
}

/// Returns the items of a response of GET /hostPlatforms: a list, or one object.
pub(super) fn items(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let items = value.get_key("items").filter(|_| value.kind() == Kind::Object);
    let list = items.map(|items| items.counted_list().unwrap_or(items));
    let lone = list.filter(|list| list.kind() == Kind::Object);
    list.into_iter().flat_map(Value::elements).chain(lone)
}
