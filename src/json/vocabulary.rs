//! The names that a caller will ask for, and the words that strings often are: numbered while the
//! text is read, so that later a key or a string is compared as a number.

/// A key's number in a [`Vocabulary`]; [`Name::OTHER`] for any key that is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name(u8);

impl Name {
    /// A key outside of the vocabulary.
    pub const OTHER: Name = Name(0);

    /// The name at `position` (from 0, below [`Vocabulary::CAPACITY`]) of the vocabulary's list.
    #[must_use]
    pub const fn nth(position: u8) -> Self {
        Self(position + 1)
    }

    /// Its position in the vocabulary's list, from 0; none for [`Name::OTHER`].
    #[must_use]
    pub const fn position(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

/// A string's number among the words of a [`Vocabulary`]; [`Word::OTHER`] for any other value, and
/// for a string with an escape, whatever it reads like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word(u8);

impl Word {
    /// No word of the vocabulary.
    pub const OTHER: Word = Word(0);

    /// Its position in the vocabulary's list of words, from 0; none for [`Word::OTHER`].
    #[must_use]
    pub const fn position(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

/// Two fixed lists, of names and of words, each with a hash table over it.
#[derive(Debug)]
pub struct Vocabulary {
    names: Numbered,
    words: Numbered,
    /// The longest word, in bytes.
    longest_word: usize,
    /// Which names are those of lists: a bit for each position.
    lists: NameSet,
}

/// A set of names: a bit for each position.
pub(super) type NameSet = [u64; Vocabulary::CAPACITY.div_ceil(64)];

impl Vocabulary {
    /// How many names one vocabulary can hold, and how many words.
    pub const CAPACITY: usize = u8::MAX as usize;

    /// Numbers `names` and `words` in their order. Those past [`Self::CAPACITY`] are left out, and
    /// read as [`Name::OTHER`] and [`Word::OTHER`].
    #[must_use]
    pub fn new(names: &'static [&'static str], words: &'static [&'static str]) -> Self {
        let longest_word = words.iter().map(|word| word.len()).max().unwrap_or(0);
        let (names, words) = (Numbered::new(names), Numbered::new(words));
        Self { names, words, longest_word, lists: NameSet::default() }
    }

    /// The same vocabulary, in which `names` are those of members that are arrays.
    #[must_use]
    pub fn with_lists(mut self, names: &[Name]) -> Self {
        for position in names.iter().filter_map(|name| name.position()) {
            self.lists[position / 64] |= 1 << (position % 64);
        }
        self
    }

    #[inline]
    pub(super) fn lists(&self) -> &NameSet {
        &self.lists
    }

    /// The number of `key`.
    #[must_use]
    #[inline]
    pub fn find(&self, key: &[u8]) -> Name {
        Name(self.names.find(key))
    }

    /// The number of the word `text`.
    #[must_use]
    #[inline]
    pub fn find_word(&self, text: &[u8]) -> Word {
        if text.len() > self.longest_word { Word::OTHER } else { Word(self.words.find(text)) }
    }

    /// The spelling of `name`; none for [`Name::OTHER`].
    #[must_use]
    pub fn spelling(&self, name: Name) -> Option<&'static str> {
        name.position().and_then(|position| self.names().get(position)).copied()
    }

    /// All names, in their order.
    #[must_use]
    pub fn names(&self) -> &'static [&'static str] {
        self.names.list
    }

    /// All words, in their order.
    #[must_use]
    pub fn words(&self) -> &'static [&'static str] {
        self.words.list
    }
}

/// Slots of a hash table: a power of two, several times the names of the document, so that runs stay
/// short.
const SLOTS: usize = 512;
const SLOT_BITS: u32 = SLOTS.trailing_zeros();

/// A list whose entries are numbered from 1; 0 stands for whatever is not in it.
#[derive(Debug)]
struct Numbered {
    list: &'static [&'static str],
    slots: Box<[Slot; SLOTS]>,
}

/// An entry of the hash table: its number, and what tells it from nearly every other text.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    ends: Ends,
    number: u8,
}

/// How long a text is, with its first and last bytes: all of a text of up to 16 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ends {
    head: u64,
    tail: u64,
    len: u32,
}

impl Numbered {
    fn new(list: &'static [&'static str]) -> Self {
        let list = &list[..list.len().min(Vocabulary::CAPACITY)];
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

    #[inline]
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

    /// The slot where the search begins. Names of a format differ in their ends, and a hostile text
    /// can only fill the table's runs, which are fixed.
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
    fn finds_each_of_its_names_and_no_other() {
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
        let words = Vocabulary::new(names, &["win", "Custom"]);
        for (position, word) in words.names().iter().enumerate() {
            assert_eq!(words.find(word.as_bytes()), Name::nth(position as u8));
            assert_eq!(words.spelling(Name::nth(position as u8)), Some(*word));
        }
        for stranger in [
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
            assert_eq!(words.find(stranger.as_bytes()), Name::OTHER);
        }
    }

    #[test]
    fn a_text_with_the_ends_of_a_name_is_another_where_it_differs_between_them() {
        let names = Vocabulary::new(&["12345678-abc-12345678"], &[]);
        assert_eq!(names.find(b"12345678-abc-12345678"), Name::nth(0));
        assert_eq!(names.find(b"12345678-abd-12345678"), Name::OTHER);
    }

    #[test]
    fn words_have_numbers_of_their_own() {
        let words = Vocabulary::new(&["id"], &["win", "Custom"]);
        assert_eq!(words.find_word(b"win").position(), Some(0));
        assert_eq!(words.find_word(b"Custom").position(), Some(1));
        for stranger in ["", "id", "custom", "wi", "a word that is longer than all of them"] {
            assert_eq!(words.find_word(stranger.as_bytes()), Word::OTHER, "{stranger}");
        }
    }
}
