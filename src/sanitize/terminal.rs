//! Escaping for terminals and for the logs of CI runs.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Escape;
use super::unicode::{is_plain, is_unprintable};

/// A line of a terminal, or of the log of a CI run.
#[derive(Debug)]
pub struct Terminal;

impl Escape for Terminal {
    fn push(to: &mut String, text: &str) {
        escape_into(to, text);
    }
}

/// Appends `text` to `to` with invisible characters escaped, such as `\u{1b}`, and without `##[` or
/// `##name[`, which CI runners obey anywhere in a line.
pub(crate) fn escape_into(to: &mut String, text: &str) {
    if is_plain(text) {
        return to.push_str(text);
    }
    for (at, character) in text.char_indices() {
        match character {
            '\t' => to.push(' '),
            '#' if is_command(text, at) => to.push_str("\\u{23}"),
            other if is_unprintable(other) => {
                let _ = write!(to, "\\u{{{:x}}}", other as u32);
            }
            other => to.push(other),
        }
    }
}

/// Returns whether the `#` at `at` is the second of `##[` or `##name[`.
fn is_command(text: &str, at: usize) -> bool {
    let rest = || text[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
    text[..at].ends_with('#') && rest().starts_with('[')
}

/// Neutralizes commands of CI runners in a finished text of several lines: `##[`, and lines that
/// begin with `::`. Joined pieces or broken lines can form a command even if each piece was
/// escaped.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if !text.contains("##") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let begun = line.trim_start();
        let (indent, rest) = line.split_at(line.len() - begun.len());
        safe.push_str(indent);
        let rest = match rest.strip_prefix("::") {
            Some(rest) => {
                safe.push_str(":\\u{3a}");
                rest
            }
            None => rest,
        };
        for (at, character) in rest.char_indices() {
            if character == '#' && is_command(rest, at) {
                safe.push_str("\\u{23}");
            } else {
                safe.push(character);
            }
        }
    }
    Cow::Owned(safe)
}

/// Escapes every character in `text` that could move the cursor, change the terminal, be invisible
/// or reorder others. A tab becomes a space.
#[must_use]
pub fn sanitize(text: &str) -> String {
    let mut to = String::with_capacity(text.len());
    escape_into(&mut to, text);
    to
}

#[cfg(test)]
mod tests {
    use super::{guarded, sanitize};

    #[test]
    fn escapes_control_and_invisible_characters() {
        assert_eq!(
            sanitize("a\u{1b}[31mb\r\nc\u{202e}d\u{200b}é日\t."),
            "a\\u{1b}[31mb\\u{d}\\u{a}c\\u{202e}d\\u{200b}é日 ."
        );
        for code in (0..0x20).chain(0x7f..0xa0) {
            let character = char::from_u32(code).unwrap();
            assert!(!sanitize(&character.to_string()).contains(character), "{code:x}");
        }
    }

    #[test]
    fn neutralizes_runner_commands() {
        assert_eq!(
            sanitize("a##[error]b ##vso[x] ### #"),
            "a#\\u{23}[error]b #\\u{23}vso[x] ### #"
        );
        assert_eq!(sanitize("#predefined.a##predefined.b#"), "#predefined.a##predefined.b#");
        assert_eq!(guarded("a::b\n  ::error::x\n"), "a::b\n  :\\u{3a}error::x\n");
        assert_eq!(guarded("##[group]"), "#\\u{23}[group]");
    }
}
