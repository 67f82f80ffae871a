//! The check that redaction preserves findings and verdicts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::input::{File, Text, texts};
use crate::json::{KeyId, TooLong, read};
use crate::lint::{FileReport, Linter};
use crate::model::{self, value_texts};
use crate::sanitize::Untrusted;
use crate::spec::names as attributes;

use super::replacements::Replacements;
use super::{allowed, around};

/// What redaction preserved of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preserved {
    /// The number of responses.
    pub responses: usize,
    /// A sentence for each difference in findings and verdicts; empty if there is none.
    pub differences: Vec<String>,
}

impl Preserved {
    /// Checks `before` and `after`, the output of [`redact`](super::redact) for it, and compares the
    /// results: text by text, so that there is the report of one text at a time.
    ///
    /// # Errors
    /// Returns [`TooLong`] if one of the texts is 4 GiB or longer.
    pub fn of(linter: &Linter, before: &File, after: &File) -> Result<Self, TooLong> {
        let mut preserved = Self::default();
        let count = texts(before).count();
        // Lines are joined, and sizes of chunks removed, which may join texts or separate them.
        if count < 2 || count != texts(after).count() {
            preserved.compare(linter, before, after, 0)?;
            return Ok(preserved);
        }
        let mut rows = 0;
        for (old, new) in texts(before).zip(texts(after)) {
            let [old, new] =
                [old, new].map(|text| File::new(&*before.name, before.discovery, text.content));
            rows = preserved.compare(linter, &old, &new, rows)?;
        }
        Ok(preserved)
    }

    /// Compares the results of two files, whose rows are numbered from `first_row`. Returns the
    /// number of the next row.
    fn compare(
        &mut self,
        linter: &Linter,
        before: &File,
        after: &File,
        first_row: usize,
    ) -> Result<usize, TooLong> {
        let report =
            linter.lint(&File::new(&*before.name, before.discovery, unwrapped(before)?))?;
        self.responses += report.responses;
        let next = first_row + report.readiness.len();
        let old = results(&report, first_row);
        drop(report);
        let new = results(&linter.lint(after)?, first_row);
        if old != new {
            self.differences.extend(without(&old, &new, "lost"));
            self.differences.extend(without(&new, &old, "new"));
        }
        Ok(next)
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

/// Returns the text of `file` with all lines joined that redaction joins.
fn unwrapped(file: &File) -> Result<Cow<'_, str>, TooLong> {
    let texts: Vec<Text<'_>> = value_texts(file).collect::<Result<_, _>>()?;
    let mut removed: Vec<Range<usize>> = around::removed(file, &texts);
    for text in texts.iter().filter(|text| text.content.trim_ascii_end().contains('\n')) {
        let tree = read(&text.content, attributes::interner())?;
        if let Some(unwrapped) = model::unwrapped(&tree)? {
            removed.extend(unwrapped.line_ends().map(|span| text.origin.location(span)));
        }
    }
    if removed.is_empty() {
        return Ok(Cow::Borrowed(&file.text));
    }
    let mut joined = Replacements::new(&file.text);
    for range in removed {
        joined.replace_first(range, "");
    }
    joined.finish().map(Cow::Owned).ok_or(TooLong)
}

/// Returns the results that redaction must preserve, and their number: the rule, level and location
/// of each finding, and each verdict with its reasons, numbered from `first_row`.
fn results(file_report: &FileReport, first_row: usize) -> BTreeMap<String, usize> {
    let mut results = BTreeMap::new();
    for finding in &file_report.findings {
        let inner = finding.inner_pointer.as_ref().map(Untrusted::raw).map(known_keys);
        let (rule, pointer) = (finding.rule.raw(), known_keys(finding.pointer.raw()));
        let inner = inner.unwrap_or_default();
        let line = format!("{} {rule} at {pointer}{inner}", finding.level.as_str());
        // Findings about redacted keys may be grouped into one.
        *results.entry(line).or_default() += finding.count.unwrap_or(1) as usize;
    }
    for (at, row) in file_report.readiness.iter().enumerate() {
        let reasons: Vec<&str> = row.reasons.iter().map(|reason| reason.rule.raw()).collect();
        let at = first_row + at + 1;
        let line = format!("row {at} is {} by {}", row.verdict.as_str(), reasons.join(", "));
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
