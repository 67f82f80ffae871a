//! The names that a caller will ask for, numbered so that a key is compared as a number.

/// A key's number in a [`Vocabulary`]; [`Name::OTHER`] for any key that is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name(u16);

impl Name {
    /// A key outside of the vocabulary.
    pub const OTHER: Name = Name(0);

    /// The name at `position` (from 0) of the vocabulary's list.
    #[must_use]
    pub const fn nth(position: u16) -> Self {
        Self(position + 1)
    }

    /// Its position in the vocabulary's list, from 0; none for [`Name::OTHER`].
    #[must_use]
    pub const fn position(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

/// Slots of the hash table: a power of two, several times the names, so that runs stay short.
const SLOTS: usize = 1024;
const SLOT_BITS: u32 = SLOTS.trailing_zeros();

/// A fixed list of names with a hash table over it.
#[derive(Debug)]
pub struct Vocabulary {
    names: &'static [&'static str],
    slots: Box<[Name; SLOTS]>,
}

impl Vocabulary {
    /// How many names one vocabulary can hold: the reader notes in a set of bits which of them an
    /// object has had.
    pub const CAPACITY: usize = 256;

    /// Numbers `names` in their order. Names past [`Self::CAPACITY`] are left out, and read as
    /// [`Name::OTHER`].
    #[must_use]
    pub fn new(names: &'static [&'static str]) -> Self {
        let names = &names[..names.len().min(Self::CAPACITY)];
        let mut slots = Box::new([Name::OTHER; SLOTS]);
        for (position, name) in names.iter().enumerate() {
            let mut slot = hash(name.as_bytes());
            while slots[slot] != Name::OTHER {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = Name::nth(position as u16);
        }
        Self { names, slots }
    }

    /// The number of `key`.
    #[must_use]
    #[inline]
    pub fn find(&self, key: &[u8]) -> Name {
        let mut slot = hash(key);
        loop {
            let name = self.slots[slot];
            match name.position() {
                None => return Name::OTHER,
                Some(position) if self.names[position].as_bytes() == key => return name,
                Some(_) => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// The spelling of `name`; none for [`Name::OTHER`].
    #[must_use]
    pub fn spelling(&self, name: Name) -> Option<&'static str> {
        name.position().and_then(|position| self.names.get(position)).copied()
    }

    /// All names, in their order.
    #[must_use]
    pub fn names(&self) -> &'static [&'static str] {
        self.names
    }
}

/// A slot from the key's length, its first eight and its last eight bytes: names of a format
/// differ there, and a hostile text can only fill the table's runs, which are fixed.
#[inline]
fn hash(key: &[u8]) -> usize {
    let (head, tail) = match (key.first_chunk::<8>(), key.last_chunk::<8>()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => {
            let mut word = [0; 8];
            word[..key.len()].copy_from_slice(key);
            (u64::from_le_bytes(word), 0)
        }
    };
    let mixed = (head ^ tail.rotate_left(29)).wrapping_add(key.len() as u64);
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOT_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_of_its_names_and_no_other() {
        let words = Vocabulary::new(&[
            "id",
            "name",
            "",
            "allowCustomConfigFile",
            "allowCustomUnattendFile",
        ]);
        for (position, word) in words.names().iter().enumerate() {
            assert_eq!(words.find(word.as_bytes()), Name::nth(position as u16));
            assert_eq!(words.spelling(Name::nth(position as u16)), Some(*word));
        }
        for stranger in ["i", "ids", "Name", "allowCustomConfigFilf", "allowCustomConfigFile2"] {
            assert_eq!(words.find(stranger.as_bytes()), Name::OTHER);
        }
    }
}
