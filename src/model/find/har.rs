//! The entries of a HAR file, which a browser writes.

use crate::json::{Kind, Value};
use crate::model::names;

/// The body of the response in an entry.
pub(super) enum Body<'a> {
    /// The body of another request.
    OfOther,
    /// The server sent none, since the browser had it.
    NotModified,
    /// The file does not contain it.
    Missing,
    /// The body, as a string.
    Text(Value<'a>),
}

/// Returns the entries of a HAR file. `None` if `object` is none.
pub(super) fn entries(object: Value<'_>) -> Option<impl Iterator<Item = Value<'_>>> {
    Some(object.get(names::LOG)?.get(names::ENTRIES)?.elements())
}

/// Returns the body of an entry for GET /osImages.
pub(super) fn body(entry: Value<'_>) -> Body<'_> {
    let request = entry.get(names::REQUEST);
    let text_of = |name| request?.get(name)?.as_str();
    let url = text_of(names::HAR_URL).unwrap_or_default();
    let path = url.split(['?', '#', ';']).next().unwrap_or_default().trim_end_matches('/');
    let is_get = text_of(names::METHOD).is_none_or(|method| method.eq_ignore_ascii_case("GET"));
    if !path.ends_with("/osImages") || !is_get {
        return Body::OfOther;
    }
    let response = entry.get(names::RESPONSE);
    let content = response.and_then(|response| response.get(names::CONTENT));
    let text = content.and_then(|content| content.get(names::TEXT));
    let is_written = |text: &Value<'_>| text.as_str().is_some_and(|text| !text.trim().is_empty());
    match text.filter(|text| text.kind() == Kind::String).filter(is_written) {
        Some(text) => Body::Text(text),
        None => {
            let status = response.and_then(|response| response.get_key("status"));
            match status.and_then(Value::number_text) {
                Some("304") => Body::NotModified,
                _ => Body::Missing,
            }
        }
    }
}
