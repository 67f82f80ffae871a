//! Going on after a defect: what was meant, in one finding, and where reading goes on.
//!
//! Each function is called where the text left the way of [`mod@super::read`], notes one defect (or
//! finds that one noted before explains what it sees), and hands back the next state. All looking
//! ahead is bounded by [`LOOK_AHEAD`], so that a text of defects only is still read in linear
//! time.

mod brackets;
mod causes;
mod keys;
mod mended;
mod repeated;
mod strings;
mod values;

pub(super) use causes::recovered;

use super::read::{Frame, Reader, State};
use super::tree::{NO_KEY, Node, flag};
use super::{DefectKind, Edit, Kind, Span, Tree, scan};

/// How many bytes a decision may look ahead.
const LOOK_AHEAD: usize = 256;

/// How many values back the containers are looked for that were closed last.
const LOOK_BACK: usize = 256;

/// What recovery has to remember between two defects.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The end of the text has been reported.
    ended: bool,
    /// The outermost container, once it is closed.
    pub(super) root: Option<Frame>,
    /// The outermost container has been opened again, which happens once at most.
    reopened: bool,
    /// Up to here the string that is being read goes on, whatever line ends it holds.
    string_goes_on_to: usize,
}

/// Whether a word processor writes this character for a quote.
pub(super) const fn is_typographic(character: char) -> bool {
    matches!(character, '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‹' | '›')
}

/// Whether a backslash stands in `content` with which JSON escapes nothing.
fn has_foreign_escape(content: &str) -> bool {
    let mut bytes = content.bytes();
    while let Some(byte) = bytes.next() {
        let is_escape =
            |next| matches!(next, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u');
        if byte == b'\\' && !bytes.next().is_some_and(is_escape) {
            return true;
        }
    }
    false
}

/// The span of two offsets of the text, which is shorter than 4 GiB.
fn span(start: usize, end: usize) -> Span {
    Span::new(start as u32, end as u32)
}

impl Reader<'_> {
    fn in_object(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.kind == Kind::Object)
    }

    /// Notes that the innermost container lacks something which its text may have meant to hold.
    pub(super) fn mark_incomplete(&mut self) {
        if let Some(frame) = self.open.last() {
            self.tree.nodes[frame.node as usize].flags |= flag::INCOMPLETE;
        }
    }

    /// Notes that a bracket is wrong here: what the innermost `depth` containers hold, and those
    /// that were closed right before, may belong to another of them.
    fn mark_around(&mut self, depth: usize) {
        for frame in self.open.iter().rev().take(depth) {
            self.tree.nodes[frame.node as usize].flags |= flag::INCOMPLETE;
        }
        let next = self.tree.nodes.len() as u32;
        let Tree { nodes, containers, .. } = &mut self.tree;
        for node in nodes.iter_mut().rev().take(LOOK_BACK) {
            if node.kind.is_container() && containers[node.extent as usize].next == next {
                node.flags |= flag::INCOMPLETE;
            }
        }
    }

    /// The offset past the last value or bracket that was read.
    fn end_of_last(&self) -> usize {
        // Not all that is white space elsewhere is so in JSON: a form feed may end a string.
        let is_white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.bytes[..self.at].iter().rposition(|byte| !is_white(byte)).map_or(0, |last| last + 1)
    }

    /// Where a value ends; 0 for a container that is open.
    fn end_of(&self, node: Node) -> usize {
        let end = match node.kind.is_container() {
            true => self.tree.containers[node.extent as usize].end,
            false => node.extent,
        };
        end as usize
    }

    /// Whether the innermost container's last token was a comma.
    fn is_after_comma(&self) -> bool {
        let last = self.tree.nodes.last().map_or(0, |node| node.start as usize);
        // The comma of a container that has been closed is none of the one around it.
        self.bytes.get(self.comma) == Some(&b',')
            && last < self.comma
            && self.closed <= self.comma
            && self.comma < self.at
    }

    /// The state in which the innermost container takes its next member or element.
    fn next_member(&self) -> State {
        match self.open.last() {
            Some(frame) if frame.kind == Kind::Object => State::NextKey,
            Some(_) => State::Value,
            None => State::After,
        }
    }

    /// Whether a string that a colon follows begins at `at`.
    fn key_follows(&self, at: usize) -> bool {
        let near = &self.bytes[..self.bytes.len().min(at + LOOK_AHEAD)];
        if near.get(at) != Some(&b'"') {
            return false;
        }
        let end = scan::string_end(near, at + 1).min(near.len());
        !near[at..end].contains(&b'\n') && near.get(scan::white_space(near, end)) == Some(&b':')
    }

    /// Reads a remark, if one stands here.
    fn remark(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let to_line_end = || memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let (len, kind) = if rest.starts_with(b"//") || rest.starts_with(b"#") {
            (to_line_end(), DefectKind::Remark)
        } else if rest.starts_with(b"/*") {
            match memchr::memmem::find(&rest[2..], b"*/") {
                Some(end) => (end + 4, DefectKind::Remark),
                None => (rest.len(), DefectKind::UnclosedRemark),
            }
        } else {
            return false;
        };
        let span = span(self.at, self.at + len);
        self.memory.ended |= kind == DefectKind::UnclosedRemark;
        self.defect(kind, span).repair = vec![Edit { span, replacement: String::new() }];
        self.at += len;
        true
    }

    /// The end of the string in typographic quotes that begins here, and of its content.
    fn typographic_end(&self) -> Option<(usize, usize)> {
        let rest = &self.tree.text[self.at..];
        let rest = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
        let open = rest.chars().next().filter(|first| is_typographic(*first))?;
        let content = &rest[open.len_utf8()..];
        // A plain quote closes it where a program put typographic ones in half of the places.
        let len = content.find(|other| is_typographic(other) || other == '"')?;
        let close = content[len..].chars().next()?;
        let end = self.at + open.len_utf8() + len;
        Some((end + close.len_utf8(), end))
    }

    /// Notes that a string stands in typographic quotes, from here to `end`; its content ends at
    /// `content_end`. Gives the flags that it has from it.
    fn typographic_quotes(&mut self, end: usize, content_end: usize) -> u8 {
        let content = self.at + self.tree.text[self.at..].chars().next().map_or(1, char::len_utf8);
        let plain = !self.bytes[content..content_end].contains(&b'\\');
        let double = |start, end| Edit { span: span(start, end), replacement: "\"".to_owned() };
        let repair = vec![double(self.at, content), double(content_end, end)];
        let span = span(self.at, end);
        self.defect(DefectKind::TypographicQuotes, span).repair =
            if plain { repair } else { Vec::new() };
        // A plain quote may stand within what was meant.
        let is_guess = self.bytes[content_end..end] == *b"\"";
        let content = &self.tree.text[content..content_end];
        if is_guess || has_foreign_escape(content) { flag::DAMAGED } else { 0 }
    }

    /// The length in bytes of the elision that stands here; 0 where none does.
    fn elision_len(&self) -> usize {
        let rest = &self.bytes[self.at..];
        if rest.starts_with("…".as_bytes()) {
            return "…".len();
        }
        let dots = rest.iter().take_while(|byte| **byte == b'.').count();
        if dots >= 3 { dots } else { 0 }
    }

    /// Reads an elision with the comma after it: both are one defect with the comma before it.
    fn elision(&mut self, len: usize) -> State {
        let (start, end) = (self.at, self.at + len);
        let comma_before = self.is_after_comma().then_some(self.comma);
        let has_key = self.key.start != NO_KEY;
        self.drop_key();
        self.mark_incomplete();
        self.at = end;
        self.skip_white_space();
        let comma_after = (self.byte() == b',').then_some(self.at);
        if let Some(comma) = comma_after {
            self.comma = comma;
            self.at += 1;
            self.skip_white_space();
        }
        let closes = matches!(self.byte(), b'}' | b']');
        let is_first = comma_before.is_none()
            && self.byte_before(start).is_some_and(|last| matches!(last, b'{' | b'['));
        let past_comma = comma_after.map_or(end, |comma| comma + 1);
        // What is left has one comma between two values, and none at the brackets.
        let (removed, replacement) = match comma_before {
            Some(comma) if closes => (span(comma, past_comma), ""),
            Some(_) => (span(start, past_comma), ""),
            None if is_first || closes => (span(start, past_comma), ""),
            None if comma_after.is_some() => (span(start, end), ""),
            None => (span(start, end), ","),
        };
        let span = span(start, end);
        let edit = Edit { span: removed, replacement: replacement.to_owned() };
        self.defect(DefectKind::Elision, span).repair =
            if has_key { Vec::new() } else { vec![edit] };
        if closes { State::After } else { self.next_member() }
    }

    /// The last byte before `at` that is no white space.
    fn byte_before(&self, at: usize) -> Option<u8> {
        scan::trim_end(&self.tree.text[..at]).bytes().next_back()
    }

    /// Skips characters that mean nothing, up to the next one that could.
    fn unexpected(&mut self) -> State {
        let start = self.at;
        let stop = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'"' | b'\n' | b'\r');
        let rest = &self.bytes[start + 1..];
        self.at = start + 1 + rest.iter().position(stop).unwrap_or(rest.len());
        let end = self.end_of_last();
        let span = span(start, end.max(start + 1));
        self.drop_key();
        self.mark_incomplete();
        self.defect(DefectKind::Unexpected, span);
        State::After
    }

    /// The text ends although something is still open: closes all of it.
    fn ends_early(&mut self) -> State {
        self.note_early_end(self.last_token(), false);
        self.drop_key();
        if let Some(last) = self.tree.nodes.last_mut()
            && last.kind == Kind::Number
            && last.extent as usize == self.bytes.len()
        {
            // Digits may be cut off.
            last.flags |= flag::DAMAGED;
        }
        while !self.open.is_empty() {
            self.mark_incomplete();
            self.close_container(self.bytes.len());
        }
        State::Done
    }

    /// Notes that the text ends early, in or after `cut`; once.
    fn note_early_end(&mut self, cut: Span, in_string: bool) {
        if !self.memory.ended {
            self.memory.ended = true;
            let starts = self.open.iter().map(|frame| self.tree.nodes[frame.node as usize].start);
            let open = starts.map(|start| Span::new(start, start + 1)).collect();
            self.defect(DefectKind::EndsEarly { open, in_string }, cut);
        }
    }

    /// The key, scalar or bracket that was read last.
    fn last_token(&self) -> Span {
        let end = self.end_of_last() as u32;
        if self.key.start < end {
            return Span::new(self.key.start, end);
        }
        match self.tree.nodes.last() {
            Some(node) if !node.kind.is_container() && node.extent == end => {
                Span::new(node.start, end)
            }
            _ => span(
                self.tree.text.floor_char_boundary((end as usize).saturating_sub(1)),
                end as usize,
            ),
        }
    }
}
