//! The values below a value, those among them that a repeated key hides.

use std::collections::{BTreeMap, HashMap};

use crate::json::{Tree, Value};

/// The values that the tree leaves out of their object: another one with the same key comes later.
pub(super) struct Children<'a> {
    /// By the number of their object, then by their own.
    hidden: HashMap<u32, BTreeMap<u32, Value<'a>>>,
}

impl<'a> Children<'a> {
    pub(super) fn new(tree: &'a Tree<'a>) -> Self {
        let mut hidden: HashMap<u32, BTreeMap<u32, Value<'a>>> = HashMap::new();
        let mut parents = Vec::new();
        for repeated in tree.repeated() {
            let (first, last) = tree.repeated_members(*repeated);
            if let Some(parent) = last.parent() {
                let of_parent = hidden.entry(parent.id()).or_insert_with(|| {
                    parents.push(parent);
                    BTreeMap::new()
                });
                of_parent.extend([first, last].map(|member| (member.id(), member)));
            }
        }
        // One that came twice would be looked through twice, and what stands in it four times.
        for parent in parents {
            if let Some(of_parent) = hidden.get_mut(&parent.id()) {
                for member in parent.members() {
                    of_parent.remove(&member.id());
                }
            }
        }
        Self { hidden }
    }

    /// The members and elements of `value`, each once.
    pub(super) fn of(&self, value: Value<'a>) -> impl Iterator<Item = Value<'a>> {
        let hidden = self.hidden.get(&value.id()).into_iter().flat_map(BTreeMap::values).copied();
        value.members().chain(value.elements()).chain(hidden)
    }
}
