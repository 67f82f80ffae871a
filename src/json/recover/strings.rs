//! Defects within strings.

use crate::json::defect::MAX_EDITS;
use crate::json::read::{Reader, State, StringGoes};
use crate::json::tree::flag;
use crate::json::{Defect, DefectKind, Edit, Kind, Name, Span, Word, scan, string};

use super::{LOOK_AHEAD, span};

impl Reader<'_> {
    /// An escape that is not one letter long: `\uXXXX`, or a wrong one. Goes past it, and gives the
    /// flags that its string has from it.
    pub(in crate::json) fn long_escape(&mut self) -> u8 {
        let at = self.at;
        let (kind, len) = match string::escaped_unit(self.bytes, at) {
            Some(0xD800..=0xDBFF) => match string::escaped_unit(self.bytes, at + 6) {
                Some(0xDC00..=0xDFFF) => (None, 12),
                _ => (Some(DefectKind::LoneSurrogate), 6),
            },
            Some(0xDC00..=0xDFFF) => (Some(DefectKind::LoneSurrogate), 6),
            Some(_) => (None, 6),
            None if self.bytes.get(at + 1) == Some(&b'u') => {
                (Some(DefectKind::BadUnicodeEscape), 2)
            }
            None => {
                // A backslash at the very end: the text is cut, and that is the defect.
                let letter = self.tree.text.get(at + 1..).and_then(|rest| rest.chars().next());
                // A line end or another control character is a defect of its own.
                let marked = letter.filter(|letter| *letter >= ' ').map_or(0, char::len_utf8);
                (letter.map(|_| DefectKind::BadEscape), 1 + marked)
            }
        };
        self.at += len;
        let Some(kind) = kind else { return 0 };
        let span = span(at, at + len);
        let doubled = Edit { span: Span::at(at as u32), replacement: "\\".to_owned() };
        let repair = if kind == DefectKind::BadEscape { vec![doubled] } else { Vec::new() };
        self.defect(kind, span).repair = repair;
        flag::DAMAGED
    }

    /// A control character, or the end of the text, in the string that begins at `start`.
    pub(in crate::json) fn break_in_string(&mut self, start: usize) -> StringGoes {
        let Some(byte) = self.bytes.get(self.at).copied() else {
            self.string_is_cut(start, self.at);
            return StringGoes::NoFurther;
        };
        if matches!(byte, b'\n' | b'\r') {
            return self.line_end_in_string(start);
        }
        let at = Span::new(self.at as u32, self.at as u32 + 1);
        let edit = Edit { span: at, replacement: control_escape(byte) };
        match self
            .defect_in_string(start, |kind| matches!(kind, DefectKind::ControlInString { .. }))
        {
            Some(Defect { kind: DefectKind::ControlInString { count, .. }, repair, .. }) => {
                *count += 1;
                push_edit(repair, edit, *count);
            }
            _ => {
                let kind = DefectKind::ControlInString { first: char::from(byte), count: 1 };
                self.defect(kind, at).repair = vec![edit];
            }
        }
        self.at += 1;
        StringGoes::On
    }

    /// The defect of one kind that the string from `start` has already.
    fn defect_in_string(
        &mut self,
        start: usize,
        is: fn(&DefectKind) -> bool,
    ) -> Option<&mut Defect> {
        let defects = self.tree.defects.iter_mut().rev();
        defects
            .take_while(|defect| defect.span.start as usize >= start)
            .take(4)
            .find(|defect| is(&defect.kind))
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
        let written: &[u8] = if self.bytes[self.at..].starts_with(b"\r\n") {
            b"\r\n"
        } else {
            &self.bytes[self.at..=self.at]
        };
        let span = span(self.at, self.at + written.len());
        let edit =
            Edit { span, replacement: written.iter().map(|byte| control_escape(*byte)).collect() };
        self.at += written.len();
        match self
            .defect_in_string(start, |kind| matches!(kind, DefectKind::LineEndInString { .. }))
        {
            Some(Defect { kind: DefectKind::LineEndInString { count }, repair, .. }) => {
                *count += 1;
                push_edit(repair, edit, *count);
            }
            _ => {
                let defect = self.defect(DefectKind::LineEndInString { count: 1 }, span);
                defect.related = Some(Span::new(start as u32, start as u32 + 1));
                defect.repair = vec![edit];
            }
        }
        StringGoes::On
    }

    /// Whether the string goes on past the line end that stands here. It does where the next line
    /// that has quotes has an odd number of them: one closes the string, the others are pairs.
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

    /// The string from `start` is never closed; it was meant to end before `end`.
    fn unterminated(&mut self, start: usize, end: usize) {
        let content = scan::trim_end(&self.tree.text[start..end]);
        // The comma that parts it from the next member was not meant to be in it.
        let content = content.strip_suffix(',').map_or(content, scan::trim_end);
        let end = start + content.len().max(1);
        let span = span(start, end);
        let quote = Edit { span: Span::at(end as u32), replacement: "\"".to_owned() };
        self.defect(DefectKind::UnterminatedString, span).repair = vec![quote];
        self.at = end;
    }

    /// Text right after a string. Either a quote within the string ended it too early, or the
    /// string was never closed and took the opening quote of the next key.
    pub(super) fn text_after_string(&mut self) -> Option<State> {
        let node = *self.tree.nodes.last()?;
        let (start, end) = (node.start as usize, node.extent as usize);
        if node.kind != Kind::String || node.flags & flag::ODD != 0 || end != self.end_of_last() {
            return None;
        }
        let near = &self.bytes[..self.bytes.len().min(end + LOOK_AHEAD)];
        let near = &near[..memchr::memchr(b'\n', &near[end..]).map_or(near.len(), |len| end + len)];
        if end == self.at && self.took_quote(start, end) {
            // The brackets and commas before that quote are no part of the string either.
            let content = self.tree.text[start..end - 1]
                .trim_end_matches([' ', '\t', '\r', '\n', ',', '{', '}', '[', ']']);
            let cut = start + content.len().max(1);
            self.unterminated(start, cut);
            self.set_last_end(cut, flag::ODD | flag::DAMAGED);
            self.at = cut;
            // Without a comma both were missing, the quote and the comma, which is one defect.
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
                let defect = self.defect(DefectKind::InnerQuote, span);
                defect.repair = repair;
                defect.related = Some(Span::new(start as u32, quote as u32 + 1));
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

    /// Whether the string from `start` to `end` was never closed, and took the opening quote of the
    /// next key or element for its end.
    fn took_quote(&self, start: usize, end: usize) -> bool {
        let before = &self.bytes[start + 1..end - 1];
        let is_key = self.key_follows(end - 1);
        if is_key && (self.in_object() || before.ends_with(b"{")) {
            return true;
        }
        let near = &self.bytes[..self.bytes.len().min(end + LOOK_AHEAD)];
        let next = scan::white_space(near, scan::string_end(near, end));
        let is_element = matches!(near.get(next), Some(b',' | b']'));
        !self.in_object() && before.ends_with(b",") && is_element
    }

    fn set_last_end(&mut self, end: usize, flags: u8) {
        if let Some(node) = self.tree.nodes.last_mut() {
            node.extent = end as u32;
            node.word = Word::OTHER;
            node.flags |= flags;
        }
    }

    /// A key with more in it than plain characters: `start` is its first byte, its end is here.
    pub(in crate::json) fn uneven_key(&mut self, start: usize, flags: u8) -> Name {
        if self.tree.defects.last().is_some_and(|last| last.span.start as usize >= start) {
            // Another key may be meant.
            self.mark_incomplete();
        }
        if flags & flag::ODD == 0 {
            return self.name_of(start + 1, self.at - 1);
        }
        // Never closed: it was meant to end before its colon.
        if let Some(len) = memchr::memchr(b':', &self.bytes[start..self.at]) {
            self.at = start + len;
            let span = span(start, self.at);
            if let Some(defect) = self.tree.defects.last_mut()
                && defect.kind == DefectKind::UnterminatedString
            {
                defect.span = span;
                defect.repair =
                    vec![Edit { span: Span::at(span.end), replacement: "\"".to_owned() }];
            }
        }
        self.note_odd_key(span(start, self.at));
        self.name_of(start + 1, self.at)
    }

    /// Text right after the key from `start`: if the key holds a colon, its closing quote is what
    /// is missing.
    pub(super) fn text_after_key(&mut self, start: usize, key_end: usize) -> Option<State> {
        let len = memchr::memchr(b':', &self.bytes[start..key_end])?;
        self.at = start + len;
        let span = span(start, self.at);
        let quote = Edit { span: Span::at(span.end), replacement: "\"".to_owned() };
        self.defect(DefectKind::UnterminatedString, span).repair = vec![quote];
        self.mark_incomplete();
        self.key.name = self.name_of(self.behind_quote(start), self.at);
        self.key.flags |= flag::KEY_ODD;
        self.note_odd_key(span);
        Some(self.colon(self.at))
    }
}

/// What a line end in a string turns out to be.
enum LineEnd {
    /// A character of the string, which goes on to a quote at this offset at least.
    ContinuesTo(usize),
    /// The place where the closing quote is missing.
    Unterminated,
    /// The last thing before the text was cut.
    Cut,
}

/// The next quote at or after `at` that no backslash stands before.
fn next_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// How JSON writes a control character within a string.
fn control_escape(byte: u8) -> String {
    match byte {
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        other => format!("\\u{other:04x}"),
    }
}

/// Adds the edit for one more of `count` places to a repair, which is none once they are too many.
fn push_edit(repair: &mut Vec<Edit>, edit: Edit, count: u32) {
    if count as usize <= MAX_EDITS {
        repair.push(edit);
    } else {
        *repair = Vec::new();
    }
}
