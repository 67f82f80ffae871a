//! Markdown.

use super::{Escape, push_harmless};

/// Text within a line of Markdown: no mark-up, no link, no mention, no HTML.
#[derive(Debug)]
pub(crate) struct Markdown;

impl Escape for Markdown {
    fn push(to: &mut String, text: &str) {
        let mut harmless = String::with_capacity(text.len());
        push_harmless(&mut harmless, text);
        let mut characters = harmless.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '<' => to.push_str("&lt;"),
                '>' => to.push_str("&gt;"),
                '&' => to.push_str("&amp;"),
                // Entities: an address or a name behind it is no link, and nothing is an emoji.
                ':' => to.push_str("&#58;"),
                // GitHub looks for people in the page that has been made, where an entity is none.
                '@' if characters.peek().is_some_and(char::is_ascii_alphanumeric) => {
                    to.push_str("\\\\u{40}");
                }
                '@' => to.push_str("&#64;"),
                '.' if to.ends_with(['w', 'W']) => to.push_str("&#46;"),
                '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' | '#' | '^' | '{' => {
                    to.push('\\');
                    to.push(character);
                }
                _ => to.push(character),
            }
        }
    }
}
