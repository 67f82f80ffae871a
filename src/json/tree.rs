//! The tree: a flat list of small nodes over the borrowed text.

use std::sync::OnceLock;

use super::{Conflict, Interner, KeyId, KeywordId, Span, SyntaxError, Value};

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// `null`, or its equivalent in another language.
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
    /// Returns the kind with its article, for messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
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

/// Flags of a node, one bit each.
pub(super) mod flag {
    /// The string contains an escape.
    pub(in crate::json) const ESCAPED: u8 = 1;
    /// The key contains an escape, or may contain one.
    pub(in crate::json) const KEY_ESCAPED: u8 = 2;
    /// A later member of the same object has the same key.
    pub(in crate::json) const SHADOWED: u8 = 4;
    /// The scalar contains a syntax error, so its value is a guess.
    pub(in crate::json) const DAMAGED: u8 = 8;
    /// A syntax error lies among this container's members, so missing members may have been lost.
    pub(in crate::json) const INCOMPLETE: u8 = 16;
    /// The key's span is in [`super::Tree::odd_keys`].
    pub(in crate::json) const KEY_ODD: u8 = 32;
    /// The string is not enclosed in double quotes.
    pub(in crate::json) const ODD: u8 = 64;
    /// The member was renamed: its key is spelled differently in the text.
    pub(in crate::json) const RENAMED: u8 = 128;
}

/// No key: an element of an array, or the root.
pub(super) const NO_KEY: u32 = u32::MAX;

/// One value. Its members or elements follow it in the list of nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// The offset of the first byte.
    pub(super) start: u32,
    /// For a scalar, the offset past its last byte; for a container, its index in `containers`.
    pub(super) extent: u32,
    /// The offset of the key's first byte (its quote), or [`NO_KEY`].
    pub(super) key: u32,
    /// The number of the key in the interner.
    pub(super) name: KeyId,
    /// The number of the string among the interner's keywords.
    pub(super) word: KeywordId,
    pub(super) kind: Kind,
    pub(super) flags: u8,
}

const _: () = assert!(size_of::<Node>() == 16);

/// The additional data of a container.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Container {
    /// The offset past the closing bracket.
    pub(super) end: u32,
    /// The index of the first node after the container.
    pub(super) next: u32,
    /// The number of members or elements, duplicates included.
    pub(super) len: u32,
}

/// A duplicate key in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated {
    pub(super) first: u32,
    pub(super) last: u32,
    /// The number of occurrences in the object.
    pub times: u32,
}

/// The maximum number of syntax errors in one text. Beyond it the text is not JSON, and reading
/// further would be slow guesswork.
pub const MAX_SYNTAX_ERRORS: usize = 5_000;

/// Returns the maximum number of values in a text of `len` bytes. In real responses a value takes
/// 16 bytes or more.
pub(super) fn max_values(len: usize) -> usize {
    (len / 16).max(1 << 19)
}

/// A limit that a text exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// More than [`MAX_SYNTAX_ERRORS`] syntax errors.
    SyntaxErrors,
    /// More than this number of values.
    Values(usize),
}

/// The values of a JSON text, with its syntax errors.
#[derive(Debug)]
pub struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) interner: &'static Interner,
    pub(super) nodes: Vec<Node>,
    pub(super) containers: Vec<Container>,
    /// The spans of keys that are not plain JSON strings, in ascending order of their nodes.
    pub(super) odd_keys: Vec<(u32, Span)>,
    pub(super) syntax_errors: Vec<SyntaxError>,
    /// The limit at which reading stopped.
    pub(super) exceeded: Option<Exceeded>,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) repeated: Vec<Repeated>,
    /// The nodes with unknown keys, in ascending order, except arrays in the objects of the interner's open list.
    pub(super) others: Vec<u32>,
    /// The renamed nodes, whose keys are spelled differently in the text, in ascending order.
    pub(super) renamed: Vec<u32>,
    /// Pairs of members of one object: a known key, and a misspelling of it.
    pub(super) doubled: Vec<(u32, u32)>,
    /// The restored arrays, in ascending order of their nodes.
    pub(super) restored: Vec<RestoredList>,
    pub(super) may_lack_arrays: bool,
    pub(super) parents: OnceLock<Vec<ParentLink>>,
    pub(super) doubtful_places: OnceLock<Vec<u32>>,
}

impl<'t> Tree<'t> {
    /// Returns the outermost value; `None` if the text contains no value.
    #[must_use]
    pub fn root(&self) -> Option<Value<'_>> {
        self.nodes.first().map(|_| self.value(0))
    }

    /// Returns the text that was read.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the syntax errors in text order, as far as the text was read.
    #[must_use]
    pub fn syntax_errors(&self) -> &[SyntaxError] {
        &self.syntax_errors
    }

    /// Returns the limit that the text exceeds. If there is one, the rest of the text was not read,
    /// and nothing in the tree is reliable.
    #[must_use]
    pub fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded
    }

    /// Returns the duplicate keys. The last value of each is used.
    #[must_use]
    pub fn repeated(&self) -> &[Repeated] {
        &self.repeated
    }

    /// Returns whether the text is valid JSON, without duplicate, misspelled or renamed keys.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.syntax_errors.is_empty()
            && self.repeated.is_empty()
            && self.renamed.is_empty()
            && self.doubled.is_empty()
            && self.restored.is_empty()
    }

    /// Returns the first and the last member with a duplicate key.
    #[must_use]
    pub fn repeated_members(&self, repeated: Repeated) -> (Value<'_>, Value<'_>) {
        (self.value(repeated.first), self.value(repeated.last))
    }

    /// Returns the first and the last of the members with a duplicate key that do not all have the same value.
    pub fn contradictions(&self) -> impl Iterator<Item = (Value<'_>, Value<'_>)> {
        self.repeated().iter().filter_map(|repeated| {
            let (first, last) = self.repeated_members(*repeated);
            (repeated.times > 2 || !first.is_same_as(last)).then_some((first, last))
        })
    }

    /// Returns whether a member within `value` has an unknown key, or had one before it was renamed. Lists of
    /// platforms in the objects of `releases` do not count.
    #[must_use]
    pub fn has_other_names(&self, value: Value<'_>) -> bool {
        let within = self.others.partition_point(|index| *index <= value.index);
        self.others.get(within).is_some_and(|index| *index < self.after(value.index))
    }

    /// Returns the members with unknown keys, in text order, except lists of platforms in the objects of `releases`.
    pub fn other_members(&self) -> impl Iterator<Item = Value<'_>> {
        self.others.iter().map(|index| self.value(*index))
    }

    /// Gives members with misspelled keys the known keys that were meant. Each member is identified
    /// by its [`Value::id`]. [`Value::key`] still returns the key as written.
    pub fn rename(&mut self, renamed: &[(u32, KeyId)]) {
        for (index, name) in renamed {
            let node = &mut self.nodes[*index as usize];
            node.name = *name;
            node.flags |= flag::RENAMED;
        }
        self.renamed.extend(renamed.iter().map(|(index, _)| *index));
        self.renamed.sort_unstable();
    }

    /// Records members with misspelled keys beside the members with the known keys that were meant, as
    /// pairs of [`Value::id`]: the known one first.
    pub fn add_doubled(&mut self, doubled: &[(u32, u32)]) {
        self.doubled.extend(doubled);
    }

    /// Returns the members with a known key, each with a member of the same object whose key is a
    /// misspelling of it.
    pub fn doubled(&self) -> impl Iterator<Item = (Value<'_>, Value<'_>)> {
        self.doubled.iter().map(|(known, misspelled)| (self.value(*known), self.value(*misspelled)))
    }

    /// Returns the renamed members within `value`, in text order.
    pub fn renamed_within<'a>(&'a self, value: Value<'a>) -> impl Iterator<Item = Value<'a>> {
        let end = self.after(value.index);
        let first = self.renamed.partition_point(|index| *index < value.index);
        let within = self.renamed[first..].iter().take_while(move |index| **index < end);
        within.map(|index| self.value(*index))
    }

    /// Returns the number of values in the text.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether the text contains no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the innermost value whose span or key contains `span`; the root if there is none.
    #[must_use]
    pub fn value_around(&self, span: Span) -> Option<Value<'_>> {
        // Nodes are in text order, so the span lies in the last node that begins before it, or in
        // one of that node's ancestors.
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

    /// Returns the values in text order, from the last one for which `is_before` returns true.
    /// `is_before` takes the offset of the value's or its key's first byte, and must be monotonic.
    pub fn values_from(&self, is_before: impl Fn(u32) -> bool) -> impl Iterator<Item = Value<'_>> {
        let after = self.nodes.partition_point(|node| is_before(node.key.min(node.start)));
        let first = after.saturating_sub(1) as u32;
        (first..self.nodes.len() as u32).map(|index| self.value(index))
    }

    /// Returns whether the text at `span` is a known key, with or without quotes.
    #[must_use]
    pub fn is_known_key(&self, span: Span) -> bool {
        let key = self.text[span.range()].trim_matches(['"', '\'']);
        self.interner.find(key.as_bytes()) != KeyId::OTHER
    }

    /// Returns whether no syntax error near `span` makes string boundaries doubtful. Where they are
    /// doubtful, a supposed key may be part of a string. Quotes that stay unbalanced cause repeated
    /// errors, so a limited distance suffices.
    #[must_use]
    pub fn are_strings_certain(&self, span: Span) -> bool {
        /// The distance from a syntax error within which strings are doubtful, in bytes.
        const MAX_STEPS: u32 = 500;
        let locations = self.doubtful_places.get_or_init(|| {
            let doubtful =
                self.syntax_errors.iter().filter(|error| error.kind.makes_strings_doubtful());
            let spans = doubtful.flat_map(|error| [Some(error.span), error.related]);
            let mut locations: Vec<u32> =
                spans.flatten().flat_map(|at| [at.start, at.end]).collect();
            locations.sort_unstable();
            locations
        });
        let first = locations.partition_point(|at| *at < span.start.saturating_sub(MAX_STEPS));
        locations.get(first).is_none_or(|at| *at > span.end.saturating_add(MAX_STEPS))
    }

    /// Returns the value whose [`Value::id`] is `id`.
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

    /// Returns the index of the first node after `index` and its descendants.
    pub(super) fn after(&self, index: u32) -> u32 {
        let node = self.node(index);
        if node.kind.is_container() { self.container(node).next } else { index + 1 }
    }

    pub(super) fn span_of(&self, node: Node) -> Span {
        let end = if node.kind.is_container() { self.container(node).end } else { node.extent };
        Span::new(node.start, end)
    }

    /// Returns the span of a member's key, with its quotes.
    pub(super) fn key_span(&self, index: u32) -> Option<Span> {
        let node = self.node(index);
        if node.key == NO_KEY {
            return None;
        }
        if node.flags & flag::KEY_ODD != 0 {
            let found = self.odd_keys.binary_search_by_key(&index, |(node, _)| *node).ok()?;
            return Some(self.odd_keys[found].1);
        }
        let is_as_known = node.flags & (flag::KEY_ESCAPED | flag::RENAMED) == 0;
        let end = match self.interner.spelling(node.name).filter(|_| is_as_known) {
            Some(spelling) => node.key + spelling.len() as u32 + 2,
            None => super::scan::string_end(self.text.as_bytes(), node.key as usize + 1) as u32,
        };
        Some(Span::new(node.key, end))
    }

    /// Returns the spans of scalars and keys, in text order.
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

    /// Returns the parent link of a node. The links are computed on first use: a valid text needs
    /// no pointers.
    pub(super) fn parent_link(&self, index: u32) -> ParentLink {
        self.parents.get_or_init(|| self.find_parents())[index as usize]
    }

    fn find_parents(&self) -> Vec<ParentLink> {
        let mut parents = Vec::with_capacity(self.nodes.len());
        // The open containers, each with the index past its end and the number of its children so
        // far.
        let mut open: Vec<(u32, u32, u32)> = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let index = index as u32;
            while open.last().is_some_and(|(_, next, _)| *next <= index) {
                open.pop();
            }
            parents.push(match open.last_mut() {
                Some((parent, _, position)) => {
                    *position += 1;
                    ParentLink { parent: *parent, position: *position - 1 }
                }
                None => ParentLink { parent: index, position: 0 },
            });
            if node.kind.is_container() {
                open.push((index, self.container(*node).next, 0));
            }
        }
        parents
    }
}

/// The position of a node in its container.
#[derive(Clone, Copy, Debug)]
pub(super) struct ParentLink {
    /// The index of the parent container; the node's own index for the root.
    pub(super) parent: u32,
    /// The 0-based position in the container.
    pub(super) position: u32,
}

/// A form in which a text writes an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListForm {
    /// The only element of the array, without brackets.
    Element,
    /// An object with the array as its `value` and the number of elements as its `Count`.
    Counted,
}

/// An array that [`Tree::restore_lists`] inserted into the tree.
#[derive(Clone, Debug)]
pub(super) struct RestoredList {
    /// The node of the array.
    pub(super) node: u32,
    pub(super) form: ListForm,
    /// The `Count`, if it differs from the number of elements.
    pub(super) wrong_count: Option<i64>,
    /// The spans of what was removed from the tree: the keys `value` and `Count`, and the count.
    pub(super) left_out: Vec<Span>,
}
