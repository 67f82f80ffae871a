//! SARIF's messages.

use super::{Escape, push_harmless};

/// A message, in which readers make a link of `[text](address)`. Escapes of brackets are read in
/// more than one way, so there is a space where a link would be.
#[derive(Debug)]
pub(crate) struct Sarif;

impl Escape for Sarif {
    fn push(to: &mut String, text: &str) {
        let mut harmless = String::with_capacity(text.len());
        push_harmless(&mut harmless, text);
        for character in harmless.chars() {
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
    fn nothing_is_a_link() {
        let mut text = String::new();
        Sarif::push(&mut text, r"a [b](c) \[b\](c) [b][c] [b] (c)");
        assert_eq!(text, r"a [b] (c) \[b\] (c) [b] [c] [b] (c)");
    }
}
