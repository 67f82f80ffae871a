//! The value at an offset of a document, and what the reference says about it.

use crate::json::{Kind, Value};
use crate::lint::Locator;
use crate::model::Response;
use crate::spec::{Attribute, ObjectType};

use super::document::Document;
use super::responses::each_response;

/// Where an offset is in a response.
#[derive(Clone, Copy, Debug)]
pub(super) struct CursorContext<'a> {
    /// The innermost object around the offset.
    pub(super) object: Value<'a>,
    /// Its type, if the reference documents it.
    pub(super) object_type: Option<ObjectType>,
    /// The member of the object at the offset.
    pub(super) member: Option<Value<'a>>,
    /// The innermost value at the offset.
    pub(super) value: Value<'a>,
}

impl<'a> CursorContext<'a> {
    /// Finds the value at an offset of the document. `None` if the response is elsewhere.
    fn new(response: &Response<'a>, locator: Locator<'_, '_>, at: usize) -> Option<Self> {
        let holds = |value: &Value<'a>| {
            let start = value.key_span().unwrap_or_else(|| value.span());
            locator.bytes(start).start <= at && at <= locator.bytes(value.span()).end
        };
        if !holds(&response.value) {
            return None;
        }
        let mut object_type = ObjectType::of_shape(response.shape);
        let mut value = response.value;
        let mut context = Self { object: value, object_type, member: None, value };
        loop {
            let next = match value.kind() {
                Kind::Object => {
                    let member = value.members().find(holds);
                    context = Self { object: value, object_type, member, value };
                    let attribute = member.zip(object_type);
                    let attribute = attribute.and_then(|(member, of)| of.attribute_of(member));
                    object_type = attribute.and_then(Attribute::child);
                    member
                }
                Kind::Array => value.elements().find(holds),
                _ => None,
            };
            context.value = value;
            match next {
                Some(next) => value = next,
                None => return Some(context),
            }
        }
    }

    /// Returns what the reference says about the attribute at the offset.
    pub(super) fn attribute(&self) -> Option<&'static Attribute> {
        self.object_type?.attribute_of(self.member?)
    }

    /// Returns whether the offset is in the key of the member.
    pub(super) fn is_in_key(&self, locator: Locator<'_, '_>, at: usize) -> bool {
        let key = self.member.and_then(Value::key_span);
        key.is_some_and(|key| at <= locator.bytes(key).end)
    }
}

/// Passes the context at an offset of a document to `visit`, with its response. Returns the first result.
pub(super) fn at<R>(
    document: &Document,
    at: usize,
    mut visit: impl FnMut(CursorContext<'_>, &Response<'_>, Locator<'_, '_>) -> Option<R>,
) -> Option<R> {
    let mut result = None;
    each_response(&document.file(), &mut |response, locator| {
        if result.is_none()
            && let Some(context) = CursorContext::new(response, locator, at)
        {
            result = visit(context, response, locator);
        }
    });
    result
}
