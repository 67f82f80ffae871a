//! JSON Pointers: the location of a value in a tree.

use std::borrow::Cow;
use std::fmt;

use super::{Kind, ListForm, Tree, Value};

/// The key of the array in a counted list.
const COUNTED: &str = "value";

/// A JSON Pointer (RFC 6901): empty for the root, otherwise a `/` and a token for each level.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// Appends `key` to the pointer.
    pub fn push(&mut self, key: &str) {
        self.0.push('/');
        for character in key.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
    }

    /// Returns the pointer to `value`, built from the keys that `key_of` returns. If `as_arrays` is
    /// set, each restored list counts as an array of the text.
    pub(super) fn of<'a>(
        value: Value<'a>,
        as_arrays: bool,
        key_of: impl Fn(Value<'a>) -> Option<Cow<'a, str>>,
    ) -> Self {
        let form_of = |value: Value<'_>| value.list_form().filter(|_| !as_arrays);
        let mut path = Vec::new();
        let mut at = value;
        while let Some(parent) = at.parent() {
            path.push(at);
            at = parent;
        }
        let mut pointer = Self::default();
        // A restored array at the root has no parent token, so its form is applied first.
        let mut form = form_of(at);
        if form == Some(ListForm::Counted) {
            pointer.push(COUNTED);
        }
        for child in path.into_iter().rev() {
            match key_of(child) {
                Some(key) => pointer.push(&key),
                None if form == Some(ListForm::Element) => {}
                None => pointer.push(&child.position().to_string()),
            }
            form = form_of(child);
            if form == Some(ListForm::Counted) {
                pointer.push(COUNTED);
            }
        }
        pointer
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Tree<'_> {
    /// Returns the value at `pointer`, in the syntax that [`Value::pointer`] writes.
    #[must_use]
    pub fn resolve(&self, pointer: &str) -> Option<Value<'_>> {
        let root = self.root()?;
        let Some(steps) = pointer.strip_prefix('/') else {
            return pointer.is_empty().then_some(root);
        };
        let mut at = root;
        let mut is_within = false;
        for step in steps.split('/') {
            match at.list_form() {
                Some(ListForm::Counted) if !is_within => {
                    is_within = step == COUNTED;
                    if is_within {
                        continue;
                    }
                    return None;
                }
                Some(ListForm::Element) => at = at.elements().next()?,
                _ => {}
            }
            is_within = false;
            at = match at.kind() {
                Kind::Object => at.get_key(&step.replace("~1", "/").replace("~0", "~"))?,
                Kind::Array => at.elements().nth(step.parse().ok()?)?,
                _ => return None,
            };
        }
        Some(at)
    }
}
