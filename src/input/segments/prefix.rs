//! The prefix that a program puts before each line: a service's name, a time, a line number.

use super::super::joined::Joiner;
use super::super::{Origin, Text};
use crate::json::begins_value;

/// The maximum length of a prefix, in bytes.
const MAX_PREFIX: usize = 256;

/// The maximum length of the first line after its prefix, in bytes.
const MAX_LINE: usize = 4_096;

/// The minimum number of lines with the same prefix.
const MIN_LINES: usize = 3;

/// The text before a value on its line. Another prefix is the same if it differs only in digits, and in the
/// width of its columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prefix<'t> {
    text: &'t str,
    /// Its offset in the text of which it is a part.
    pub(super) start: usize,
}

impl<'t> Prefix<'t> {
    /// Returns the possible prefixes of the line of `open`: all of it up to there, what it has in common with the
    /// next line, and what the next line has of it after other words.
    pub(super) fn before(text: &'t str, open: usize) -> impl Iterator<Item = Self> {
        let start = Self::start(text, open);
        let line = &text[start..open];
        // A long line has no prefix: the values of a log are on one line each.
        let near = &text[open..text.floor_char_boundary(open + MAX_LINE)];
        let next = near.split_once('\n').map_or("", |(_, next)| next);
        let after_words = last_like(line, next).unwrap_or(line.len());
        let prefixes = [(line, 0), (common(line, next), 0), (&line[after_words..], after_words)];
        prefixes.into_iter().filter_map(move |(text, at)| {
            let is_prefix =
                !text.trim().is_empty() && text.len() <= MAX_PREFIX && !text.contains(['"', '{']);
            is_prefix.then_some(Self { text, start: start + at })
        })
    }

    /// Returns the start of the line of `at`.
    pub(super) fn start(text: &str, at: usize) -> usize {
        let from = text.floor_char_boundary(at.saturating_sub(MAX_PREFIX + 1));
        text[from..at].rfind('\n').map_or(if from == 0 { 0 } else { at }, |end| from + end + 1)
    }

    /// Joins the lines of `text` that have this prefix, from its start on, without it. Returns them with the offset of
    /// their end; `None` if only a few lines have it.
    pub(super) fn block<'o>(self, text: &str, origin: &Origin) -> Option<(Text<'o>, usize)> {
        let mut joiner = Joiner::default();
        let mut at = self.start;
        let mut count = 0;
        for line in text[at..].split_inclusive('\n') {
            let Some(len) = self.len_in(line).or_else(|| self.len_of_blank(line)) else { break };
            joiner.push(&line[len..], at + len);
            at += line.len();
            count += 1;
        }
        (count >= MIN_LINES).then(|| (joiner.finish(origin), at))
    }

    /// Returns the start of the first line after `open` that begins a value like the one at `open`: with the
    /// same prefix and the same first key.
    pub(super) fn next_start(text: &str, open: usize) -> Option<usize> {
        let begin = beginning(text, open);
        let start = Self::start(text, open);
        let prefix = Prefix { text: &text[start..open], start };
        let mut at = open + memchr::memchr(b'\n', &text.as_bytes()[open..])? + 1;
        while at < text.len() {
            let rest = &text[at..];
            let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            if let Some(len) = prefix.len_in(&rest[..end])
                && rest[len..].starts_with(['{', '['])
                && begins_value(text, at + len)
                && beginning(text, at + len) == begin
            {
                return Some(at);
            }
            at += end;
        }
        None
    }

    /// Returns the length of this prefix in a line that has no other text, not even the space after the prefix.
    fn len_of_blank(self, line: &str) -> Option<usize> {
        let content = line.trim_end();
        let len = Prefix { text: self.text.trim_end(), ..self }.len_in(content)?;
        (len == content.len()).then_some(len)
    }

    /// Returns the length of this prefix at the start of `line`.
    fn len_in(self, line: &str) -> Option<usize> {
        let (wanted, bytes) = (self.text.as_bytes(), line.as_bytes());
        let is_run = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'\t');
        let (mut from, mut at) = (0, 0);
        while let Some(first) = wanted.get(from) {
            let same = |byte: &&u8| class(**byte) == class(*first);
            let run = |bytes: &[u8]| bytes.iter().take_while(same).count();
            let (len, found) = match is_run(*first) {
                true => (run(&wanted[from..]), run(&bytes[at..])),
                false => (1, usize::from(bytes.get(at) == Some(first))),
            };
            if found == 0 {
                // A column of numbers may be filled up, or not, with spaces.
                if *first == b' ' && (from == 0 || from + len < wanted.len()) {
                    from += len;
                    continue;
                }
                return None;
            }
            // Spaces at the end may be the indentation of the line's own text.
            at += if from + len == wanted.len() { len.min(found) } else { found };
            if from + len == wanted.len() && found < len {
                return None;
            }
            from += len;
        }
        Some(at)
    }
}

/// Returns the same byte for all digits.
fn class(byte: u8) -> u8 {
    if byte.is_ascii_digit() { b'0' } else { byte }
}

/// Returns the beginning of `line` that is a prefix of `next` too, apart from numbers. It ends with a character that
/// is not part of a word.
fn common<'t>(line: &'t str, next: &str) -> &'t str {
    let (bytes, next) = (line.as_bytes(), next.as_bytes());
    let (mut at, mut at_next) = (0, 0);
    while let (Some(byte), Some(other)) = (bytes.get(at), next.get(at_next)) {
        if byte.is_ascii_digit() && other.is_ascii_digit() {
            let digits =
                |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            at += digits(&bytes[at..]);
            at_next += digits(&next[at_next..]);
        } else if byte == other {
            (at, at_next) = (at + 1, at_next + 1);
        } else {
            break;
        }
    }
    let common = &line[..line.floor_char_boundary(at)];
    common.trim_end_matches(|last: char| last.is_alphanumeric())
}

/// Returns the offset of the last part of `line` that is like the first word of `next`, apart from digits, with the
/// spaces before it that are there in `next` too.
fn last_like(line: &str, next: &str) -> Option<usize> {
    let word = next.split_whitespace().next()?;
    let indent = &next[..next.len() - next.trim_start().len()];
    let is_word = |part: &[u8]| {
        part.iter().zip(word.bytes()).all(|(byte, other)| class(*byte) == class(other))
    };
    let at = line.as_bytes().windows(word.len()).rposition(is_word)?;
    let spaces = line[..at].bytes().rev().zip(indent.bytes().rev());
    let at = at - spaces.take_while(|(byte, other)| byte == other).count();
    (at > 0).then_some(at)
}

/// Returns the opening bracket at `open` and the first key or bracket after it.
fn beginning(text: &str, open: usize) -> (u8, &str) {
    let bracket = text.as_bytes()[open];
    let rest = text[open + 1..].trim_start();
    let end = match rest.strip_prefix('"') {
        Some(key) => key.find('"').map_or(rest.len(), |end| end + 2),
        None => rest.chars().next().map_or(0, char::len_utf8),
    };
    (bracket, &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_a_prefix_in_common() {
        for (line, next, prefix) in [
            ("saver_1  | host | SUCCESS => ", "saver_1  |     \"a\": 1", "saver_1  | "),
            ("     9\thost => ", "    10\t  \"a\"", "    "),
            ("9:host => ", "10:  \"a\"", "9:"),
            ("  \"items\": ", "  \"ids\": ", "  \""),
        ] {
            assert_eq!(common(line, next), prefix, "{line}");
        }
    }

    #[test]
    fn the_first_line_may_have_words_before_the_prefix() {
        let (line, next) = ("[INFO] body: saver_1  | ", "saver_2  |   \"a\": 1");
        assert_eq!(last_like(line, next), Some(13));
        assert_eq!(last_like("a:     8\t", "     9\t  b"), Some(2));
        assert_eq!(last_like("saver_1  | ", next), None);
        assert_eq!(last_like(line, "mgmt01 | "), None);
    }

    #[test]
    fn prefixes_differ_in_digits_and_widths() {
        let same = [
            ("saver_1  | ", "saver_2  |   \"a\"", 11),
            ("2026-01-30T04:00:09Z ", "2026-01-30T04:00:10Z   \"a\"", 21),
            ("     9\t", "    10\t  \"a\"", 7),
            ("9:", "10:  \"a\"", 3),
            ("[INFO] ", "[INFO]   \"a\"", 7),
            ("> ", ">   \"a\"", 2),
        ];
        for (prefix, line, len) in same {
            assert_eq!(Prefix { text: prefix, start: 0 }.len_in(line), Some(len), "{prefix}");
        }
        for (prefix, line) in
            [("[INFO] ", "[WARN] a"), ("ok: [host] => ", "    \"a\": 1"), ("9:", "a")]
        {
            assert_eq!(Prefix { text: prefix, start: 0 }.len_in(line), None, "{prefix}");
        }
    }
}
