//! Lookup of several members in one pass over an object.

use super::{Interner, KeyId, Kind, Value};

/// No member. The root is never a member, so its index is free to mark absence.
const NONE: u32 = 0;

/// A list of `N` known keys, each with a slot.
#[derive(Debug)]
pub struct Selection<const N: usize> {
    /// Maps each known key to its slot plus one; 0 if the key is not selected.
    slots: [u8; Interner::CAPACITY],
}

impl<const N: usize> Selection<N> {
    /// Creates the selection of `names`, whose slots are their 0-based positions.
    ///
    /// # Panics
    /// Panics for 255 names or more; in a constant, this is a compile-time error.
    #[must_use]
    pub const fn of(names: [KeyId; N]) -> Self {
        assert!(N < u8::MAX as usize);
        let mut slots = [0; Interner::CAPACITY];
        let mut slot = 0;
        while slot < N {
            if let Some(position) = names[slot].position() {
                slots[position] = slot as u8 + 1;
            }
            slot += 1;
        }
        Self { slots }
    }
}

/// The selected members of a value.
#[derive(Clone, Copy, Debug)]
pub struct Selected<'a, const N: usize> {
    /// The value.
    pub value: Value<'a>,
    members: [u32; N],
}

impl<'a, const N: usize> Selected<'a, N> {
    /// Returns the member in the given slot; for a duplicate key, the last one.
    #[must_use]
    #[inline]
    pub fn get(&self, slot: usize) -> Option<Value<'a>> {
        let index = self.members[slot];
        (index != NONE).then(|| self.value.tree.value(index))
    }
}

impl<'a> Value<'a> {
    /// Returns the members that `selection` names; none of them if the value is not an object.
    #[must_use]
    #[inline]
    pub fn select<const N: usize>(self, selection: &Selection<N>) -> Selected<'a, N> {
        let mut members = [NONE; N];
        if self.kind() == Kind::Object {
            for member in self.members() {
                let slot = member.name().position().map_or(0, |position| selection.slots[position]);
                // Unknown and unselected keys have no slot.
                if let Some(found) =
                    usize::from(slot).checked_sub(1).and_then(|slot| members.get_mut(slot))
                {
                    *found = member.index;
                }
            }
        }
        Selected { value: self, members }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;

    #[test]
    fn selection_agrees_with_get() {
        static WORDS: std::sync::LazyLock<Interner> =
            std::sync::LazyLock::new(|| Interner::new(&["a", "b", "c"], &[]));
        let [a, b, c] = [0, 1, 2].map(KeyId::nth);
        let selection = Selection::of([c, a]);
        for text in [
            r#"{"a": 1, "x": 2, "b": 3, "a": {"c": 4}, "c": 5}"#,
            "{}",
            "[1]",
            "7",
            r#"{"b": {"a": 1}}"#,
        ] {
            let tree = read(text, &WORDS).unwrap();
            let root = tree.root().unwrap();
            let selected = root.select(&selection);
            assert_eq!(selected.get(0), root.get(c), "{text}");
            assert_eq!(selected.get(1), root.get(a), "{text}");
            assert!(
                selected.value == root && (root.get(b).is_none() || selected.get(0) != root.get(b))
            );
        }
    }
}
