//! The tree: one list of small nodes over the text that it borrows.

use std::sync::OnceLock;

use super::lists::RestoredList;
use super::{Conflict, Defect, Name, Span, Value, Vocabulary, Word};

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// `null`, and what stands for it in other languages.
    Null,
    /// `false`.
    False,
    /// `true`.
    True,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// What a person calls it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::False | Self::True => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }

    pub(super) const fn is_container(self) -> bool {
        matches!(self, Self::Array | Self::Object)
    }
}

/// Facts about a node, one bit each.
pub(super) mod flag {
    /// The string holds an escape.
    pub(in crate::json) const ESCAPED: u8 = 1;
    /// The key holds an escape, or may hold one.
    pub(in crate::json) const KEY_ESCAPED: u8 = 2;
    /// A later member of the same object has the same key.
    pub(in crate::json) const SHADOWED: u8 = 4;
    /// A defect stands in this scalar, so its value is a guess.
    pub(in crate::json) const DAMAGED: u8 = 8;
    /// A defect stands among this container's members, so what it lacks may have been there.
    pub(in crate::json) const INCOMPLETE: u8 = 16;
    /// The key's place is in [`super::Tree::odd_keys`].
    pub(in crate::json) const KEY_ODD: u8 = 32;
    /// The string is not between two double quotes.
    pub(in crate::json) const ODD: u8 = 64;
    /// The key is written otherwise than its name is spelt.
    pub(in crate::json) const RENAMED: u8 = 128;
}

/// No key: an element of an array, or the root.
pub(super) const NO_KEY: u32 = u32::MAX;

/// One value. Its members or elements follow it in the list of nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Offset of the first byte.
    pub(super) start: u32,
    /// Of a scalar, the offset past its last byte; of a container, its index in `containers`.
    pub(super) extent: u32,
    /// Offset of the key's first byte (its quote), or [`NO_KEY`].
    pub(super) key: u32,
    /// The key's number in the vocabulary.
    pub(super) name: Name,
    /// A string's number among the words of the vocabulary.
    pub(super) word: Word,
    pub(super) kind: Kind,
    pub(super) flags: u8,
}

const _: () = assert!(size_of::<Node>() == 16);

/// What a container has beyond a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Container {
    /// Offset past the closing bracket.
    pub(super) end: u32,
    /// Index of the first node that is not within it.
    pub(super) next: u32,
    /// How many members or elements it has, repeated ones counted.
    pub(super) len: u32,
}

/// A key that stands more than once in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated {
    pub(super) first: u32,
    pub(super) last: u32,
    /// How often the key stands there.
    pub times: u32,
}

/// How many syntax errors one text has at most: a text with more of them is not JSON. What is read behind
/// so many of them is a guess, and takes time.
pub const MAX_SYNTAX_ERRORS: usize = 5_000;

/// How many values a text of `len` bytes has at most. In real responses a value takes 16 bytes or more.
pub(super) const fn max_values(len: usize) -> usize {
    let (least, by_length) = (1 << 20, len / 10);
    if by_length > least { by_length } else { least }
}

/// What a text has more of than one text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// More syntax errors than [`MAX_SYNTAX_ERRORS`].
    SyntaxErrors,
    /// More than so many values.
    Values(usize),
}

/// A text as a tree, with everything that is wrong with it as JSON.
#[derive(Debug)]
pub struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) vocabulary: &'static Vocabulary,
    pub(super) nodes: Vec<Node>,
    pub(super) containers: Vec<Container>,
    /// Places of keys that are not a plain JSON string, by node, ascending.
    pub(super) odd_keys: Vec<(u32, Span)>,
    pub(super) defects: Vec<Defect>,
    /// The limit at which reading stopped.
    pub(super) exceeded: Option<Exceeded>,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) repeated: Vec<Repeated>,
    /// The nodes whose keys are not in the vocabulary, ascending.
    pub(super) others: Vec<u32>,
    /// The nodes that were given a name which is not how their key is written, ascending.
    pub(super) renamed: Vec<u32>,
    /// The arrays that were restored, ascending by their nodes.
    pub(super) restored: Vec<RestoredList>,
    pub(super) may_lack_arrays: bool,
    pub(super) homes: OnceLock<Vec<Home>>,
    pub(super) doubtful_places: OnceLock<Vec<u32>>,
}

impl<'t> Tree<'t> {
    /// The outermost value; none where the text holds no value at all.
    #[must_use]
    pub fn root(&self) -> Option<Value<'_>> {
        self.nodes.first().map(|_| self.value(0))
    }

    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Everything that is wrong with the text as JSON, in the order of the text, as far as it was read.
    #[must_use]
    pub fn defects(&self) -> &[Defect] {
        &self.defects
    }

    /// The limit that the text exceeds: the rest of it was not read, and nothing in it can be relied on.
    #[must_use]
    pub fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded
    }

    /// The keys that stand more than once in their object. The last one holds.
    #[must_use]
    pub fn repeated(&self) -> &[Repeated] {
        &self.repeated
    }

    /// Whether the text is JSON as it stands, and no key in it repeats or was renamed.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.defects.is_empty()
            && self.repeated.is_empty()
            && self.renamed.is_empty()
            && self.restored.is_empty()
    }

    /// The first and the last member that a repeated key names.
    #[must_use]
    pub fn repeated_members(&self, repeated: Repeated) -> (Value<'_>, Value<'_>) {
        (self.value(repeated.first), self.value(repeated.last))
    }

    /// Whether a member within `value` has a key outside of the vocabulary, or had one before it
    /// was renamed.
    #[must_use]
    pub fn has_other_names(&self, value: Value<'_>) -> bool {
        let within = self.others.partition_point(|index| *index <= value.index);
        self.others.get(within).is_some_and(|index| *index < self.after(value.index))
    }

    /// The members whose keys are not in the vocabulary, in the order of the text.
    pub fn other_members(&self) -> impl Iterator<Item = Value<'_>> {
        self.others.iter().map(|index| self.value(*index))
    }

    /// Gives members the names that their misspelt keys were meant to be; each is told by its
    /// [`Value::id`]. Their keys still read as they are written.
    pub fn rename(&mut self, renamed: &[(u32, Name)]) {
        for (index, name) in renamed {
            let node = &mut self.nodes[*index as usize];
            node.name = *name;
            node.flags |= flag::RENAMED;
        }
        self.renamed.extend(renamed.iter().map(|(index, _)| *index));
        self.renamed.sort_unstable();
    }

    /// The members within `value` that were renamed, in the order of the text.
    pub fn renamed_within<'a>(&'a self, value: Value<'a>) -> impl Iterator<Item = Value<'a>> {
        let end = self.after(value.index);
        let first = self.renamed.partition_point(|index| *index < value.index);
        let within = self.renamed[first..].iter().take_while(move |index| **index < end);
        within.map(|index| self.value(*index))
    }

    /// How many values the text holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the text holds no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The innermost value that `span` lies in, its key included; the root where it lies in none.
    #[must_use]
    pub fn value_around(&self, span: Span) -> Option<Value<'_>> {
        // Nodes stand in the order of the text: the one that begins last before the span, or a
        // container around that one, holds it.
        let begin = |node: &Node| node.key.min(node.start);
        let before = self.nodes.partition_point(|node| begin(node) <= span.start);
        let mut at = self.value(before.checked_sub(1)? as u32);
        loop {
            let start = begin(&self.node(at.index));
            match at.parent() {
                Some(parent) if !Span::new(start, at.span().end).contains(span) => at = parent,
                _ => return Some(at),
            }
        }
    }

    /// The values in the order of the text, from the last one on whose first byte, or that of its
    /// key, `is_before` what is looked for. `is_before` is monotonic.
    pub fn values_from(&self, is_before: impl Fn(u32) -> bool) -> impl Iterator<Item = Value<'_>> {
        let after = self.nodes.partition_point(|node| is_before(node.key.min(node.start)));
        let first = after.saturating_sub(1) as u32;
        (first..self.nodes.len() as u32).map(|index| self.value(index))
    }

    /// Whether a key of the vocabulary stands at `span`, in quotes or without.
    #[must_use]
    pub fn is_known_key(&self, span: Span) -> bool {
        let key = self.text[span.range()].trim_matches(['"', '\'']);
        self.vocabulary.find(key.as_bytes()) != Name::OTHER
    }

    /// Whether no defect near `span` makes it doubtful where strings begin and end: otherwise what is read
    /// as a key may be a part of a string. Quotes that are out of step for longer are a defect again and
    /// again.
    #[must_use]
    pub fn are_strings_certain(&self, span: Span) -> bool {
        /// How many bytes around a defect are doubtful.
        const NEAR: u32 = 500;
        let places = self.doubtful_places.get_or_init(|| {
            let doubtful =
                self.defects.iter().filter(|defect| defect.kind.makes_strings_doubtful());
            let spans = doubtful.flat_map(|defect| [Some(defect.span), defect.related]);
            let mut places: Vec<u32> = spans.flatten().flat_map(|at| [at.start, at.end]).collect();
            places.sort_unstable();
            places
        });
        let first = places.partition_point(|at| *at < span.start.saturating_sub(NEAR));
        places.get(first).is_none_or(|at| *at > span.end.saturating_add(NEAR))
    }

    /// The value whose [`Value::id`] is `id`.
    #[must_use]
    #[inline]
    pub fn value_by_id(&self, id: u32) -> Value<'_> {
        self.value(id)
    }

    pub(super) fn value(&self, index: u32) -> Value<'_> {
        Value { tree: self, index }
    }

    pub(super) fn node(&self, index: u32) -> Node {
        self.nodes[index as usize]
    }

    pub(super) fn container(&self, node: Node) -> Container {
        self.containers[node.extent as usize]
    }

    /// Index of the node after `index` and all that is within it.
    pub(super) fn after(&self, index: u32) -> u32 {
        let node = self.node(index);
        if node.kind.is_container() { self.container(node).next } else { index + 1 }
    }

    pub(super) fn span_of(&self, node: Node) -> Span {
        let end = if node.kind.is_container() { self.container(node).end } else { node.extent };
        Span::new(node.start, end)
    }

    /// The place of a member's key, its quotes included.
    pub(super) fn key_span(&self, index: u32) -> Option<Span> {
        let node = self.node(index);
        if node.key == NO_KEY {
            return None;
        }
        if node.flags & flag::KEY_ODD != 0 {
            let found = self.odd_keys.binary_search_by_key(&index, |(node, _)| *node).ok()?;
            return Some(self.odd_keys[found].1);
        }
        let end = super::scan::string_end(self.text.as_bytes(), node.key as usize + 1);
        Some(Span::new(node.key, end as u32))
    }

    /// The places of scalars and keys, in the order of the text.
    pub(super) fn tokens(&self) -> Vec<Span> {
        let mut tokens = Vec::with_capacity(self.nodes.len());
        for (index, node) in self.nodes.iter().enumerate() {
            tokens.extend(self.key_span(index as u32));
            if !node.kind.is_container() {
                tokens.push(self.span_of(*node));
            }
        }
        tokens
    }

    /// For each node where it stands. Made once, when a first pointer is asked for: a clean text
    /// needs none.
    pub(super) fn home(&self, index: u32) -> Home {
        self.homes.get_or_init(|| self.find_homes())[index as usize]
    }

    fn find_homes(&self) -> Vec<Home> {
        let mut homes = Vec::with_capacity(self.nodes.len());
        // The containers that are open, with the node that follows each and its members so far.
        let mut open: Vec<(u32, u32, u32)> = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let index = index as u32;
            while open.last().is_some_and(|(_, next, _)| *next <= index) {
                open.pop();
            }
            homes.push(match open.last_mut() {
                Some((parent, _, position)) => {
                    *position += 1;
                    Home { parent: *parent, position: *position - 1 }
                }
                None => Home { parent: index, position: 0 },
            });
            if node.kind.is_container() {
                open.push((index, self.container(*node).next, 0));
            }
        }
        homes
    }
}

/// Where a node stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    /// Index of the container that it stands in; its own for the root.
    pub(super) parent: u32,
    /// Its position in that container, from 0.
    pub(super) position: u32,
}
