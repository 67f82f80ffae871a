//! Where in a saved file its responses are.

use crate::json::{Kind, Name, Value};

use super::response::objects;
use super::{Response, Shape, Text, names};

/// The top-level attributes of which one makes an object a response (`result` and `messages` are
/// every endpoint's).
const TOP_LEVEL: &[Name] = &[
    names::BOOT_FILES,
    names::BUNDLE_FILES,
    names::CUSTOM_CONFIG_FILES,
    names::DISK_USAGE,
    names::DRIVER_FILES,
    names::INSTALL_SCRIPT_FILES,
    names::IS_AUTHORIZED,
    names::ITEMS,
    names::LAST_REFRESHED,
    names::NUMBER,
    names::PREDEFINED_MACROS,
    names::SOFTWARE_FILES,
    names::SUPPORTED_IMAGES,
    names::UNATTEND_FILES,
];

/// How deep below the outermost value a response is looked for: `results[].json.result`.
pub(super) const WRAPPING_DEPTH: usize = 6;

/// What [`find`] finds.
#[derive(Debug)]
pub enum Found<'a> {
    /// A response.
    Response(Box<Response<'a>>),
    /// The body of a matching entry of a HAR file: a string that holds a text of its own.
    Body {
        /// The string.
        text: Value<'a>,
        /// Whether it is base64.
        is_base64: bool,
    },
}

/// The responses in a saved file, whatever they are wrapped in: none, one, or many.
#[must_use]
pub fn find(root: Value<'_>) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    find_within(root, WRAPPING_DEPTH, &mut found);
    found
}

fn find_within<'a>(value: Value<'a>, depth: usize, found: &mut Vec<Found<'a>>) {
    if let Some(shape) = shape(value) {
        found.push(Found::Response(Box::new(Response::new(value, shape))));
    } else if let Some(depth) = depth.checked_sub(1) {
        if let Some(log) = value.get(names::LOG) {
            find_bodies(log, found);
        }
        wrapped(value).for_each(|inner| find_within(inner, depth, found));
    }
}

/// What stands within `value` that may be a response: each element, or what an Ansible or pylxca result
/// holds.
pub(super) fn wrapped(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let wrappings = [names::RESULT, names::MSG, names::JSON, names::RESULTS];
    value.elements().chain(wrappings.into_iter().filter_map(move |name| value.get(name)))
}

/// The bodies of the entries of a HAR file that answer `GET /osImages`.
fn find_bodies<'a>(log: Value<'a>, found: &mut Vec<Found<'a>>) {
    for entry in objects(log.get(names::ENTRIES)) {
        let text_of = |parent: Option<Value<'a>>, name| parent?.get(name)?.as_str();
        let request = entry.get(names::REQUEST);
        let url = text_of(request, names::HAR_URL).unwrap_or_default();
        let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let asks = path.ends_with("/osImages")
            && text_of(request, names::METHOD).is_none_or(|method| method == "GET");
        let content = entry.get(names::RESPONSE).and_then(|response| response.get(names::CONTENT));
        if asks
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

/// How much of a response `value` is; none where it is none.
pub(super) fn shape(value: Value<'_>) -> Option<Shape> {
    match value.kind() {
        Kind::Object if is_whole(value) => Some(Shape::Whole),
        Kind::Object if is_image(value) => Some(Shape::Image),
        Kind::Object if is_profile(value) => Some(Shape::Profile),
        Kind::Array => {
            let first = value.elements().find(|element| element.kind() == Kind::Object)?;
            match shape(first) {
                Some(Shape::Image) => Some(Shape::Images),
                Some(Shape::Profile) => Some(Shape::Profiles),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_whole(value: Value<'_>) -> bool {
    let result = value.get(names::RESULT).and_then(Value::as_str);
    value.members().any(|member| TOP_LEVEL.contains(&member.name()))
        || result.is_some_and(|result| matches!(&*result, "success" | "failed"))
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
