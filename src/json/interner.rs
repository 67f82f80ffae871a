//! Known keys and keywords. Interning them while the text is read lets later code compare numbers
//! instead of strings.

/// The number of a key in an [`Interner`]; [`KeyId::OTHER`] for any unknown key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyId(u8);

impl KeyId {
    /// An unknown key.
    pub const OTHER: KeyId = KeyId(0);

    /// Returns the key at `position` in the interner's list (0-based, below
    /// [`Interner::CAPACITY`]).
    #[must_use]
    pub const fn nth(position: u8) -> Self {
        Self(position + 1)
    }

    /// Returns the 0-based position in the interner's list; `None` for [`KeyId::OTHER`].
    #[must_use]
    pub const fn position(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

/// The number of a keyword in an [`Interner`]; [`KeywordId::OTHER`] for any other value and for any
/// string that contains an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeywordId(u8);

impl KeywordId {
    /// Not a keyword.
    pub const OTHER: KeywordId = KeywordId(0);

    /// Returns the 0-based position in the interner's list of keywords; `None` for
    /// [`KeywordId::OTHER`].
    #[must_use]
    pub const fn position(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

/// Two fixed lists, of known keys and of keywords, each with a hash table.
#[derive(Debug)]
pub struct Interner {
    names: StringTable,
    words: StringTable,
    /// The length of the longest keyword, in bytes.
    longest_word: usize,
    /// The keys whose values are arrays: one bit per position.
    lists: KeySet,
    /// The key whose value is a list of objects with any keys; [`KeyId::OTHER`] if there is none.
    open_list: KeyId,
}

/// A set of known keys: one bit per position.
pub(super) type KeySet = [u64; Interner::CAPACITY.div_ceil(64)];

/// The empty set.
pub(super) const NO_KEYS: KeySet = [0; Interner::CAPACITY.div_ceil(64)];

impl Interner {
    /// The maximum number of known keys, and of keywords.
    pub const CAPACITY: usize = u8::MAX as usize;

    /// Creates an interner that numbers `names` and `words` in order. Entries beyond
    /// [`Self::CAPACITY`] are ignored: they read as [`KeyId::OTHER`] and [`KeywordId::OTHER`].
    #[must_use]
    pub fn new(names: &'static [&'static str], words: &'static [&'static str]) -> Self {
        let longest_word = words.iter().map(|word| word.len()).max().unwrap_or(0);
        let (names, words) = (StringTable::new(names), StringTable::new(words));
        Self { names, words, longest_word, lists: NO_KEYS, open_list: KeyId::OTHER }
    }

    /// Marks `names` as the keys whose values are arrays.
    #[must_use]
    pub fn with_lists(mut self, names: &[KeyId]) -> Self {
        for position in names.iter().filter_map(|name| name.position()) {
            self.lists[position / 64] |= 1 << (position % 64);
        }
        self
    }

    /// Marks `name` as the key whose value is a list of objects with any keys.
    #[must_use]
    pub fn with_open_list(mut self, name: KeyId) -> Self {
        self.open_list = name;
        self
    }

    pub(super) fn open_list(&self) -> KeyId {
        self.open_list
    }

    #[inline]
    pub(super) fn lists(&self) -> &KeySet {
        &self.lists
    }

    /// Returns the number of `key`.
    #[must_use]
    #[inline]
    pub fn find(&self, key: &[u8]) -> KeyId {
        KeyId(self.names.find(key))
    }

    /// Returns the number of the keyword `text`.
    #[must_use]
    #[inline]
    pub fn find_word(&self, text: &[u8]) -> KeywordId {
        if text.len() > self.longest_word {
            KeywordId::OTHER
        } else {
            KeywordId(self.words.find(text))
        }
    }

    /// Returns the spelling of `name`; `None` for [`KeyId::OTHER`].
    #[must_use]
    pub fn spelling(&self, name: KeyId) -> Option<&'static str> {
        name.position().and_then(|position| self.names().get(position)).copied()
    }

    /// Returns all known keys, in order.
    #[must_use]
    pub fn names(&self) -> &'static [&'static str] {
        self.names.list
    }

    /// Returns all keywords, in order.
    #[must_use]
    pub fn words(&self) -> &'static [&'static str] {
        self.words.list
    }
}

/// The number of slots in a hash table: a power of two and several times the number of known keys,
/// so that probe sequences stay short.
const SLOTS: usize = 512;
const SLOT_BITS: u32 = SLOTS.trailing_zeros();

/// A list whose entries are numbered from 1; 0 means that a text is not in it.
#[derive(Debug)]
struct StringTable {
    list: &'static [&'static str],
    slots: Box<[Slot; SLOTS]>,
}

/// A hash table entry: its number and a fingerprint that differs for nearly every other text.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    ends: Ends,
    number: u8,
}

/// The length of a text with its first and last bytes, which cover a text of up to 16 bytes
/// completely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ends {
    head: u64,
    tail: u64,
    len: u32,
}

impl StringTable {
    fn new(list: &'static [&'static str]) -> Self {
        let list = &list[..list.len().min(Interner::CAPACITY)];
        let mut slots = Box::new([Slot::default(); SLOTS]);
        for (text, number) in list.iter().zip(1..) {
            let ends = Ends::of(text.as_bytes());
            let mut at = ends.slot();
            while slots[at].number != 0 {
                at = (at + 1) % SLOTS;
            }
            slots[at] = Slot { ends, number };
        }
        Self { list, slots }
    }

    #[allow(clippy::inline_always, reason = "measured: a call takes a third of its time")]
    #[inline(always)]
    fn find(&self, text: &[u8]) -> u8 {
        let ends = Ends::of(text);
        let mut at = ends.slot();
        loop {
            let slot = self.slots[at];
            let is_same = || {
                slot.ends == ends
                    && (ends.len <= 16
                        || self.list[usize::from(slot.number) - 1].as_bytes() == text)
            };
            if slot.number == 0 || is_same() {
                return slot.number;
            }
            at = (at + 1) % SLOTS;
        }
    }
}

impl Ends {
    #[inline]
    fn of(text: &[u8]) -> Self {
        let four = |four: &[u8; 4]| u64::from(u32::from_le_bytes(*four));
        let (head, tail) = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
                (Some(head), Some(tail)) => (four(head), four(tail)),
                _ => match text {
                    [] => (0, 0),
                    [first, .., last] => {
                        (u64::from(*first), u64::from(*last) << 8 | u64::from(text[1]))
                    }
                    [only] => (u64::from(*only), 0),
                },
            },
        };
        Self { head, tail, len: text.len() as u32 }
    }

    /// Returns the slot at which probing starts. Known keys differ in their ends. An adversarial
    /// text cannot lengthen the probe sequences, because the table is fixed.
    #[inline]
    fn slot(self) -> usize {
        let mixed = (self.head ^ self.tail.rotate_left(29)).wrapping_add(u64::from(self.len));
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOT_BITS)) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_only_known_keys() {
        let names: &[&str] = &[
            "id",
            "name",
            "",
            "os",
            "url",
            "a",
            "allowCustomConfigFile",
            "allowCustomUnattendFile",
        ];
        let words = Interner::new(names, &["win", "Custom"]);
        for (position, word) in words.names().iter().enumerate() {
            assert_eq!(words.find(word.as_bytes()), KeyId::nth(position as u8));
            assert_eq!(words.spelling(KeyId::nth(position as u8)), Some(*word));
        }
        for unknown in [
            "i",
            "ids",
            "Name",
            "oss",
            "ul",
            "u1l",
            "aa",
            "allowCustomConfigFilf",
            "allowCustomConfigFile2",
        ] {
            assert_eq!(words.find(unknown.as_bytes()), KeyId::OTHER);
        }
    }

    #[test]
    fn compares_the_middle_of_long_keys() {
        let names = Interner::new(&["12345678-abc-12345678"], &[]);
        assert_eq!(names.find(b"12345678-abc-12345678"), KeyId::nth(0));
        assert_eq!(names.find(b"12345678-abd-12345678"), KeyId::OTHER);
    }

    #[test]
    fn numbers_keywords_separately() {
        let words = Interner::new(&["id"], &["win", "Custom"]);
        assert_eq!(words.find_word(b"win").position(), Some(0));
        assert_eq!(words.find_word(b"Custom").position(), Some(1));
        for unknown in ["", "id", "custom", "wi", "a text that is longer than every keyword"] {
            assert_eq!(words.find_word(unknown.as_bytes()), KeywordId::OTHER, "{unknown}");
        }
    }
}
