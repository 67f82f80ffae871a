//! Handles for the values of a tree.

use std::borrow::Cow;

use super::recover::is_typographic;
use super::string::unescaped_text;
use super::tree::{NO_KEY, flag};
use super::{KeyId, KeywordId, Kind, Pointer, Span, Tree, Unescaped, unescape};

/// The placeholder for hidden characters.
pub const HIDDEN: &str = "•••";

/// A value of a tree: a small `Copy` handle that reads on demand.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) index: u32,
}

impl<'a> Value<'a> {
    /// Returns the kind of the value.
    #[must_use]
    #[inline]
    pub fn kind(self) -> Kind {
        self.tree.node(self.index).kind
    }

    /// Returns the span: a string with its quotes, a container from bracket to bracket.
    #[must_use]
    pub fn span(self) -> Span {
        self.tree.span_of(self.tree.node(self.index))
    }

    /// Returns whether the value has a key: it is a member of an object. Takes no time, however long the
    /// key is.
    #[must_use]
    pub fn is_member(self) -> bool {
        self.tree.node(self.index).key != NO_KEY
    }

    /// Returns the span of the value's key, with its quotes; `None` in an array.
    #[must_use]
    pub fn key_span(self) -> Option<Span> {
        self.tree.key_span(self.index)
    }

    /// Returns the number of the value's key; [`KeyId::OTHER`] for an unknown key and in an array.
    #[must_use]
    #[inline]
    pub fn name(self) -> KeyId {
        self.tree.node(self.index).name
    }

    /// Returns the number of the keyword that this string is. [`KeywordId::OTHER`] for any other
    /// string, for a string with an escape, and for other kinds of values.
    #[must_use]
    #[inline]
    pub fn keyword(self) -> KeywordId {
        self.tree.node(self.index).word
    }

    /// Returns the value's key; `None` in an array.
    #[must_use]
    pub fn key(self) -> Option<Cow<'a, str>> {
        let node = self.tree.node(self.index);
        if node.key == NO_KEY {
            return None;
        }
        if node.flags & (flag::KEY_ODD | flag::KEY_ESCAPED | flag::RENAMED) == 0
            && let Some(spelling) = self.tree.interner.spelling(node.name)
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

    /// Returns the key that was meant: for a renamed member the known key, otherwise [`Self::key`].
    #[must_use]
    pub fn meant_key(self) -> Option<Cow<'a, str>> {
        let node = self.tree.node(self.index);
        let meant = (node.flags & flag::RENAMED != 0)
            .then(|| self.tree.interner.spelling(node.name))
            .flatten();
        meant.map(Cow::Borrowed).or_else(|| self.key())
    }

    /// Returns whether the key is known, or is certainly a key and looks like one. If quotes are
    /// unbalanced, part of a string can be read as a key.
    #[must_use]
    pub fn has_certain_key(self) -> bool {
        const MAX_DIGITS: usize = 80;
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.$@:".contains(&byte);
        let is_name = |key: &str| key.len() <= MAX_DIGITS && key.bytes().all(is_part);
        self.name() != KeyId::OTHER
            || self.key_span().is_some_and(|span| self.tree.are_strings_certain(span))
                && self.key().is_some_and(|key| is_name(&key))
    }

    /// Returns the key as a message may quote it: [`HIDDEN`] if it may be part of a string.
    #[must_use]
    pub fn quotable_key(self) -> Option<Cow<'a, str>> {
        self.key().map(|key| if self.has_certain_key() { key } else { Cow::Borrowed(HIDDEN) })
    }

    /// Returns the text of a span without its quotes, if it has any.
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
        // An unterminated string has no closing quote.
        inner.strip_suffix(quote).unwrap_or(inner)
    }

    /// Returns whether the value contains a syntax error that makes it a guess: it is cut,
    /// misspelled or unterminated, or it contains characters or escapes that are invalid in JSON
    /// strings. A value with an unambiguous repair, such as other quotes, is not damaged.
    #[must_use]
    pub fn is_damaged(self) -> bool {
        self.tree.node(self.index).flags & flag::DAMAGED != 0
    }

    /// Returns whether a syntax error may have hidden or removed members or elements: the value is
    /// cut or has a wrong bracket; it contains an elision, stray text, a key without a value or a
    /// conflict marker; or it begins in a merge conflict. A missing comma, or an extra one in an
    /// object, does not count.
    #[must_use]
    pub fn is_incomplete(self) -> bool {
        self.tree.node(self.index).flags & flag::INCOMPLETE != 0
    }

    /// Returns whether the value's key is misspelled, so that its meaning is a guess.
    #[must_use]
    #[inline]
    pub fn is_renamed(self) -> bool {
        self.tree.node(self.index).flags & flag::RENAMED != 0
    }

    /// Returns whether `self` and `other` are the same JSON value. Numbers are compared as written,
    /// strings unescaped; of duplicate keys the last value counts. Damaged and incomplete values
    /// are never equal.
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

    /// Returns the value and its descendants in text order, duplicate keys included.
    pub fn descendants(self) -> impl Iterator<Item = Value<'a>> {
        let tree = self.tree;
        (self.index..tree.after(self.index)).map(move |index| Value { tree, index })
    }

    /// Returns the content of a string.
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

    /// Returns the content of a string with its offset mapping. Mapped offsets are relative to the
    /// first character after the opening quote, [`Self::content_start`].
    #[must_use]
    pub fn unescaped(self) -> Option<Unescaped<'a>> {
        (self.kind() == Kind::String).then(|| unescape(self.raw(self.span())))
    }

    /// Returns the offset of a string's first character after the opening quote, in bytes.
    #[must_use]
    pub fn content_start(self) -> u32 {
        self.start_within(self.span())
    }

    /// Returns the offset past a string's last character before the closing quote, in bytes. A string without
    /// quotes, or without a closing one, ends with its last character.
    #[must_use]
    pub fn content_end(self) -> u32 {
        self.content_start() + self.raw(self.span()).len() as u32
    }

    /// Returns the key as written, without its quotes, and its span.
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

    /// Returns the value of a boolean.
    #[must_use]
    #[inline]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// Returns a number as written.
    #[must_use]
    pub fn number_text(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| &self.tree.text[self.span().range()])
    }

    /// Returns the value of a number that is an integer within `i64`.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        self.number_text()?.parse().ok()
    }

    /// Returns the number of members or elements, duplicate keys included; 0 for a scalar.
    #[must_use]
    pub fn len(self) -> usize {
        let node = self.tree.node(self.index);
        if node.kind.is_container() { self.tree.container(node).len as usize } else { 0 }
    }

    /// Returns whether the value has no members or elements.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns the member whose key is `name`; for a duplicate key the last one, like `serde_json`.
    #[must_use]
    #[inline]
    pub fn get(self, name: KeyId) -> Option<Value<'a>> {
        self.members().find(|member| member.name() == name)
    }

    /// Returns the member whose key is `key`, known or not.
    #[must_use]
    pub fn get_key(self, key: &str) -> Option<Value<'a>> {
        match self.tree.interner.find(key.as_bytes()) {
            KeyId::OTHER => self.members().find(|member| member.has_key(key)),
            name => self.get(name),
        }
    }

    /// Returns whether the value's key is `key`, which is not interned.
    fn has_key(self, key: &str) -> bool {
        let node = self.tree.node(self.index);
        let is_plain = node.flags & (flag::KEY_ODD | flag::KEY_ESCAPED | flag::RENAMED) == 0;
        if node.key == NO_KEY || is_plain && node.name != KeyId::OTHER {
            return false;
        }
        if !is_plain {
            return self.key().as_deref() == Some(key);
        }
        let written = &self.tree.text.as_bytes()[node.key as usize + 1..];
        written.get(key.len()) == Some(&b'"')
            && written.starts_with(key.as_bytes())
            && !key.contains(['"', '\\'])
    }

    /// Returns the members of an object in order; of duplicate keys only the last one. Empty for
    /// any other value.
    #[must_use]
    #[inline]
    pub fn members(self) -> Members<'a> {
        Members(self.children(Kind::Object))
    }

    /// Returns the elements of an array in order. Empty for any other value.
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

    /// Returns the JSON Pointer from the tree's root.
    #[must_use]
    pub fn pointer(self) -> Pointer {
        Pointer::of(self, false, Value::key)
    }

    /// Returns the JSON Pointer as a report may quote it: see [`Self::quotable_key`].
    #[must_use]
    pub fn quotable_pointer(self) -> Pointer {
        Pointer::of(self, false, Value::quotable_key)
    }

    /// Returns the quotable JSON Pointer with each restored list as an array, so that a list has
    /// the same pointer in all its forms.
    #[must_use]
    pub fn quotable_pointer_as_arrays(self) -> Pointer {
        Pointer::of(self, true, Value::quotable_key)
    }

    /// Returns the parent container; `None` for the root.
    #[must_use]
    pub fn parent(self) -> Option<Value<'a>> {
        (self.index > 0).then(|| self.tree.value(self.tree.parent_link(self.index).parent))
    }

    /// Returns the 0-based position in the parent container.
    #[must_use]
    pub fn position(self) -> u32 {
        self.tree.parent_link(self.index).position
    }

    /// Returns the number of values, this one and its descendants.
    #[must_use]
    pub fn count(self) -> usize {
        (self.tree.after(self.index) - self.index) as usize
    }

    /// Returns the sibling `steps` positions after this value.
    #[must_use]
    pub fn following(self, steps: usize) -> Option<Value<'a>> {
        let end = self.parent().map_or(0, |parent| self.tree.after(parent.index));
        Children { tree: self.tree, next: self.index, end }.nth(steps)
    }

    /// Returns the tree that contains the value.
    #[must_use]
    pub fn tree(self) -> &'a Tree<'a> {
        self.tree
    }

    /// Returns a number that identifies the value in its tree, ascending in text order.
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

/// An iterator over the members of an object; see [`Value::members`].
#[derive(Clone, Debug)]
pub struct Members<'a>(Children<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        self.0.next()
    }
}

/// An iterator over the elements of an array; see [`Value::elements`].
#[derive(Clone, Debug)]
pub struct Elements<'a>(Children<'a>);

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        self.0.next()
    }
}
