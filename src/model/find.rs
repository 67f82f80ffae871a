//! Finds the responses in a saved file.

use crate::json::{KeyId, Kind, Value};

use super::aliases::is_misspelling;
use super::objects::objects;
use super::{Foreign, Response, Shape, Text, names};

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

/// The maximum depth of a response below the root: `results[].json.result`.
pub(super) const WRAPPING_DEPTH: usize = 6;

/// A result of [`find`].
#[derive(Debug)]
pub enum Found<'a> {
    /// A response.
    Response(Box<Response<'a>>),
    /// The body of a matching entry of a HAR file: a string with a text of its own.
    Body {
        /// The string.
        text: Value<'a>,
        /// Whether it is base64.
        is_base64: bool,
    },
    /// Another known kind of data.
    Foreign {
        /// The root value.
        value: Value<'a>,
        /// The kind of data.
        kind: Foreign,
    },
    /// Elements of a list of responses that contain none.
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

impl Found<'_> {
    /// Returns the kind of data, if it is not a response.
    #[must_use]
    pub fn foreign(&self) -> Option<Foreign> {
        match self {
            Self::Foreign { kind, .. } => Some(*kind),
            _ => None,
        }
    }
}

/// Returns the responses in a saved file, whatever wraps them: at most one more than [`max_responses`].
#[must_use]
pub fn find(root: Value<'_>) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let most = max_responses(root.tree().text().len());
    find_within(root, WRAPPING_DEPTH, most, &mut found);
    found
}

fn find_within<'a>(value: Value<'a>, depth: usize, most: usize, found: &mut Vec<Found<'a>>) {
    if found.len() > most {
        return;
    }
    if let Some(shape) = shape(value) {
        found.push(Found::Response(Box::new(Response::new(value, shape))));
        return;
    }
    if let Some(kind) = Foreign::despite_evidence(value) {
        found.push(Found::Foreign { value, kind });
        return;
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    let before = found.len();
    if let Some(log) = value.get(names::LOG) {
        find_bodies(log, found);
    }
    let mut others: Vec<Value<'a>> = Vec::new();
    for inner in wrapped(value) {
        let before = found.len();
        find_within(inner, depth, most, found);
        if found.len() == before && value.kind() == Kind::Array {
            others.push(inner);
        }
    }
    let is_response = |found: &Found<'_>| matches!(found, Found::Response(_) | Found::Body { .. });
    if let Some(first) = others.first().filter(|_| found[before..].iter().any(is_response)) {
        found.push(Found::Others { first: *first, count: others.len() });
    }
    let within = &found[before..];
    match within.first().map(Found::foreign) {
        None => {
            let kind = Foreign::of(value);
            found.extend(kind.map(|kind| Found::Foreign { value, kind }));
        }
        // A list whose elements are all of one foreign kind counts as that kind.
        Some(Some(kind)) if within.len() == value.len() && value.kind() == Kind::Array => {
            if within.iter().all(|one| one.foreign() == Some(kind)) {
                found.truncate(before);
                found.push(Found::Foreign { value, kind });
            }
        }
        Some(_) => {}
    }
}

/// Returns the values within `value` that may be responses: each element of an array, or the payload of
/// an Ansible or pylxca result.
pub(super) fn wrapped(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let wrappings = [names::RESULT, names::MSG, names::JSON, names::RESULTS];
    let wrapped = wrappings.into_iter().filter_map(move |name| value.get(name));
    value.elements().chain(wrapped).chain(value.counted_list())
}

/// Adds the response bodies of `GET /osImages` in a HAR file.
fn find_bodies<'a>(log: Value<'a>, found: &mut Vec<Found<'a>>) {
    for entry in objects(log.get(names::ENTRIES)) {
        let text_of = |parent: Option<Value<'a>>, name| parent?.get(name)?.as_str();
        let request = entry.get(names::REQUEST);
        let url = text_of(request, names::HAR_URL).unwrap_or_default();
        let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let is_get_os_images = path.ends_with("/osImages")
            && text_of(request, names::METHOD).is_none_or(|method| method == "GET");
        let content = entry.get(names::RESPONSE).and_then(|response| response.get(names::CONTENT));
        if is_get_os_images
            && let Some(text) = content
                .and_then(|content| content.get(names::TEXT))
                .filter(|text| text.kind() == Kind::String)
        {
            let is_base64 =
                text_of(content, names::ENCODING).is_some_and(|encoding| encoding == "base64");
            found.push(Found::Body { text, is_base64 });
        }
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
