//! The texts of a file: one, or one a line.

use super::{File, Origin, Part, name};

/// A text of a file: a stretch of it that is one JSON value.
#[derive(Clone, Debug)]
pub struct Text<'f> {
    /// Its characters.
    pub content: &'f str,
    /// Where in the file it stands.
    pub origin: Origin,
}

/// The texts of a file: what follows the heads of `curl -i`, or each line of NDJSON.
pub fn texts(file: &File) -> impl Iterator<Item = Text<'_>> {
    let start = after_http_heads(&file.text);
    let by_line = is_ndjson(&file.name, &file.text[start..]);
    split(&file.text, start, by_line)
}

/// The texts of a piece of a file that has one a line.
pub fn texts_of_part(file: &File, part: Part) -> impl Iterator<Item = Text<'_>> {
    let start = if part.is_first() { after_http_heads(&file.text) } else { 0 };
    split(&file.text, start, true)
}

/// The texts in `text` from `start` on: one, or one a line.
fn split(text: &str, start: usize, by_line: bool) -> impl Iterator<Item = Text<'_>> {
    let body = &text[start..];
    // A text that is no NDJSON is not looked through for its lines.
    let (whole, lines) = if by_line { (None, body) } else { (Some(body), "") };
    let mut at = start;
    lines.split_inclusive('\n').chain(whole).filter_map(move |content| {
        let origin = Origin::Slice { start: at };
        at += content.len();
        (!by_line || !content.trim().is_empty()).then_some(Text { content, origin })
    })
}

/// Offset of the body after one or more HTTP heads (redirects and proxies add some); 0 where there
/// is none.
pub(super) fn after_http_heads(text: &str) -> usize {
    let mut start = 0;
    while text[start..].starts_with("HTTP/") {
        match head_len(&text.as_bytes()[start..]) {
            Some(len) => start += len,
            None => return text.len(),
        }
    }
    start
}

/// The length of the HTTP head that `bytes` begin with, up to its blank line, however the lines end. Looks
/// no further than that, since many heads may follow.
fn head_len(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match &bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] if bytes[..at].ends_with(b"\r") => Some(at + 3),
        _ => None,
    })
}

/// Whether a file's name says that each line is a text of its own: nothing else of a name counts for how
/// its text is read.
#[must_use]
pub fn is_named_ndjson(name: &str) -> bool {
    let name = name::unpacked(name);
    [".ndjson", ".jsonl"].iter().any(|ending| name.ends_with(ending))
}

/// Whether each line is a text of its own: by the file's name, or because the first line is a whole
/// JSON value and another one follows.
pub(super) fn is_ndjson(name: &str, body: &str) -> bool {
    if is_named_ndjson(name) {
        return true;
    }
    // The first line can be all of a 100 MB file.
    let body = body.trim_start();
    let Some(end) = memchr::memchr(b'\n', body.as_bytes()) else { return false };
    let (first, second) = (&body[..end], body[end..].trim_start());
    let begins = |line: &str| line.trim_start().starts_with(['{', '[']);
    begins(first)
        && begins(second)
        && first.trim_end().ends_with(['}', ']'])
        && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok()
}

#[cfg(test)]
mod tests {
    use super::head_len;

    #[test]
    fn a_head_ends_with_its_first_blank_line() {
        let mut rng = fastrand::Rng::with_seed(1);
        for _ in 0..100_000 {
            let text: String =
                (0..rng.usize(..12)).filter_map(|_| rng.choice(['a', '\r', '\n'])).collect();
            let ends = [("\r\n\r\n", 4), ("\n\n", 2)];
            let ends = ends.iter().filter_map(|(end, len)| text.find(end).map(|at| at + len));
            assert_eq!(head_len(text.as_bytes()), ends.min(), "{text:?}");
        }
    }
}
