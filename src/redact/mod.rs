//! Redaction: what is private is replaced, so that a response can go onto a ticket and has the same
//! findings.
//!
//! What stays is an allow-list: documented names, words, releases, versions, sizes and dates. Everything
//! else goes, whatever it looks like. Where structure can stand, a word gets a pseudonym, the same one each
//! time; free text is masked character by character. Passwords in contents become stand-ins, so that they
//! are still found. Only characters within strings, keys, numbers and comments are replaced: brackets,
//! commas and lines stay where they are.

mod allowed;
mod contents;
mod names;
mod strings;
mod values;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Inside;
use crate::harmless::Untrusted;
use crate::input::{File, Origin, Text, texts};
use crate::json::{Name, Span, TooLong, Unescaped, Unwrapped, Value, read, unescape};
use crate::lint::Linter;
use crate::model::names as attributes;
use crate::report::Judged;

use names::Names;
use strings::Extent;

/// What comes in the place of a stretch of a text: plain characters that need no escape.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stand<At> {
    at: At,
    text: String,
}

/// In a text within the file.
type Inner = Stand<Span>;

/// In the file.
type Outer = Stand<Range<usize>>;

/// A redacted file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redacted {
    /// Its text.
    pub text: String,
    /// How many passwords were replaced.
    pub passwords: usize,
    /// How many words and numbers have a pseudonym, each counted once.
    pub names: usize,
    /// How many stretches of the text were replaced, all of the above among them.
    pub replaced: usize,
}

/// What redaction knows while it goes through a file.
#[derive(Debug, Default)]
struct State {
    names: Names,
    passwords: usize,
    replaced: usize,
}

/// `file` without what is private.
///
/// # Errors
/// [`TooLong`] if one of its texts has 4 GiB or more.
pub fn redact(file: &File) -> Result<Redacted, TooLong> {
    let mut state = State::default();
    let text = redact_text(file, Extent::All, &mut state, strings::BODY_DEPTH)?;
    let State { names, passwords, replaced } = state;
    Ok(Redacted { text, passwords, names: names.len(), replaced })
}

/// `file`'s text without the words of contents and of what stands around responses, so that it can
/// be shown to people who work on it.
///
/// # Errors
/// [`TooLong`] where one of its texts has 4 GiB or more.
pub fn without_contents(file: &File) -> Result<String, TooLong> {
    redact_text(file, Extent::Contents, &mut State::default(), strings::BODY_DEPTH)
}

fn redact_text(
    file: &File,
    extent: Extent,
    state: &mut State,
    depth: usize,
) -> Result<String, TooLong> {
    let mut stands = Vec::new();
    let mut parts = texts(file).peekable();
    if let Some(Text { origin: Origin::Slice { start }, .. }) = parts.peek() {
        stands.extend(words::of_http_heads(&file.text[..*start]));
    }
    for part in parts {
        let mut job =
            strings::Job { file, origin: &part.origin, extent, state, stands: &mut stands };
        job.text(part.content, depth)?;
    }
    state.replaced += stands.len();
    stands.sort_by_key(|stand| (stand.at.start, stand.at.end));
    let stands = stands.iter().map(|stand| (stand.at.clone(), stand.text.as_str()));
    Ok(with(&file.text, stands))
}

/// `text` with `stands` in it, which come in their order. Where one begins within another, only what goes
/// beyond that is replaced again.
fn with<'s>(text: &str, stands: impl Iterator<Item = (Range<usize>, &'s str)>) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut at = 0;
    for (place, stand) in stands {
        if place.start >= at {
            replaced.push_str(&text[at..place.start]);
            replaced.push_str(stand);
        } else if place.end > at {
            replaced.push('x');
        }
        at = at.max(place.end);
    }
    replaced.push_str(&text[at..]);
    replaced
}

/// `text` with `stands` in it, which are in their order.
#[cfg(test)]
fn applied(text: &str, stands: &[Inner]) -> String {
    with(text, stands.iter().map(|stand| (stand.at.range(), stand.text.as_str())))
}

/// The replacements that `of` finds for the content of the string `value`, where they stand in its text.
fn inside(value: Value<'_>, of: impl FnOnce(&str) -> Vec<Inner>) -> Vec<Inner> {
    let Some(text) = value.as_str() else { return Vec::new() };
    let stands = of(&text);
    if stands.is_empty() {
        return stands;
    }
    let inside = Inside::of(value);
    let placed = |stand: Inner| Stand { at: inside.place(stand.at).span(), text: stand.text };
    stands.into_iter().map(placed).collect()
}

/// The replacements that `of` finds for the key of `value`, where they stand in its text.
fn key(value: Value<'_>, of: impl FnOnce(&str) -> Vec<Inner>) -> Vec<Inner> {
    let Some((at, written)) = value.written_key() else { return Vec::new() };
    let Unescaped { text, way } = unescape(written);
    let placed = |stand: Inner| {
        let place = way.outer(stand.at);
        let at = Span::new(at.start + place.start, at.start + place.end);
        Stand { at, text: stand.text }
    };
    of(&text).into_iter().map(placed).collect()
}

/// The replacement for a number: one that is wrong in the same way.
fn number(value: Value<'_>) -> Inner {
    let text = value.number_text().unwrap_or_default();
    let digits = text.trim_start_matches(['-', '+']);
    let is_hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
    let prefix = text.len() - digits.len() + if is_hexadecimal { 2 } else { 0 };
    let mask = |character: char| match character {
        '0'..='9' => '0',
        letter if is_hexadecimal && letter.is_alphanumeric() => '0',
        'e' | 'E' => character,
        letter if letter.is_alphanumeric() => 'z',
        _ => character,
    };
    let stand = match value.is_damaged() {
        false => "0".to_owned(),
        true if text.parse().is_ok_and(f64::is_infinite) => "1e999".to_owned(),
        true => text[..prefix].chars().chain(text[prefix..].chars().map(mask)).collect(),
    };
    Stand { at: value.span(), text: stand }
}

/// What is judged otherwise in `after` than in `before`, a file and what [`redact`] made of it: a
/// sentence for each difference, none where the two say the same.
///
/// # Errors
/// [`TooLong`] where one of their texts has 4 GiB or more.
pub fn differences(linter: &Linter, before: &File, after: &File) -> Result<Vec<String>, TooLong> {
    let before = File { text: unwrapped(before)?, ..before.clone() };
    let (old, new) = (told(&linter.judge(&before)?), told(&linter.judge(after)?));
    let without = |all: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>, word: &str| {
        let more =
            all.iter().filter(|(line, count)| other.get(*line).is_none_or(|known| known < count));
        more.map(|(line, _)| format!("{word}: {line}")).collect::<Vec<_>>()
    };
    Ok([without(&old, &new, "lost"), without(&new, &old, "new")].concat())
}

/// `file`'s text with lines joined that were broken at a fixed width: [`redact`] joins them.
fn unwrapped(file: &File) -> Result<String, TooLong> {
    let mut text = String::with_capacity(file.text.len());
    let mut at = 0;
    for part in texts(file) {
        let Origin::Slice { start } = part.origin else { continue };
        text.push_str(&file.text[at..start]);
        at = start + part.content.len();
        let tree = read(part.content, attributes::vocabulary())?;
        match Unwrapped::of(&tree)? {
            Some(unwrapped) => text.push_str(&unwrapped.text),
            None => text.push_str(part.content),
        }
    }
    text.push_str(&file.text[at..]);
    Ok(text)
}

/// What must stay, and how often each: the rule, level and place of a finding, and each verdict with its
/// reasons.
fn told(judged: &Judged) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    for finding in &judged.findings {
        let inner = finding.inner_pointer.as_ref().map(Untrusted::raw).map(known_keys);
        let (rule, pointer) = (finding.rule.raw(), known_keys(finding.pointer.raw()));
        let inner = inner.unwrap_or_default();
        let line = format!("{} {rule} at {pointer}{inner}", finding.level.word());
        // Findings about keys that are hidden may be one.
        *told.entry(line).or_default() += finding.count.unwrap_or(1) as usize;
    }
    for (at, row) in judged.readiness.iter().enumerate() {
        let reasons: Vec<&str> = row.reasons.iter().map(|reason| reason.rule.raw()).collect();
        let line = format!("row {} is {} by {}", at + 1, row.verdict.word(), reasons.join(", "));
        *told.entry(line).or_default() += 1;
    }
    told
}

/// A JSON Pointer with a `?` for each key that may have a pseudonym.
fn known_keys(pointer: &str) -> String {
    let mut list = true;
    let step = |key: &str| {
        let name = attributes::vocabulary().find(key.as_bytes());
        let is_index = list && key.len() < 8 && key.bytes().all(|byte| byte.is_ascii_digit());
        list = attributes::LISTS.contains(&name) || key.is_empty();
        match is_index || name != Name::OTHER || allowed::is_key(key) {
            true => key.to_owned(),
            false => "?".to_owned(),
        }
    };
    pointer.split('/').map(step).collect::<Vec<_>>().join("/")
}
