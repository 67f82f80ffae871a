//! Syntax errors where a value is expected.

use crate::json::reader::{MAX_DEPTH, Reader, State};
use crate::json::tree::{NO_KEY, flag};
use crate::json::{Edit, Kind, NumberFault, SyntaxErrorKind, scan};
use crate::source::Span;

use super::{has_foreign_escape, span};

/// The flags of a scalar whose text is not valid JSON.
const GUESS: u8 = flag::ODD | flag::DAMAGED;

impl Reader<'_> {
    /// Handles text that is not a JSON value.
    #[cold]
    pub(in crate::json) fn odd_value(&mut self) -> State {
        let elision = self.elision_len();
        let has_key = self.key.start != NO_KEY;
        match self.byte() {
            _ if self.at == self.bytes.len() => self.ends_early(),
            _ if elision > 0 && !self.open.is_empty() => self.elision(elision),
            b'/' | b'#' if self.comment() => State::Value,
            b'}' | b']' | b',' if has_key => self.missing_value(self.pending_key_span()),
            b'}' | b']' if !self.open.is_empty() => {
                if self.is_after_comma() {
                    self.trailing_comma();
                }
                State::After
            }
            b',' if self.is_unclosed_and_empty() => {
                self.close_unclosed(self.end_of_last());
                State::After
            }
            b',' if !self.open.is_empty() => self.extra_comma(State::Value),
            b'\'' => self.single_quoted_value(),
            _ if self.open.is_empty() => self.before_the_beginning(),
            0x80.. => match self.typographic_end() {
                Some((end, content_end)) => {
                    let flags = self.typographic_quotes(end, content_end);
                    self.scalar(Kind::String, end, flag::ODD | flag::ESCAPED | flags)
                }
                None => self.bare_value(),
            },
            byte if scan::is_word(byte) => self.bare_value(),
            b':' => {
                let span = span(self.at, self.at + 1);
                self.syntax_error(SyntaxErrorKind::Unexpected, span).repair =
                    vec![Edit { span, replacement: String::new() }];
                self.at += 1;
                State::Value
            }
            _ => self.unexpected(),
        }
    }

    /// Returns whether the array is empty and unclosed, and the parent object continues: `"a": [,
    /// "b": 1`.
    fn is_unclosed_and_empty(&self) -> bool {
        let is_empty = self.bytes[..self.end_of_last()].ends_with(b"[");
        let next = scan::white_space(self.bytes, self.at + 1);
        is_empty && self.parent_takes_key() && self.key_follows(next)
    }

    fn pending_key_span(&self) -> Span {
        let odd =
            self.tree.odd_keys.last().filter(|(node, _)| *node as usize == self.tree.nodes.len());
        let start = self.key.start as usize;
        odd.map_or_else(|| span(start, scan::string_end(self.bytes, start + 1)), |(_, span)| *span)
    }

    /// Skips text before the outermost value, if there is one.
    fn before_the_beginning(&mut self) -> State {
        let start = self.at;
        let begin = memchr::memchr2(b'{', b'[', &self.bytes[start..]).filter(|len| *len > 0);
        if let Some(len) = begin {
            self.at += len;
            let span = span(start, self.end_of_last());
            self.syntax_error(SyntaxErrorKind::Unexpected, span);
            return State::Value;
        }
        if scan::is_word(self.byte()) {
            return self.bare_value();
        }
        let span = span(start, scan::trim_end(self.tree.text).len().max(start + 1));
        self.syntax_error(SyntaxErrorKind::Unexpected, span);
        State::Done
    }

    /// Reads a number that may exceed the range of 64-bit floating-point numbers.
    #[cold]
    pub(in crate::json) fn large_number(&mut self, end: usize) -> State {
        let text = &self.tree.text[self.at..end];
        if text.parse::<f64>().is_ok_and(f64::is_finite) {
            return self.scalar(Kind::Number, end, 0);
        }
        let span = span(self.at, end);
        self.syntax_error(SyntaxErrorKind::HugeNumber, span);
        self.scalar(Kind::Number, end, flag::DAMAGED)
    }

    /// Reads the string in single quotes at the current offset and records the syntax error.
    /// Returns its end and flags.
    pub(super) fn single_quoted(&mut self) -> Option<(usize, u8)> {
        let rest = &self.bytes[self.at + 1..];
        let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        let mut len = 0;
        while line.get(len).is_some_and(|byte| *byte != b'\'') {
            len += 1 + usize::from(line[len] == b'\\');
        }
        // `'C:\'` ends with a backslash that escapes nothing.
        if len >= line.len() {
            len = memchr::memchr(b'\'', line)?;
        }
        let end = self.at + len + 2;
        let (open, close) = (span(self.at, self.at + 1), span(end - 1, end));
        let span = span(self.at, end);
        let plain = !self.bytes[self.at..end].iter().any(|byte| matches!(byte, b'"' | b'\\'));
        let double = |span| Edit { span, replacement: "\"".to_owned() };
        let repair = if plain { vec![double(open), double(close)] } else { Vec::new() };
        self.syntax_error(SyntaxErrorKind::SingleQuotes, span).repair = repair;
        let is_guess = has_foreign_escape(&self.tree.text[open.end as usize..close.start as usize]);
        Some((end, if is_guess { flag::DAMAGED } else { 0 }))
    }

    fn single_quoted_value(&mut self) -> State {
        match self.single_quoted() {
            Some((end, flags)) => self.scalar(Kind::String, end, flag::ODD | flag::ESCAPED | flags),
            None => self.unexpected(),
        }
    }

    /// Reads characters without quotes: a literal of another language, a number, or text.
    fn bare_value(&mut self) -> State {
        let start = self.at;
        let end = scan::word_end(self.bytes, start);
        let word = &self.tree.text[start..end];
        let span = span(start, end);
        if end == self.bytes.len() && !self.open.is_empty() && is_cut_short(word) {
            self.note_early_end(span, false);
            return self.scalar(Kind::Null, end, GUESS);
        }
        if let Some((kind, json)) = foreign_literal(word) {
            let damaged = if matches!(word, "NaN" | "Infinity" | "+Infinity" | "-Infinity") {
                GUESS
            } else {
                0
            };
            let error = self.syntax_error(SyntaxErrorKind::ForeignLiteral { json }, span);
            error.repair = vec![Edit { span, replacement: json.to_owned() }];
            return self.scalar(kind, end, damaged);
        }
        if let Some((fault, repaired)) = number_fault(word) {
            let repair = repaired.map(|replacement| Edit { span, replacement });
            self.syntax_error(SyntaxErrorKind::BadNumber(fault), span).repair =
                repair.into_iter().collect();
            return self.scalar(Kind::Number, end, GUESS);
        }
        self.unquoted_text()
    }

    /// Reads text without quotes, or with a closing quote only.
    fn unquoted_text(&mut self) -> State {
        let start = self.at;
        let stop = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'"' | b'\n' | b'\r');
        let rest = &self.bytes[start..];
        let mut end = start + rest.iter().position(stop).unwrap_or(rest.len());
        let closed = self.bytes.get(end) == Some(&b'"');
        if !closed {
            end = start + scan::trim_end(&self.tree.text[start..end]).len();
        }
        let quote = |at: usize| Edit { span: Span::at(at as u32), replacement: "\"".to_owned() };
        let mut repair = vec![quote(start)];
        if !closed {
            repair.push(quote(end));
        }
        let span = span(start, end + usize::from(closed));
        self.syntax_error(SyntaxErrorKind::UnquotedText, span).repair = repair;
        self.scalar(Kind::String, end, GUESS);
        self.at = span.end as usize;
        State::After
    }

    /// Skips a container that is nested too deeply, by counting its brackets.
    #[cold]
    pub(in crate::json) fn too_deep(&mut self) -> State {
        debug_assert!(self.open.len() >= MAX_DEPTH);
        let span = span(self.at, self.at + 1);
        self.drop_key();
        self.mark_incomplete();
        self.syntax_error(SyntaxErrorKind::TooDeep, span);
        let mut depth = 0_usize;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => self.at = scan::string_end(self.bytes, self.at).min(self.bytes.len()),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return State::After;
            }
        }
        // The skipped text does not reveal what else is open.
        self.memory.ended = true;
        State::After
    }
}

/// Returns whether `word` is a prefix of a literal or number, cut by the end of the text.
fn is_cut_short(word: &str) -> bool {
    let literal = ["true", "false", "null"].iter().any(|literal| literal.starts_with(word));
    literal
        || word == "-"
        || (number_fault(word).is_some() && word.ends_with(['.', 'e', 'E', '+', '-']))
}

/// Returns the JSON equivalent of a Python, JavaScript or PowerShell literal.
fn foreign_literal(word: &str) -> Option<(Kind, &'static str)> {
    Some(match word {
        "True" | "TRUE" | "$true" => (Kind::True, "true"),
        "False" | "FALSE" | "$false" => (Kind::False, "false"),
        "None" | "NULL" | "Null" | "nil" | "undefined" | "$null" | "NaN" | "Infinity"
        | "+Infinity" | "-Infinity" => (Kind::Null, "null"),
        _ => return None,
    })
}

/// Returns the fault of a number, and its JSON notation if that is unambiguous; `None` if `word` is
/// not a number.
fn number_fault(word: &str) -> Option<(NumberFault, Option<String>)> {
    let unsigned = word.trim_start_matches(['+', '-']);
    let hexadecimal = unsigned.strip_prefix("0x").or(unsigned.strip_prefix("0X"));
    if hexadecimal.is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    }) {
        return Some((NumberFault::Hexadecimal, None));
    }
    let numeric =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
    let begins = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    let has_digit = unsigned.bytes().any(|byte| byte.is_ascii_digit());
    if !begins || !has_digit || !unsigned.bytes().all(numeric) {
        return None;
    }
    let minus = if word.starts_with('-') { "-" } else { "" };
    let (fault, repaired) = if word.starts_with('+') {
        (NumberFault::PlusSign, unsigned.to_owned())
    } else if unsigned.starts_with('0')
        && unsigned[1..].starts_with(|next: char| next.is_ascii_digit())
    {
        let digits = unsigned.trim_start_matches('0');
        let zero = if digits.starts_with(|next: char| next.is_ascii_digit()) { "" } else { "0" };
        (NumberFault::LeadingZero, format!("{minus}{zero}{digits}"))
    } else if unsigned.starts_with('.') {
        (NumberFault::MissingDigits, format!("{minus}0{unsigned}"))
    } else if unsigned.ends_with('.') {
        (NumberFault::MissingDigits, format!("{minus}{unsigned}0"))
    } else if unsigned.ends_with(['e', 'E', '+', '-']) {
        return Some((NumberFault::MissingDigits, None));
    } else {
        return Some((NumberFault::Other, None));
    };
    let is_json = scan::number(repaired.as_bytes(), 0) == Some(repaired.len());
    Some((fault, is_json.then_some(repaired)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_unambiguous_numbers() {
        for (word, repaired) in [
            ("007", Some("7")),
            ("-00.5", Some("-0.5")),
            ("00", Some("0")),
            ("+7", Some("7")),
            (".5", Some("0.5")),
            ("5.", Some("5.0")),
            ("12.", Some("12.0")),
            ("1e", None),
            ("0x1F", None),
            ("1.2.3", None),
        ] {
            let (_, replacement) = number_fault(word).unwrap_or_else(|| panic!("{word}"));
            assert_eq!(replacement.as_deref(), repaired, "{word}");
        }
        for text in ["win2016", "12SP3", "-", "", "e5", "+", "0x"] {
            assert!(number_fault(text).is_none(), "{text}");
        }
    }
}
