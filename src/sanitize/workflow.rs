//! Escaping for GitHub's workflow commands, each a line `::name property=value::text`.

use super::{Escape, push_escaped};

/// The text after the second `::`.
#[derive(Debug)]
pub(crate) struct Data;

impl Escape for Data {
    fn push(to: &mut String, text: &str) {
        push_escaped(to, text, |character| match character {
            '%' => Some("%25"),
            '\r' => Some("%0D"),
            '\n' => Some("%0A"),
            _ => None,
        });
    }
}

/// The value of a property.
#[derive(Debug)]
pub(crate) struct Property;

impl Escape for Property {
    fn push(to: &mut String, text: &str) {
        push_escaped(to, text, |character| match character {
            '%' => Some("%25"),
            '\r' => Some("%0D"),
            '\n' => Some("%0A"),
            ':' => Some("%3A"),
            ',' => Some("%2C"),
            _ => None,
        });
    }
}
