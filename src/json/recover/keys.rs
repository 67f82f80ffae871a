//! Syntax errors where a key or its colon is expected.

use crate::json::reader::{PendingKey, Reader, State};
use crate::json::tree::{NO_KEY, flag};
use crate::json::{Edit, KeyId, SyntaxErrorKind, scan, unescape};
use crate::source::Span;

use super::{MAX_LOOK_AHEAD, span};

impl Reader<'_> {
    /// Handles text that is not a key in double quotes.
    #[cold]
    pub(in crate::json) fn odd_key(&mut self) -> State {
        let elision = self.elision_len();
        match self.byte() {
            _ if self.at == self.bytes.len() => self.ends_early(),
            _ if elision > 0 => self.elision(elision),
            b'/' | b'#' if self.comment() => State::NextKey,
            b'}' | b']' => {
                if self.is_after_comma() {
                    self.trailing_comma();
                }
                State::After
            }
            b',' => self.extra_comma(State::NextKey),
            b'\'' => self.single_quoted_key(),
            b'{' if self.open.len() > 1 && !self.parent_takes_key() => {
                self.close_unclosed(self.end_of_value())
            }
            b'{' | b'[' => self.value_without_key(),
            0x80.. => match self.typographic_end() {
                Some((end, content_end)) => self.typographic_key(end, content_end),
                None => self.bare_key(),
            },
            byte if scan::is_word(byte) => self.bare_key(),
            _ => self.unexpected(),
        }
    }

    /// Returns the offset past the last value of the innermost container, before the comma that
    /// follows.
    pub(super) fn end_of_value(&self) -> usize {
        if self.is_after_comma() {
            let before = scan::trim_end(&self.tree.text[..self.comma]);
            return before.len();
        }
        self.end_of_last()
    }

    /// Records a comma before a closing bracket.
    pub(super) fn trailing_comma(&mut self) {
        let span = span(self.comma, self.comma + 1);
        self.syntax_error(SyntaxErrorKind::TrailingComma, span).repair =
            vec![Edit { span, replacement: String::new() }];
    }

    /// Records one or more commas with nothing before them.
    pub(super) fn extra_comma(&mut self, next: State) -> State {
        let start = self.at;
        let mut end = start;
        while self.byte() == b',' {
            self.comma = self.at;
            self.at += 1;
            end = self.at;
            self.skip_white_space();
        }
        let in_list = !self.in_object();
        if in_list {
            self.mark_incomplete();
        }
        let span = span(start, end);
        self.syntax_error(SyntaxErrorKind::ExtraComma { in_list }, span).repair =
            vec![Edit { span, replacement: String::new() }];
        // `[1,,]` is one syntax error: the closing bracket does not report the comma again.
        if matches!(self.byte(), b'}' | b']') { State::After } else { next }
    }

    fn single_quoted_key(&mut self) -> State {
        let start = self.at;
        let Some((end, flags)) = self.single_quoted() else { return self.unexpected() };
        if flags != 0 {
            self.mark_incomplete();
        }
        self.key = self.odd_pending_key(start, end, self.name_of(start + 1, end - 1));
        self.at = end;
        self.colon(end)
    }

    fn typographic_key(&mut self, end: usize, content_end: usize) -> State {
        let start = self.at;
        if self.typographic_quotes(end, content_end) != 0 {
            self.mark_incomplete();
        }
        let name = self.name_of(self.behind_quote(start), content_end);
        self.key = self.odd_pending_key(start, end, name);
        self.at = end;
        self.colon(end)
    }

    /// Reads a key without quotes, or other text that is not a key.
    fn bare_key(&mut self) -> State {
        let start = self.at;
        let mut end = scan::word_end(self.bytes, start);
        let word_end = end;
        // Only the opening quote is missing.
        end += usize::from(self.bytes.get(end) == Some(&b'"'));
        let near = &self.bytes[..self.bytes.len().min(end + MAX_LOOK_AHEAD)];
        match near.get(scan::white_space(near, end)) {
            Some(b':' | b'=') => {}
            _ if end == self.bytes.len() => return self.ends_early(),
            _ => return self.text_without_key(),
        }
        let span = span(start, end);
        let mut repair = vec![Edit { span: Span::at(start as u32), replacement: "\"".to_owned() }];
        if end == word_end {
            repair.push(Edit { span: Span::at(end as u32), replacement: "\"".to_owned() });
        }
        self.syntax_error(SyntaxErrorKind::UnquotedKey, span).repair = repair;
        if end > word_end || !scan::is_identifier(&self.tree.text[start..end]) {
            // More than a quote may be lost.
            self.mark_incomplete();
        }
        self.key = self.odd_pending_key(start, word_end, self.name_of(start, word_end));
        self.at = end;
        self.colon(end)
    }

    /// Reads an unquoted value in an object where a key is expected.
    fn text_without_key(&mut self) -> State {
        let start = self.at;
        let state = self.unexpected();
        if let Some(error) = self.tree.syntax_errors.last_mut()
            && error.span.start as usize == start
        {
            error.kind = SyntaxErrorKind::MissingKey;
        }
        state
    }

    /// Reads an object or array where a key is expected, as the value of an empty key.
    fn value_without_key(&mut self) -> State {
        self.mark_incomplete();
        let span = span(self.at, self.at + 1);
        self.syntax_error(SyntaxErrorKind::MissingKey, span);
        self.key = self.odd_pending_key(self.at, self.at, KeyId::OTHER);
        State::Value
    }

    pub(super) fn odd_pending_key(&mut self, start: usize, end: usize, name: KeyId) -> PendingKey {
        self.note_odd_key(span(start, end));
        PendingKey { start: start as u32, name, flags: flag::KEY_ODD | flag::KEY_ESCAPED }
    }

    /// Returns the number of the key between `start` and `end`, quotes excluded. Returns
    /// [`KeyId::OTHER`] if the offsets are not on character boundaries.
    pub(super) fn name_of(&self, start: usize, end: usize) -> KeyId {
        let written = self.tree.text.get(start..end);
        written.map_or(KeyId::OTHER, |key| self.tree.interner.find(unescape(key).text.as_bytes()))
    }

    /// Returns the start of the content of the key whose quote, of any kind, is at `start`.
    pub(super) fn behind_quote(&self, start: usize) -> usize {
        start + self.tree.text[start..].chars().next().map_or(1, char::len_utf8)
    }

    /// Records the span of the next value's key.
    pub(super) fn note_odd_key(&mut self, span: Span) {
        let node = self.tree.nodes.len() as u32;
        self.tree.odd_keys.pop_if(|(last, _)| *last == node);
        self.tree.odd_keys.push((node, span));
    }

    /// Drops the pending key, which has no value.
    pub(super) fn drop_key(&mut self) {
        if self.key.flags & flag::KEY_ODD != 0 {
            let node = self.tree.nodes.len() as u32;
            self.tree.odd_keys.pop_if(|(last, _)| *last == node);
        }
        self.key = PendingKey { start: NO_KEY, name: KeyId::OTHER, flags: 0 };
    }

    /// Handles text other than a colon after the key that ends at `key_end`.
    #[cold]
    pub(in crate::json) fn odd_colon(&mut self, key_end: usize) -> State {
        let key = span(self.key.start as usize, key_end);
        match self.byte() {
            _ if self.at == self.bytes.len() => self.ends_early(),
            b'/' | b'#' if self.comment() => self.colon(key_end),
            b',' | b'}' | b']' => self.missing_value(key),
            b'"' if self.key_follows(self.at) => self.missing_value(key),
            b'=' => {
                let len = 1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'>'));
                let span = span(self.at, self.at + len);
                let colon = Edit { span, replacement: ":".to_owned() };
                self.syntax_error(SyntaxErrorKind::MissingColon, span).repair = vec![colon];
                self.at += len;
                State::Value
            }
            byte if matches!(byte, b'"' | b'\'' | b'{' | b'[') || scan::is_word(byte) => {
                if self.at == key_end
                    && let Some(state) = self.text_after_key(key.start as usize, key_end)
                {
                    return state;
                }
                let span = Span::at(key_end as u32);
                let colon = Edit { span, replacement: ":".to_owned() };
                self.syntax_error(SyntaxErrorKind::MissingColon, span).repair = vec![colon];
                State::Value
            }
            _ => self.unexpected(),
        }
    }

    /// Records that the member with the given key has no value.
    pub(super) fn missing_value(&mut self, key: Span) -> State {
        self.drop_key();
        self.mark_incomplete();
        self.syntax_error(SyntaxErrorKind::MissingValue, key);
        // The missing comma after a lone key is part of the same syntax error.
        if self.byte() == b'"' { State::NextKey } else { State::After }
    }
}
