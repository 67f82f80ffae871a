//! The reader: one pass over the text that builds the tree.
//!
//! This file is the way of a valid text. Wherever the text leaves it, a function of
//! [`super::recover`] notes the defect, decides what was meant, and hands back the state in which
//! reading goes on.

use std::fmt;
use std::sync::OnceLock;

use super::recover::{Memory, recovered};
use super::tree::{Container, Exceeded, MAX_SYNTAX_ERRORS, NO_KEY, Node, flag, max_values};
use super::vocabulary::NameSet;
use super::{Defect, DefectKind, Kind, Name, Span, Tree, Vocabulary, Word, scan};

/// How deep values may be nested; the same as in `serde_json`.
pub const MAX_DEPTH: usize = 127;

/// A text of 4 GiB or more: its places do not fit into a [`Span`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is longer than 4 GiB, the most that one JSON text may have here")
    }
}

impl std::error::Error for TooLong {}

/// Reads `text` into a tree. `vocabulary` names the keys that will be asked for by number.
///
/// # Errors
/// [`TooLong`] for a text of 4 GiB or more. A text that is not JSON is no error: its tree holds
/// what could be read, and its defects.
pub fn read<'t>(text: &'t str, vocabulary: &'static Vocabulary) -> Result<Tree<'t>, TooLong> {
    if u32::try_from(text.len()).map_or(true, |len| len == u32::MAX) {
        return Err(TooLong);
    }
    let mut reader = Reader::new(text, vocabulary);
    reader.run();
    if reader.tree.defects.is_empty() {
        return Ok(reader.tree);
    }
    Ok(recovered(reader))
}

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
    /// Nothing: the text has been read.
    Done,
}

/// A container that is still open.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) node: u32,
    pub(super) kind: Kind,
    len: u32,
    /// Which names of the vocabulary the object has had.
    seen: NameSet,
    /// How many keys outside of the vocabulary the object has had.
    others: u32,
    /// Whether a name of the vocabulary came again.
    repeats: bool,
}

/// A key that waits for its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct PendingKey {
    pub(super) start: u32,
    pub(super) name: Name,
    pub(super) flags: u8,
}

const NO_PENDING_KEY: PendingKey = PendingKey { start: NO_KEY, name: Name::OTHER, flags: 0 };

pub(super) struct Reader<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
    pub(super) tree: Tree<'t>,
    pub(super) open: Vec<Frame>,
    pub(super) key: PendingKey,
    /// The place of the comma that was read last.
    pub(super) comma: usize,
    /// Where the container ends that was closed last; 0 before one is.
    pub(super) closed: usize,
    /// What recovery has to remember.
    pub(super) memory: Memory,
    max_values: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, vocabulary: &'static Vocabulary) -> Self {
        let tree = Tree {
            text,
            vocabulary,
            // A value takes 16 to 40 bytes in real responses; a bad guess costs one more growth.
            nodes: Vec::with_capacity(text.len() / 24 + 1),
            containers: Vec::with_capacity(text.len() / 240 + 1),
            odd_keys: Vec::new(),
            defects: Vec::new(),
            exceeded: None,
            conflicts: Vec::new(),
            repeated: Vec::new(),
            others: Vec::new(),
            renamed: Vec::new(),
            restored: Vec::new(),
            may_lack_arrays: false,
            homes: OnceLock::new(),
            doubtful_places: OnceLock::new(),
        };
        let bytes = text.as_bytes();
        Self {
            bytes,
            at: 0,
            tree,
            open: Vec::new(),
            key: NO_PENDING_KEY,
            comma: 0,
            closed: 0,
            memory: Memory::default(),
            max_values: max_values(text.len()),
        }
    }

    pub(super) fn run(&mut self) {
        self.skip_white_space();
        let mut state = if self.at == self.bytes.len() {
            self.defect(DefectKind::Empty, Span::new(0, self.at as u32));
            State::Done
        } else {
            State::Value
        };
        while state != State::Done {
            if self.tree.nodes.len() > self.max_values {
                self.stop_reading(Exceeded::Values(self.max_values));
                break;
            }
            if self.has_too_many_errors() {
                self.stop_reading(Exceeded::SyntaxErrors);
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
        self.tree.defects.sort_by_key(|defect| defect.span);
    }

    /// The byte at the current place; 0 at the end of the text (a NUL is no JSON either).
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
    fn literal(&mut self, word: &[u8], kind: Kind) -> State {
        let end = self.at + word.len();
        let fits = self.bytes[self.at..].starts_with(word)
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
            0 => self.tree.vocabulary.find_word(&self.bytes[start + 1..end - 1]),
            _ => Word::OTHER,
        };
        self.add(Kind::String, word, end as u32, flags);
        self.at = end;
        State::After
    }

    /// Reads the string whose opening quote stands here and goes past its end. Gives the flags
    /// that a value has from it.
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

    /// A string that has more in it than plain characters.
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

    /// Adds a scalar that begins here and ends at `end`.
    #[inline]
    pub(super) fn scalar(&mut self, kind: Kind, end: usize, flags: u8) -> State {
        self.add(kind, Word::OTHER, end as u32, flags);
        self.at = end;
        State::After
    }

    #[inline]
    fn add(&mut self, kind: Kind, word: Word, extent: u32, flags: u8) {
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
                    self.tree.others.push(self.tree.nodes.len() as u32 - 1);
                    self.tree.may_lack_arrays |= kind == Kind::Number
                        && [0, 1]
                            .iter()
                            .any(|quote| self.bytes[key as usize + quote..].starts_with(b"Count"));
                }
                Some(position) => {
                    let (word, bit) = (position / 64, 1 << (position % 64));
                    self.tree.may_lack_arrays |= self.tree.vocabulary.lists()[word] & bit != 0
                        && match kind {
                            Kind::Object => true,
                            // An empty one stands for none.
                            Kind::String => extent as usize > self.at + 2,
                            _ => false,
                        };
                    frame.repeats |= frame.seen[word] & bit != 0;
                    frame.seen[word] |= bit;
                }
            }
        }
    }

    /// Takes the scalar that was added last out of the innermost container again.
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
        self.add(kind, Word::OTHER, self.tree.containers.len() as u32, 0);
        self.tree.containers.push(Container::default());
        self.open.push(Frame {
            node,
            kind,
            len: 0,
            seen: Default::default(),
            others: 0,
            repeats: false,
        });
        self.at += 1;
        if kind == Kind::Object { State::FirstKey } else { State::FirstElement }
    }

    /// Closes the innermost container; its bracket ends at `end`.
    #[inline]
    pub(super) fn close_container(&mut self, end: usize) -> State {
        let Some(frame) = self.open.pop() else { return State::Done };
        let extent = self.tree.nodes[frame.node as usize].extent;
        let next = self.tree.nodes.len() as u32;
        self.tree.containers[extent as usize] = Container { end: end as u32, next, len: frame.len };
        if frame.repeats || frame.others > 1 {
            self.find_repeated(frame.node);
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

    /// A key, whose opening quote stands here, and its colon.
    #[inline]
    fn key(&mut self) -> State {
        let start = self.at;
        let flags = self.string();
        let name = if flags == 0 {
            self.tree.vocabulary.find(&self.bytes[start + 1..self.at - 1])
        } else {
            self.uneven_key(start, flags)
        };
        let odd = if flags & flag::ODD != 0 { flag::KEY_ODD } else { 0 };
        let escaped = if flags & flag::ESCAPED != 0 { flag::KEY_ESCAPED } else { 0 };
        self.key = PendingKey { start: start as u32, name, flags: odd | escaped };
        self.colon(self.at)
    }

    /// The colon after a key that ends at `key_end`.
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

    /// After the outermost value.
    fn end(&mut self) -> State {
        if self.at == self.bytes.len() { State::Done } else { self.text_after_end() }
    }

    fn has_too_many_errors(&self) -> bool {
        self.tree.defects.len() > MAX_SYNTAX_ERRORS
    }

    /// Closes what is open, since the text exceeds a limit.
    #[cold]
    fn stop_reading(&mut self, exceeded: Exceeded) {
        self.tree.exceeded = Some(exceeded);
        self.defect(DefectKind::Unexpected, Span::new(self.at as u32, self.bytes.len() as u32));
        while !self.open.is_empty() {
            self.mark_incomplete();
            self.close_container(self.bytes.len());
        }
    }

    pub(super) fn defect(&mut self, kind: DefectKind, span: Span) -> &mut Defect {
        self.tree.defects.push(Defect { kind, span, related: None, repair: Vec::new() });
        let last = self.tree.defects.len() - 1;
        &mut self.tree.defects[last]
    }
}

/// Whether a string goes on after something that no string may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StringGoes {
    On,
    NoFurther,
}
