//! Redaction: private data is replaced, so that a response can be attached to a ticket and has the
//! same findings.
//!
//! Redaction is based on an allow-list: documented names, words, releases, versions, sizes and
//! dates are kept, and everything else is replaced, whatever it looks like. Words in structure get
//! pseudonyms, the same one for each occurrence; free text is masked character by character.
//! Passwords in contents get replacements that are still detected as passwords. Only characters in
//! strings, keys, numbers and comments are replaced: brackets, commas and lines are unchanged.

mod allowed;
mod around;
mod contents;
mod names;
mod preserved;
mod replacements;
mod strings;
mod values;
mod words;

use std::fmt;

use crate::input::{File, max_texts, texts};
use crate::json::{TooLong, Unescaped, Value, unescape};
use crate::model::{TEXT_DEPTH, values_of};
use crate::source::Span;

use names::Names;
pub use preserved::Preserved;
use replacements::{Mapped, Replacements, Sink};

/// A redacted file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redacted {
    /// The redacted text.
    pub text: String,
    /// The number of passwords that were replaced.
    pub passwords: usize,
    /// The number of distinct words and numbers that have a pseudonym.
    pub names: usize,
    /// The number of ranges that were replaced, including all of the above.
    pub replaced: usize,
}

/// The reason why a file was not redacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedactError {
    /// One of its texts is too long, before or after redaction.
    TooLong(TooLong),
    /// It has more texts than this, the limit for its size.
    TooManyTexts(usize),
}

impl fmt::Display for RedactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(error) => error.fmt(f),
            Self::TooManyTexts(most) => {
                write!(f, "the file has more than {most} texts; redact its responses one by one")
            }
        }
    }
}

impl std::error::Error for RedactError {}

impl From<TooLong> for RedactError {
    fn from(error: TooLong) -> Self {
        Self::TooLong(error)
    }
}

/// The state of redaction of a file.
#[derive(Debug, Default)]
struct State {
    names: Names,
    passwords: usize,
    replaced: usize,
}

/// Returns `file` without private data.
///
/// # Errors
/// Returns an error if the file has too many texts, or if one of them is 4 GiB or longer.
pub fn redact(file: &File) -> Result<Redacted, RedactError> {
    let most = max_texts(file.text.len());
    if texts(file).nth(most).is_some() {
        return Err(RedactError::TooManyTexts(most));
    }
    let mut state = State::default();
    let text = redact_text(file, &mut state, TEXT_DEPTH)?;
    let State { names, passwords, replaced } = state;
    Ok(Redacted { text, passwords, names: names.len(), replaced })
}

fn redact_text(file: &File, state: &mut State, depth: usize) -> Result<String, TooLong> {
    let mut replacements = Replacements::new(&file.text);
    let mut at = 0;
    for text in texts(file) {
        for value in values_of(text, depth)? {
            let location = value.location();
            around::redact(file, at..location.start, &mut replacements)?;
            around::remove_holes(&value, &mut replacements);
            let mut job = strings::Job {
                file,
                origin: &value.origin,
                state,
                replacements: &mut replacements,
            };
            job.text(&value.content, depth)?;
            replacements.apply(location.end);
            at = at.max(location.end);
        }
    }
    around::redact(file, at..file.text.len(), &mut replacements)?;
    state.replaced += replacements.count();
    replacements.finish().ok_or(TooLong)
}

/// Redacts the content of the string `value` as `of` does.
fn inside(value: Value<'_>, to: &mut dyn Sink, of: impl FnOnce(&str, &mut dyn Sink)) {
    if let Some(content) = value.unescaped() {
        within(value.content_start(), content, to, of);
    }
}

/// Redacts the key of `value` as `of` does.
fn key(value: Value<'_>, to: &mut dyn Sink, of: impl FnOnce(&str, &mut dyn Sink)) {
    if let Some((at, written)) = value.written_key() {
        within(at.start, unescape(written), to, of);
    }
}

/// Redacts the content of a string, which is written from offset `start` on.
fn within(
    start: u32,
    content: Unescaped<'_>,
    to: &mut dyn Sink,
    of: impl FnOnce(&str, &mut dyn Sink),
) {
    let Unescaped { text, offsets } = content;
    let outer = |inner| {
        let location = offsets.outer(inner);
        Span::new(start + location.start, start + location.end)
    };
    of(&text, &mut Mapped { sink: to, outer });
    to.end_passage();
}

/// Replaces a number by one that has the same syntax error, if any.
fn number(value: Value<'_>, to: &mut dyn Sink) {
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
    let replacement = match value.is_damaged() {
        false => "0".to_owned(),
        true if text.parse().is_ok_and(f64::is_infinite) => "1e999".to_owned(),
        true => text[..prefix].chars().chain(text[prefix..].chars().map(mask)).collect(),
    };
    to.replace(value.span(), &replacement);
    to.end_passage();
}
