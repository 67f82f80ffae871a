//! Finds passwords in URLs: `http://user:password@host/path`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::{Secret, add};
use crate::json::HIDDEN;
use crate::source::Span;

/// The maximum length of the user, password and host after `://`, in bytes.
const MAX_AUTHORITY_BYTES: usize = 400;

/// Finds what is before the user, password and host of a URL.
static AUTHORITY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("://"));

/// Adds the passwords of the URLs in `text` that are not in `found` yet.
pub(super) fn in_addresses(text: &str, found: &mut Vec<Secret>) {
    let mut known: Vec<_> = found.iter().map(|secret| secret.span).collect();
    known.sort_unstable();
    let mut new = Vec::new();
    for at in AUTHORITY.find_iter(text.as_bytes()) {
        if let Some(password) = password(text, at + 3) {
            add(text, password, None, &mut new);
        }
    }
    let overlaps = |secret: &Secret| {
        let next = known.partition_point(|span| span.end <= secret.span.start);
        known.get(next).is_some_and(|span| span.start < secret.span.end)
    };
    found.extend(new.into_iter().filter(|secret| !overlaps(secret)));
}

/// Returns the byte spans of passwords in the URLs of `text`.
pub(crate) fn passwords_in_addresses(text: &str) -> impl Iterator<Item = Span> {
    let locations = AUTHORITY.find_iter(text.as_bytes());
    let found = locations.filter_map(|at| password(text, at + 3));
    found.map(|range| Span::new(range.start as u32, range.end as u32))
}

/// Returns a text with [`HIDDEN`] for each password in a URL.
pub(crate) fn without_passwords(text: Cow<'_, str>) -> Cow<'_, str> {
    // Most texts have no URL.
    if AUTHORITY.find(text.as_bytes()).is_none() {
        return text;
    }
    let mut shown = String::new();
    let mut at = 0;
    for range in passwords_in_addresses(&text).map(Span::range) {
        if range.start < at {
            continue;
        }
        shown.push_str(&text[at..range.start]);
        shown.push_str(HIDDEN);
        at = range.end;
    }
    if at == 0 {
        return text;
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}

/// Returns the range of the password of the URL whose user or host begins at `start`. `#` does not end
/// it, because it may begin a macro.
fn password(text: &str, start: usize) -> Option<Range<usize>> {
    let near = &text[start..text.floor_char_boundary(start + MAX_AUTHORITY_BYTES)];
    let ends = |character: char| {
        character.is_whitespace() || matches!(character, '/' | '?' | '"' | '\'' | '<' | '>' | '\\')
    };
    let authority = &near[..near.find(ends).unwrap_or(near.len())];
    let (user, _host) = authority.rsplit_once('@')?;
    let colon = user.find(':')?;
    Some(start + colon + 1..start + user.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Writing;

    fn passwords(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        in_addresses(text, &mut found);
        found.iter().map(|secret| &text[secret.span.range()]).collect()
    }

    #[test]
    fn password_in_url_is_found() {
        assert_eq!(passwords("url --url=http://ops:p@ss-1@192.0.2.1/rhel?x=1\n"), ["p@ss-1"]);
        assert_eq!(passwords("<a>ftp://u:é7@h</a> x://a:b@c"), ["é7", "b"]);
    }

    #[test]
    fn url_without_password_is_ignored() {
        for text in [
            "http://192.0.2.1:8080/a@b:c",
            "http://h?a=b:c@d",
            "http://user@host/",
            "http://ops:#predefined.globalSettings.credentials.password#@host/",
            "xmlns=\"http://www.w3.org/a\" to=\"x:y@z\"",
            "://",
        ] {
            assert_eq!(passwords(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn known_password_is_not_added_twice() {
        let text = "http://u:pw-1@h";
        let mut found = vec![Secret { span: Span::new(0, 15), writing: Writing::Clear }];
        in_addresses(text, &mut found);
        assert_eq!(found.len(), 1);
    }
}
