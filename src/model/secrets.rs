//! Passwords in the texts of settings and unattend files.
//!
//! The scan is forgiving: a text that is no XML or JSON is looked through all the same, because
//! what is found here is hidden in every report.

mod address;
mod answer_file;
mod kickstart;

use std::ops::Range;

use crate::json::{Kind, Name, Span, Tree, Value};

use address::in_addresses;
pub(crate) use address::passwords_in_addresses;
pub(super) use answer_file::Answers;
use answer_file::in_xml;
use kickstart::in_kickstart;

use super::{is_macro, settings};

/// How a secret is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writing {
    /// As it is.
    Clear,
    /// So that anyone can turn it back (`PlainText` false in a Windows answer file).
    Encoded,
    /// As a salted hash.
    Hashed,
}

/// A secret in the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Where it stands: bytes of the content, as unescaped.
    pub span: Span,
    /// How it is written.
    pub writing: Writing,
}

/// The secrets in the content of an unattend file, in their order. Macros are none. `in_elements`
/// are those in the elements of a well-formed XML text.
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

/// Whether `text` is XML, or was meant to be.
pub(super) fn is_like_xml(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

/// The secrets in the content of a settings file, which was read into `tree`.
pub(super) fn secrets_in_settings(text: &str, tree: &Tree<'_>) -> Vec<Secret> {
    let mut found = in_json(text, tree);
    found.sort_by_key(|secret| secret.span);
    found
}

/// Whether something of this name holds a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const MOST: usize = 80;
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
    if name.len() < 3 || name.len() > MOST || !may_be_secret(name) {
        return false;
    }
    let local = name.rsplit(':').next().unwrap_or(name);
    let mut letters = [0; MOST];
    let mut len = 0;
    for byte in local.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b'.' | b' ')) {
        letters[len] = byte.to_ascii_lowercase();
        len += 1;
    }
    let plain = &letters[..len];
    ENDS.iter().any(|end| plain.ends_with(end.as_bytes()))
        || NAMES.iter().any(|name| plain == name.as_bytes())
}

/// Whether `name` ends with two letters that a name of a secret ends with, and few others do.
fn may_be_secret(name: &str) -> bool {
    let mut letters = name.bytes().rev().filter(u8::is_ascii_alphanumeric).map(|byte| byte | 0x20);
    let last = letters.next();
    let last_two = (letters.next(), last);
    [b"rd", b"wd", b"se", b"rt", b"pw", b"ey", b"sk", b"et"]
        .iter()
        .any(|[before, last]| last_two == (Some(*before), Some(*last)))
}

/// Adds what stands at `range` of `text`, if it is a secret, without the space around it.
fn add(text: &str, range: Range<usize>, writing: Option<Writing>, found: &mut Vec<Secret>) {
    let value = &text[range.clone()];
    let start = range.start + (value.len() - value.trim_start().len());
    let value = value.trim();
    let is_word = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    // Of no character at all, all are so too.
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

/// Whether `value` is a salted hash: `$6$salt$…`, GRUB's, or LDAP's.
fn is_hash(value: &str) -> bool {
    let crypt = value.strip_prefix('$').and_then(|rest| rest.split_once('$'));
    crypt.is_some_and(|(method, rest)| {
        (1..=16).contains(&method.len())
            && method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && rest.len() > 12
    }) || value.starts_with("grub.pbkdf2.")
        || value.starts_with("{SSHA")
}

/// In a settings file: what stands under a key that names a secret, and the value of a setting
/// whose own name does.
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
                Name::OTHER => member.key().is_some_and(|key| is_secret_name(&key)),
                name => is_setting && settings::VALUES.contains(&name),
            };
            if names_it && matches!(member.kind(), Kind::String | Kind::Number) {
                let span = member.span();
                let quotes = usize::from(
                    member.kind() == Kind::String && member.content_start() > span.start,
                );
                let start = span.start as usize + quotes;
                let end = (span.end as usize).saturating_sub(quotes).max(start);
                // A string that is never closed has no closing quote.
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
