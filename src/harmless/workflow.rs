//! GitHub's workflow commands: a line `::name property=value::text` each.

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

/// A property's value.
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
