//! Splitting of a file into texts: one, one per HTTP response, or one per line.

use std::borrow::Cow;
use std::iter;
use std::ops::Range;

use super::{ChunkOffset, File, Origin, transfer};
use crate::source::Span;

/// A text: a part of a file that contains one JSON value, or several that [`segments()`](super::segments()) separates.
#[derive(Clone, Debug)]
pub struct Text<'f> {
    /// The text.
    pub content: Cow<'f, str>,
    /// The position in the file.
    pub origin: Origin,
}

impl Text<'_> {
    /// Returns the byte range of the file's text that the text comes from.
    #[must_use]
    pub fn location(&self) -> Range<usize> {
        self.origin.location(self.span())
    }

    /// Returns the ranges of the file that lie between the pieces that the text is joined from: the
    /// prefixes of its lines, for example. Those of a text that contains it in a string are not among
    /// them.
    #[must_use]
    pub fn holes(&self) -> Vec<Range<usize>> {
        self.origin.holes(self.span())
    }

    fn span(&self) -> Span {
        Span::new(0, self.content.len() as u32)
    }
}

/// The maximum number of texts in a file or string, for small ones; larger ones may have one per so
/// many bytes. A response has kilobytes.
const MAX_TEXTS: usize = 100_000;
const BYTES_PER_TEXT: usize = 200;

/// Returns the maximum number of texts to read in a file or string of `len` bytes.
#[must_use]
pub fn max_texts(len: usize) -> usize {
    MAX_TEXTS.max(len / BYTES_PER_TEXT)
}

/// The origin of a whole file.
static FILE: Origin = Origin::Slice { start: 0 };

/// Returns the texts of a file: each body after the heads of `curl -i`, or each line of NDJSON.
pub fn texts(file: &File) -> impl Iterator<Item = Text<'_>> {
    texts_within(&file.name, &file.text, &FILE)
}

/// Returns the texts within a text from `origin`, the content of a file or string of the given name.
pub fn texts_within<'t>(
    name: &'t str,
    text: &'t str,
    origin: &'t Origin,
) -> impl Iterator<Item = Text<'t>> {
    bodies(text).flat_map(move |(head, body)| -> Box<dyn Iterator<Item = Text<'t>>> {
        let content = &text[body.clone()];
        let whole = Text { content: content.into(), origin: origin.part(body.clone()) };
        match transfer::joined(&whole, transfer::is_declared(&text[head])) {
            Some(joined) => Box::new(iter::once(joined)),
            None if is_ndjson(name, content) => Box::new(lines(content, origin, body.start)),
            None => Box::new(iter::once(whole)),
        }
    })
}

/// Returns the texts of a chunk, one per line.
pub fn texts_of_part(file: &File, part: ChunkOffset) -> impl Iterator<Item = Text<'_>> {
    let start = if part.is_first() { after_http_heads(&file.text) } else { 0 };
    lines(&file.text[start..], &FILE, start)
}

/// Returns each line of `text`, which begins at offset `at` of the text from `origin`, except blank lines.
fn lines<'t>(text: &'t str, origin: &'t Origin, mut at: usize) -> impl Iterator<Item = Text<'t>> {
    text.split_inclusive('\n').filter_map(move |content| {
        let start = at;
        at += content.len();
        let is_blank = content.trim().is_empty();
        (!is_blank).then(|| Text { content: content.into(), origin: origin.part(start..at) })
    })
}

/// Returns the byte ranges of each body, and of the HTTP heads before it.
fn bodies(text: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut next = Some(0);
    iter::from_fn(move || {
        let start = next?;
        let body = start + after_http_heads(&text[start..]);
        // Only a file that begins with a head may contain another one.
        let other =
            (body > start).then(|| memchr::memmem::find(&text.as_bytes()[body..], b"\nHTTP/"));
        next = other.flatten().map(|len| body + len + 1);
        Some((start..body, body..next.unwrap_or(text.len())))
    })
}

/// Returns the offset of the body after the HTTP heads (redirects and proxies add some); 0 if there
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

/// Returns the length of the HTTP head at the start of `bytes`, up to its blank line, with any line
/// ends. Scans no further than that, since many heads may follow.
fn head_len(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match &bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] if bytes[..at].ends_with(b"\r") => Some(at + 3),
        _ => None,
    })
}

/// Returns whether the name of a file marks it as NDJSON. No other part of a name affects how a
/// text is read.
#[must_use]
pub fn is_named_ndjson(name: &str) -> bool {
    let name = crate::source::without_gz(name);
    [".ndjson", ".jsonl"].iter().any(|ending| name.ends_with(ending))
}

/// Returns whether each line is a separate text: the first line is a complete JSON value, and another one follows
/// that is not laid out over several lines; or the file's name says so and the first line is no part of a longer
/// value.
pub(super) fn is_ndjson(name: &str, body: &str) -> bool {
    // The first line can be all of a 100 MB file.
    let body = body.trim_start();
    let is_named = is_named_ndjson(name);
    let Some(end) = memchr::memchr(b'\n', body.as_bytes()) else { return is_named };
    let (first, rest) = (body[..end].trim_end(), body[end..].trim_start());
    let second = rest.split('\n').next().unwrap_or_default();
    if is_named {
        return !first.ends_with(['{', '[', ',', ':']) || is_value(second);
    }
    let last = rest.trim_end().rsplit('\n').next().unwrap_or_default();
    let opens = second.len() < rest.trim_end().len() && second.trim_end().ends_with(['{', '[']);
    let is_laid_out = opens || matches!(last.trim(), "}" | "]");
    begins_value(rest) && !is_laid_out && is_value(first)
}

/// Returns whether a text begins like an object, or a list of values such as objects: `[root@rack7 ~]#` does not.
#[must_use]
pub fn begins_value(text: &str) -> bool {
    let text = text.trim_start();
    let in_list = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{')
        || in_list.is_some_and(|text| text.is_empty() || text.starts_with(['{', '[', '"', ']']))
}

/// Returns whether a line is a complete object or array.
fn is_value(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(['{', '['])
        && line.ends_with(['}', ']'])
        && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::head_len;

    #[test]
    fn head_ends_at_first_blank_line() {
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
