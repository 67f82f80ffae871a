//! Reads facts from single values: absent, unreadable, or a value of a type.

use std::borrow::Cow;

use crate::json::{Kind as JsonKind, Value};

use super::{Fact, Facts, Object};

impl<'r, 'a> Facts<'r, 'a> {
    /// Returns a list of objects; the fact if it is absent or cannot be read.
    pub(super) fn objects(&self, list: Option<Value<'a>>) -> Result<Value<'a>, Fact<'r, 'a>> {
        let list = list.filter(|list| list.kind() != JsonKind::Null).ok_or(Fact::Absent)?;
        let is_object = |value: Value<'_>| {
            value.kind() == JsonKind::Object && self.readability.fault(value).is_none()
        };
        let is_readable = self.readability.fault_or_misspelled(list).is_none()
            && list.kind() == JsonKind::Array
            && list.elements().all(is_object);
        if is_readable { Ok(list) } else { Err(Fact::Unreadable(Some(list))) }
    }

    pub(super) fn object(
        &self,
        value: Option<Value<'a>>,
        object: impl Fn(Value<'a>) -> Object<'r, 'a>,
    ) -> Fact<'r, 'a> {
        self.reliable(value, |value| match value.kind() {
            JsonKind::Object => Some(Fact::Object(object(value))),
            _ => None,
        })
    }

    pub(super) fn text(&self, value: Option<Value<'a>>) -> Fact<'r, 'a> {
        self.reliable(value, |value| value.as_str().map(Fact::Text))
    }

    pub(super) fn boolean(&self, value: Option<Value<'a>>) -> Fact<'r, 'a> {
        self.reliable(value, |value| value.as_bool().map(Fact::Bool))
    }

    pub(super) fn integer(&self, value: Option<Value<'a>>) -> Fact<'r, 'a> {
        self.reliable(value, |value| value.as_i64().map(Fact::Int))
    }

    pub(super) fn word(
        &self,
        value: Option<Value<'a>>,
        known: impl Fn(&str) -> Option<&'static str>,
    ) -> Fact<'r, 'a> {
        self.reliable(value, |value| match value.as_str() {
            Some(text) if text.is_empty() => Some(Fact::Absent),
            Some(text) => known(&text).map(|word| Fact::Text(Cow::Borrowed(word))),
            None => None,
        })
    }

    /// Returns what `read` reads from a value that is reliable evidence.
    pub(super) fn reliable(
        &self,
        value: Option<Value<'a>>,
        read: impl Fn(Value<'a>) -> Option<Fact<'r, 'a>>,
    ) -> Fact<'r, 'a> {
        let Some(value) = value else { return Fact::Absent };
        if self.readability.fault_or_misspelled(value).is_some() {
            return Fact::Unreadable(Some(value));
        }
        if value.kind() == JsonKind::Null {
            return Fact::Absent;
        }
        read(value).unwrap_or(Fact::Unreadable(Some(value)))
    }
}

/// Returns the size of a bundle, such as "454 MB", in KB.
pub(super) fn kilobytes(text: &str) -> Option<i64> {
    let (number, unit) = text.trim().split_once(' ')?;
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "kb" => 1,
        "mb" => 1 << 10,
        "gb" => 1 << 20,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(factor)
}
