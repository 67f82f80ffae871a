//! Members that are looked up together: one walk over an object instead of one for each name.

use super::{Kind, Name, Value, Vocabulary};

/// No such member. The root is a member of nothing, so that its index can stand for none.
const NONE: u32 = 0;

/// A list of `N` names, each of which has a slot.
#[derive(Debug)]
pub struct Selection<const N: usize> {
    /// For each name of a vocabulary its slot and one; 0 where it is not selected.
    slots: [u8; Vocabulary::CAPACITY],
}

impl<const N: usize> Selection<N> {
    /// The selection of `names`, whose slots are their positions, from 0.
    ///
    /// # Panics
    /// For 255 names or more: where it is a constant, when it is compiled.
    #[must_use]
    pub const fn of(names: [Name; N]) -> Self {
        assert!(N < u8::MAX as usize);
        let mut slots = [0; Vocabulary::CAPACITY];
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

/// The selected members of one value, found in one walk over it.
#[derive(Clone, Copy, Debug)]
pub struct Selected<'a, const N: usize> {
    /// The value.
    pub value: Value<'a>,
    members: [u32; N],
}

impl<'a, const N: usize> Selected<'a, N> {
    /// The member whose name has the given slot; of a repeated key the last.
    #[must_use]
    #[inline]
    pub fn get(&self, slot: usize) -> Option<Value<'a>> {
        let index = self.members[slot];
        (index != NONE).then(|| self.value.tree.value(index))
    }
}

impl<'a> Value<'a> {
    /// Its members of the `selection`; none of them where it is no object.
    #[must_use]
    #[inline]
    pub fn select<const N: usize>(self, selection: &Selection<N>) -> Selected<'a, N> {
        let mut members = [NONE; N];
        if self.kind() == Kind::Object {
            for member in self.members() {
                let slot = member.name().position().map_or(0, |position| selection.slots[position]);
                // Of a name outside of the vocabulary, or of the selection, there is no slot.
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
    fn a_selected_member_is_the_one_that_get_finds() {
        static WORDS: std::sync::LazyLock<Vocabulary> =
            std::sync::LazyLock::new(|| Vocabulary::new(&["a", "b", "c"], &[]));
        let [a, b, c] = [0, 1, 2].map(Name::nth);
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
