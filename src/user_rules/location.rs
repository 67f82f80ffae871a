//! Maps positions: in a TOML string to the file, and from a subject to an attribute.

use std::ops::Range;

use crate::json::{Kind as JsonKind, Value};
use crate::source::SourceSpan;
use crate::spec::names::interner;
use crate::spec::{ObjectType, Shape};

use super::Each;

/// Returns the location of `span`, a range of bytes of the value of a TOML string, in the file.
pub(super) fn within(whole: &SourceSpan, value: &str, span: &Range<usize>) -> SourceSpan {
    let raw = whole.text();
    if value.is_empty() {
        return whole.clone();
    }
    let starts = offsets(raw, value);
    let at = |offset: usize| starts.get(offset).copied();
    let range = match (at(span.start), at(span.end)) {
        (Some(start), Some(end)) if start <= end => {
            // A position at the end is marked at the last character.
            let end = if start == end { end + usize::from(end < raw.len()) } else { end };
            whole.range.start + start..whole.range.start + end
        }
        _ => whole.range.clone(),
    };
    SourceSpan { range, ..whole.clone() }
}

/// Returns for each byte of a value, and its end, the offset in the string as written.
fn offsets(raw: &str, value: &str) -> Vec<usize> {
    let quote = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
    let has_escapes = raw.starts_with('"');
    let mut at = quote;
    // A line break after the opening quotes is not part of the value.
    if quote == 3 {
        let rest = &raw[at.min(raw.len())..];
        at += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    let mut found = Vec::with_capacity(value.len() + 1);
    for character in value.chars() {
        let rest = raw.get(at..).unwrap_or_default();
        let mut skipped = 0;
        // A backslash at the end of a line joins it with the next.
        if has_escapes && quote == 3 {
            while let Some(after) = rest[skipped..].strip_prefix('\\')
                && after.trim_start_matches([' ', '\t']).starts_with(['\n', '\r'])
            {
                skipped += 1 + after.len() - after.trim_start().len();
            }
        }
        let rest = &rest[skipped..];
        at += skipped;
        let length = if has_escapes && rest.starts_with('\\') {
            match rest[1..].chars().next() {
                Some('u') => 6,
                Some('U') => 10,
                Some('x') => 4,
                _ => 2,
            }
        } else if character == '\n' && rest.starts_with("\r\n") {
            2
        } else {
            character.len_utf8()
        };
        found.extend(std::iter::repeat_n(at, character.len_utf8()));
        at += length;
    }
    found.push(at.min(raw.len()));
    found
}

/// The path from a subject to an attribute, such as `readyCheck.noWinpe`.
#[derive(Clone, Debug)]
pub struct SubjectPath(Vec<String>);

impl SubjectPath {
    /// Parses a path for subjects of this kind.
    ///
    /// # Errors
    /// Returns the bytes of the first name that no such subject has, and the names that it can have.
    pub fn parse(text: &str, each: Each) -> Result<Self, (Range<usize>, Vec<&'static str>)> {
        let mut of = object_type(each);
        let mut names = Vec::new();
        let mut start = 0;
        for name in text.split('.') {
            let span = start..start + name.len();
            start = span.end + 1;
            let known = of.map(ObjectType::names).unwrap_or_default();
            let attribute = of.and_then(|of| of.attribute(interner().find(name.as_bytes())));
            let Some(attribute) = attribute else {
                let known = known.iter().filter_map(|name| interner().spelling(*name));
                return Err((span, known.collect()));
            };
            names.push(name.to_owned());
            of = attribute.child();
        }
        Ok(Self(names))
    }

    /// Returns the value at the path; `None` if the subject does not have it.
    #[must_use]
    pub fn find<'a>(&self, subject: Value<'a>) -> Option<Value<'a>> {
        self.0.iter().try_fold(subject, |value, name| {
            // Older servers send arrays of one object.
            let only = value.elements().next().filter(|_| value.kind() == JsonKind::Array);
            only.unwrap_or(value).get_key(name)
        })
    }
}

fn object_type(each: Each) -> Option<ObjectType> {
    let whole = ObjectType::of_shape(Shape::Whole);
    let child = |name: &str| whole?.attribute(interner().find(name.as_bytes()))?.child();
    match each {
        Each::Response => whole,
        Each::Image => ObjectType::of_shape(Shape::Image),
        Each::Profile => ObjectType::of_shape(Shape::Profile),
        Each::SupportedImage => child("supportedImages"),
        _ => {
            let list = each.file_kind()?.list_name();
            whole?.attribute(list)?.child()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::offsets;

    #[test]
    fn offsets_follow_escapes_and_line_breaks() {
        assert_eq!(offsets("'ab'", "ab"), [1, 2, 3]);
        assert_eq!(offsets(r#""a\"b""#, "a\"b"), [1, 2, 4, 5]);
        assert_eq!(offsets(r#""\u00e9x""#, "éx"), [1, 1, 7, 8]);
        assert_eq!(offsets("'''\na\r\nb'''", "a\nb"), [4, 5, 7, 8]);
        assert_eq!(offsets("\"\"\"a \\\n  b\"\"\"", "a b"), [3, 4, 9, 10]);
    }
}
