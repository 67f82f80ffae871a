//! Text from a file, made harmless for a terminal.

use std::fmt::Write as _;

/// Whether a character could move the cursor, change the terminal, hide itself or turn the order
/// of others.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Adds `text` to `to` with every harmful character written out, as `\u{1b}` is.
pub(super) fn push_harmless(to: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\t' => to.push(' '),
            other if is_harmful(other) => {
                let _ = write!(to, "\\u{{{:x}}}", other as u32);
            }
            other => to.push(other),
        }
    }
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
    use super::harmless;

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
}
