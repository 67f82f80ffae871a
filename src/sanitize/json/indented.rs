//! Indentation of JSON: the same text as `serde_json` writes, a line end and its indentation at once.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// A comma, a line end, and the indentation of the deepest values of a report.
const LINE: &[u8] = b",\n                                ";

/// A formatter that indents by two spaces.
#[derive(Debug, Default)]
pub(super) struct Indented {
    depth: usize,
    has_value: bool,
}

impl Indented {
    fn begin<W: Write + ?Sized>(&mut self, to: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        to.write_all(bracket)
    }

    fn end<W: Write + ?Sized>(&mut self, to: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.line(to, true)?;
        }
        to.write_all(bracket)
    }

    /// Begins a line; after a comma, unless `is_first`.
    fn line<W: Write + ?Sized>(&self, to: &mut W, is_first: bool) -> io::Result<()> {
        let begin = usize::from(is_first);
        let end = 2 + 2 * self.depth;
        to.write_all(&LINE[begin..end.min(LINE.len())])?;
        (LINE.len()..end).try_for_each(|_| to.write_all(b" "))
    }
}

impl Formatter for Indented {
    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.begin(to, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.end(to, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(
        &mut self,
        to: &mut W,
        is_first: bool,
    ) -> io::Result<()> {
        self.line(to, is_first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _to: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.begin(to, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.end(to, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(
        &mut self,
        to: &mut W,
        is_first: bool,
    ) -> io::Result<()> {
        self.line(to, is_first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _to: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;
    use serde_json::{Serializer, json};

    use super::*;

    #[test]
    fn indents_as_serde_json_does() {
        let deep = (0..40).fold(json!({}), |inner, depth| match depth % 2 {
            0 => json!([inner, []]),
            _ => json!({"a": inner, "b": {}, "c": [1, "x", null]}),
        });
        for value in [json!([]), json!({}), json!([[], {}]), json!(7), deep] {
            let (mut written, mut expected) = (Vec::new(), Vec::new());
            let mut serializer = Serializer::with_formatter(&mut written, Indented::default());
            value.serialize(&mut serializer).unwrap();
            value.serialize(&mut Serializer::pretty(&mut expected)).unwrap();
            assert_eq!(String::from_utf8(written), String::from_utf8(expected));
        }
    }
}
