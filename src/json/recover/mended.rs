//! Brackets that are missing, mistaken or too many, where the reading alone cannot tell which.
//!
//! Where a bracket is wrong the text goes on as JSON for a while, and what shows the defect in the
//! end may stand far from it. A text that is laid out says more: what stands in a container is
//! indented more than the line that opens it, and the bracket that closes it is not. And where a
//! bracket does not fit, it may be missing before, mistaken, or one too many: what leaves the fewest
//! defects in the rest of the text is what happened.

use std::cmp::Ordering;
use std::sync::OnceLock;

use crate::json::read::Reader;
use crate::json::tree::{Container, NO_KEY, Node, flag};
use crate::json::{Defect, DefectKind, Edit, Exceeded, Kind, Repeated, Span, Tree, Value, scan};

use super::span;

/// How many brackets of one text are mended so. Each costs up to four readings.
const MOST: usize = 3;

/// A longer text, in bytes, is read once and no more.
const LONGEST: usize = 16 << 20;

/// A bracket that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// The container that opens at `opening` was meant to be closed at `at`.
    Missing { at: usize, opening: usize },
    /// The bracket at `at` closes too much.
    Stray { at: usize },
    /// The bracket at `at` is of the other kind.
    Mistaken { at: usize },
}

/// What `reader` read, of which one bracket after another is mended where that leaves fewer defects.
pub(super) fn with_brackets_mended(reader: Reader<'_>) -> Tree<'_> {
    let tree = reader.tree;
    if tree.text.len() > LONGEST || tree.exceeded().is_some() {
        return tree;
    }
    let mut mended: Vec<(Wrong, String)> = Vec::new();
    let mut best: Option<Parts> = None;
    let mut defects = tree.defects.clone();
    while mended.len() < MOST {
        let text = mended.last().map_or(tree.text, |(_, text)| text);
        let candidates = candidates(text, &defects);
        let tried = candidates.into_iter().map(|wrong| {
            let text = wrong.mended_in(text);
            let parts = Parts::read(&text, &tree);
            (wrong, text, parts)
        });
        // Whoever closes the outermost bracket early has few defects, and few values.
        let values = best.as_ref().map_or(tree.nodes.len(), |best: &Parts| best.nodes.len());
        let better = tried.filter(|(.., parts)| {
            parts.exceeded.is_none()
                && parts.defects.len() < defects.len()
                && parts.nodes.len() >= values
        });
        let best_of_all = better.min_by_key(|(.., parts)| parts.defects.len());
        let Some((wrong, text, parts)) = best_of_all else { break };
        defects.clone_from(&parts.defects);
        best = Some(parts);
        mended.push((wrong, text));
    }
    let Some(mut parts) = best else { return tree };
    for (wrong, text) in mended.iter().rev() {
        let kind = match wrong {
            Wrong::Missing { opening, .. } => text.as_bytes()[*opening],
            Wrong::Stray { at } | Wrong::Mistaken { at } => {
                text.as_bytes().get(*at).map_or(0, |byte| *byte)
            }
        };
        parts.lead_back(*wrong);
        parts.defects.push(wrong.defect(kind));
    }
    parts.defects.sort_by_key(|defect| defect.span);
    let mut tree = parts.into_tree(tree);
    for (index, (wrong, _)) in mended.iter().enumerate() {
        // Each was found in the text that those before it had left.
        let before = mended[..index].iter().rev();
        let at = before.fold(wrong.place(), |at, (wrong, _)| wrong.start(at));
        mark_incomplete(&mut tree, *wrong, at);
    }
    tree
}

/// What is read of a text, without the text.
pub(super) struct Parts {
    pub(super) nodes: Vec<Node>,
    containers: Vec<Container>,
    odd_keys: Vec<(u32, Span)>,
    pub(super) defects: Vec<Defect>,
    pub(super) exceeded: Option<Exceeded>,
    repeated: Vec<Repeated>,
    others: Vec<u32>,
}

impl Parts {
    fn read(text: &str, like: &Tree<'_>) -> Self {
        let mut reader = Reader::new(text, like.vocabulary);
        reader.run();
        Self::from(reader.tree)
    }

    /// What is read of `text`, its brackets put right; `text` has the offsets of that of `like`.
    pub(super) fn recovered(text: &str, like: &Tree<'_>) -> Self {
        let mut reader = Reader::new(text, like.vocabulary);
        reader.run();
        let is_json = reader.tree.defects.is_empty();
        Self::from(if is_json { reader.tree } else { with_brackets_mended(reader) })
    }

    pub(super) fn into_tree(self, tree: Tree<'_>) -> Tree<'_> {
        let Self { nodes, containers, odd_keys, defects, exceeded, repeated, others } = self;
        let homes = OnceLock::new();
        Tree { nodes, containers, odd_keys, defects, exceeded, repeated, others, homes, ..tree }
    }

    /// Makes the places those of the text before this bracket was mended in it.
    fn lead_back(&mut self, wrong: Wrong) {
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
        for defect in &mut self.defects {
            defect.span = wrong.span(defect.span);
            defect.related = defect.related.map(|span| wrong.span(span));
            for edit in &mut defect.repair {
                edit.span = wrong.span(edit.span);
            }
            if let DefectKind::EndsEarly { open, .. } = &mut defect.kind {
                for span in open {
                    *span = wrong.span(*span);
                }
            }
        }
    }
}

impl From<Tree<'_>> for Parts {
    fn from(tree: Tree<'_>) -> Self {
        let Tree { nodes, containers, odd_keys, defects, exceeded, repeated, others, .. } = tree;
        Self { nodes, containers, odd_keys, defects, exceeded, repeated, others }
    }
}

/// What may be wrong with the first bracket of a text that does not fit, the likeliest first.
fn candidates(text: &str, defects: &[Defect]) -> Vec<Wrong> {
    let Some(first) = defects.iter().find(|defect| is_of_brackets(&defect.kind)) else {
        return Vec::new();
    };
    let mut candidates: Vec<Wrong> = by_layout(text).into_iter().collect();
    let bytes = text.as_bytes();
    let at = scan::white_space(bytes, first.span.start as usize);
    // The last bracket before an early end closes what is open there.
    let is_early_end = matches!(first.kind, DefectKind::EndsEarly { .. });
    if !is_early_end && matches!(bytes.get(at), Some(b'}' | b']')) {
        candidates.extend([Wrong::Stray { at }, Wrong::Mistaken { at }]);
    }
    candidates
}

/// Whether a defect may come from a bracket that is wrong somewhere before.
fn is_of_brackets(kind: &DefectKind) -> bool {
    matches!(
        kind,
        DefectKind::EndsEarly { .. }
            | DefectKind::UnclosedBracket { .. }
            | DefectKind::MismatchedBracket { .. }
            | DefectKind::StrayBracket
            | DefectKind::TextAfterEnd
            | DefectKind::MissingKey
            | DefectKind::Unexpected
    )
}

/// The first bracket that the layout of a text says is wrong.
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

/// A text's lines and brackets, as far as they have been looked at.
#[derive(Default)]
struct Layout {
    open: Vec<Opened>,
    /// How far the line at hand is indented, and whether something stands in it.
    indent: usize,
    is_begun: bool,
    /// Whether what is looked at is the first of its line.
    begins_line: bool,
    /// The end of the last thing that is no comma.
    last_end: usize,
    /// The last closing bracket, and whether nothing but a comma stands after it.
    last_close: Option<usize>,
    is_closed: bool,
}

/// A container that is open.
struct Opened {
    at: usize,
    kind: u8,
    /// How far the line is indented that opens it.
    indent: usize,
    /// How far the first line within it is.
    inner: Option<usize>,
}

impl Layout {
    /// Looks at what stands from `start` to `end` and begins with `byte`.
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
                // The brackets of a kind are two apart in ASCII, and begin their lines alike.
                if self.begins_line && open.indent == self.indent && byte != open.kind + 2 {
                    return Some(Wrong::Mistaken { at: start });
                }
                self.last_close = Some(start);
            }
            // A key in an array: the object that it belongs to was closed too early.
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

    /// Looks at how far the line is indented that begins with `byte`.
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
            // Who indents nothing says nothing by it.
            _ if inner <= open.indent => None,
            Ordering::Less => missing,
            Ordering::Equal if !closes => missing,
            Ordering::Greater if is_closed && (closes || inner < self.indent) => stray,
            _ => None,
        }
    }
}

impl Wrong {
    /// `text` with the bracket put right.
    fn mended_in(self, text: &str) -> String {
        let mut mended = text.to_owned();
        match self {
            Self::Missing { at, opening } => {
                mended.insert_str(at, closing(text.as_bytes()[opening]));
            }
            Self::Stray { at } => drop(mended.remove(at)),
            Self::Mistaken { at } => {
                let other = if text.as_bytes()[at] == b'}' { "]" } else { "}" };
                mended.replace_range(at..=at, other);
            }
        }
        mended
    }

    /// The place of the bracket, or of the one that it should close.
    fn place(self) -> u32 {
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

    /// Where what begins at `at` in the mended text began before.
    fn start(self, at: u32) -> u32 {
        match self {
            Self::Missing { at: inserted, .. } => at - u32::from(at > inserted as u32),
            Self::Stray { at: removed } => at + u32::from(at >= removed as u32),
            Self::Mistaken { .. } => at,
        }
    }

    /// Where what ends at `at` in the mended text ended before.
    fn end(self, at: u32) -> u32 {
        match self {
            Self::Stray { at: removed } => at + u32::from(at > removed as u32),
            _ => self.start(at),
        }
    }

    /// What is wrong, in the text before it was mended. `bracket` stands in the mended one where the
    /// container opens, or in the place of what is mistaken.
    fn defect(self, bracket: u8) -> Defect {
        let edit = |span, replacement: &str| Edit { span, replacement: replacement.to_owned() };
        match self {
            Self::Missing { at, opening } => {
                let opened = if bracket == b'{' { Kind::Object } else { Kind::Array };
                let here = Span::at(at as u32);
                Defect {
                    kind: DefectKind::UnclosedBracket { opened },
                    span: here,
                    related: Some(span(opening, opening + 1)),
                    repair: vec![edit(here, closing(bracket))],
                }
            }
            Self::Stray { at } => {
                let here = span(at, at + 1);
                let kind = DefectKind::StrayBracket;
                Defect { kind, span: here, related: None, repair: vec![edit(here, "")] }
            }
            Self::Mistaken { at } => {
                let here = span(at, at + 1);
                let kind = DefectKind::MismatchedBracket { expected: char::from(bracket) };
                let expected = char::from(bracket).to_string();
                Defect { kind, span: here, related: None, repair: vec![edit(here, &expected)] }
            }
        }
    }
}

/// Marks the containers that the wrong bracket, now at `at`, does or should close.
fn mark_incomplete(tree: &mut Tree<'_>, wrong: Wrong, at: u32) {
    let around = tree.value_around(Span::new(at, at + 1));
    let marked: Vec<u32> = if let Wrong::Stray { .. } = wrong {
        // What was closed right before it, and what it would have closed.
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

/// The bracket that closes what `opening` opens.
fn closing(opening: u8) -> &'static str {
    if opening == b'{' { "}" } else { "]" }
}
