//! Fixes: applies the edits of findings, in rounds until none is left.
//!
//! A fix that overlaps or touches another one waits for the next round, in which the text is
//! checked again. Safe fixes are verified to preserve the values of a text.

mod difference;
mod proof;

use std::collections::BTreeMap;
use std::fmt;

use crate::diagnostic::Applicability;
use crate::finding::{Edit, Finding, Fix};
use crate::input::File;
use crate::json::TooLong;
use crate::lint::{IncompleteCause, Linter};
use crate::policy::FindingFilter;
use crate::rules::SYNTAX;

pub use difference::difference;

/// The maximum number of rounds for a text. Hand-made errors need two or three.
const MAX_ROUNDS: usize = 200;

/// The maximum number of consecutive rounds without an improvement. A badly broken text is read
/// differently after each change, and can grow without end.
const MAX_STALE_ROUNDS: usize = 3;

/// The approximate number of bytes that are checked in all rounds of a file.
const MAX_CHECKED_BYTES: usize = 8 << 20;

/// The number of rounds for a long file.
const MIN_ROUNDS: usize = 5;

/// The fixes to apply.
#[derive(Clone, Debug, Default)]
pub struct FixOptions {
    /// Whether to apply unsafe fixes too.
    pub with_unsafe: bool,
    /// The rules whose fixes are applied; all rules if empty.
    pub rules: Vec<String>,
}

impl FixOptions {
    fn takes<'a>(&self, finding: &'a Finding) -> Option<&'a Fix> {
        let fix = finding.fix.as_ref()?;
        let is_wanted =
            self.rules.is_empty() || self.rules.iter().any(|rule| finding.rule == *rule);
        let is_allowed = self.with_unsafe || fix.applicability == Applicability::Safe;
        (is_wanted && is_allowed && !fix.edits.is_empty()).then_some(fix)
    }
}

/// The result of fixing a text.
#[derive(Clone, Debug, Default)]
pub struct FixResult {
    /// The fixed text; unchanged if there was nothing to fix.
    pub text: String,
    /// The number of fixed findings, by rule.
    pub made: BTreeMap<String, usize>,
    /// The number of findings with a fix that was not applied.
    pub left: usize,
    /// Whether no selected fix is left, except fixes that improve nothing.
    pub is_settled: bool,
}

/// The reason why a file was not fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FixError {
    /// One of its texts is too long.
    TooLong(TooLong),
    /// Safe fixes would change the values, not only their notation.
    Unproven,
    /// The text exceeds a limit, so it was not checked completely.
    LimitExceeded,
}

impl fmt::Display for FixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(error) => error.fmt(f),
            Self::Unproven => f.write_str(
                "the safe fixes would change values, not only their notation; nothing was \
                 fixed; correct the file by hand, or review `--unsafe --diff`",
            ),
            Self::LimitExceeded => f.write_str(
                "the file has more problems than osready checks; nothing was fixed; save the \
                 response again",
            ),
        }
    }
}

impl std::error::Error for FixError {}

impl From<TooLong> for FixError {
    fn from(error: TooLong) -> Self {
        Self::TooLong(error)
    }
}

/// Applies the selected fixes of the findings in `file`, as long as they improve it. Fixing the
/// result again changes nothing.
///
/// Without unsafe fixes, each round is verified: the text is parsed again and must contain the same
/// values.
///
/// # Errors
/// Returns [`FixError`] if a text is 4 GiB or longer, exceeds a limit of the reader, or would have
/// other values after safe fixes.
pub fn apply_fixes(
    linter: &Linter,
    file: &File,
    options: &FixOptions,
) -> Result<FixResult, FixError> {
    let mut file = file.clone();
    let mut made = BTreeMap::new();
    let mut best: Option<(usize, FixResult)> = None;
    let mut stale = 0;
    for _ in 0..rounds(file.text.len()) {
        let findings = unsuppressed_findings(linter, &file)?;
        let mut taken = Taken::default();
        let mut now = Vec::new();
        for finding in &findings {
            if let Some(fix) = options.takes(finding)
                && taken.add(&file.text, fix, finding.rule == SYNTAX.id)
            {
                now.push(finding.rule.raw().to_owned());
            }
        }
        taken.0.respelled.sort_unstable();
        let wrong = problem_count(&findings, options);
        let is_settled = taken.0.all.is_empty();
        if best.as_ref().is_none_or(|(least, _)| wrong < *least) {
            let left = findings.iter().filter(|finding| finding.fix.is_some()).count();
            let text = file.text.clone();
            best = Some((wrong, FixResult { text, made: made.clone(), left, is_settled }));
            stale = 0;
        } else {
            stale += 1;
        }
        if is_settled || stale > MAX_STALE_ROUNDS {
            break;
        }
        let after = File { text: taken.made_in(&file.text), ..file.clone() };
        if !options.with_unsafe && !proof::is_same(&file, &after, &taken.0)? {
            return Err(FixError::Unproven);
        }
        file = after;
        for rule in now {
            *made.entry(rule).or_default() += 1;
        }
    }
    Ok(best.map(|(_, fixed)| fixed).unwrap_or_default())
}

/// Returns the maximum number of rounds for a file of `len` bytes.
fn rounds(len: usize) -> usize {
    (MAX_CHECKED_BYTES / len.max(1)).clamp(MIN_ROUNDS, MAX_ROUNDS)
}

/// Returns the findings of `file` that are not suppressed. Suppressed findings are not fixed.
fn unsuppressed_findings(linter: &Linter, file: &File) -> Result<Vec<Finding>, FixError> {
    let mut file_report = linter.lint(file)?;
    if file_report.incomplete.iter().any(|check| check.cause == IncompleteCause::LimitExceeded) {
        return Err(FixError::LimitExceeded);
    }
    FindingFilter::new(linter.policy()).file(&file.name, &mut file_report.findings);
    file_report.findings.retain(|finding| finding.suppressed.is_none());
    Ok(file_report.findings)
}

/// Returns the number of problems that a change could affect.
fn problem_count(findings: &[Finding], options: &FixOptions) -> usize {
    let counts = findings
        .iter()
        .filter(|finding| finding.rule == SYNTAX.id || options.takes(finding).is_some());
    counts.map(|finding| finding.count.map_or(1, |count| count as usize)).sum()
}

/// The edits of one round, which do not touch each other.
#[derive(Default)]
struct Taken<'f>(proof::Edits<'f>);

impl<'f> Taken<'f> {
    /// Adds all edits of `fix`. Adds none if one of them changes nothing, or overlaps or touches an
    /// edit that was added before.
    fn add(&mut self, text: &str, fix: &'f Fix, is_of_syntax: bool) -> bool {
        let mut own: BTreeMap<usize, &'f Edit> = BTreeMap::new();
        for edit in &fix.edits {
            let is_change = text
                .get(edit.span.start..edit.span.end)
                .is_some_and(|before| edit.replacement != before);
            if !is_change || meets(&self.0.all, edit) || meets(&own, edit) {
                return false;
            }
            own.insert(edit.span.start, edit);
        }
        if is_of_syntax {
            self.0.fixed_errors += 1;
        } else {
            self.0.respelled.extend(own.keys());
        }
        self.0.all.extend(own);
        true
    }

    fn made_in(&self, text: &str) -> String {
        let mut fixed = String::with_capacity(text.len());
        let mut at = 0;
        for edit in self.0.all.values() {
            fixed.push_str(&text[at..edit.span.start]);
            fixed.push_str(edit.replacement.raw());
            at = edit.span.end;
        }
        fixed.push_str(&text[at..]);
        fixed
    }
}

/// Returns whether `edit` overlaps or touches one of `edits`, which are keyed by start offset.
/// Adjacent edits count, since their order would be arbitrary.
fn meets(edits: &BTreeMap<usize, &Edit>, edit: &Edit) -> bool {
    edits
        .range(..=edit.span.end)
        .next_back()
        .is_some_and(|(_, last)| last.span.end >= edit.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Discovery;

    fn fixed(text: &str, with_unsafe: bool) -> FixResult {
        let file = File::new("r.json", Discovery::Explicit, text);
        apply_fixes(&Linter::new(), &file, &FixOptions { with_unsafe, rules: Vec::new() }).unwrap()
    }

    #[test]
    fn applies_safe_fixes_only_once() {
        let text = "{\r\n  \"isAuthorized\": True,\r\n  'driversFiles' : [ ],\r\n}\r\n";
        let once = fixed(text, false);
        assert_eq!(once.text, "{\r\n  \"isAuthorized\": true,\r\n  \"driverFiles\" : [ ]\r\n}\r\n");
        assert!(once.is_settled);
        assert_eq!(fixed(&once.text, false).text, once.text);
        assert!(fixed(&once.text, false).made.is_empty());
    }

    #[test]
    fn removals_need_unsafe_fixes() {
        let text = "{\"isAuthorized\": true, // by hand\n \"driverFiles\": []}";
        let safe = fixed(text, false);
        assert_eq!((safe.text.as_str(), safe.left), (text, 1));
        assert_eq!(fixed(text, true).text, "{\"isAuthorized\": true, \n \"driverFiles\": []}");
    }

    #[test]
    fn stops_without_improvement() {
        // The quotes are unbalanced: every inserted comma is again read as missing.
        let text = "{\n\"result\": \"failed\",\n\"messages\": [{\n\"id\": \"FQ*ext\": \"ask. If it\nstill fails.\"\n\"URL\": \"\",\n},\n\"text\": \"No list of\nimages.\"\n}]\n}";
        let once = fixed(text, true);
        assert!(once.text.len() < text.len() + 50, "{}", once.text);
        assert_eq!(fixed(&once.text, true).text, once.text);
    }

    #[test]
    fn applies_fixes_of_selected_rules() {
        let text = "{\"isAuthorized\": True, \"driversFiles\": []}";
        let file = File::new("r.json", Discovery::Explicit, text);
        let options = FixOptions { with_unsafe: false, rules: vec!["misspelled-attribute".into()] };
        let fixed = apply_fixes(&Linter::new(), &file, &options).unwrap();
        assert_eq!(fixed.text, "{\"isAuthorized\": True, \"driverFiles\": []}");
        assert_eq!(fixed.left, 1);
    }
}
