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
mod strings;
mod values;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::StringLocation;
use crate::input::File;
use crate::json::{KeyId, TooLong, Unescaped, Value, read, unescape};
use crate::lint::{FileReport, Linter};
use crate::model::{self, TEXT_DEPTH, value_texts};
use crate::sanitize::Untrusted;
use crate::source::Span;
use crate::spec::names as attributes;

use names::Names;

/// A replacement for a range of a text: plain characters that need no escape.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Replacement<At> {
    at: At,
    text: String,
}

/// A replacement in a text within the file.
type Inner = Replacement<Span>;

/// A replacement in the file.
type Outer = Replacement<Range<usize>>;

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
/// Returns [`TooLong`] if one of its texts is 4 GiB or longer.
pub fn redact(file: &File) -> Result<Redacted, TooLong> {
    let mut state = State::default();
    let text = redact_text(file, &mut state, TEXT_DEPTH)?;
    let State { names, passwords, replaced } = state;
    Ok(Redacted { text, passwords, names: names.len(), replaced })
}

fn redact_text(file: &File, state: &mut State, depth: usize) -> Result<String, TooLong> {
    let mut replacements = Vec::new();
    let texts = value_texts(file)?;
    around::redact(file, &texts, &mut replacements);
    for text in &texts {
        let mut job =
            strings::Job { file, origin: &text.origin, state, replacements: &mut replacements };
        job.text(&text.content, depth)?;
    }
    state.replaced += replacements.len();
    replacements.sort_by_key(|replacement| (replacement.at.start, replacement.at.end));
    let replacements =
        replacements.iter().map(|replacement| (replacement.at.clone(), replacement.text.as_str()));
    Ok(with(&file.text, replacements))
}

/// Applies replacements, which must be sorted, to `text`. If one begins within another, only the
/// part beyond that one is replaced again.
fn with<'s>(text: &str, replacements: impl Iterator<Item = (Range<usize>, &'s str)>) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut at = 0;
    for (place, replacement) in replacements {
        if place.start >= at {
            replaced.push_str(&text[at..place.start]);
            replaced.push_str(replacement);
        } else if place.end > at {
            replaced.push('x');
        }
        at = at.max(place.end);
    }
    replaced.push_str(&text[at..]);
    replaced
}

/// Applies replacements, which must be sorted, to `text`.
#[cfg(test)]
fn applied(text: &str, replacements: &[Inner]) -> String {
    with(
        text,
        replacements.iter().map(|replacement| (replacement.at.range(), replacement.text.as_str())),
    )
}

/// Maps the replacements that `of` finds in the content of the string `value` to its text.
fn inside(value: Value<'_>, of: impl FnOnce(&str) -> Vec<Inner>) -> Vec<Inner> {
    let Some(text) = value.as_str() else { return Vec::new() };
    let replacements = of(&text);
    if replacements.is_empty() {
        return replacements;
    }
    let inside = StringLocation::of(value);
    let placed = |replacement: Inner| Replacement {
        at: inside.place(replacement.at).span(),
        text: replacement.text,
    };
    replacements.into_iter().map(placed).collect()
}

/// Maps the replacements that `of` finds in the key of `value` to its text.
fn key(value: Value<'_>, of: impl FnOnce(&str) -> Vec<Inner>) -> Vec<Inner> {
    let Some((at, written)) = value.written_key() else { return Vec::new() };
    let Unescaped { text, offsets } = unescape(written);
    let placed = |replacement: Inner| {
        let place = offsets.outer(replacement.at);
        let at = Span::new(at.start + place.start, at.start + place.end);
        Replacement { at, text: replacement.text }
    };
    of(&text).into_iter().map(placed).collect()
}

/// Returns the replacement for a number, which has the same syntax error, if any.
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
    let replacement = match value.is_damaged() {
        false => "0".to_owned(),
        true if text.parse().is_ok_and(f64::is_infinite) => "1e999".to_owned(),
        true => text[..prefix].chars().chain(text[prefix..].chars().map(mask)).collect(),
    };
    Replacement { at: value.span(), text: replacement }
}

/// Checks a file with its wrapped lines joined, as [`redact`] joins them.
///
/// # Errors
/// Returns [`TooLong`] if one of its texts is 4 GiB or longer.
pub fn check(linter: &Linter, file: &File) -> Result<Checked, TooLong> {
    let report = linter.lint(&File { text: unwrapped(file)?, ..file.clone() })?;
    Ok(Checked { responses: report.responses, results: results(&report) })
}

/// The result of checking a file, as far as redaction preserves it.
#[derive(Debug)]
pub struct Checked {
    /// The number of responses.
    pub responses: usize,
    results: BTreeMap<String, usize>,
}

impl Checked {
    /// Compares with the result of checking `after`, the output of [`redact`] for the file. Returns a
    /// sentence for each difference; empty if there is none.
    ///
    /// # Errors
    /// Returns [`TooLong`] if one of the texts of `after` is 4 GiB or longer.
    pub fn differences(&self, linter: &Linter, after: &File) -> Result<Vec<String>, TooLong> {
        let (old, new) = (&self.results, &results(&linter.lint(after)?));
        let without =
            |all: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>, word: &str| {
                let is_more = |(line, count): &(&String, &usize)| {
                    other.get(*line).is_none_or(|known| known < count)
                };
                let more = all.iter().filter(is_more);
                more.map(|(line, _)| format!("{word}: {line}")).collect::<Vec<_>>()
            };
        Ok([without(old, new, "lost"), without(new, old, "new")].concat())
    }
}

/// Returns the text of `file` with all lines joined that [`redact`] joins.
fn unwrapped(file: &File) -> Result<String, TooLong> {
    let texts = value_texts(file)?;
    let mut removed: Vec<Range<usize>> = around::removed(file, &texts);
    for text in &texts {
        let tree = read(&text.content, attributes::interner())?;
        if let Some(unwrapped) = model::unwrapped(&tree)? {
            removed.extend(unwrapped.line_ends().map(|span| text.origin.place(span)));
        }
    }
    removed.sort_by_key(|range| (range.start, range.end));
    Ok(with(&file.text, removed.into_iter().map(|range| (range, ""))))
}

/// Returns the results that redaction must preserve, and their number: the rule, level and location
/// of each finding, and each verdict with its reasons.
fn results(file_report: &FileReport) -> BTreeMap<String, usize> {
    let mut results = BTreeMap::new();
    for finding in &file_report.findings {
        let inner = finding.inner_pointer.as_ref().map(Untrusted::raw).map(known_keys);
        let (rule, pointer) = (finding.rule.raw(), known_keys(finding.pointer.raw()));
        let inner = inner.unwrap_or_default();
        let line = format!("{} {rule} at {pointer}{inner}", finding.level.word());
        // Findings about redacted keys may be grouped into one.
        *results.entry(line).or_default() += finding.count.unwrap_or(1) as usize;
    }
    for (at, row) in file_report.readiness.iter().enumerate() {
        let reasons: Vec<&str> = row.reasons.iter().map(|reason| reason.rule.raw()).collect();
        let line = format!("row {} is {} by {}", at + 1, row.verdict.word(), reasons.join(", "));
        *results.entry(line).or_default() += 1;
    }
    results
}

/// Returns a JSON Pointer with a `?` for each key that may have a pseudonym.
fn known_keys(pointer: &str) -> String {
    let mut list = true;
    let step = |key: &str| {
        let name = attributes::interner().find(key.as_bytes());
        let is_index = list && key.len() < 8 && key.bytes().all(|byte| byte.is_ascii_digit());
        list = attributes::LISTS.contains(&name) || key.is_empty();
        match is_index || name != KeyId::OTHER || allowed::is_key(key) {
            true => key.to_owned(),
            false => "?".to_owned(),
        }
    };
    pointer.split('/').map(step).collect::<Vec<_>>().join("/")
}
