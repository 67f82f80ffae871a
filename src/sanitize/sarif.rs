//! Escaping for SARIF messages.

use super::{Escape, escape_into};

/// A SARIF message, in which readers make a link of `[text](address)`. Readers disagree about
/// escaped brackets, so a space is inserted where a link would be.
#[derive(Debug)]
pub(crate) struct Sarif;

impl Escape for Sarif {
    fn push(to: &mut String, text: &str) {
        let mut sanitized = String::with_capacity(text.len());
        escape_into(&mut sanitized, text);
        for character in sanitized.chars() {
            if matches!(character, '(' | '[') && to.ends_with(']') {
                to.push(' ');
            }
            to.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_links() {
        let mut text = String::new();
        Sarif::push(&mut text, r"a [b](c) \[b\](c) [b][c] [b] (c)");
        assert_eq!(text, r"a [b] (c) \[b\] (c) [b] [c] [b] (c)");
    }
}
