//! The objects of a list.

use crate::json::{Kind, Value};

/// Returns the elements of `list` that are objects.
pub(super) fn objects(list: Option<Value<'_>>) -> impl Iterator<Item = Value<'_>> {
    list.into_iter().flat_map(Value::elements).filter(|value| value.kind() == Kind::Object)
}
