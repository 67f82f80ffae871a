//! Syntax errors within strings.

use crate::json::reader::{PendingKey, Reader, State, StringGoes};
use crate::json::syntax_error::MAX_EDITS;
use crate::json::tree::flag;
use crate::json::{Edit, KeyId, KeywordId, Kind, SyntaxError, SyntaxErrorKind, scan, string};
use crate::source::Span;

use super::{MAX_LOOK_AHEAD, span};

impl Reader<'_> {
    /// Reads an escape that is not a valid two-character one: `\uXXXX`, or an invalid escape. Moves
    /// past it and returns its flags for the string.
    #[cold]
    pub(in crate::json) fn long_escape(&mut self) -> u8 {
        let at = self.at;
        let (kind, len) = match string::escaped_unit(self.bytes, at) {
            Some(0xD800..=0xDBFF) => match string::escaped_unit(self.bytes, at + 6) {
                Some(0xDC00..=0xDFFF) => (None, 12),
                _ => (Some(SyntaxErrorKind::LoneSurrogate), 6),
            },
            Some(0xDC00..=0xDFFF) => (Some(SyntaxErrorKind::LoneSurrogate), 6),
            Some(_) => (None, 6),
            None if self.bytes.get(at + 1) == Some(&b'u') => {
                (Some(SyntaxErrorKind::BadUnicodeEscape), 2)
            }
            None => {
                // A backslash at the very end is part of the early end of the text.
                let letter = self.tree.text.get(at + 1..).and_then(|rest| rest.chars().next());
                // A line end or another control character is a separate syntax error.
                let marked = letter.filter(|letter| *letter >= ' ').map_or(0, char::len_utf8);
                (letter.map(|_| SyntaxErrorKind::BadEscape), 1 + marked)
            }
        };
        self.at += len;
        let Some(kind) = kind else { return 0 };
        let span = span(at, at + len);
        let doubled = Edit { span: Span::at(at as u32), replacement: "\\".to_owned() };
        let repair = if kind == SyntaxErrorKind::BadEscape { vec![doubled] } else { Vec::new() };
        self.syntax_error(kind, span).repair = repair;
        flag::DAMAGED
    }

    /// Handles a control character, or the end of the text, in the string that begins at `start`.
    #[cold]
    pub(in crate::json) fn break_in_string(&mut self, start: usize) -> StringGoes {
        let Some(byte) = self.bytes.get(self.at).copied() else {
            self.string_is_cut(start, self.at);
            return StringGoes::NoFurther;
        };
        if matches!(byte, b'\n' | b'\r') {
            return self.line_end_in_string(start);
        }
        let at = Span::new(self.at as u32, self.at as u32 + 1);
        let edit = || Edit { span: at, replacement: control_escape(byte) };
        match self
            .defect_in_string(start, |kind| matches!(kind, SyntaxErrorKind::ControlInString { .. }))
        {
            Some(SyntaxError {
                kind: SyntaxErrorKind::ControlInString { count, .. },
                repair,
                ..
            }) => {
                *count += 1;
                push_edit(repair, edit, *count);
            }
            _ => {
                let kind = SyntaxErrorKind::ControlInString { first: char::from(byte), count: 1 };
                self.syntax_error(kind, at).repair = vec![edit()];
            }
        }
        self.at += 1;
        StringGoes::On
    }

    /// Returns the existing syntax error of the given kind in the string that begins at `start`.
    fn defect_in_string(
        &mut self,
        start: usize,
        is: fn(&SyntaxErrorKind) -> bool,
    ) -> Option<&mut SyntaxError> {
        let syntax_errors = self.tree.syntax_errors.iter_mut().rev();
        syntax_errors
            .take_while(|error| error.span.start as usize >= start)
            .take(4)
            .find(|error| is(&error.kind))
    }

    fn string_is_cut(&mut self, start: usize, end: usize) {
        let kept = scan::trim_end(&self.tree.text[start..end]).len().max(1);
        let cut = span(start, start + kept);
        self.note_early_end(cut, true);
        self.at = self.bytes.len();
    }

    fn line_end_in_string(&mut self, start: usize) -> StringGoes {
        if self.at >= self.memory.string_goes_on_to {
            match self.string_end_after_line_end() {
                LineEnd::ContinuesTo(quote) => self.memory.string_goes_on_to = quote,
                LineEnd::Cut => {
                    self.string_is_cut(start, self.bytes.len());
                    return StringGoes::NoFurther;
                }
                LineEnd::Unterminated => {
                    self.unterminated(start, self.at);
                    return StringGoes::NoFurther;
                }
            }
        }
        let first = self.bytes[self.at];
        let is_pair = self.bytes[self.at..].starts_with(b"\r\n");
        let len = if is_pair { 2 } else { 1 };
        let span = span(self.at, self.at + len);
        let edit = || Edit {
            span,
            replacement: if is_pair { "\\r\\n".to_owned() } else { control_escape(first) },
        };
        self.at += len;
        match self
            .defect_in_string(start, |kind| matches!(kind, SyntaxErrorKind::LineEndInString { .. }))
        {
            Some(SyntaxError {
                kind: SyntaxErrorKind::LineEndInString { count }, repair, ..
            }) => {
                *count += 1;
                push_edit(repair, edit, *count);
            }
            _ => {
                let error = self.syntax_error(SyntaxErrorKind::LineEndInString { count: 1 }, span);
                error.related = Some(Span::new(start as u32, start as u32 + 1));
                error.repair = vec![edit()];
            }
        }
        StringGoes::On
    }

    /// Decides whether the string continues past the line end at the current offset. It does if the
    /// next line with quotes has an odd number of them: one closes the string, the others are
    /// pairs.
    fn string_end_after_line_end(&self) -> LineEnd {
        let bytes = self.bytes;
        let next = scan::white_space(bytes, self.at);
        if next == bytes.len() {
            return LineEnd::Cut;
        }
        if self.key_follows(next) {
            return LineEnd::Unterminated;
        }
        let Some(quote) = next_quote(bytes, self.at) else {
            let structural =
                |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'}' | b']' | b',');
            return if bytes[next..].iter().all(structural) {
                LineEnd::Unterminated
            } else {
                LineEnd::Cut
            };
        };
        let line_end =
            memchr::memchr(b'\n', &bytes[quote..]).map_or(bytes.len(), |len| quote + len);
        let mut quotes = 1;
        let mut at = quote + 1;
        while let Some(other) = next_quote(&bytes[..line_end], at) {
            quotes += 1;
            at = other + 1;
        }
        let opens_structure = matches!(bytes[next], b'"' | b'{' | b'}' | b'[' | b']');
        if quotes % 2 == 0 && opens_structure {
            LineEnd::Unterminated
        } else {
            LineEnd::ContinuesTo(quote)
        }
    }

    /// Ends the unterminated string that begins at `start` before `end`.
    fn unterminated(&mut self, start: usize, end: usize) {
        let content = scan::trim_end(&self.tree.text[start..end]);
        // The comma before the next member is not part of the string.
        let content = content.strip_suffix(',').map_or(content, scan::trim_end);
        let end = start + content.len().max(1);
        let span = span(start, end);
        let quote = Edit { span: Span::at(end as u32), replacement: "\"".to_owned() };
        self.syntax_error(SyntaxErrorKind::UnterminatedString, span).repair = vec![quote];
        self.at = end;
    }

    /// Handles text right after a string. Either an unescaped quote ended the string too early, or
    /// the string was unterminated and took the opening quote of the next key.
    pub(super) fn text_after_string(&mut self) -> Option<State> {
        let node = *self.tree.nodes.last()?;
        let (start, end) = (node.start as usize, node.extent as usize);
        if node.kind != Kind::String || node.flags & flag::ODD != 0 || end != self.end_of_last() {
            return None;
        }
        let near = &self.bytes[..self.bytes.len().min(end + MAX_LOOK_AHEAD)];
        let near = &near[..memchr::memchr(b'\n', &near[end..]).map_or(near.len(), |len| end + len)];
        if end == self.at && self.took_quote(start, end) {
            // Brackets and commas before that quote are not part of the string either.
            let content = self.tree.text[start..end - 1]
                .trim_end_matches([' ', '\t', '\r', '\n', ',', '{', '}', '[', ']']);
            let cut = start + content.len().max(1);
            self.unterminated(start, cut);
            self.set_last_end(cut, flag::ODD | flag::DAMAGED);
            self.at = cut;
            // If the comma is missing too, the quote and the comma are one syntax error.
            let parts = self.bytes[cut..end - 1].iter().any(|byte| !byte.is_ascii_whitespace());
            return Some(if parts { State::After } else { self.next_member() });
        }
        let mut inner = vec![end - 1];
        let mut at = end;
        while let Some(quote) = next_quote(near, at) {
            let next = scan::white_space(near, quote + 1);
            if next == near.len() || matches!(near[next], b',' | b'}' | b']') {
                let span = span(inner[0], inner[0] + 1);
                let escape =
                    |at: &usize| Edit { span: Span::at(*at as u32), replacement: "\\".to_owned() };
                let repair = inner.iter().map(escape).collect();
                let error = self.syntax_error(SyntaxErrorKind::InnerQuote, span);
                error.repair = repair;
                error.related = Some(Span::new(start as u32, quote as u32 + 1));
                self.at = quote + 1;
                let escaped = self.bytes[end..quote].contains(&b'\\');
                let escaped = if escaped { flag::ESCAPED } else { 0 };
                self.set_last_end(self.at, flag::DAMAGED | escaped);
                return Some(State::After);
            }
            inner.push(quote);
            at = quote + 1;
        }
        None
    }

    /// Returns whether the string from `start` to `end` was unterminated, and took the opening
    /// quote of the next key or element as its end.
    fn took_quote(&self, start: usize, end: usize) -> bool {
        let before = &self.bytes[start + 1..end - 1];
        let is_key = self.key_follows(end - 1);
        if is_key && (self.in_object() || before.ends_with(b"{")) {
            return true;
        }
        let near = &self.bytes[..self.bytes.len().min(end + MAX_LOOK_AHEAD)];
        let next = scan::white_space(near, scan::string_end(near, end));
        let is_element = matches!(near.get(next), Some(b',' | b']'));
        !self.in_object() && before.ends_with(b",") && is_element
    }

    fn set_last_end(&mut self, end: usize, flags: u8) {
        if let Some(node) = self.tree.nodes.last_mut() {
            node.extent = end as u32;
            node.word = KeywordId::OTHER;
            node.flags |= flags;
        }
    }

    /// Reads a key that contains escapes or invalid characters, from `start` to the current offset.
    #[cold]
    pub(in crate::json) fn uneven_key(&mut self, start: usize, flags: u8) -> PendingKey {
        let name = self.uneven_name(start, flags);
        let odd = if flags & flag::ODD != 0 { flag::KEY_ODD } else { 0 };
        let escaped = if flags & flag::ESCAPED != 0 { flag::KEY_ESCAPED } else { 0 };
        PendingKey { start: start as u32, name, flags: odd | escaped }
    }

    fn uneven_name(&mut self, start: usize, flags: u8) -> KeyId {
        if self.tree.syntax_errors.last().is_some_and(|last| last.span.start as usize >= start) {
            // Another key may be meant.
            self.mark_incomplete();
        }
        if flags & flag::ODD == 0 {
            return self.name_of(start + 1, self.at - 1);
        }
        // An unterminated key should have ended before its colon.
        if let Some(len) = memchr::memchr(b':', &self.bytes[start..self.at]) {
            self.at = start + len;
            let span = span(start, self.at);
            if let Some(error) = self.tree.syntax_errors.last_mut()
                && error.kind == SyntaxErrorKind::UnterminatedString
            {
                error.span = span;
                error.repair =
                    vec![Edit { span: Span::at(span.end), replacement: "\"".to_owned() }];
            }
        }
        self.note_odd_key(span(start, self.at));
        self.name_of(start + 1, self.at)
    }

    /// Handles text right after the key that begins at `start`: if the key contains a colon, its
    /// closing quote is missing.
    pub(super) fn text_after_key(&mut self, start: usize, key_end: usize) -> Option<State> {
        let len = memchr::memchr(b':', &self.bytes[start..key_end])?;
        self.at = start + len;
        let span = span(start, self.at);
        let quote = Edit { span: Span::at(span.end), replacement: "\"".to_owned() };
        self.syntax_error(SyntaxErrorKind::UnterminatedString, span).repair = vec![quote];
        self.mark_incomplete();
        self.key.name = self.name_of(self.behind_quote(start), self.at);
        self.key.flags |= flag::KEY_ODD;
        self.note_odd_key(span);
        Some(self.colon(self.at))
    }
}

/// The meaning of a line end in a string.
enum LineEnd {
    /// The line end is part of the string, which continues at least to the quote at this offset.
    ContinuesTo(usize),
    /// The closing quote is missing here.
    Unterminated,
    /// The text is cut here.
    Cut,
}

/// Returns the offset of the next unescaped quote at or after `at`.
fn next_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Returns the JSON escape for a control character.
fn control_escape(byte: u8) -> String {
    match byte {
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        other => format!("\\u{other:04x}"),
    }
}

/// Adds the edit for one of `count` locations to a repair, or clears the repair if there are too
/// many.
fn push_edit(repair: &mut Vec<Edit>, edit: impl FnOnce() -> Edit, count: u32) {
    if count as usize <= MAX_EDITS {
        repair.push(edit());
    } else {
        *repair = Vec::new();
    }
}
