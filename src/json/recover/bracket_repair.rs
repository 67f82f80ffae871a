//! Repair of missing, wrong and superfluous brackets that one pass cannot identify.
//!
//! After a wrong bracket, the text may still be valid for a while, so the first syntax error can be
//! far from its cause. In formatted text, indentation helps: the contents of a container are
//! indented more than the line that opens it, and the closing bracket is not. A bracket that does
//! not match may be wrong, be superfluous, or follow a missing one. The candidate that leaves the
//! fewest syntax errors in the rest of the text wins.

use std::cmp::Ordering;
use std::sync::OnceLock;

use crate::json::reader::Reader;
use crate::json::tree::{Container, NO_KEY, Node, flag};
use crate::json::{
    Edit, Exceeded, Kind, Repeated, SyntaxError, SyntaxErrorKind, Tree, Value, scan,
};
use crate::source::Span;

use super::span;

/// The maximum number of brackets that are repaired in one text. Each costs up to four passes.
const MAX_REPAIRS: usize = 3;

/// The maximum length of a text that is repaired, in bytes. A longer text is read only once.
const MAX_REPAIRED_LEN: usize = 16 << 20;

/// A bracket error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// The container that opens at `opening` should be closed at `at`.
    Missing { at: usize, opening: usize },
    /// The bracket at `at` is superfluous.
    Stray { at: usize },
    /// The bracket at `at` is of the wrong kind.
    Mistaken { at: usize },
}

/// Repairs one bracket after another while that reduces the number of syntax errors, and returns
/// the resulting tree.
pub(super) fn repair_brackets(reader: Reader<'_>) -> Tree<'_> {
    let tree = reader.tree;
    if tree.text.len() > MAX_REPAIRED_LEN || tree.exceeded().is_some() {
        return tree;
    }
    let mut repaired: Vec<(Wrong, String)> = Vec::new();
    let mut best: Option<Parts> = None;
    let mut syntax_errors = tree.syntax_errors.clone();
    while repaired.len() < MAX_REPAIRS {
        let text = repaired.last().map_or(tree.text, |(_, text)| text);
        let candidates = candidates(text, &syntax_errors);
        let tried = candidates.into_iter().map(|wrong| {
            let text = wrong.repaired_text(text);
            let parts = Parts::read(&text, &tree);
            (wrong, text, parts)
        });
        // Closing the outermost container early also leaves few errors, but loses values.
        let values = best.as_ref().map_or(tree.nodes.len(), |best: &Parts| best.nodes.len());
        let better = tried.filter(|(.., parts)| {
            parts.exceeded.is_none()
                && parts.syntax_errors.len() < syntax_errors.len()
                && parts.nodes.len() >= values
        });
        let best_of_all = better.min_by_key(|(.., parts)| parts.syntax_errors.len());
        let Some((wrong, text, parts)) = best_of_all else { break };
        syntax_errors.clone_from(&parts.syntax_errors);
        best = Some(parts);
        repaired.push((wrong, text));
    }
    let Some(mut parts) = best else { return tree };
    for (wrong, text) in repaired.iter().rev() {
        let kind = match wrong {
            Wrong::Missing { opening, .. } => text.as_bytes()[*opening],
            Wrong::Stray { at } | Wrong::Mistaken { at } => {
                text.as_bytes().get(*at).map_or(0, |byte| *byte)
            }
        };
        parts.map_back(*wrong);
        parts.syntax_errors.push(wrong.syntax_error(kind));
    }
    parts.syntax_errors.sort_by_key(|error| error.span);
    let mut tree = parts.into_tree(tree);
    for (index, (wrong, _)) in repaired.iter().enumerate() {
        // Each offset refers to the text after the previous repairs.
        let before = repaired[..index].iter().rev();
        let at = before.fold(wrong.location(), |at, (wrong, _)| wrong.start(at));
        mark_incomplete(&mut tree, *wrong, at);
    }
    tree
}

/// The parts of a tree without its text.
pub(super) struct Parts {
    pub(super) nodes: Vec<Node>,
    containers: Vec<Container>,
    odd_keys: Vec<(u32, Span)>,
    pub(super) syntax_errors: Vec<SyntaxError>,
    pub(super) exceeded: Option<Exceeded>,
    repeated: Vec<Repeated>,
    others: Vec<u32>,
}

impl Parts {
    fn read(text: &str, like: &Tree<'_>) -> Self {
        let mut reader = Reader::new(text, like.interner);
        reader.run();
        Self::from(reader.tree)
    }

    /// Reads `text` and repairs its brackets. `text` must have the same offsets as the text of
    /// `like`.
    pub(super) fn recovered(text: &str, like: &Tree<'_>) -> Self {
        let mut reader = Reader::new(text, like.interner);
        reader.run();
        let is_json = reader.tree.syntax_errors.is_empty();
        Self::from(if is_json { reader.tree } else { repair_brackets(reader) })
    }

    pub(super) fn into_tree(self, tree: Tree<'_>) -> Tree<'_> {
        let Self { nodes, containers, odd_keys, syntax_errors, exceeded, repeated, others } = self;
        let parents = OnceLock::new();
        Tree {
            nodes,
            containers,
            odd_keys,
            syntax_errors,
            exceeded,
            repeated,
            others,
            parents,
            ..tree
        }
    }

    /// Maps all offsets to the text before this repair.
    fn map_back(&mut self, wrong: Wrong) {
        for node in &mut self.nodes {
            if node.key != NO_KEY {
                node.key = wrong.start(node.key);
            }
            node.start = wrong.start(node.start);
            if !node.kind.is_container() {
                node.extent = wrong.end(node.extent);
            }
        }
        for container in &mut self.containers {
            container.end = wrong.end(container.end);
        }
        for (_, span) in &mut self.odd_keys {
            *span = wrong.span(*span);
        }
        for error in &mut self.syntax_errors {
            error.span = wrong.span(error.span);
            error.related = error.related.map(|span| wrong.span(span));
            for edit in &mut error.repair {
                edit.span = wrong.span(edit.span);
            }
            if let SyntaxErrorKind::EndsEarly { open, .. } = &mut error.kind {
                for span in open {
                    *span = wrong.span(*span);
                }
            }
        }
    }
}

impl From<Tree<'_>> for Parts {
    fn from(tree: Tree<'_>) -> Self {
        let Tree { nodes, containers, odd_keys, syntax_errors, exceeded, repeated, others, .. } =
            tree;
        Self { nodes, containers, odd_keys, syntax_errors, exceeded, repeated, others }
    }
}

/// Returns the possible errors of the first bracket that does not match, the most likely first.
fn candidates(text: &str, syntax_errors: &[SyntaxError]) -> Vec<Wrong> {
    let Some(first) = syntax_errors.iter().find(|error| is_of_brackets(&error.kind)) else {
        return Vec::new();
    };
    let mut candidates: Vec<Wrong> = by_layout(text).into_iter().collect();
    let bytes = text.as_bytes();
    let at = scan::white_space(bytes, first.span.start as usize);
    // A closing bracket before an early end is right: it closes a container.
    let is_early_end = matches!(first.kind, SyntaxErrorKind::EndsEarly { .. });
    if !is_early_end && matches!(bytes.get(at), Some(b'}' | b']')) {
        candidates.extend([Wrong::Stray { at }, Wrong::Mistaken { at }]);
    }
    candidates
}

/// Returns whether a wrong bracket earlier in the text can cause this syntax error.
fn is_of_brackets(kind: &SyntaxErrorKind) -> bool {
    matches!(
        kind,
        SyntaxErrorKind::EndsEarly { .. }
            | SyntaxErrorKind::UnclosedBracket { .. }
            | SyntaxErrorKind::MismatchedBracket { .. }
            | SyntaxErrorKind::StrayBracket
            | SyntaxErrorKind::TextAfterEnd
            | SyntaxErrorKind::MissingKey
            | SyntaxErrorKind::Unexpected
    )
}

/// Returns the first bracket that contradicts the indentation.
fn by_layout(text: &str) -> Option<Wrong> {
    let bytes = text.as_bytes();
    let mut layout = Layout::default();
    let mut lines = scan::LineEnds::new(bytes);
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += 1;
        match bytes[start] {
            b'\n' => {
                layout.indent = 0;
                layout.is_begun = false;
                continue;
            }
            b' ' | b'\t' | b'\r' => {
                layout.indent += usize::from(!layout.is_begun);
                continue;
            }
            b'"' => {
                let line_end = lines.after(at);
                at = scan::string_end(&bytes[..line_end], at).min(line_end);
            }
            _ => {}
        }
        let wrong = layout.token(bytes[start], start, at);
        if wrong.is_some() {
            return wrong;
        }
    }
    None
}

/// The lines and brackets of a text up to the current offset.
#[derive(Default)]
struct Layout {
    open: Vec<Opened>,
    /// The indentation of the current line, and whether its first token was read.
    indent: usize,
    is_begun: bool,
    /// Whether the current token is the first of its line.
    begins_line: bool,
    /// The end of the last token other than a comma.
    last_end: usize,
    /// The last closing bracket, and whether only a comma has followed it.
    last_close: Option<usize>,
    is_closed: bool,
}

/// An open container.
struct Opened {
    at: usize,
    kind: u8,
    /// The indentation of the line that opens the container.
    indent: usize,
    /// The indentation of its first inner line.
    inner: Option<usize>,
}

impl Layout {
    /// Processes the token from `start` to `end`, whose first byte is `byte`.
    fn token(&mut self, byte: u8, start: usize, end: usize) -> Option<Wrong> {
        self.begins_line = !self.is_begun;
        if !self.is_begun {
            self.is_begun = true;
            let wrong = self.line(byte);
            if wrong.is_some() {
                return wrong;
            }
        }
        match byte {
            b'{' | b'[' => {
                self.open.push(Opened { at: start, kind: byte, indent: self.indent, inner: None });
            }
            b'}' | b']' => {
                let Some(open) = self.open.pop() else { return Some(Wrong::Stray { at: start }) };
                // Opening and closing brackets of a kind are two apart in ASCII.
                if self.begins_line && open.indent == self.indent && byte != open.kind + 2 {
                    return Some(Wrong::Mistaken { at: start });
                }
                self.last_close = Some(start);
            }
            // A key in an array: its object was closed too early.
            b':' if self.is_closed && self.open.last().is_some_and(|open| open.kind == b'[') => {
                return self.last_close.map(|at| Wrong::Stray { at });
            }
            _ => {}
        }
        if byte != b',' && byte != b'"' {
            self.is_closed = matches!(byte, b'}' | b']');
        }
        if byte != b',' {
            self.last_end = end;
        }
        None
    }

    /// Checks the indentation of the line that begins with `byte`.
    fn line(&mut self, byte: u8) -> Option<Wrong> {
        let stray = self.last_close.map(|at| Wrong::Stray { at });
        let Some(open) = self.open.last_mut() else { return stray };
        let missing = Some(Wrong::Missing { at: self.last_end, opening: open.at });
        let closes = matches!(byte, b'}' | b']');
        let is_closed = self.is_closed && self.last_close.is_some_and(|close| close > open.at);
        let Some(inner) = open.inner else {
            open.inner = (!closes).then_some(self.indent);
            return None;
        };
        match self.indent.cmp(&open.indent) {
            // Without indentation there is no evidence.
            _ if inner <= open.indent => None,
            Ordering::Less => missing,
            Ordering::Equal if !closes => missing,
            Ordering::Greater if is_closed && (closes || inner < self.indent) => stray,
            _ => None,
        }
    }
}

impl Wrong {
    /// Returns `text` with the bracket repaired.
    fn repaired_text(self, text: &str) -> String {
        let mut repaired = text.to_owned();
        match self {
            Self::Missing { at, opening } => {
                repaired.insert_str(at, closing(text.as_bytes()[opening]));
            }
            Self::Stray { at } => drop(repaired.remove(at)),
            Self::Mistaken { at } => {
                let other = if text.as_bytes()[at] == b'}' { "]" } else { "}" };
                repaired.replace_range(at..=at, other);
            }
        }
        repaired
    }

    /// Returns the offset of the bracket, or of the opening bracket if its closing one is missing.
    fn location(self) -> u32 {
        match self {
            Self::Missing { opening: at, .. } | Self::Stray { at } | Self::Mistaken { at } => {
                at as u32
            }
        }
    }

    fn span(self, span: Span) -> Span {
        let start = self.start(span.start);
        Span::new(start, self.end(span.end).max(start))
    }

    /// Maps a start offset in the repaired text to the text before the repair.
    fn start(self, at: u32) -> u32 {
        match self {
            Self::Missing { at: inserted, .. } => at - u32::from(at > inserted as u32),
            Self::Stray { at: removed } => at + u32::from(at >= removed as u32),
            Self::Mistaken { .. } => at,
        }
    }

    /// Maps an end offset in the repaired text to the text before the repair.
    fn end(self, at: u32) -> u32 {
        match self {
            Self::Stray { at: removed } => at + u32::from(at > removed as u32),
            _ => self.start(at),
        }
    }

    /// Returns the syntax error, with spans in the text before the repair. `bracket` is the byte of
    /// the repaired text at the opening bracket, or at the position of the wrong one.
    fn syntax_error(self, bracket: u8) -> SyntaxError {
        let edit = |span, replacement: &str| Edit { span, replacement: replacement.to_owned() };
        match self {
            Self::Missing { at, opening } => {
                let opened = if bracket == b'{' { Kind::Object } else { Kind::Array };
                let here = Span::at(at as u32);
                SyntaxError {
                    kind: SyntaxErrorKind::UnclosedBracket { opened },
                    span: here,
                    related: Some(span(opening, opening + 1)),
                    repair: vec![edit(here, closing(bracket))],
                }
            }
            Self::Stray { at } => {
                let here = span(at, at + 1);
                let kind = SyntaxErrorKind::StrayBracket;
                SyntaxError { kind, span: here, related: None, repair: vec![edit(here, "")] }
            }
            Self::Mistaken { at } => {
                let here = span(at, at + 1);
                let kind = SyntaxErrorKind::MismatchedBracket { expected: char::from(bracket) };
                let expected = char::from(bracket).to_string();
                SyntaxError { kind, span: here, related: None, repair: vec![edit(here, &expected)] }
            }
        }
    }
}

/// Marks the containers that the wrong bracket at `at` closes or should close.
fn mark_incomplete(tree: &mut Tree<'_>, wrong: Wrong, at: u32) {
    let around = tree.value_around(Span::new(at, at + 1));
    let marked: Vec<u32> = if let Wrong::Stray { .. } = wrong {
        // The containers closed right before it, and those that it would have closed.
        let before = scan::trim_end(&tree.text[..at as usize]).len().saturating_sub(1) as u32;
        let outer = around.map(Value::id);
        let inner = std::iter::successors(tree.value_around(Span::at(before)), |value| {
            value.parent().filter(|_| Some(value.id()) != outer)
        });
        inner.map(Value::id).collect()
    } else {
        let containers = std::iter::successors(around, |value| value.parent());
        containers.filter(|value| value.kind().is_container()).take(2).map(Value::id).collect()
    };
    for index in marked {
        let node = &mut tree.nodes[index as usize];
        if node.kind.is_container() {
            node.flags |= flag::INCOMPLETE;
        }
    }
}

/// Returns the bracket that closes `opening`.
fn closing(opening: u8) -> &'static str {
    if opening == b'{' { "}" } else { "]" }
}
