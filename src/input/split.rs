//! Splitting of a file into texts: one, or one per line.

use super::{ChunkOffset, File, Origin};

/// A text: a range of a file that contains one JSON value.
#[derive(Clone, Debug)]
pub struct Text<'f> {
    /// The text.
    pub content: &'f str,
    /// The position in the file.
    pub origin: Origin,
}

/// Returns the texts of a file: the body after the heads of `curl -i`, or each line of NDJSON.
pub fn texts(file: &File) -> impl Iterator<Item = Text<'_>> {
    let start = after_http_heads(&file.text);
    let by_line = is_ndjson(&file.name, &file.text[start..]);
    split(&file.text, start, by_line)
}

/// Returns the texts of a chunk, one per line.
pub fn texts_of_part(file: &File, part: ChunkOffset) -> impl Iterator<Item = Text<'_>> {
    let start = if part.is_first() { after_http_heads(&file.text) } else { 0 };
    split(&file.text, start, true)
}

/// Returns the texts of `text` from `start` on: one, or one per line.
fn split(text: &str, start: usize, by_line: bool) -> impl Iterator<Item = Text<'_>> {
    let body = &text[start..];
    // A text that is not NDJSON is not scanned for lines.
    let (whole, lines) = if by_line { (None, body) } else { (Some(body), "") };
    let mut at = start;
    lines.split_inclusive('\n').chain(whole).filter_map(move |content| {
        let origin = Origin::Slice { start: at };
        at += content.len();
        (!by_line || !content.trim().is_empty()).then_some(Text { content, origin })
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

/// Returns whether each line is a separate text: by the file's name, or because the first line is a
/// complete JSON value and another one follows.
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
