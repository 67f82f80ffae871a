//! Text from a file, made harmless for a terminal and for the log of a CI run.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Escape;
use crate::unicode::is_unprintable;

/// A line of a terminal, or of the log of a CI run.
#[derive(Debug)]
pub struct Terminal;

impl Escape for Terminal {
    fn push(to: &mut String, text: &str) {
        push_harmless(to, text);
    }
}

/// Adds `text` to `to` with every character written out that cannot be seen, as `\u{1b}` is, and with no `##[`
/// or `##name[`, which runners of CI obey wherever it stands in a line.
pub(crate) fn push_harmless(to: &mut String, text: &str) {
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

/// Whether the `#` at `at` is the second of `##[` or `##name[`.
fn is_command(text: &str, at: usize) -> bool {
    let rest = || text[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
    text[..at].ends_with('#') && rest().starts_with('[')
}

/// A finished text of several lines with none that a runner of CI would take as a command: neither
/// `##[` nor a line that begins with `::`. What was made harmless piece by piece could have become
/// one where pieces meet or lines are broken.
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

/// `text` with every character written out that could move the cursor, change the terminal, hide
/// itself or turn the order of others; a tab is a space.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut to = String::with_capacity(text.len());
    push_harmless(&mut to, text);
    to
}

#[cfg(test)]
mod tests {
    use super::{guarded, harmless};

    #[test]
    fn nothing_that_moves_hides_or_turns_is_left() {
        assert_eq!(
            harmless("a\u{1b}[31mb\r\nc\u{202e}d\u{200b}é日\t."),
            "a\\u{1b}[31mb\\u{d}\\u{a}c\\u{202e}d\\u{200b}é日 ."
        );
        for code in (0..0x20).chain(0x7f..0xa0) {
            let character = char::from_u32(code).unwrap();
            assert!(!harmless(&character.to_string()).contains(character), "{code:x}");
        }
    }

    #[test]
    fn nothing_is_a_command_to_a_runner() {
        assert_eq!(
            harmless("a##[error]b ##vso[x] ### #"),
            "a#\\u{23}[error]b #\\u{23}vso[x] ### #"
        );
        assert_eq!(harmless("#predefined.a##predefined.b#"), "#predefined.a##predefined.b#");
        assert_eq!(guarded("a::b\n  ::error::x\n"), "a::b\n  :\\u{3a}error::x\n");
        assert_eq!(guarded("##[group]"), "#\\u{23}[group]");
    }
}
