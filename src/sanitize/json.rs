//! JSON output. Strings keep the content of the file, but characters that control a terminal, a log
//! or a page are written as escapes, which every JSON reader decodes.

mod indented;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter};

use super::unicode::{is_plain, is_unprintable};
use indented::Indented;

/// Writes `value`, indented, and a line end.
///
/// # Errors
/// Returns an error if writing fails.
pub fn pretty(value: &impl Serialize, to: &mut impl Write) -> io::Result<()> {
    let formatter = Escaping(Indented::default());
    value.serialize(&mut Serializer::with_formatter(&mut *to, formatter))?;
    to.write_all(b"\n")
}

/// Writes `value` on one line.
///
/// # Errors
/// Returns an error if writing fails.
pub fn compact(value: &impl Serialize, to: &mut impl Write) -> io::Result<()> {
    let formatter = Escaping(CompactFormatter);
    value.serialize(&mut Serializer::with_formatter(&mut *to, formatter))?;
    to.write_all(b"\n")
}

/// A formatter that escapes dangerous characters in strings.
struct Escaping<F>(F);

/// Forwards everything but string content to the inner formatter.
macro_rules! forward {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $name<W: Write + ?Sized>(&mut self, to: &mut W, $($argument: $kind),*) -> io::Result<()> {
            self.0.$name(to, $($argument),*)
        })*
    };
}

impl<F: Formatter> Formatter for Escaping<F> {
    forward! {
        begin_array();
        end_array();
        begin_array_value(is_first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(is_first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        to: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if is_plain(fragment) {
            return to.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        let mut before = ' ';
        for (at, character) in fragment.char_indices() {
            // `##[` is a command for some runners, and `</script>` ends a script of an HTML page.
            let is_doubled = character == '#' && before == '#';
            before = character;
            if is_doubled || character == '<' || is_unprintable(character) {
                to.write_all(&fragment.as_bytes()[written..at])?;
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(to, "\\u{unit:04x}")?;
                }
                written = at + character.len_utf8();
            }
        }
        to.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_strings_round_trip() {
        let text = "a##[error]x </script>\u{202e}\u{9b}\u{7f}\n\u{e0041}é日😀###[";
        let mut written = Vec::new();
        compact(&text, &mut written).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(written.contains("#\\u0023[error]") && !written.contains("##"), "{written}");
        assert!(!written.trim_end().contains(|c: char| is_unprintable(c) || c == '<'), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
