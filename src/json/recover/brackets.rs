//! Defects after a value: commas and brackets.

use crate::json::read::{Reader, State};
use crate::json::tree::{NO_KEY, Node};
use crate::json::{DefectKind, Edit, Kind, Span, scan};

use super::{LOOK_AHEAD, span};

impl Reader<'_> {
    /// After a value within a container there is neither a comma nor the bracket that closes it.
    pub(in crate::json) fn odd_after(&mut self) -> State {
        let elision = self.elision_len();
        let in_object = self.in_object();
        match self.byte() {
            _ if self.at == self.bytes.len() => self.ends_early(),
            b'/' | b'#' if self.remark() => State::After,
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

    /// Whether the container around the innermost one is an object.
    pub(super) fn parent_takes_key(&self) -> bool {
        self.open.iter().nth_back(1).is_some_and(|frame| frame.kind == Kind::Object)
    }

    fn bare_key_follows(&self) -> bool {
        let near = &self.bytes[..self.bytes.len().min(self.at + LOOK_AHEAD)];
        let end = scan::word_end(near, self.at);
        near.get(scan::white_space(near, end)) == Some(&b':')
    }

    fn missing_comma(&mut self) -> State {
        let at = Span::at(self.end_of_last() as u32);
        let comma = Edit { span: at, replacement: ",".to_owned() };
        self.defect(DefectKind::MissingComma, at).repair = vec![comma];
        self.next_member()
    }

    /// A semicolon between two values.
    fn semicolon(&mut self) -> State {
        let span = span(self.at, self.at + 1);
        let comma = Edit { span, replacement: ",".to_owned() };
        self.defect(DefectKind::MissingComma, span).repair = vec![comma];
        self.at += 1;
        self.skip_white_space();
        // Before a closing bracket it is one too many.
        if matches!(self.byte(), b'}' | b']') {
            if let Some(defect) = self.tree.defects.last_mut() {
                (defect.kind, defect.repair) =
                    (DefectKind::Unexpected, vec![Edit { span, replacement: String::new() }]);
            }
            return State::After;
        }
        self.next_member()
    }

    /// A string after a value in an object, which is no key: nothing tells what it belongs to.
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
            self.defect(DefectKind::MissingKey, span);
        }
        self.at = end;
        State::After
    }

    /// `["a", "b": 1`: the array was never closed, and its last string is a key of the object
    /// around it.
    fn array_swallowed_key(&mut self) -> State {
        // The string right before the colon; in the array itself, not in one that is closed.
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
        // A string without its closing quote may itself end with such characters.
        let end = before.max(self.tree.nodes.last().map_or(0, |last| self.end_of(*last)));
        self.at = key.start as usize;
        self.close_unclosed(end);
        State::NextKey
    }

    /// The innermost container was never closed: it was meant to end at `end`, and what stands
    /// here belongs to the one around it.
    pub(super) fn close_unclosed(&mut self, end: usize) -> State {
        let Some(frame) = self.open.last() else { return State::Done };
        let (node, opened) = (frame.node as usize, frame.kind);
        let start = self.tree.nodes[node].start;
        let close = if opened == Kind::Object { "}" } else { "]" };
        let span = Span::at(end as u32);
        let defect = self.defect(DefectKind::UnclosedBracket { opened }, span);
        defect.related = Some(Span::new(start, start + 1));
        defect.repair = vec![Edit { span, replacement: close.to_owned() }];
        self.mark_around(2);
        let at = self.at;
        self.close_container(end);
        self.at = at;
        // The comma before what stands here now parts the closed container from it.
        self.next_member()
    }

    /// A closing bracket that does not fit the innermost container.
    fn wrong_bracket(&mut self) -> State {
        let bracket = self.byte();
        let kind = if bracket == b'}' { Kind::Object } else { Kind::Array };
        let depth = self.open.len();
        let after = self.at + 1;
        let fitting = self.open.iter().rposition(|frame| frame.kind == kind);
        let missing = fitting.map_or(0, |outer| {
            // One bracket is missing sooner than another is mistaken, and two are not.
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
                let defect = self.defect(DefectKind::MismatchedBracket { expected }, span);
                defect.repair = vec![Edit { span, replacement: expected.to_string() }];
                self.note_opening();
                self.mark_around(2);
                self.close_container(after)
            }
            _ => {
                self.defect(DefectKind::StrayBracket, span).repair =
                    vec![Edit { span, replacement: String::new() }];
                self.note_opening();
                self.mark_around(1);
                self.at = after;
                State::After
            }
        }
    }

    /// Lets the last defect point to the bracket that is open.
    fn note_opening(&mut self) {
        let opening = self.open.last().map(|frame| self.tree.nodes[frame.node as usize].start);
        if let Some(defect) = self.tree.defects.last_mut() {
            defect.related = opening.map(|start| Span::new(start, start + 1));
        }
    }

    /// How well the text from `at` goes on if the outermost `depth` containers are open.
    fn score(&self, mut depth: usize, at: usize) -> u32 {
        let near = &self.bytes[..self.bytes.len().min(at + LOOK_AHEAD)];
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

    /// Something after the end of the outermost value.
    pub(in crate::json) fn text_after_end(&mut self) -> State {
        if self.remark() {
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
        let kind = if brackets { DefectKind::StrayBracket } else { DefectKind::TextAfterEnd };
        let repair =
            if brackets { vec![Edit { span, replacement: String::new() }] } else { Vec::new() };
        self.defect(kind, span).repair = repair;
        if brackets || matches!(rest.first(), Some(b',' | b':' | b'"' | b'}' | b']')) {
            // What was closed last may have been closed too early.
            self.mark_around(2);
        }
        State::Done
    }

    /// `{"a": 1}, "b": 2}`: the outermost value goes on, so the bracket before was one too many.
    fn reopen_root(&mut self) -> Option<State> {
        if self.memory.reopened || self.byte() != b',' {
            return None;
        }
        let frame = self.memory.root.take()?;
        // A remark may stand behind its bracket.
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
        let defect = self.defect(DefectKind::StrayBracket, span);
        defect.repair = vec![Edit { span, replacement: String::new() }];
        self.open.push(frame);
        Some(State::After)
    }
}
