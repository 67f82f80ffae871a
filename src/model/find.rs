//! Finds the responses in a saved file.

mod embedded;
mod har;

use crate::input::holds_evidence;
use crate::json::{KeyId, Kind, Value};

use super::aliases::is_misspelling;
use super::objects::objects;
use crate::spec::ObjectType;

use super::{Foreign, Response, Shape, Text, is_made_by_power_shell, names, own_file};

pub(super) use embedded::{may_be_lines, may_be_text};
use har::Body;

/// The lists of files and of supported systems. Only a response has them.
pub(super) const OF_FILES: &[KeyId] = &[
    names::BOOT_FILES,
    names::BUNDLE_FILES,
    names::CUSTOM_CONFIG_FILES,
    names::DRIVER_FILES,
    names::INSTALL_SCRIPT_FILES,
    names::SOFTWARE_FILES,
    names::SUPPORTED_IMAGES,
    names::UNATTEND_FILES,
];

/// The other top-level attributes that identify a response. The rest (`result`, `number`,
/// `isAuthorized` and more) also occur in responses of other endpoints.
const RESPONSE_ATTRIBUTES: &[KeyId] = &[names::ITEMS, names::DISK_USAGE, names::PREDEFINED_MACROS];

/// The maximum number of members of an object that is nothing but an error.
const MAX_ERROR_MEMBERS: usize = 4;

/// A result of [`find`].
#[derive(Debug)]
pub enum Found<'a> {
    /// A response.
    Response(Box<Response<'a>>),
    /// A string that may contain a response: as JSON, as base64, or within other text; or a list of its lines.
    Text {
        /// The string, or the list.
        value: Value<'a>,
        /// Whether it is the body of a response of GET /osImages, so that it must contain one.
        is_expected: bool,
    },
    /// An entry of a HAR file for GET /osImages without a body.
    NoBody(Value<'a>),
    /// Another known kind of data.
    Foreign {
        /// The root value.
        value: Value<'a>,
        /// The kind of data.
        kind: Foreign,
    },
    /// Elements of a list of responses, or members beside responses, that contain none.
    Others {
        /// The first of them.
        first: Value<'a>,
        /// Their number.
        count: usize,
    },
}

/// Returns the maximum number of responses in a text of `len` bytes. Each takes kilobytes of memory, and a real
/// one has more bytes than this.
#[must_use]
pub fn max_responses(len: usize) -> usize {
    (len / 1_000).max(10_000)
}

impl<'a> Found<'a> {
    /// Returns the value.
    fn value(&self) -> Value<'a> {
        match self {
            Self::Response(response) => response.value,
            Self::Text { value, .. } | Self::NoBody(value) | Self::Foreign { value, .. } => *value,
            Self::Others { first, .. } => *first,
        }
    }

    /// Returns `true` if this is or may contain a response.
    fn may_be_response(&self) -> bool {
        matches!(self, Self::Response(_) | Self::Text { .. })
    }

    /// Returns the kind of data, if it is not a response.
    #[must_use]
    pub fn foreign(&self) -> Option<Foreign> {
        match self {
            Self::Foreign { kind, .. } => Some(*kind),
            _ => None,
        }
    }
}

/// Returns the responses in a saved file, wherever they are in its value: at most one more than
/// [`max_responses`]. Nothing within a response is searched.
#[must_use]
pub fn find(root: Value<'_>) -> Vec<Found<'_>> {
    let most = max_responses(root.tree().text().len());
    let mut search = Search { most, responses: 0, found: Vec::new() };
    search.within(root, true);
    let mut found = search.found;
    found.sort_by_key(|found| found.value().span().start);
    // Without a response, there is no list of responses that another value could be missing from.
    if !found.iter().any(Found::may_be_response) {
        found.retain(|found| !matches!(found, Found::Others { .. }));
    }
    found
}

/// A search for responses.
struct Search<'a> {
    most: usize,
    responses: usize,
    found: Vec<Found<'a>>,
}

impl<'a> Search<'a> {
    /// Searches `value`. `is_known` says whether it is the root, or lies in it only within arrays and known
    /// wrappers, where less evidence identifies a response.
    fn within(&mut self, value: Value<'a>, is_known: bool) {
        if self.responses > self.most {
            return;
        }
        if let Some(shape) = found_shape(value, is_known) {
            self.found.push(Found::Response(Box::new(Response::new(value, shape))));
            self.responses += 1;
            return;
        }
        if let Some(kind) = Foreign::despite_evidence(value) {
            if is_known {
                self.found.push(Found::Foreign { value, kind });
            }
            return;
        }
        match value.kind() {
            Kind::String if may_contain_response(value) => {
                self.found.push(Found::Text { value, is_expected: false });
            }
            Kind::Array if may_be_lines(value, holds_evidence) => {
                self.found.push(Found::Text { value, is_expected: false });
            }
            Kind::Array => self.within_array(value, is_known),
            Kind::Object => self.within_object(value, is_known),
            _ => {}
        }
    }

    fn within_array(&mut self, array: Value<'a>, is_known: bool) {
        let first = self.found.len();
        let mut others: Vec<Value<'a>> = Vec::new();
        let mut is_of_responses = false;
        for element in array.elements() {
            let before = self.found.len();
            self.within(element, is_known);
            if self.found.len() == before {
                others.push(element);
            } else {
                is_of_responses |= is_response_or_result(element);
            }
        }
        if let Some(other) = others.first().filter(|_| is_of_responses) {
            self.found.push(Found::Others { first: *other, count: others.len() });
        }
        // A list whose elements are all of one foreign kind counts as that kind.
        let within = &self.found[first..];
        if let Some(kind) = within.first().and_then(Found::foreign)
            && within.len() == array.len()
            && within.iter().all(|one| one.foreign() == Some(kind))
        {
            self.found.truncate(first);
            self.found.push(Found::Foreign { value: array, kind });
        }
    }

    fn within_object(&mut self, object: Value<'a>, is_known: bool) {
        let before = self.found.len();
        if own_file(object).is_some() {
            return;
        }
        match har::entries(object) {
            Some(entries) => entries.for_each(|entry| self.within_har_entry(entry)),
            None => self.within_members(object, is_known),
        }
        if self.found.len() > before {
            return;
        }
        if is_failed_task(object) {
            self.found.push(Found::Others { first: object, count: 1 });
        } else if is_known && let Some(kind) = Foreign::of(object) {
            self.found.push(Found::Foreign { value: object, kind });
        }
    }

    fn within_members(&mut self, object: Value<'a>, is_known: bool) {
        let mut failed: Vec<Value<'a>> = Vec::new();
        let mut is_of_responses = false;
        for (inner, is_known) in inner_values(object, is_known) {
            let before = self.found.len();
            self.within(inner, is_known);
            if self.found.len() > before {
                is_of_responses |= shape(inner).is_some();
            } else if is_failed_answer(inner) {
                failed.push(inner);
            }
        }
        // The answers of several servers by their names. Other members say something about the only response.
        if let Some(first) = failed.first().filter(|_| is_of_responses) {
            self.found.push(Found::Others { first: *first, count: failed.len() });
        }
    }

    fn within_har_entry(&mut self, entry: Value<'a>) {
        match har::body(entry) {
            Body::OfOther => self.within(entry, false),
            Body::NotModified => {}
            Body::Missing => self.found.push(Found::NoBody(entry)),
            Body::Text(value) => self.found.push(Found::Text { value, is_expected: true }),
        }
    }
}

/// Returns the values directly within `value` that may be or contain responses, and whether each is in a known
/// place.
pub(super) fn inner_values(
    value: Value<'_>,
    is_known: bool,
) -> impl Iterator<Item = (Value<'_>, bool)> {
    const WRAPPERS: [KeyId; 4] = [names::RESULT, names::MSG, names::JSON, names::RESULTS];
    let counted = value.counted_list();
    let members =
        value.members().filter(move |member| counted.is_none() && !is_copy(value, *member));
    let is_known_member = move |member: Value<'_>| is_known && WRAPPERS.contains(&member.name());
    value
        .elements()
        .chain(counted)
        .map(move |inner| (inner, is_known))
        .chain(members.map(move |member| (member, is_known_member(member))))
}

/// Returns `true` if `member` of `object` repeats a sibling, as programs write it: the lines of a text, or the
/// text of a parsed value.
fn is_copy(object: Value<'_>, member: Value<'_>) -> bool {
    if member.name() == names::CONTENT {
        return object.get(names::JSON).is_some_and(|json| json.kind() != Kind::Null);
    }
    member.name() == KeyId::OTHER
        && member.key().is_some_and(|key| {
            key.strip_suffix("_lines").is_some_and(|text| object.get_key(text).is_some())
        })
}

/// Returns `true` if `value` is the result of a task of Ansible that failed.
fn is_failed_task(value: Value<'_>) -> bool {
    ["failed", "unreachable"]
        .iter()
        .any(|key| value.get_key(key).is_some_and(|failed| failed.kind() == Kind::True))
}

/// Returns `true` if `value` is what is left of a request that failed: its result, an error in place of it, or what
/// PowerShell made of a response.
fn is_failed_answer(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Object => {
            let result = Text::member(value, names::RESULT);
            let error = value.get_key("error").and_then(Text::of);
            result.is_some_and(|result| result.eq_ignore_ascii_case("failed"))
                || error.is_some_and(|error| !error.is_empty()) && value.len() <= MAX_ERROR_MEMBERS
        }
        Kind::String => value.as_str().is_some_and(|text| {
            is_made_by_power_shell(&text)
                && ["items=", "profiles="].iter().any(|name| text.contains(name))
        }),
        _ => false,
    }
}

/// Returns `true` if an element of a list is a response, or the result of a program that has one.
fn is_response_or_result(element: Value<'_>) -> bool {
    shape(element).is_some()
        || element.kind() == Kind::String
        || element.members().any(|member| {
            shape(member).is_some() || member.kind() == Kind::String && may_contain_response(member)
        })
}

/// Returns `true` if the string `value` may contain a response.
fn may_contain_response(value: Value<'_>) -> bool {
    may_be_text(value, holds_evidence)
}

/// Returns which part of a response `value` is, if there is enough evidence for the place where it is.
pub(super) fn found_shape(value: Value<'_>, is_known: bool) -> Option<Shape> {
    shape(value).filter(|shape| is_known || is_certain(value, *shape))
}

/// Returns `true` if a value at any place is a part of a response, and not of other data with similar keys.
fn is_certain(value: Value<'_>, shape: Shape) -> bool {
    let has_status = |object: Value<'_>| object.get(names::ID).is_some() && is_profile(object);
    let is_image = |object: Value<'_>| object.get(names::ID).is_some() && is_image(object);
    match shape {
        Shape::Whole => {
            let of_files = |member: Value<'_>| {
                OF_FILES.contains(&member.name()) && member.kind() == Kind::Array
            };
            let attributes = ObjectType::of_shape(shape).map(ObjectType::names).unwrap_or_default();
            value.members().all(|member| attributes.contains(&member.name()))
                || value.members().any(of_files)
                || objects(value.get(names::ITEMS)).any(is_image)
        }
        Shape::Image => is_image(value),
        Shape::Profile => has_status(value),
        Shape::Images => value.elements().any(is_image),
        Shape::Profiles => value.elements().any(has_status),
    }
}

/// Returns which part of a response `value` is. `None` if it is not a response.
pub(super) fn shape(value: Value<'_>) -> Option<Shape> {
    match value.kind() {
        Kind::Object if Foreign::despite_evidence(value).is_some() => None,
        Kind::Object if is_whole(value) => Some(Shape::Whole),
        Kind::Object if is_image(value) => Some(Shape::Image),
        Kind::Object if is_profile(value) => Some(Shape::Profile),
        Kind::Array => {
            if value.elements().any(|element| Foreign::despite_evidence(element).is_some()) {
                return None;
            }
            let mut objects = value.elements().filter(|element| element.kind() == Kind::Object);
            let first = shape(objects.next()?)?;
            // In a mixed list of images and profiles, each element is found on its own.
            if objects.filter_map(shape).any(|other| other != first) {
                return None;
            }
            match first {
                Shape::Image => Some(Shape::Images),
                Shape::Profile => Some(Shape::Profiles),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_whole(value: Value<'_>) -> bool {
    let is_evidence = |name: KeyId| OF_FILES.contains(&name) || RESPONSE_ATTRIBUTES.contains(&name);
    let has_evidence = || {
        value.members().any(|member| {
            is_evidence(member.name())
                || member.name() == KeyId::OTHER && is_misspelled_list(member)
        })
    };
    has_evidence() || is_failure(value)
}

/// Returns `true` if the key of `member` is a misspelling of a list that only a response has.
fn is_misspelled_list(member: Value<'_>) -> bool {
    matches!(member.kind(), Kind::Array | Kind::Object)
        && member.key().is_some_and(|key| OF_FILES.iter().any(|name| is_misspelling(&key, *name)))
}

/// Returns `true` if `value` is the response to a failed request, which has messages.
fn is_failure(value: Value<'_>) -> bool {
    let result = Text::member(value, names::RESULT);
    result.is_some_and(|result| result.eq_ignore_ascii_case("failed"))
        && value.get(names::MESSAGES).is_some()
}

fn is_image(value: Value<'_>) -> bool {
    let id = Text::member(value, names::ID);
    value.get(names::PROFILES).is_some()
        || (has_status(value) && id.is_some_and(|id| id.ends_with('|')))
}

fn is_profile(value: Value<'_>) -> bool {
    has_status(value) || value.get(names::CUSTOMIZATION_OPTIONS).is_some()
}

fn has_status(value: Value<'_>) -> bool {
    value.get(names::DEPLOY_STATUS).is_some() || value.get(names::READY_CHECK).is_some()
}
