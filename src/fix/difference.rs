//! The unified diff of a fix, sanitized for a terminal.

use std::ops::Range;
use std::time::Duration;

use similar::{Algorithm, ChangeTag, TextDiff};

use crate::finding::{Shows, shown_of};
use crate::input::File;
use crate::json::TooLong;
use crate::sanitize::{Sanitized, Terminal, Text};

/// The minimum line length, in bytes, at which a text is compared by pieces of lines.
const LONG_LINE_BYTES: usize = 400;

/// The minimum length of a piece in bytes, which ends at the next comma or bracket.
const MIN_PIECE_BYTES: usize = 60;

/// The maximum number of bytes of a line that are shown.
const MAX_SHOWN_BYTES: usize = LONG_LINE_BYTES;

/// The timeout of the diff algorithm.
const DIFF_TIMEOUT: Duration = Duration::from_millis(300);

/// Returns the unified diff between `before` and `after`, two versions of the text of `file`; empty
/// if they are equal. File contents, and text around responses, are hidden unless `shows_contents`
/// is set, since they may contain passwords. The output is sanitized for a terminal. A text with
/// very long lines is split into pieces, which the output states.
///
/// # Errors
/// Returns [`TooLong`] if one of the texts is 4 GiB or longer.
pub fn difference(file: &File, after: &str, shows_contents: bool) -> Result<Sanitized, TooLong> {
    if file.text == after {
        return Ok(Sanitized::default());
    }
    let after = File { text: after.to_owned(), ..file.clone() };
    let is_long = [file, &after]
        .iter()
        .any(|file| file.text.lines().any(|line| line.len() > LONG_LINE_BYTES));
    let cut = if is_long { pieces } else { lines };
    let old = Side::new(file, cut, shows_contents)?;
    let new = Side::new(&after, cut, shows_contents)?;
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .timeout(DIFF_TIMEOUT)
        .diff_slices(&old.pieces, &new.pieces);
    let mut text = Text::<Terminal>::new();
    text.markup("--- ").input(&file.name).markup("\n+++ ").input(&file.name).markup(" (fixed)\n");
    if is_long {
        text.markup("# long lines: the diff shows and counts pieces of lines\n");
    }
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        text.input(&hunk.header().to_string()).markup("\n");
        for change in hunk.iter_changes() {
            let (sign, side, index) = match change.tag() {
                ChangeTag::Equal => (" ", &old, change.old_index()),
                ChangeTag::Delete => ("-", &old, change.old_index()),
                ChangeTag::Insert => ("+", &new, change.new_index()),
            };
            text.markup(sign);
            if let Some(index) = index {
                push_line(&mut text, &side.shown(index));
            }
            text.markup("\n");
        }
    }
    Ok(text.end())
}

/// One version of the text.
struct Side<'t> {
    text: &'t str,
    pieces: Vec<&'t str>,
    /// The start offset of each piece, in bytes.
    starts: Vec<usize>,
    shows: Shows,
}

impl<'t> Side<'t> {
    fn new(
        file: &'t File,
        cut: fn(&'t str) -> Vec<&'t str>,
        shows_contents: bool,
    ) -> Result<Self, TooLong> {
        let pieces = cut(&file.text);
        let starts = pieces.iter().scan(0, |at, piece| {
            let start = *at;
            *at += piece.len();
            Some(start)
        });
        let starts = starts.collect();
        let shows = shown_of(file, shows_contents)?;
        Ok(Self { text: &file.text, pieces, starts, shows })
    }

    /// Returns a piece as it is shown, without its line end.
    fn shown(&self, index: usize) -> Sanitized {
        let piece = self.pieces[index];
        let piece = piece.strip_suffix('\n').unwrap_or(piece);
        let len = piece.strip_suffix('\r').unwrap_or(piece).len();
        let stretch: Range<usize> = self.starts[index]..self.starts[index] + len;
        let mut shown = Sanitized::default();
        self.shows.push(&mut shown, self.text, stretch);
        shown
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Splits a text into lines, and long lines into pieces.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for line in lines(text) {
        let mut start = 0;
        for (at, byte) in line.bytes().enumerate() {
            if matches!(byte, b',' | b'{' | b'[' | b' ') && at + 1 - start >= MIN_PIECE_BYTES {
                pieces.push(&line[start..=at]);
                start = at + 1;
            }
        }
        if start < line.len() {
            pieces.push(&line[start..]);
        }
    }
    pieces
}

/// Appends a line, truncated if it is long.
fn push_line(text: &mut Text<Terminal>, line: &Sanitized) {
    if line.len() <= MAX_SHOWN_BYTES {
        text.input(line);
        return;
    }
    let begin = &line[..line.floor_char_boundary(MAX_SHOWN_BYTES * 3 / 4)];
    let end = &line[line.ceil_char_boundary(line.len() - MAX_SHOWN_BYTES / 4)..];
    text.input(begin).markup("…").input(end);
}

#[cfg(test)]
mod tests {
    use crate::input::Discovery;

    use super::*;

    fn difference(name: &str, before: &str, after: &str) -> String {
        let file = File::new(name, Discovery::Explicit, before);
        super::difference(&file, after, false).unwrap().to_string()
    }

    #[test]
    fn shows_changes_with_context() {
        let text = difference(
            "a.json",
            "{\n\"items\": [],\n\"result\": \"x\",\n}\n",
            "{\n\"items\": [],\n\"result\": \"x\"\n}\n",
        );
        assert_eq!(
            text,
            "--- a.json\n+++ a.json (fixed)\n@@ -1,4 +1,4 @@\n {\n \"items\": [],\n-\"result\": \"x\",\n+\"result\": \"x\"\n }\n"
        );
        assert_eq!(difference("a.json", "same", "same"), "");
    }

    #[test]
    fn splits_and_sanitizes_long_lines() {
        let filler = "\"filler\": 12345, ".repeat(5000);
        let before = format!("{{{filler}\"\u{1b}[31mevil\": True, {filler} \"z\": 0}}");
        let after = before.replace("True", "true");
        let text = difference("a.json", &before, &after);
        assert!(text.len() < 1500, "{text}");
        assert!(text.contains("True") && text.contains("true"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
