//! The allow-list: documented words, releases, dates and versions. Everything else is replaced, so
//! that redaction does not depend on what a secret looks like.

use std::collections::HashSet;
use std::net::Ipv4Addr;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use regex::Regex;

use crate::model::is_mark;

/// An upper bound for the words of the list, in bytes.
const MAX_WORD_BYTES: usize = 40;

static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("allowed.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// The XML namespaces that every document of their kind contains.
const NAMESPACES: [&str; 5] = [
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.suse.com/1.0/configns",
    "http://www.suse.com/1.0/yast2ns",
    "http://schemas.microsoft.com/WMIConfig/2002/State",
    "urn:schemas-microsoft-com:unattend",
];

/// The keys that are kept in any object, in addition to those that identify other API responses:
/// keys that PowerShell, Ansible, browsers and imports put around a response.
const KEYS: &[&str] = &[
    "imageFile",
    "signatureFile",
    "osName",
    "osType",
    "osVersion",
    "imageName",
    "sha256sum",
    "value",
    "Count",
    "sha256",
    "signature",
    "os",
    "image",
    "invocation",
    "changed",
    "failed",
    "item",
    "elapsed",
    "headers",
    "cookies",
    "queryString",
    "httpVersion",
    "headersSize",
    "bodySize",
    "startedDateTime",
    "time",
    "timings",
    "cache",
    "creator",
    "browser",
    "pages",
    "pageref",
    "comment",
    "connection",
    "serverIPAddress",
    "redirectURL",
    "statusText",
    "wait",
    "send",
    "receive",
];

static ATOM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi-u) ^ (?:
            (?: win(?:dows)? | hyper-?v | azurestack | azshci | ashci | rhels? | redhat | slesa?p? | sle | suse | esxi
              | vmware | ubuntu | rocky | centos | alma(?:linux)? | oracle | ol | debian )
            (?: [0-9]\.[0-9]_[0-9]{1,2} (?: \.[0-9] )?
              | (?: 20[0-4][0-9] | [0-9]{1,2} ) (?: r2 | u[0-9]{1,2} | sp[0-9] )?
                (?: \.[0-9]{1,2} (?: u[0-9]{1,2} )? (?: \.[0-9]{1,2} )? )? )
          | x86_64
          | FQX [A-Z]{4} [0-9]{4} [A-Z]
        )",
    )
    .ok()
});

static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi-u) ^ (?:
            v? (?: 20[0-4][0-9] | [0-9]{1,2} ) (?: \.[0-9]{1,3} ){0,2}
                (?: \x20? sp \x20? [0-9]{1,2} | r2 | u[0-9]{1,2} | v[0-9]{4} )?
          | [0-9]{1,2} (?: \.[0-9]{1,5} ){2} \.[0-9]{1,8}
        ) $",
    )
    .ok()
});

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi-u) ^ 20[0-9]{2}-[0-9]{2}-[0-9]{2} (?: [T\x20] [0-9]{2}:[0-9]{2} (?: :[0-9]{2} (?: \.[0-9]{1,9} )? )?
            \x20? (?: Z | UTC | GMT | [+-][0-9]{2}:?[0-9]{2} )? )? $",
    )
    .ok()
});

/// Returns whether `word` is on the list, ignoring case.
pub(super) fn is_word(word: &str) -> bool {
    word.len() <= MAX_WORD_BYTES && WORDS.contains(word.to_ascii_lowercase().as_str())
}

/// Returns whether `key` is kept as the key of any object.
pub(super) fn is_key(key: &str) -> bool {
    KEYS.contains(&key) || is_mark(key)
}

/// Returns the length of the text to keep at the start of `text`, where a word begins: a release of
/// a system, a namespace, or the timestamp that XClarity prepends to a file name; 0 if there is
/// none.
pub(super) fn atom_len(text: &str) -> usize {
    let is_end = |len: &usize| !text[*len..].starts_with(is_in_word);
    let namespace = NAMESPACES.iter().find(|name| text.starts_with(*name)).map(|name| name.len());
    // A host or path with a suffix could be a different one.
    let is_namespace_end =
        |len: &usize| !text[*len..].starts_with(['.', '/', '-', ':', '@', '?', '%']);
    let found = namespace.filter(is_namespace_end).or_else(|| stamp_len(text)).or_else(|| {
        let atom = ATOM.as_ref()?.find(text)?;
        Some(atom.end())
    });
    found.filter(is_end).unwrap_or(0)
}

/// Returns the length of `20240306081503` or `20240306` before a `_`.
fn stamp_len(text: &str) -> Option<usize> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let digits = match len {
        14 => text[..len].to_owned(),
        8 => format!("{}000000", &text[..len]),
        _ => return None,
    };
    let time = DateTime::strptime("%Y%m%d%H%M%S", &digits).ok()?;
    ((2010..2050).contains(&time.year()) && text[len..].starts_with('_')).then_some(len)
}

/// Returns whether `text` is a version, a release or a date, and cannot be an address or a
/// pseudonym.
pub(super) fn is_version(text: &str) -> bool {
    let matches =
        |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|it| it.is_match(text));
    let mut numbers = text.split(|character: char| !character.is_ascii_digit());
    let is_pseudonym = |number: &str| number.len() > 2 && number.starts_with('9');
    matches(&DATE)
        || matches(&VERSION) && text.parse::<Ipv4Addr>().is_err() && !numbers.any(is_pseudonym)
}

/// Returns the length of the release number at the start of `text`.
pub(super) fn release_number_len(text: &str) -> usize {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    if len <= 2 || (len == 4 && text.starts_with("20")) { len } else { 0 }
}

/// Returns whether a character is part of a word. Characters outside of ASCII are, except white
/// space and U+FFFD, which represents a lone surrogate, a separate error.
pub(super) fn is_in_word(character: char) -> bool {
    let is_foreign = !character.is_ascii() && !character.is_whitespace() && character != '\u{fffd}';
    character.is_ascii_alphanumeric() || is_foreign
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_compile_and_words_are_lower_case() {
        assert!(ATOM.is_some() && VERSION.is_some() && DATE.is_some());
        let wrong =
            |word: &&&str| word.len() > MAX_WORD_BYTES || **word != word.to_ascii_lowercase();
        assert_eq!(WORDS.iter().find(wrong), None);
    }

    #[test]
    fn keeps_releases_but_not_longer_words() {
        for text in [
            "win2022",
            "rhels8.6-x",
            "esxi8.0_1.2|",
            "sles15SP4",
            "20240306081503_a",
            "FQXHMFC0001I",
        ] {
            assert!(atom_len(text) > 0, "{text}");
        }
        for text in [
            "win20221",
            "winter",
            "rhels8.600",
            "20241306081503_a",
            "20240306081503",
            "http://www.w3.org/2001/XMLSchema-instance.acme.com",
        ] {
            assert_eq!(atom_len(text), 0, "{text}");
        }
        assert_eq!(atom_len("esxi10.20.30.40"), "esxi10.20.30".len());
    }

    #[test]
    fn keeps_versions_but_not_addresses() {
        for text in
            ["2022.04", "2012R2", "12 SP3", "v2.1.10", "6.7.0.20210101", "2024-01-19T06:30:02Z"]
        {
            assert!(is_version(text), "{text}");
        }
        for text in ["10.20.30.40", "555.867.5309", "00:11:22:33:44:55", "1234567", "12.2-acme"] {
            assert!(!is_version(text), "{text}");
        }
    }
}
