//! Defects where a key or its colon should stand.

use crate::json::read::{PendingKey, Reader, State};
use crate::json::tree::{NO_KEY, flag};
use crate::json::{DefectKind, Edit, Name, Span, scan, unescape};

use super::{LOOK_AHEAD, span};

impl Reader<'_> {
    /// What stands here is no key in double quotes.
    pub(in crate::json) fn odd_key(&mut self) -> State {
        let elision = self.elision_len();
        match self.byte() {
            _ if self.at == self.bytes.len() => self.ends_early(),
            _ if elision > 0 => self.elision(elision),
            b'/' | b'#' if self.remark() => State::NextKey,
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

    /// The offset past the last value of the innermost container, before the comma after it.
    pub(super) fn end_of_value(&self) -> usize {
        if self.is_after_comma() {
            let before = scan::trim_end(&self.tree.text[..self.comma]);
            return before.len();
        }
        self.end_of_last()
    }

    /// The comma that was read last stands before a closing bracket.
    pub(super) fn trailing_comma(&mut self) {
        let span = span(self.comma, self.comma + 1);
        self.defect(DefectKind::TrailingComma, span).repair =
            vec![Edit { span, replacement: String::new() }];
    }

    /// A comma, and perhaps more of them, with nothing before it.
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
        self.defect(DefectKind::ExtraComma { in_list }, span).repair =
            vec![Edit { span, replacement: String::new() }];
        // `[1,,]` has one defect: what closes it is not told of the comma again.
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

    /// A key without quotes, or something else that is no key.
    fn bare_key(&mut self) -> State {
        let start = self.at;
        let mut end = scan::word_end(self.bytes, start);
        let word_end = end;
        // The closing quote is there, the opening one is not.
        end += usize::from(self.bytes.get(end) == Some(&b'"'));
        let near = &self.bytes[..self.bytes.len().min(end + LOOK_AHEAD)];
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
        self.defect(DefectKind::UnquotedKey, span).repair = repair;
        if end > word_end || !scan::is_identifier(&self.tree.text[start..end]) {
            // More than a quote may be lost.
            self.mark_incomplete();
        }
        self.key = self.odd_pending_key(start, word_end, self.name_of(start, word_end));
        self.at = end;
        self.colon(end)
    }

    /// A bare value in an object, where a key should stand.
    fn text_without_key(&mut self) -> State {
        let start = self.at;
        let state = self.unexpected();
        if let Some(defect) = self.tree.defects.last_mut()
            && defect.span.start as usize == start
        {
            defect.kind = DefectKind::MissingKey;
        }
        state
    }

    /// An object or array where a key should stand: read as the value of an empty key.
    fn value_without_key(&mut self) -> State {
        self.mark_incomplete();
        let span = span(self.at, self.at + 1);
        self.defect(DefectKind::MissingKey, span);
        self.key = self.odd_pending_key(self.at, self.at, Name::OTHER);
        State::Value
    }

    pub(super) fn odd_pending_key(&mut self, start: usize, end: usize, name: Name) -> PendingKey {
        self.note_odd_key(span(start, end));
        PendingKey { start: start as u32, name, flags: flag::KEY_ODD | flag::KEY_ESCAPED }
    }

    /// The name of the key that is written from `start` to `end`, without its quotes. None of the
    /// vocabulary's where no whole characters stand there.
    pub(super) fn name_of(&self, start: usize, end: usize) -> Name {
        let written = self.tree.text.get(start..end);
        written.map_or(Name::OTHER, |key| self.tree.vocabulary.find(unescape(key).text.as_bytes()))
    }

    /// Where the content of the key begins whose quote, of whatever kind, stands at `start`.
    pub(super) fn behind_quote(&self, start: usize) -> usize {
        start + self.tree.text[start..].chars().next().map_or(1, char::len_utf8)
    }

    /// Notes where the key of the next value stands.
    pub(super) fn note_odd_key(&mut self, span: Span) {
        let node = self.tree.nodes.len() as u32;
        self.tree.odd_keys.pop_if(|(last, _)| *last == node);
        self.tree.odd_keys.push((node, span));
    }

    /// Forgets the key that waits for a value: it will have none.
    pub(super) fn drop_key(&mut self) {
        if self.key.flags & flag::KEY_ODD != 0 {
            let node = self.tree.nodes.len() as u32;
            self.tree.odd_keys.pop_if(|(last, _)| *last == node);
        }
        self.key = PendingKey { start: NO_KEY, name: Name::OTHER, flags: 0 };
    }

    /// What stands after the key that ends at `key_end` is no colon.
    pub(in crate::json) fn odd_colon(&mut self, key_end: usize) -> State {
        let key = span(self.key.start as usize, key_end);
        match self.byte() {
            _ if self.at == self.bytes.len() => self.ends_early(),
            b'/' | b'#' if self.remark() => self.colon(key_end),
            b',' | b'}' | b']' => self.missing_value(key),
            b'"' if self.key_follows(self.at) => self.missing_value(key),
            b'=' => {
                let len = 1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'>'));
                let span = span(self.at, self.at + len);
                let colon = Edit { span, replacement: ":".to_owned() };
                self.defect(DefectKind::MissingColon, span).repair = vec![colon];
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
                self.defect(DefectKind::MissingColon, span).repair = vec![colon];
                State::Value
            }
            _ => self.unexpected(),
        }
    }

    /// The member that `key` begins has no value.
    pub(super) fn missing_value(&mut self, key: Span) -> State {
        self.drop_key();
        self.mark_incomplete();
        self.defect(DefectKind::MissingValue, key);
        // The key with nothing after it: a comma is still missing, and that is the same defect.
        if self.byte() == b'"' { State::NextKey } else { State::After }
    }
}
