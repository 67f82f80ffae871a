//! Recovery after a syntax error: the intended text, one error for it, and the state in which
//! reading continues.
//!
//! Each function is called where the text deviates from what [`mod@super::reader`] handles. It
//! records one syntax error, or finds that an earlier one explains the deviation, and returns the
//! next state. All lookahead is bounded by [`MAX_LOOK_AHEAD`], so that even a text full of errors is
//! read in linear time.

mod bracket_repair;
mod brackets;
mod causes;
mod keys;
mod repeated;
mod strings;
mod values;

pub(super) use causes::recovered;

use super::reader::{Reader, State};
use super::tree::{NO_KEY, Node, flag};
use super::{Edit, Kind, Span, SyntaxErrorKind, Tree, scan};

/// The maximum lookahead of a decision, in bytes.
const MAX_LOOK_AHEAD: usize = 256;

/// How many values back the search for recently closed containers goes.
const MAX_LOOK_BACK: usize = 256;

/// Returns whether `character` is a typographic quote.
pub(super) const fn is_typographic(character: char) -> bool {
    matches!(character, '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‹' | '›')
}

/// Returns whether `content` contains a backslash that is not a JSON escape.
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

/// Returns whether a comment may hide members or elements: it contains what they are made of.
fn may_be_content(comment: &[u8]) -> bool {
    comment.iter().any(|byte| matches!(byte, b'"' | b'\'' | b':' | b'{' | b'[' | b'}' | b']'))
}

/// Returns the span between two offsets of the text, which is shorter than 4 GiB.
fn span(start: usize, end: usize) -> Span {
    Span::new(start as u32, end as u32)
}

impl Reader<'_> {
    fn in_object(&self) -> bool {
        self.open.last().is_some_and(|frame| frame.kind == Kind::Object)
    }

    /// Marks the innermost container as incomplete: the text may have lost some of its contents.
    pub(super) fn mark_incomplete(&mut self) {
        if let Some(frame) = self.open.last() {
            self.tree.nodes[frame.node as usize].flags |= flag::INCOMPLETE;
        }
    }

    /// Marks the containers around a wrong bracket: the contents of the innermost `depth`
    /// containers, and of those closed right before, may belong to another container.
    fn mark_around(&mut self, depth: usize) {
        for frame in self.open.iter().rev().take(depth) {
            self.tree.nodes[frame.node as usize].flags |= flag::INCOMPLETE;
        }
        let next = self.tree.nodes.len() as u32;
        let Tree { nodes, containers, .. } = &mut self.tree;
        for node in nodes.iter_mut().rev().take(MAX_LOOK_BACK) {
            if node.kind.is_container() && containers[node.extent as usize].next == next {
                node.flags |= flag::INCOMPLETE;
            }
        }
    }

    /// Returns the offset past the last value or bracket.
    fn end_of_last(&self) -> usize {
        // JSON has less white space than other languages: a form feed may end a string.
        let is_white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.bytes[..self.at].iter().rposition(|byte| !is_white(byte)).map_or(0, |last| last + 1)
    }

    /// Returns the end of a value; 0 for an open container.
    fn end_of(&self, node: Node) -> usize {
        let end = match node.kind.is_container() {
            true => self.tree.containers[node.extent as usize].end,
            false => node.extent,
        };
        end as usize
    }

    /// Returns whether the innermost container's last token was a comma.
    fn is_after_comma(&self) -> bool {
        let last = self.tree.nodes.last().map_or(0, |node| node.start as usize);
        // A comma in a closed container does not belong to the parent.
        self.bytes.get(self.comma) == Some(&b',')
            && last < self.comma
            && self.closed <= self.comma
            && self.comma < self.at
    }

    /// Returns the state in which the innermost container takes its next member or element.
    fn next_member(&self) -> State {
        match self.open.last() {
            Some(frame) if frame.kind == Kind::Object => State::NextKey,
            Some(_) => State::Value,
            None => State::After,
        }
    }

    /// Returns whether a string followed by a colon begins at `at`.
    fn key_follows(&self, at: usize) -> bool {
        let near = &self.bytes[..self.bytes.len().min(at + MAX_LOOK_AHEAD)];
        if near.get(at) != Some(&b'"') {
            return false;
        }
        let end = scan::string_end(near, at + 1).min(near.len());
        !near[at..end].contains(&b'\n') && near.get(scan::white_space(near, end)) == Some(&b':')
    }

    /// Reads a comment, if there is one at the current offset.
    fn comment(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let to_line_end = || memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let (len, kind) = if rest.starts_with(b"//") || rest.starts_with(b"#") {
            (to_line_end(), SyntaxErrorKind::Comment)
        } else if rest.starts_with(b"/*") {
            match memchr::memmem::find(&rest[2..], b"*/") {
                Some(end) => (end + 4, SyntaxErrorKind::Comment),
                None => (rest.len(), SyntaxErrorKind::UnclosedComment),
            }
        } else {
            return false;
        };
        let span = span(self.at, self.at + len);
        self.memory.ended |= kind == SyntaxErrorKind::UnclosedComment;
        if may_be_content(&rest[..len]) {
            self.mark_incomplete();
        }
        self.syntax_error(kind, span).repair = vec![Edit { span, replacement: String::new() }];
        self.at += len;
        true
    }

    /// Returns the ends of the string in typographic quotes at the current offset, and of its
    /// content.
    fn typographic_end(&self) -> Option<(usize, usize)> {
        let rest = &self.tree.text[self.at..];
        let rest = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
        let open = rest.chars().next().filter(|first| is_typographic(*first))?;
        let content = &rest[open.len_utf8()..];
        // Programs that convert only some of the quotes leave a plain one at the end.
        let len = content.find(|other| is_typographic(other) || other == '"')?;
        let close = content[len..].chars().next()?;
        let end = self.at + open.len_utf8() + len;
        Some((end + close.len_utf8(), end))
    }

    /// Records a string in typographic quotes from the current offset to `end`, whose content ends
    /// at `content_end`. Returns the flags of the string.
    fn typographic_quotes(&mut self, end: usize, content_end: usize) -> u8 {
        let content = self.at + self.tree.text[self.at..].chars().next().map_or(1, char::len_utf8);
        let plain = !self.bytes[content..content_end].contains(&b'\\');
        let double = |start, end| Edit { span: span(start, end), replacement: "\"".to_owned() };
        let repair = vec![double(self.at, content), double(content_end, end)];
        let span = span(self.at, end);
        self.syntax_error(SyntaxErrorKind::TypographicQuotes, span).repair =
            if plain { repair } else { Vec::new() };
        // The plain quote may be part of the intended content.
        let is_guess = self.bytes[content_end..end] == *b"\"";
        let content = &self.tree.text[content..content_end];
        if is_guess || has_foreign_escape(content) { flag::DAMAGED } else { 0 }
    }

    /// Returns the length of the elision at the current offset, in bytes; 0 if there is none.
    fn elision_len(&self) -> usize {
        let rest = &self.bytes[self.at..];
        if rest.starts_with("…".as_bytes()) {
            return "…".len();
        }
        let dots = rest.iter().take_while(|byte| **byte == b'.').count();
        if dots >= 3 { dots } else { 0 }
    }

    /// Reads an elision with the comma after it. The comma before it is part of the same syntax
    /// error.
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
        // The remaining text has one comma between two values, and none at the brackets.
        let (removed, replacement) = match comma_before {
            Some(comma) if closes => (span(comma, past_comma), ""),
            Some(_) => (span(start, past_comma), ""),
            None if is_first || closes => (span(start, past_comma), ""),
            None if comma_after.is_some() => (span(start, end), ""),
            None => (span(start, end), ","),
        };
        let span = span(start, end);
        let edit = Edit { span: removed, replacement: replacement.to_owned() };
        self.syntax_error(SyntaxErrorKind::Elision, span).repair =
            if has_key { Vec::new() } else { vec![edit] };
        if closes { State::After } else { self.next_member() }
    }

    /// Returns the last byte before `at` that is not white space.
    fn byte_before(&self, at: usize) -> Option<u8> {
        scan::trim_end(&self.tree.text[..at]).bytes().next_back()
    }

    /// Skips meaningless characters up to the next one that may begin a token.
    fn unexpected(&mut self) -> State {
        let start = self.at;
        let stop = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'"' | b'\n' | b'\r');
        let rest = &self.bytes[start + 1..];
        self.at = start + 1 + rest.iter().position(stop).unwrap_or(rest.len());
        let end = self.end_of_last();
        let span = span(start, end.max(start + 1));
        self.drop_key();
        self.mark_incomplete();
        self.syntax_error(SyntaxErrorKind::Unexpected, span);
        State::After
    }

    /// Handles an early end of the text: closes all open containers.
    fn ends_early(&mut self) -> State {
        self.note_early_end(self.last_token(), false);
        self.drop_key();
        if let Some(last) = self.tree.nodes.last_mut()
            && last.kind == Kind::Number
            && last.extent as usize == self.bytes.len()
        {
            // Digits may be missing.
            last.flags |= flag::DAMAGED;
        }
        while !self.open.is_empty() {
            self.mark_incomplete();
            self.close_container(self.bytes.len());
        }
        State::Done
    }

    /// Records, at most once, that the text ends early in or after `cut`.
    fn note_early_end(&mut self, cut: Span, in_string: bool) {
        if !self.memory.ended {
            self.memory.ended = true;
            let starts = self.open.iter().map(|frame| self.tree.nodes[frame.node as usize].start);
            let open = starts.map(|start| Span::new(start, start + 1)).collect();
            self.syntax_error(SyntaxErrorKind::EndsEarly { open, in_string }, cut);
        }
    }

    /// Returns the span of the last key, scalar or bracket.
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
