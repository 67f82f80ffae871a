//! What a repair changes, for people: a unified diff that is harmless for a terminal.

use std::ops::Range;
use std::time::Duration;

use similar::{Algorithm, ChangeTag, TextDiff};

use crate::harmless::{Harmless, Terminal, Text};
use crate::input::File;
use crate::json::TooLong;
use crate::report::{Shows, shown_of};

/// A text with a longer line, in bytes, is compared by pieces of lines.
const LONG_LINE: usize = 400;

/// Pieces end at the next comma or bracket after this many bytes.
const PIECE: usize = 60;

/// The most bytes of a line that are shown.
const SHOWN: usize = LONG_LINE;

/// How long is looked for the shortest way from one text to the other.
const PATIENCE: Duration = Duration::from_millis(300);

/// The unified diff from `before` to `after`, two states of the text of `file`; empty where they are
/// the same. Contents of files and what stands around responses are hidden unless it `shows_contents`,
/// for passwords stand among them, and what could harm a terminal is written out. A text with very long
/// lines is cut into pieces, and says so.
///
/// # Errors
/// [`TooLong`] where one of its texts has 4 GiB or more.
pub fn difference(file: &File, after: &str, shows_contents: bool) -> Result<Harmless, TooLong> {
    if file.text == after {
        return Ok(Harmless::default());
    }
    let after = File { text: after.to_owned(), ..file.clone() };
    let is_long =
        [file, &after].iter().any(|file| file.text.lines().any(|line| line.len() > LONG_LINE));
    let cut = if is_long { pieces } else { lines };
    let old = Side::new(file, cut, shows_contents)?;
    let new = Side::new(&after, cut, shows_contents)?;
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .timeout(PATIENCE)
        .diff_slices(&old.pieces, &new.pieces);
    let mut text = Text::<Terminal>::new();
    text.markup("--- ").input(&file.name).markup("\n+++ ").input(&file.name).markup(" (mended)\n");
    if is_long {
        text.markup("# its lines are long: pieces of them are shown, and counted\n");
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

/// One state of the text.
struct Side<'t> {
    text: &'t str,
    pieces: Vec<&'t str>,
    /// Where each piece begins.
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

    /// A piece as it is shown, without its line end.
    fn shown(&self, index: usize) -> Harmless {
        let piece = self.pieces[index];
        let piece = piece.strip_suffix('\n').unwrap_or(piece);
        let len = piece.strip_suffix('\r').unwrap_or(piece).len();
        let stretch: Range<usize> = self.starts[index]..self.starts[index] + len;
        let mut shown = Harmless::default();
        self.shows.push(&mut shown, self.text, stretch);
        shown
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Lines, and of long ones pieces.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for line in lines(text) {
        let mut start = 0;
        for (at, byte) in line.bytes().enumerate() {
            if matches!(byte, b',' | b'{' | b'[' | b' ') && at + 1 - start >= PIECE {
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

/// Adds a line, and not all of a long one.
fn push_line(text: &mut Text<Terminal>, line: &Harmless) {
    if line.len() <= SHOWN {
        text.input(line);
        return;
    }
    let begin = &line[..line.floor_char_boundary(SHOWN * 3 / 4)];
    let end = &line[line.ceil_char_boundary(line.len() - SHOWN / 4)..];
    text.input(begin).markup("…").input(end);
}

#[cfg(test)]
mod tests {
    use crate::input::Named;

    use super::*;

    fn difference(name: &str, before: &str, after: &str) -> String {
        let file = File { name: name.into(), named: Named::ByHand, text: before.into() };
        super::difference(&file, after, false).unwrap().to_string()
    }

    #[test]
    fn only_what_changes_is_shown_with_what_stands_around_it() {
        let text = difference(
            "a.json",
            "{\n\"items\": [],\n\"result\": \"x\",\n}\n",
            "{\n\"items\": [],\n\"result\": \"x\"\n}\n",
        );
        assert_eq!(
            text,
            "--- a.json\n+++ a.json (mended)\n@@ -1,4 +1,4 @@\n {\n \"items\": [],\n-\"result\": \"x\",\n+\"result\": \"x\"\n }\n"
        );
        assert_eq!(difference("a.json", "same", "same"), "");
    }

    #[test]
    fn a_long_line_is_shown_in_pieces_and_nothing_of_it_reaches_the_terminal() {
        let filler = "\"filler\": 12345, ".repeat(5000);
        let before = format!("{{{filler}\"\u{1b}[31mevil\": True, {filler} \"z\": 0}}");
        let after = before.replace("True", "true");
        let text = difference("a.json", &before, &after);
        assert!(text.len() < 1500, "{text}");
        assert!(text.contains("True") && text.contains("true"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
