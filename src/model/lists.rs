//! Lists that PowerShell made something else of: an array of one became its element, and an array that
//! was added to with a property became an object with a `value` and a `Count`.

use crate::json::{Kind, ListForm, Name, Value};
use crate::schema::table::{Attribute, Home, ListOf};

use super::find::{WRAPPING_DEPTH, shape, wrapped};

/// What stands in the place of a list in the responses within `root`, by [`Value::id`], ascending.
#[must_use]
pub(super) fn lost_lists(root: Value<'_>) -> Vec<(u32, ListForm)> {
    let mut lists = Vec::new();
    look_for_responses(root, WRAPPING_DEPTH, &mut lists);
    lists.sort_by_key(|(id, _)| *id);
    lists
}

/// Whether a response stands within `value`; what it lacks is added to `lists`.
fn look_for_responses(value: Value<'_>, depth: usize, lists: &mut Vec<(u32, ListForm)>) -> bool {
    if let Some(list) = value.counted_list() {
        let before = lists.len();
        lists.push((value.id(), ListForm::Counted));
        let has_response = look_for_responses(list, depth, lists);
        if !has_response {
            lists.truncate(before);
        }
        return has_response;
    }
    if let Some(shape) = shape(value) {
        if let Some(home) = Home::of_shape(shape) {
            look_through(home, value, lists);
        }
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else { return false };
    let mut has_response = false;
    for inner in wrapped(value) {
        has_response |= look_for_responses(inner, depth, lists);
    }
    has_response
}

/// Looks through an object of the kind `home`, or an array of them. The nesting of the schema bounds the
/// depth.
fn look_through(home: Home, value: Value<'_>, lists: &mut Vec<(u32, ListForm)>) {
    match value.kind() {
        Kind::Object => {
            for member in value.members() {
                if let Some(attribute) = home.attribute_of(member) {
                    look_at(attribute, member, lists);
                }
            }
        }
        Kind::Array => {
            for element in value.elements().filter(|element| element.kind() == Kind::Object) {
                look_through(home, element, lists);
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

/// Whether `value` is what a list of objects of the kind `home`, or of strings, may hold.
fn is_element(home: Option<Home>, list: ListOf, value: Value<'_>) -> bool {
    match (list, value.kind()) {
        (ListOf::Objects, Kind::Object) => home.is_some_and(|home| {
            value.members().any(|member| {
                home.is_open()
                    || member.name() != Name::OTHER && home.attribute(member.name()).is_some()
            })
        }),
        // Several strings that PowerShell joined have blanks between them.
        (ListOf::Strings, Kind::String) => value.as_str().is_some_and(|text| {
            !text.is_empty()
                && !text.contains(char::is_whitespace)
                && !is_made_by_power_shell(&text)
        }),
        _ => false,
    }
}

/// Whether PowerShell made `text` of an object or array that was too deep for `ConvertTo-Json`.
#[must_use]
pub fn is_made_by_power_shell(text: &str) -> bool {
    ["@{", "System.Object[]", "System.Collections."].iter().any(|begin| text.starts_with(begin))
}
