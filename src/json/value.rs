//! Handles on the values of a tree.

use std::borrow::Cow;

use super::recover::is_typographic;
use super::string::unescaped_text;
use super::tree::{NO_KEY, flag};
use super::{Kind, Name, Pointer, Span, Tree, Unescaped, Word, unescape};

/// What stands for characters that are not shown.
pub const HIDDEN: &str = "•••";

/// One value of a tree: a small handle that is copied freely and reads on demand.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) index: u32,
}

impl<'a> Value<'a> {
    /// What it is.
    #[must_use]
    #[inline]
    pub fn kind(self) -> Kind {
        self.tree.node(self.index).kind
    }

    /// Its place: a string with its quotes, a container from bracket to bracket.
    #[must_use]
    pub fn span(self) -> Span {
        self.tree.span_of(self.tree.node(self.index))
    }

    /// The place of the key that it stands under, with its quotes; none in an array.
    #[must_use]
    pub fn key_span(self) -> Option<Span> {
        self.tree.key_span(self.index)
    }

    /// The number of its key in the vocabulary, [`Name::OTHER`] in an array.
    #[must_use]
    #[inline]
    pub fn name(self) -> Name {
        self.tree.node(self.index).name
    }

    /// The number of a string among the words of the vocabulary: its text need not be looked at.
    /// [`Word::OTHER`] for any other string, for one with an escape, and for what is no string.
    #[must_use]
    #[inline]
    pub fn word(self) -> Word {
        self.tree.node(self.index).word
    }

    /// The key that it stands under; none in an array.
    #[must_use]
    pub fn key(self) -> Option<Cow<'a, str>> {
        let node = self.tree.node(self.index);
        if node.key == NO_KEY {
            return None;
        }
        if node.flags & (flag::KEY_ODD | flag::KEY_ESCAPED | flag::RENAMED) == 0
            && let Some(spelling) = self.tree.vocabulary.spelling(node.name)
        {
            return Some(Cow::Borrowed(spelling));
        }
        let raw = self.raw(self.key_span()?);
        Some(if node.flags & flag::KEY_ESCAPED == 0 {
            Cow::Borrowed(raw)
        } else {
            unescaped_text(raw)
        })
    }

    /// The key that was meant: as [`Self::key`], but of a renamed member the name's spelling.
    #[must_use]
    pub fn meant_key(self) -> Option<Cow<'a, str>> {
        let node = self.tree.node(self.index);
        let meant = (node.flags & flag::RENAMED != 0)
            .then(|| self.tree.vocabulary.spelling(node.name))
            .flatten();
        meant.map(Cow::Borrowed).or_else(|| self.key())
    }

    /// Whether its key is one of the vocabulary, or was certainly written as a key and is a name. Where
    /// quotes are out of step, a part of a string can be read as a key.
    #[must_use]
    pub fn has_certain_key(self) -> bool {
        const LONGEST: usize = 80;
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.$@:".contains(&byte);
        let is_name = |key: &str| key.len() <= LONGEST && key.bytes().all(is_part);
        self.name() != Name::OTHER
            || self.key_span().is_some_and(|span| self.tree.are_strings_certain(span))
                && self.key().is_some_and(|key| is_name(&key))
    }

    /// The key as a message may quote it: [`HIDDEN`] where it may be a part of a string.
    #[must_use]
    pub fn quotable_key(self) -> Option<Cow<'a, str>> {
        self.key().map(|key| if self.has_certain_key() { key } else { Cow::Borrowed(HIDDEN) })
    }

    /// The text between the quotes that a span has, if it has any.
    fn raw(self, span: Span) -> &'a str {
        let text = &self.tree.text[span.range()];
        let quote = match text.chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            Some(quote) if is_typographic(quote) => {
                let inner = &text[quote.len_utf8()..];
                return inner
                    .strip_suffix(|last| is_typographic(last) || last == '"')
                    .unwrap_or(inner);
            }
            _ => return text,
        };
        let inner = &text[1..];
        // A string that is never closed has no closing quote.
        inner.strip_suffix(quote).unwrap_or(inner)
    }

    /// Whether a defect of the text stands in it, so that its value is a guess: it is cut, misspelt
    /// or never closed, or holds characters or escapes that no JSON string holds. What is repaired
    /// without guessing, such as other quotes, is not damaged.
    #[must_use]
    pub fn is_damaged(self) -> bool {
        self.tree.node(self.index).flags & flag::DAMAGED != 0
    }

    /// Whether a defect of the text stands among its members or elements, so that what it lacks
    /// may have been there: it is cut or its bracket is wrong, it holds an elision, stray text, a
    /// key without a value or a marker of a merge conflict, or it begins in a merge conflict. A
    /// comma that is missing, or one too many in an object, says nothing about that.
    #[must_use]
    pub fn is_incomplete(self) -> bool {
        self.tree.node(self.index).flags & flag::INCOMPLETE != 0
    }

    /// Whether it stands under a misspelled key, so that its name is a guess.
    #[must_use]
    #[inline]
    pub fn is_renamed(self) -> bool {
        self.tree.node(self.index).flags & flag::RENAMED != 0
    }

    /// Whether `self` and `other` are the same JSON value: numbers as they are written, strings as
    /// unescaped, of a repeated key the last. Damage counts as a difference.
    #[must_use]
    pub fn is_same_as(self, other: Value<'_>) -> bool {
        let (kind, is_intact) = (self.kind(), !self.is_damaged() && !self.is_incomplete());
        if kind != other.kind() || !is_intact || other.is_damaged() || other.is_incomplete() {
            return false;
        }
        match kind {
            Kind::Null | Kind::False | Kind::True => true,
            Kind::Number => self.number_text() == other.number_text(),
            Kind::String => self.as_str() == other.as_str(),
            Kind::Array => {
                self.len() == other.len()
                    && self.elements().zip(other.elements()).all(|(one, two)| one.is_same_as(two))
            }
            // Members in another order are rare enough to count as a difference.
            Kind::Object => {
                self.len() == other.len()
                    && self
                        .members()
                        .zip(other.members())
                        .all(|(one, two)| one.meant_key() == two.meant_key() && one.is_same_as(two))
            }
        }
    }

    /// The values within it, itself first, in the order of the text; repeated keys each time.
    pub fn descendants(self) -> impl Iterator<Item = Value<'a>> {
        let tree = self.tree;
        (self.index..tree.after(self.index)).map(move |index| Value { tree, index })
    }

    /// The content of a string.
    #[must_use]
    #[inline]
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        let node = self.tree.node(self.index);
        if node.kind != Kind::String {
            return None;
        }
        if node.flags & (flag::ESCAPED | flag::ODD) == 0 {
            let inner = node.start as usize + 1..node.extent as usize - 1;
            return Some(Cow::Borrowed(&self.tree.text[inner]));
        }
        Some(unescaped_text(self.raw(self.span())))
    }

    /// The content of a string with the way back to its place: offsets of the way lead to the
    /// first character after the opening quote, [`Self::content_start`].
    #[must_use]
    pub fn unescaped(self) -> Option<Unescaped<'a>> {
        (self.kind() == Kind::String).then(|| unescape(self.raw(self.span())))
    }

    /// Offset in the text, in bytes, of a string's first character after the opening quote.
    #[must_use]
    pub fn content_start(self) -> u32 {
        self.start_within(self.span())
    }

    /// The key that it stands under, as it is written, with its place: without its quotes.
    #[must_use]
    pub fn written_key(self) -> Option<(Span, &'a str)> {
        let span = self.key_span()?;
        let (start, written) = (self.start_within(span), self.raw(span));
        Some((Span::new(start, start + written.len() as u32), written))
    }

    fn start_within(self, span: Span) -> u32 {
        let first = self.tree.text[span.range()].chars().next();
        let quote = first.filter(|first| matches!(first, '"' | '\'') || is_typographic(*first));
        span.start + quote.map_or(0, char::len_utf8) as u32
    }

    /// The value of a boolean.
    #[must_use]
    #[inline]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// A number as it is written.
    #[must_use]
    pub fn number_text(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| &self.tree.text[self.span().range()])
    }

    /// The value of a number that is a whole number within `i64`.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        self.number_text()?.parse().ok()
    }

    /// How many members or elements it has, repeated keys counted each time; 0 for a scalar.
    #[must_use]
    pub fn len(self) -> usize {
        let node = self.tree.node(self.index);
        if node.kind.is_container() { self.tree.container(node).len as usize } else { 0 }
    }

    /// Whether it has no member or element.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The member whose key is `name`; of a repeated key the last, as `serde_json` has it.
    #[must_use]
    #[inline]
    pub fn get(self, name: Name) -> Option<Value<'a>> {
        self.members().find(|member| member.name() == name)
    }

    /// The member whose key is `key`, in the vocabulary or not.
    #[must_use]
    pub fn get_key(self, key: &str) -> Option<Value<'a>> {
        match self.tree.vocabulary.find(key.as_bytes()) {
            Name::OTHER => self.members().find(|member| member.key().as_deref() == Some(key)),
            name => self.get(name),
        }
    }

    /// The members of an object, in their order; of a repeated key only the last. Nothing for any
    /// other value.
    #[must_use]
    #[inline]
    pub fn members(self) -> Members<'a> {
        Members(self.children(Kind::Object))
    }

    /// The elements of an array, in their order. Nothing for any other value.
    #[must_use]
    #[inline]
    pub fn elements(self) -> Elements<'a> {
        Elements(self.children(Kind::Array))
    }

    #[inline]
    fn children(self, kind: Kind) -> Children<'a> {
        let node = self.tree.node(self.index);
        let end = if node.kind == kind { self.tree.container(node).next } else { 0 };
        Children { tree: self.tree, next: self.index + 1, end }
    }

    /// Where it stands, as a JSON Pointer from the tree's root.
    #[must_use]
    pub fn pointer(self) -> Pointer {
        Pointer::of(self, false, Value::key)
    }

    /// The same as a report may quote it: see [`Self::quotable_key`].
    #[must_use]
    pub fn quotable_pointer(self) -> Pointer {
        Pointer::of(self, false, Value::quotable_key)
    }

    /// The same if each restored list stood in the text as an array: the same pointer in every
    /// form that a list can have.
    #[must_use]
    pub fn quotable_pointer_as_arrays(self) -> Pointer {
        Pointer::of(self, true, Value::quotable_key)
    }

    /// The container that it stands in; none for the root.
    #[must_use]
    pub fn parent(self) -> Option<Value<'a>> {
        (self.index > 0).then(|| self.tree.value(self.tree.home(self.index).parent))
    }

    /// Its position among the elements or members that it stands with, from 0.
    #[must_use]
    pub fn position(self) -> u32 {
        self.tree.home(self.index).position
    }

    /// How many values it is, all that are within it counted.
    #[must_use]
    pub fn count(self) -> usize {
        (self.tree.after(self.index) - self.index) as usize
    }

    /// The element or member that stands `steps` after it in its container.
    #[must_use]
    pub fn following(self, steps: usize) -> Option<Value<'a>> {
        let end = self.parent().map_or(0, |parent| self.tree.after(parent.index));
        Children { tree: self.tree, next: self.index, end }.nth(steps)
    }

    /// The tree that it is of.
    #[must_use]
    pub fn tree(self) -> &'a Tree<'a> {
        self.tree
    }

    /// A number that tells it from every other value of its tree, ascending through the text.
    #[must_use]
    pub fn id(self) -> u32 {
        self.index
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

#[derive(Clone, Debug)]
struct Children<'a> {
    tree: &'a Tree<'a>,
    next: u32,
    end: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        while self.next < self.end {
            let index = self.next;
            self.next = self.tree.after(index);
            if self.tree.node(index).flags & flag::SHADOWED == 0 {
                return Some(self.tree.value(index));
            }
        }
        None
    }
}

/// The members of an object; see [`Value::members`].
#[derive(Clone, Debug)]
pub struct Members<'a>(Children<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        self.0.next()
    }
}

/// The elements of an array; see [`Value::elements`].
#[derive(Clone, Debug)]
pub struct Elements<'a>(Children<'a>);

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        self.0.next()
    }
}
