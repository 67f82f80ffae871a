//! The values below a value, those among them that a repeated key hides.

use std::collections::HashMap;

use crate::json::{Tree, Value};

/// The values that the tree leaves out of their object: another one with the same key comes later.
pub(super) struct Children<'a> {
    hidden: HashMap<u32, Vec<Value<'a>>>,
}

impl<'a> Children<'a> {
    pub(super) fn new(tree: &'a Tree<'a>) -> Self {
        let mut hidden: HashMap<u32, Vec<Value<'a>>> = HashMap::new();
        for repeated in tree.repeated() {
            let (first, last) = tree.repeated_members(*repeated);
            if let Some(parent) = last.parent() {
                hidden.entry(parent.id()).or_default().extend([first, last]);
            }
        }
        Self { hidden }
    }

    /// The members and elements of `value`; one can come twice.
    pub(super) fn of(&self, value: Value<'a>) -> impl Iterator<Item = Value<'a>> {
        let hidden = self.hidden.get(&value.id()).into_iter().flatten().copied();
        value.members().chain(value.elements()).chain(hidden)
    }
}
