//! Lists that PowerShell changed: an array of one element became that element, and an array with an
//! added property became an object with `value` and `Count`.

use crate::json::{KeyId, Kind, ListForm, Value};
use crate::spec::{Attribute, ListOf, ObjectType};

use super::find::{found_shape, inner_values};

/// Returns the values in place of lists in the responses within `root`, by [`Value::id`], ascending.
#[must_use]
pub(super) fn lost_lists(root: Value<'_>) -> Vec<(u32, ListForm)> {
    let mut lists = Vec::new();
    look_for_responses(root, true, &mut lists);
    lists.sort_by_key(|(id, _)| *id);
    lists
}

/// Returns `true` if `value` is or contains a response, and adds its changed lists to `lists`.
fn look_for_responses(value: Value<'_>, is_known: bool, lists: &mut Vec<(u32, ListForm)>) -> bool {
    if let Some(list) = value.counted_list() {
        let before = lists.len();
        lists.push((value.id(), ListForm::Counted));
        let has_response = look_for_responses(list, is_known, lists);
        if !has_response {
            lists.truncate(before);
        }
        return has_response;
    }
    if let Some(shape) = found_shape(value, is_known) {
        if let Some(object_type) = ObjectType::of_shape(shape) {
            look_through(object_type, value, lists);
        }
        return true;
    }
    let mut has_response = false;
    for (inner, is_known) in inner_values(value, is_known) {
        has_response |= look_for_responses(inner, is_known, lists);
    }
    has_response
}

/// Adds the changed lists of an object of type `object_type`, or of an array of such objects. The nesting
/// of the schema bounds the depth.
fn look_through(object_type: ObjectType, value: Value<'_>, lists: &mut Vec<(u32, ListForm)>) {
    match value.kind() {
        Kind::Object => {
            for member in value.members() {
                if let Some(attribute) = object_type.attribute_of(member) {
                    look_at(attribute, member, lists);
                }
            }
        }
        Kind::Array => {
            for element in value.elements().filter(|element| element.kind() == Kind::Object) {
                look_through(object_type, element, lists);
            }
        }
        _ => {}
    }
}

fn look_at(attribute: &'static Attribute, member: Value<'_>, lists: &mut Vec<(u32, ListForm)>) {
    let mut value = member;
    if let Some(list) = attribute.list() {
        if let Some(inner) = member.counted_list() {
            lists.push((member.id(), ListForm::Counted));
            value = inner;
        } else if !attribute.may_be_object() && is_element(attribute.child(), list, member) {
            lists.push((member.id(), ListForm::Element));
        }
    }
    if let Some(child) = attribute.child() {
        look_through(child, value, lists);
    }
}

/// Returns `true` if `value` can be an element of a list of strings or of objects of type `object_type`.
fn is_element(object_type: Option<ObjectType>, list: ListOf, value: Value<'_>) -> bool {
    match (list, value.kind()) {
        (ListOf::Objects, Kind::Object) => object_type.is_some_and(|object_type| {
            value.members().any(|member| {
                object_type.is_open()
                    || member.name() != KeyId::OTHER
                        && object_type.attribute(member.name()).is_some()
            })
        }),
        // PowerShell separates several joined strings with spaces.
        (ListOf::Strings, Kind::String) => value.as_str().is_some_and(|text| {
            !text.is_empty()
                && !text.contains(char::is_whitespace)
                && !is_made_by_power_shell(&text)
        }),
        _ => false,
    }
}

/// Returns `true` if `text` is what PowerShell writes for an object or array beyond the depth limit of
/// `ConvertTo-Json`.
#[must_use]
pub fn is_made_by_power_shell(text: &str) -> bool {
    ["@{", "System.Object[]", "System.Collections."].iter().any(|begin| text.starts_with(begin))
}
