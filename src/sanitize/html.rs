//! Escaping for HTML.

use super::{Escape, push_escaped};

/// The text of an element, or of a quoted attribute.
#[derive(Debug)]
pub(crate) struct Html;

impl Escape for Html {
    fn push(to: &mut String, text: &str) {
        push_escaped(to, text, |character| match character {
            '&' => Some("&amp;"),
            '<' => Some("&lt;"),
            '>' => Some("&gt;"),
            '"' => Some("&quot;"),
            '\'' => Some("&#39;"),
            _ => None,
        });
    }
}
