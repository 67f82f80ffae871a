//! Syntax errors after a value: commas and brackets.

use crate::json::reader::{Reader, State};
use crate::json::tree::{NO_KEY, Node};
use crate::json::{Edit, Kind, SyntaxErrorKind, scan};
use crate::source::Span;

use super::{MAX_LOOK_AHEAD, span};

impl Reader<'_> {
    /// Handles text after a value that is neither a comma nor the matching closing bracket.
    #[cold]
    pub(in crate::json) fn odd_after(&mut self) -> State {
        let elision = self.elision_len();
        let in_object = self.in_object();
        match self.byte() {
            _ if self.at == self.bytes.len() => self.ends_early(),
            b'/' | b'#' if self.comment() => State::After,
            _ if elision > 0 => self.elision(elision),
            b'}' | b']' => self.wrong_bracket(),
            b';' => self.semicolon(),
            b'"' if !in_object && self.parent_takes_key() && self.key_follows(self.at) => {
                self.close_unclosed(self.end_of_last())
            }
            b':' if !in_object && self.parent_takes_key() => self.array_swallowed_key(),
            b'"' if in_object && !self.key_follows(self.at) => self.string_without_key(),
            b'{' if in_object && self.open.len() > 1 && !self.parent_takes_key() => {
                self.close_unclosed(self.end_of_last())
            }
            b'"' | b'\'' | b'{' | b'[' => self.missing_comma(),
            byte if scan::is_word(byte) => match self.text_after_string() {
                Some(state) => state,
                None if !in_object || self.bare_key_follows() => self.missing_comma(),
                None => self.unexpected(),
            },
            _ => self.unexpected(),
        }
    }

    /// Returns whether the parent of the innermost container is an object.
    pub(super) fn parent_takes_key(&self) -> bool {
        self.open.iter().nth_back(1).is_some_and(|frame| frame.kind == Kind::Object)
    }

    fn bare_key_follows(&self) -> bool {
        let near = &self.bytes[..self.bytes.len().min(self.at + MAX_LOOK_AHEAD)];
        let end = scan::word_end(near, self.at);
        near.get(scan::white_space(near, end)) == Some(&b':')
    }

    fn missing_comma(&mut self) -> State {
        let at = Span::at(self.end_of_last() as u32);
        let comma = Edit { span: at, replacement: ",".to_owned() };
        self.syntax_error(SyntaxErrorKind::MissingComma, at).repair = vec![comma];
        self.next_member()
    }

    /// Reads a semicolon between two values.
    fn semicolon(&mut self) -> State {
        let span = span(self.at, self.at + 1);
        let comma = Edit { span, replacement: ",".to_owned() };
        self.syntax_error(SyntaxErrorKind::MissingComma, span).repair = vec![comma];
        self.at += 1;
        self.skip_white_space();
        // Before a closing bracket, the semicolon is superfluous.
        if matches!(self.byte(), b'}' | b']') {
            if let Some(error) = self.tree.syntax_errors.last_mut() {
                (error.kind, error.repair) =
                    (SyntaxErrorKind::Unexpected, vec![Edit { span, replacement: String::new() }]);
            }
            return State::After;
        }
        self.next_member()
    }

    /// Reads a string after a value in an object that is not followed by a colon, so that its key
    /// is unknown.
    fn string_without_key(&mut self) -> State {
        let start = self.at;
        let line_end =
            memchr::memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |len| start + len);
        let end = scan::string_end(&self.bytes[..line_end], start + 1).min(line_end);
        self.mark_incomplete();
        if end == self.bytes.len() && self.bytes[end - 1] != b'"' {
            self.note_early_end(span(start, end), true);
        } else {
            let span = span(start, end);
            self.syntax_error(SyntaxErrorKind::MissingKey, span);
        }
        self.at = end;
        State::After
    }

    /// Handles `["a", "b": 1`: the array was never closed, and its last string is a key of the
    /// parent object.
    fn array_swallowed_key(&mut self) -> State {
        // The string must directly precede the colon, and be in this array rather than in a closed
        // one.
        let before = self.end_of_last() as u32;
        let is_key =
            |node: &Node| node.kind == Kind::String && node.key == NO_KEY && node.extent == before;
        let Some(key) = self.tree.nodes.last().copied().filter(is_key) else {
            return self.unexpected();
        };
        self.take_back_last();
        let before = self.tree.text[..key.start as usize]
            .trim_end_matches([' ', '\t', '\r', '\n', ','])
            .len();
        // An unterminated string may itself end with such characters.
        let end = before.max(self.tree.nodes.last().map_or(0, |last| self.end_of(*last)));
        self.at = key.start as usize;
        self.close_unclosed(end);
        State::NextKey
    }

    /// Closes the innermost container at `end`, since its bracket is missing. The text at the
    /// current offset belongs to the parent.
    pub(super) fn close_unclosed(&mut self, end: usize) -> State {
        let Some(frame) = self.open.last() else { return State::Done };
        let (node, opened) = (frame.node as usize, frame.kind);
        let start = self.tree.nodes[node].start;
        let close = if opened == Kind::Object { "}" } else { "]" };
        let span = Span::at(end as u32);
        let error = self.syntax_error(SyntaxErrorKind::UnclosedBracket { opened }, span);
        error.related = Some(Span::new(start, start + 1));
        error.repair = vec![Edit { span, replacement: close.to_owned() }];
        self.mark_around(2);
        let at = self.at;
        self.close_container(end);
        self.at = at;
        // The comma before the current offset now separates the closed container from it.
        self.next_member()
    }

    /// Handles a closing bracket that does not match the innermost container.
    fn wrong_bracket(&mut self) -> State {
        let bracket = self.byte();
        let kind = if bracket == b'}' { Kind::Object } else { Kind::Array };
        let depth = self.open.len();
        let after = self.at + 1;
        let fitting = self.open.iter().rposition(|frame| frame.kind == kind);
        let missing = fitting.map_or(0, |outer| {
            // A single missing bracket is more likely than a wrong one; two missing brackets are
            // less likely.
            u32::from(outer + 2 == depth) + self.score(outer, after)
        });
        let mistyped = self.score(depth - 1, after);
        let stray = self.score(depth, after);
        let span = span(self.at, after);
        match fitting {
            Some(outer) if missing > mistyped && missing > stray => {
                let end = self.end_of_last();
                while self.open.len() > outer + 1 {
                    self.close_unclosed(end);
                }
                self.close_container(after)
            }
            _ if mistyped >= stray => {
                let expected = if self.in_object() { '}' } else { ']' };
                let error =
                    self.syntax_error(SyntaxErrorKind::MismatchedBracket { expected }, span);
                error.repair = vec![Edit { span, replacement: expected.to_string() }];
                self.note_opening();
                self.mark_around(2);
                self.close_container(after)
            }
            _ => {
                self.syntax_error(SyntaxErrorKind::StrayBracket, span).repair =
                    vec![Edit { span, replacement: String::new() }];
                self.note_opening();
                self.mark_around(1);
                self.at = after;
                State::After
            }
        }
    }

    /// Adds the open bracket as the related location of the last syntax error.
    fn note_opening(&mut self) {
        let opening = self.open.last().map(|frame| self.tree.nodes[frame.node as usize].start);
        if let Some(error) = self.tree.syntax_errors.last_mut() {
            error.related = opening.map(|start| Span::new(start, start + 1));
        }
    }

    /// Scores how well the text from `at` continues if the outermost `depth` containers are open.
    fn score(&self, mut depth: usize, at: usize) -> u32 {
        let near = &self.bytes[..self.bytes.len().min(at + MAX_LOOK_AHEAD)];
        let mut at = at;
        let mut score = 0;
        loop {
            at = scan::white_space(near, at);
            let innermost = depth.checked_sub(1).map(|last| self.open[last].kind);
            match (near.get(at), innermost) {
                (None, None) => return score + 2,
                (Some(b'}'), Some(Kind::Object)) | (Some(b']'), Some(Kind::Array)) => {
                    score += 2;
                    depth -= 1;
                    at += 1;
                }
                (Some(b','), Some(kind)) => {
                    let next = scan::white_space(near, at + 1);
                    let is_key = self.key_follows(next);
                    let fits = match kind {
                        Kind::Object => is_key,
                        _ => {
                            !is_key
                                && near.get(next).is_some_and(|byte| !matches!(byte, b'}' | b']'))
                        }
                    };
                    return score + 2 * u32::from(fits);
                }
                _ => return score,
            }
        }
    }

    /// Handles text after the end of the outermost value.
    #[cold]
    pub(in crate::json) fn text_after_end(&mut self) -> State {
        if self.comment() {
            return State::After;
        }
        if let Some(state) = self.reopen_root() {
            return state;
        }
        let text = scan::trim_end(self.tree.text);
        let span = span(self.at, text.len().max(self.at + 1));
        let rest = &self.bytes[self.at..];
        let brackets =
            rest.iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, b'}' | b']'));
        let kind =
            if brackets { SyntaxErrorKind::StrayBracket } else { SyntaxErrorKind::TextAfterEnd };
        let repair =
            if brackets { vec![Edit { span, replacement: String::new() }] } else { Vec::new() };
        self.syntax_error(kind, span).repair = repair;
        if brackets || matches!(rest.first(), Some(b',' | b':' | b'"' | b'}' | b']')) {
            // The container closed last may have been closed too early.
            self.mark_around(2);
        }
        State::Done
    }

    /// Handles `{"a": 1}, "b": 2}`: the outermost value continues, so its closing bracket was
    /// superfluous.
    fn reopen_root(&mut self) -> Option<State> {
        if self.memory.reopened || self.byte() != b',' {
            return None;
        }
        let frame = self.memory.root.take()?;
        // A comment may follow the bracket.
        let end = self.end_of(self.tree.nodes[frame.node as usize]);
        let next = scan::white_space(self.bytes, self.at + 1);
        let goes_on = match frame.kind {
            Kind::Object => self.key_follows(next),
            _ => {
                matches!(self.bytes.get(next), Some(b'{' | b'[' | b'"')) && !self.key_follows(next)
            }
        };
        if !goes_on || !matches!(self.bytes[..end].last(), Some(b'}' | b']')) {
            return None;
        }
        self.memory.reopened = true;
        self.mark_around(2);
        let span = span(end - 1, end);
        let error = self.syntax_error(SyntaxErrorKind::StrayBracket, span);
        error.repair = vec![Edit { span, replacement: String::new() }];
        self.open.push(frame);
        Some(State::After)
    }
}
