//! The chunked transfer coding, which some programs save with the body.

use super::joined::Joiner;
use super::{Origin, Text};

/// Joins the chunks of a body. `is_declared` says whether the head names the coding; if it does not, the sizes
/// must fit exactly. `None` if the body is not chunked.
pub(super) fn joined<'t>(text: &Text<'t>, is_declared: bool) -> Option<Text<'t>> {
    let body: &str = &text.content;
    size_line(body)?;
    let by_size = by_sizes(body, &text.origin, is_declared);
    by_size.or_else(|| is_declared.then(|| by_lines(body, &text.origin)))
}

/// Returns whether an HTTP head declares the coding.
pub(super) fn is_declared(head: &str) -> bool {
    head.lines().filter_map(|line| line.split_once(':')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("transfer-encoding")
            && value.to_ascii_lowercase().contains("chunked")
    })
}

/// Joins chunks whose sizes fit. A declared body may be truncated.
fn by_sizes<'t>(body: &str, origin: &Origin, is_declared: bool) -> Option<Text<'t>> {
    let mut joiner = Joiner::default();
    let mut at = 0;
    let mut count = 0;
    loop {
        let Some((len, size)) = size_line(&body[at..]) else {
            let is_truncated = is_declared && count > 0 && body[at..].trim_end().is_empty();
            return is_truncated.then(|| joiner.finish(origin));
        };
        at += len;
        if size == 0 {
            return (count > 0).then(|| joiner.finish(origin));
        }
        let Some(chunk) = body.get(at..at.checked_add(size)?) else {
            let is_rest = is_declared && count > 0 && size > body.len() - at;
            return is_rest.then(|| {
                joiner.push(&body[at..], at);
                joiner.finish(origin)
            });
        };
        joiner.push(chunk, at);
        at += size;
        count += 1;
        let rest = &body[at..];
        at += match rest {
            "" => 0,
            _ if rest.starts_with("\r\n") => 2,
            _ if rest.starts_with('\n') => 1,
            _ => return None,
        };
    }
}

/// Joins chunks without regard to their sizes, which no longer fit if a program converted the line ends.
fn by_lines<'t>(body: &str, origin: &Origin) -> Text<'t> {
    let mut joiner = Joiner::default();
    let mut at = 0;
    while let Some((len, _)) = size_line(&body[at..]) {
        at += len;
        let rest = &body[at..];
        let end = memchr::memchr_iter(b'\n', rest.as_bytes())
            .find(|end| size_line(&rest[end + 1..]).is_some())
            .unwrap_or(rest.len());
        joiner.push(rest[..end].trim_end_matches('\r'), at);
        at = (at + end + 1).min(body.len());
    }
    joiner.finish(origin)
}

/// Returns the length of the line with a chunk's size at the start of `text`, and the size.
fn size_line(text: &str) -> Option<(usize, usize)> {
    let end = memchr::memchr(b'\n', &text.as_bytes()[..text.len().min(256)])?;
    let line = text[..end].trim_end_matches('\r');
    let digits = line.split(';').next()?.trim_end();
    let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let size = usize::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)?;
    Some((end + 1, size))
}
