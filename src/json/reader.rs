//! The reader: one pass over the text that builds the tree.
//!
//! This file handles valid text. At any syntax error, a function of [`super::recover`] records the
//! error, infers the intended text, and returns the state in which reading continues.

use std::sync::OnceLock;

use super::interner::{KeySet, NO_KEYS};
use super::tree::{Container, Exceeded, MAX_SYNTAX_ERRORS, NO_KEY, Node, flag, max_values};
use super::{Interner, KeyId, KeywordId, Kind, Span, SyntaxError, SyntaxErrorKind, Tree, scan};

/// The maximum nesting depth of values; the same limit as in `serde_json`.
pub const MAX_DEPTH: usize = 127;

/// What the reader expects next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// A value.
    Value,
    /// The first element of an array, or its end.
    FirstElement,
    /// The first key of an object, or its end.
    FirstKey,
    /// A key, after a comma.
    NextKey,
    /// A comma or a closing bracket.
    After,
    /// Nothing: the text is complete.
    Done,
}

/// An open container.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) node: u32,
    pub(super) kind: Kind,
    len: u32,
    /// The known keys of the object so far.
    seen: KeySet,
    /// The number of unknown keys in the object so far.
    pub(super) others: u32,
    /// Whether a known key is repeated.
    pub(super) repeats: bool,
}

/// The state that recovery keeps between two syntax errors.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Whether the early end of the text was reported.
    pub(super) ended: bool,
    /// The outermost container, once it is closed.
    pub(super) root: Option<Frame>,
    /// Whether the outermost container was reopened, which happens at most once.
    pub(super) reopened: bool,
    /// The offset up to which the current string continues, across line ends.
    pub(super) string_goes_on_to: usize,
}

/// A key without a value so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct PendingKey {
    pub(super) start: u32,
    pub(super) name: KeyId,
    pub(super) flags: u8,
}

const NO_PENDING_KEY: PendingKey = PendingKey { start: NO_KEY, name: KeyId::OTHER, flags: 0 };

pub(super) struct Reader<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
    pub(super) tree: Tree<'t>,
    pub(super) open: Vec<Frame>,
    pub(super) key: PendingKey,
    /// The offset of the last comma, in bytes.
    pub(super) comma: usize,
    /// The end offset of the container that was closed last, in bytes; 0 if none was.
    pub(super) closed: usize,
    /// The state of the recovery.
    pub(super) memory: Memory,
    /// The number of nodes at which reading stops: one more than a text may have, and 0 once there are too
    /// many syntax errors, so that the loop compares once.
    node_limit: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, interner: &'static Interner) -> Self {
        let tree = Tree {
            text,
            interner,
            // A value takes 16 to 40 bytes in real responses; a bad guess costs one more growth.
            nodes: Vec::with_capacity(text.len() / 24 + 1),
            containers: Vec::with_capacity(text.len() / 80 + 1),
            odd_keys: Vec::new(),
            syntax_errors: Vec::new(),
            exceeded: None,
            conflicts: Vec::new(),
            repeated: Vec::new(),
            others: Vec::new(),
            renamed: Vec::new(),
            doubled: Vec::new(),
            restored: Vec::new(),
            may_lack_arrays: false,
            parents: OnceLock::new(),
            doubtful_places: OnceLock::new(),
        };
        let bytes = text.as_bytes();
        Self {
            bytes,
            at: 0,
            tree,
            open: Vec::with_capacity(16),
            key: NO_PENDING_KEY,
            comma: 0,
            closed: 0,
            memory: Memory::default(),
            node_limit: max_values(text.len()) + 1,
        }
    }

    pub(super) fn run(&mut self) {
        self.skip_white_space();
        let mut state = if self.at == self.bytes.len() {
            self.syntax_error(SyntaxErrorKind::Empty, Span::new(0, self.at as u32));
            State::Done
        } else {
            State::Value
        };
        while state != State::Done {
            if self.tree.nodes.len() >= self.node_limit {
                self.stop_reading();
                break;
            }
            state = match state {
                State::After => self.after(),
                State::NextKey => self.next_key(),
                State::Value => self.value(),
                State::FirstKey => self.first_key(),
                State::FirstElement => self.first_element(),
                State::Done => State::Done,
            };
        }
        self.tree.syntax_errors.sort_by_key(|error| error.span);
    }

    /// Returns the byte at the current offset; 0 at the end of the text (NUL is not valid JSON
    /// either).
    #[inline]
    pub(super) fn byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn skip_white_space(&mut self) {
        if self.byte() <= b' ' {
            self.at = scan::white_space(self.bytes, self.at);
        }
    }

    #[inline]
    fn value(&mut self) -> State {
        self.skip_white_space();
        match self.byte() {
            b'"' => self.string_value(),
            b'{' => self.open_container(Kind::Object),
            b'[' => self.open_container(Kind::Array),
            b'-' | b'0'..=b'9' => match scan::number(self.bytes, self.at) {
                Some(end) if end - self.at < 200 && !self.has_exponent(end) => {
                    self.scalar(Kind::Number, end, 0)
                }
                Some(end) => self.large_number(end),
                None => self.odd_value(),
            },
            b't' => self.literal(b"true", Kind::True),
            b'f' => self.literal(b"false", Kind::False),
            b'n' => self.literal(b"null", Kind::Null),
            _ => self.odd_value(),
        }
    }

    #[inline]
    fn has_exponent(&self, end: usize) -> bool {
        self.bytes[self.at..end].iter().any(|byte| matches!(byte, b'e' | b'E'))
    }

    #[inline]
    fn literal<const LEN: usize>(&mut self, word: &[u8; LEN], kind: Kind) -> State {
        let end = self.at + LEN;
        let fits = self.bytes[self.at..].first_chunk() == Some(word)
            && !self.bytes.get(end).is_some_and(|byte| scan::is_word(*byte));
        if fits { self.scalar(kind, end, 0) } else { self.odd_value() }
    }

    #[inline]
    fn string_value(&mut self) -> State {
        let start = self.at;
        let flags = self.string();
        let end = self.at;
        self.at = start;
        let word = match flags {
            0 => self.tree.interner.find_word(&self.bytes[start + 1..end - 1]),
            _ => KeywordId::OTHER,
        };
        self.add(Kind::String, word, end as u32, flags);
        self.at = end;
        State::After
    }

    /// Reads the string whose opening quote is at the current offset, and moves past its end.
    /// Returns the flags of the string.
    #[inline]
    fn string(&mut self) -> u8 {
        let start = self.at;
        self.at = scan::plain_run(self.bytes, start + 1);
        if self.byte() == b'"' {
            self.at += 1;
            return 0;
        }
        self.uneven_string(start)
    }

    /// Reads a string that contains escapes or invalid characters. Not inlined, so that reading a plain string
    /// stays short.
    #[inline(never)]
    fn uneven_string(&mut self, start: usize) -> u8 {
        let mut flags = 0;
        loop {
            match self.byte() {
                b'"' => {
                    self.at += 1;
                    return flags;
                }
                b'\\' => {
                    flags |= flag::ESCAPED;
                    match self.bytes.get(self.at + 1) {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                            self.at += 2;
                        }
                        _ => flags |= self.long_escape(),
                    }
                    if self.has_too_many_errors() {
                        return flags | flag::ODD | flag::DAMAGED;
                    }
                }
                _ => match self.break_in_string(start) {
                    StringGoes::On => flags |= flag::DAMAGED,
                    StringGoes::NoFurther => return flags | flag::ODD | flag::DAMAGED,
                },
            }
            self.at = scan::plain_run(self.bytes, self.at);
        }
    }

    /// Adds a scalar from the current offset to `end`.
    #[inline]
    pub(super) fn scalar(&mut self, kind: Kind, end: usize, flags: u8) -> State {
        self.add(kind, KeywordId::OTHER, end as u32, flags);
        self.at = end;
        State::After
    }

    #[allow(clippy::inline_always, reason = "measured: a call takes a third of its time")]
    #[inline(always)]
    fn add(&mut self, kind: Kind, word: KeywordId, extent: u32, flags: u8) {
        let PendingKey { start: key, name, flags: key_flags } = self.key;
        self.key = NO_PENDING_KEY;
        let flags = flags | key_flags;
        self.tree.nodes.push(Node { start: self.at as u32, extent, key, name, word, kind, flags });
        if let Some(frame) = self.open.last_mut() {
            frame.len += 1;
            match name.position() {
                _ if key == NO_KEY => {}
                None => {
                    frame.others += 1;
                    self.add_other(kind, key as usize);
                }
                Some(position) => {
                    let (word, bit) = (position / 64, 1 << (position % 64));
                    self.tree.may_lack_arrays |= self.tree.interner.lists()[word] & bit != 0
                        && match kind {
                            Kind::Object => true,
                            // An empty string means an absent value rather than a lost array.
                            Kind::String => extent as usize > self.at + 2,
                            _ => false,
                        };
                    frame.repeats |= frame.seen[word] & bit != 0;
                    frame.seen[word] |= bit;
                }
            }
        }
    }

    /// Records that the node that was added last has an unknown key, which begins at `key`.
    fn add_other(&mut self, kind: Kind, key: usize) {
        if kind == Kind::Array && self.is_in_open_list() {
            return;
        }
        self.tree.others.push(self.tree.nodes.len() as u32 - 1);
        self.tree.may_lack_arrays |= kind == Kind::Number
            && [0, 1].iter().any(|quote| self.bytes[key + quote..].starts_with(b"Count"));
    }

    /// Returns whether the innermost container is an element of the list whose objects have any keys.
    fn is_in_open_list(&self) -> bool {
        let [.., list, _] = self.open.as_slice() else { return false };
        let name = self.tree.nodes[list.node as usize].name;
        name != KeyId::OTHER && name == self.tree.interner.open_list()
    }

    /// Removes the scalar that was added last from the innermost container.
    pub(super) fn take_back_last(&mut self) {
        self.tree.nodes.pop();
        if let Some(frame) = self.open.last_mut() {
            frame.len = frame.len.saturating_sub(1);
        }
    }

    #[inline]
    fn open_container(&mut self, kind: Kind) -> State {
        if self.open.len() == MAX_DEPTH {
            return self.too_deep();
        }
        let node = self.tree.nodes.len() as u32;
        self.add(kind, KeywordId::OTHER, self.tree.containers.len() as u32, 0);
        self.tree.containers.push(Container::default());
        self.open.push(Frame { node, kind, len: 0, seen: NO_KEYS, others: 0, repeats: false });
        self.at += 1;
        if kind == Kind::Object { State::FirstKey } else { State::FirstElement }
    }

    /// Closes the innermost container, whose bracket ends at `end`.
    #[inline]
    pub(super) fn close_container(&mut self, end: usize) -> State {
        let Some(frame) = self.open.pop() else { return State::Done };
        let extent = self.tree.nodes[frame.node as usize].extent;
        let next = self.tree.nodes.len() as u32;
        self.tree.containers[extent as usize] = Container { end: end as u32, next, len: frame.len };
        if frame.repeats || frame.others > 1 {
            self.find_repeated(&frame);
        }
        if self.open.is_empty() {
            self.memory.root = Some(frame);
        }
        self.closed = end;
        self.at = end;
        State::After
    }

    #[inline]
    fn first_element(&mut self) -> State {
        self.skip_white_space();
        if self.byte() == b']' { self.close_container(self.at + 1) } else { State::Value }
    }

    #[inline]
    fn first_key(&mut self) -> State {
        self.skip_white_space();
        match self.byte() {
            b'"' => self.key(),
            b'}' => self.close_container(self.at + 1),
            _ => self.odd_key(),
        }
    }

    #[inline]
    fn next_key(&mut self) -> State {
        self.skip_white_space();
        if self.byte() == b'"' { self.key() } else { self.odd_key() }
    }

    /// Reads a key, whose opening quote is at the current offset, and its colon.
    #[inline]
    fn key(&mut self) -> State {
        let start = self.at;
        let flags = self.string();
        if flags != 0 {
            self.key = self.uneven_key(start, flags);
            return self.colon(self.at);
        }
        let name = self.tree.interner.find(&self.bytes[start + 1..self.at - 1]);
        self.key = PendingKey { start: start as u32, name, flags };
        self.colon(self.at)
    }

    /// Reads the colon after a key that ends at `key_end`.
    #[inline]
    pub(super) fn colon(&mut self, key_end: usize) -> State {
        self.skip_white_space();
        if self.byte() == b':' {
            self.at += 1;
            return State::Value;
        }
        self.odd_colon(key_end)
    }

    #[inline]
    fn after(&mut self) -> State {
        self.skip_white_space();
        let Some(frame) = self.open.last() else { return self.end() };
        match (self.byte(), frame.kind) {
            (b',', Kind::Object) => {
                self.comma = self.at;
                self.at += 1;
                State::NextKey
            }
            (b',', _) => {
                self.comma = self.at;
                self.at += 1;
                State::Value
            }
            (b'}', Kind::Object) | (b']', Kind::Array) => self.close_container(self.at + 1),
            _ => self.odd_after(),
        }
    }

    /// Checks for text after the outermost value.
    fn end(&mut self) -> State {
        if self.at == self.bytes.len() { State::Done } else { self.text_after_end() }
    }

    fn has_too_many_errors(&self) -> bool {
        self.tree.syntax_errors.len() > MAX_SYNTAX_ERRORS
    }

    /// Closes all open containers after the text has exceeded a limit.
    #[cold]
    fn stop_reading(&mut self) {
        self.tree.exceeded = Some(match self.node_limit {
            0 => Exceeded::SyntaxErrors,
            limit => Exceeded::Values(limit - 1),
        });
        self.syntax_error(
            SyntaxErrorKind::Unexpected,
            Span::new(self.at as u32, self.bytes.len() as u32),
        );
        while !self.open.is_empty() {
            self.mark_incomplete();
            self.close_container(self.bytes.len());
        }
    }

    pub(super) fn syntax_error(&mut self, kind: SyntaxErrorKind, span: Span) -> &mut SyntaxError {
        self.tree.syntax_errors.push(SyntaxError { kind, span, related: None, repair: Vec::new() });
        if self.has_too_many_errors() {
            self.node_limit = 0;
        }
        let last = self.tree.syntax_errors.len() - 1;
        &mut self.tree.syntax_errors[last]
    }
}

/// Whether a string continues after a character that JSON strings cannot contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StringGoes {
    On,
    NoFurther,
}
