//! Colour codes of a terminal, as `jq -C` writes them between values.

use anstream::adapter::strip_str;

use super::super::Text;
use super::super::joined::Joiner;

/// Returns a text without its color codes. `None` if it has none, or has some within strings, where they are
/// part of a value.
pub(super) fn without<'o>(text: &Text<'_>) -> Option<Text<'o>> {
    let content: &str = &text.content;
    memchr::memchr(0x1B, content.as_bytes())?;
    if content.lines().any(has_code_in_string) {
        return None;
    }
    let mut joiner = Joiner::default();
    for piece in strip_str(content) {
        joiner.push(piece, piece.as_ptr() as usize - content.as_ptr() as usize);
    }
    Some(joiner.finish(&text.origin))
}

fn has_code_in_string(line: &str) -> bool {
    let mut in_string = false;
    let mut bytes = line.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                bytes.next();
            }
            0x1B if in_string => return true,
            _ => {}
        }
    }
    false
}
