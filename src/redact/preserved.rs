//! The check that redaction preserves findings and verdicts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::input::{File, texts};
use crate::json::{KeyId, TooLong, Unwrapped, read};
use crate::lint::{FileReport, Linter};
use crate::sanitize::Untrusted;
use crate::spec::names as attributes;

use super::allowed;

/// What redaction preserved of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preserved {
    /// The number of responses.
    pub responses: usize,
    /// A sentence for each difference in findings and verdicts; empty if there is none.
    pub differences: Vec<String>,
}

impl Preserved {
    /// Checks `before` and `after`, the output of [`redact`](super::redact) for it, text by text,
    /// and compares the results.
    ///
    /// # Errors
    /// Returns [`TooLong`] if one of the texts is 4 GiB or longer.
    pub fn of(linter: &Linter, before: &File, after: &File) -> Result<Self, TooLong> {
        let mut preserved = Self::default();
        let (mut old, mut new) = (texts(before), texts(after));
        let mut rows = 0;
        loop {
            let (old, new) = match (old.next(), new.next()) {
                (None, None) => return Ok(preserved),
                (Some(old), Some(new)) => (old, new),
                _ => {
                    preserved.differences.push("the number of texts".to_owned());
                    return Ok(preserved);
                }
            };
            // Reports are large: there is one at a time.
            let (old, first_row) = {
                let report = lint(linter, before, unwrapped(old.content)?)?;
                preserved.responses += report.responses;
                rows += report.readiness.len();
                let first_row = rows - report.readiness.len();
                (results(&report, first_row), first_row)
            };
            let new = results(&lint(linter, after, Cow::Borrowed(new.content))?, first_row);
            if old == new {
                continue;
            }
            preserved.differences.extend(without(&old, &new, "lost"));
            preserved.differences.extend(without(&new, &old, "new"));
        }
    }
}

/// Returns a sentence for each result that occurs more often in `all` than in `other`.
fn without(
    all: &BTreeMap<String, usize>,
    other: &BTreeMap<String, usize>,
    word: &str,
) -> impl Iterator<Item = String> {
    let is_more =
        |(line, count): &(&String, &usize)| other.get(*line).is_none_or(|known| known < count);
    all.iter().filter(is_more).map(move |(line, _)| format!("{word}: {line}"))
}

/// Checks one text of a file.
fn lint(linter: &Linter, file: &File, text: Cow<'_, str>) -> Result<FileReport, TooLong> {
    if text.len() == file.text.len() && matches!(text, Cow::Borrowed(_)) {
        return linter.lint(file);
    }
    let (name, text) = (file.name.clone(), text.into_owned());
    linter.lint(&File { name, text, discovery: file.discovery })
}

/// Returns a text with wrapped lines joined, as redaction joins them.
fn unwrapped(text: &str) -> Result<Cow<'_, str>, TooLong> {
    if !text.trim_ascii_end().contains('\n') {
        return Ok(Cow::Borrowed(text));
    }
    let tree = read(text, attributes::interner())?;
    let unwrapped = Unwrapped::of(&tree)?;
    Ok(unwrapped.map_or(Cow::Borrowed(text), |unwrapped| Cow::Owned(unwrapped.text)))
}

/// Returns the results that redaction must preserve, and their number: the rule, level and location
/// of each finding, and each verdict with its reasons, numbered from `first_row`.
fn results(file_report: &FileReport, first_row: usize) -> BTreeMap<String, usize> {
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
        let at = first_row + at + 1;
        let line = format!("row {at} is {} by {}", row.verdict.word(), reasons.join(", "));
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
