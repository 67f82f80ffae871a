//! Finds passwords in the contents of settings and unattend files.
//!
//! The scan is lenient and also covers invalid XML and JSON, because the secrets that it finds are
//! hidden in every report.

mod address;
mod answer_file;
mod kickstart;

use std::ops::Range;

use crate::json::{KeyId, Kind, Tree, Value};
use crate::source::Span;

use address::in_addresses;
pub(crate) use address::{passwords_in_addresses, without_passwords};
pub(super) use answer_file::Answers;
use answer_file::in_xml;
use kickstart::in_kickstart;

use super::{is_macro, settings};

/// The encoding of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writing {
    /// Clear text.
    Clear,
    /// Reversible encoding (`PlainText` false in a Windows answer file).
    Encoded,
    /// A salted hash.
    Hashed,
}

/// A secret in the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The byte span in the unescaped content.
    pub span: Span,
    /// The encoding.
    pub writing: Writing,
}

/// Returns the secrets in the content of an unattend file, in the order of the text. Macros are not
/// secrets. `in_elements` are the secrets in the elements of a well-formed XML text.
pub(super) fn secrets_in_text(text: &str, in_elements: Option<&[Secret]>) -> Vec<Secret> {
    let mut found = match in_elements {
        Some(secrets) => secrets.to_vec(),
        None if is_like_xml(text) => in_xml(text),
        None => in_kickstart(text),
    };
    in_addresses(text, &mut found);
    found.sort_by_key(|secret| secret.span);
    found
}

/// Returns `true` if `text` is, or seems intended to be, XML.
pub(super) fn is_like_xml(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

/// Returns the secrets in the content of a settings file, which was parsed to `tree`.
pub(super) fn secrets_in_settings(text: &str, tree: &Tree<'_>) -> Vec<Secret> {
    let mut found = in_json(text, tree);
    found.sort_by_key(|secret| secret.span);
    found
}

/// Returns `true` if `name` is the name of a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const MAX_NAME_BYTES: usize = 80;
    const ENDS: [&str; 5] = ["password", "passwd", "passphrase", "passwort", "pwd"];
    const NAMES: [&str; 9] = [
        "bindpw",
        "rootpw",
        "cryptkey",
        "luksdevicekey",
        "wirelesskey",
        "wpapsk",
        "wirelesswpapsk",
        "secret",
        "clientsecret",
    ];
    if name.len() < 3 || name.len() > MAX_NAME_BYTES || !may_be_secret(name) {
        return false;
    }
    let local = name.rsplit(':').next().unwrap_or(name);
    let mut letters = [0; MAX_NAME_BYTES];
    let mut len = 0;
    for byte in local.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b'.' | b' ')) {
        letters[len] = byte.to_ascii_lowercase();
        len += 1;
    }
    let plain = &letters[..len];
    ENDS.iter().any(|end| plain.ends_with(end.as_bytes()))
        || NAMES.iter().any(|name| plain == name.as_bytes())
}

/// Returns `true` if `name` ends with two letters that are typical of names of secrets. A fast check.
fn may_be_secret(name: &str) -> bool {
    let mut letters = name.bytes().rev().filter(u8::is_ascii_alphanumeric).map(|byte| byte | 0x20);
    let last = letters.next();
    let last_two = (letters.next(), last);
    [b"rd", b"wd", b"se", b"rt", b"pw", b"ey", b"sk", b"et"]
        .iter()
        .any(|[before, last]| last_two == (Some(*before), Some(*last)))
}

/// Adds the text at `range`, without surrounding whitespace, if it is a secret.
fn add(text: &str, range: Range<usize>, writing: Option<Writing>, found: &mut Vec<Secret>) {
    let value = &text[range.clone()];
    let start = range.start + (value.len() - value.trim_start().len());
    let value = value.trim();
    let is_word = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    // `all` also holds for an empty text.
    if is_macro(value)
        || is_word(&["true", "false", "yes", "no", "null", "x"])
        || value.chars().all(|character| matches!(character, '*' | '!' | '.' | '•' | '…' | '-'))
    {
        return;
    }
    let span = Span::new(start as u32, (start + value.len()) as u32);
    let writing = if is_hash(value) { Writing::Hashed } else { writing.unwrap_or(Writing::Clear) };
    found.push(Secret { span, writing });
}

/// Returns `true` if `value` is a salted hash: `$6$salt$…`, or that of GRUB or LDAP.
fn is_hash(value: &str) -> bool {
    let crypt = value.strip_prefix('$').and_then(|rest| rest.split_once('$'));
    crypt.is_some_and(|(method, rest)| {
        (1..=16).contains(&method.len())
            && method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && rest.len() > 12
    }) || value.starts_with("grub.pbkdf2.")
        || value.starts_with("{SSHA")
}

/// Returns the secrets in a settings file: values of keys that are names of secrets, and values of
/// settings with such names.
fn in_json(text: &str, tree: &Tree<'_>) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut open: Vec<Value<'_>> = tree.root().into_iter().collect();
    let is_secret = |value: Option<Value<'_>>| {
        value.and_then(Value::as_str).is_some_and(|name| is_secret_name(&name))
    };
    while let Some(value) = open.pop() {
        let is_setting = value.kind() == Kind::Object && is_secret(value.get(settings::NAME));
        for member in value.members() {
            let names_it = match member.name() {
                KeyId::OTHER => member.key().is_some_and(|key| is_secret_name(&key)),
                name => is_setting && settings::VALUES.contains(&name),
            };
            if names_it && matches!(member.kind(), Kind::String | Kind::Number) {
                let span = member.span();
                let quotes = usize::from(
                    member.kind() == Kind::String && member.content_start() > span.start,
                );
                let start = span.start as usize + quotes;
                let end = (span.end as usize).saturating_sub(quotes).max(start);
                // An unterminated string has no closing quote.
                let end = if text[start..span.end as usize].ends_with(['"', '\'']) {
                    end
                } else {
                    span.end as usize
                };
                add(text, start..end, None, &mut found);
            }
            if matches!(member.kind(), Kind::Object | Kind::Array) {
                open.push(member);
            }
        }
        let within = |value: &Value<'_>| matches!(value.kind(), Kind::Object | Kind::Array);
        open.extend(value.elements().filter(within));
    }
    found
}

#[cfg(test)]
mod tests;
