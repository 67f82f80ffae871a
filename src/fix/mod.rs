//! Fixing a text: the edits of findings, made in rounds until none is left.
//!
//! A fix that another one overlaps or touches waits for the next round, in which the text is checked
//! again. What safe fixes make of a text is proven to hold the same values before it is handed out.

mod difference;
mod proof;

use std::collections::BTreeMap;
use std::fmt;

use crate::finding::Safety;
use crate::input::File;
use crate::json::TooLong;
use crate::lint::Linter;
use crate::policy::Gate;
use crate::report::{Edit, Finding, Fix, IncompleteCause};
use crate::rules::SYNTAX;

pub use difference::difference;

/// The most rounds that a text is mended in. Hand-made ones settle in two or three.
const MOST_ROUNDS: usize = 200;

/// How many rounds in a row may make nothing better. A text that is badly broken is read otherwise
/// after each change, and can grow without end.
const STALE_ROUNDS: usize = 3;

/// About how many bytes are checked in all rounds of one file.
const MOST_BYTES: usize = 8 << 20;

/// How many rounds a long file gets.
const LEAST_ROUNDS: usize = 5;

/// Which fixes are made.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Unsafe ones too.
    pub with_unsafe: bool,
    /// Those of these rules alone; of all where none is named.
    pub rules: Vec<String>,
}

impl Choice {
    fn takes<'a>(&self, finding: &'a Finding) -> Option<&'a Fix> {
        let fix = finding.fix.as_ref()?;
        let is_wanted =
            self.rules.is_empty() || self.rules.iter().any(|rule| finding.rule == *rule);
        let is_allowed = self.with_unsafe || fix.safety == Safety::Safe;
        (is_wanted && is_allowed && !fix.edits.is_empty()).then_some(fix)
    }
}

/// A text that has been mended as far as was asked.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// The text; as it was where nothing was to mend.
    pub text: String,
    /// How many findings were mended, by rule.
    pub made: BTreeMap<String, usize>,
    /// How many findings have a fix that was not made.
    pub left: usize,
    /// Whether no asked fix is left. One is where its change makes nothing better.
    pub is_settled: bool,
}

/// Why no fix of a file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FixError {
    /// One of its texts is too long.
    TooLong(TooLong),
    /// Safe fixes would change what is read of the text, and not only how it is written.
    Unproven,
    /// More is wrong with it than is checked.
    LimitExceeded,
}

impl fmt::Display for FixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(error) => error.fmt(f),
            Self::Unproven => f.write_str(
                "the safe fixes would change its values, not only how they are written: nothing was \
                 fixed; correct it by hand, or look at `--unsafe --diff`",
            ),
            Self::LimitExceeded => f.write_str(
                "more is wrong with it than is checked: nothing was fixed; save the response again",
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

/// Makes the chosen fixes of the findings in `file`, as far as they make it better: what is fixed
/// again has nothing to fix.
///
/// Without unsafe fixes, each round is proven: the text is read again, and holds the same values.
///
/// # Errors
/// [`FixError`] if a text has 4 GiB or more, or if safe fixes would change what is read.
pub fn mend(linter: &Linter, file: &File, choice: &Choice) -> Result<Mended, FixError> {
    let mut file = file.clone();
    let mut made = BTreeMap::new();
    let mut best: Option<(usize, Mended)> = None;
    let mut stale = 0;
    for _ in 0..rounds(file.text.len()) {
        let findings = counted(linter, &file)?;
        let mut taken = Taken::default();
        let mut now = Vec::new();
        for finding in &findings {
            if let Some(fix) = choice.takes(finding)
                && taken.add(&file.text, fix, finding.rule == SYNTAX.id)
            {
                now.push(finding.rule.raw().to_owned());
            }
        }
        taken.0.respelled.sort_unstable();
        let wrong = how_wrong(&findings, choice);
        let is_settled = taken.0.all.is_empty();
        if best.as_ref().is_none_or(|(least, _)| wrong < *least) {
            let left = findings.iter().filter(|finding| finding.fix.is_some()).count();
            let text = file.text.clone();
            best = Some((wrong, Mended { text, made: made.clone(), left, is_settled }));
            stale = 0;
        } else {
            stale += 1;
        }
        if is_settled || stale > STALE_ROUNDS {
            break;
        }
        let after = File { text: taken.made_in(&file.text), ..file.clone() };
        if !choice.with_unsafe && !proof::is_same(&file, &after, &taken.0)? {
            return Err(FixError::Unproven);
        }
        file = after;
        for rule in now {
            *made.entry(rule).or_default() += 1;
        }
    }
    Ok(best.map(|(_, mended)| mended).unwrap_or_default())
}

/// How many rounds a file of `len` bytes gets at most.
fn rounds(len: usize) -> usize {
    (MOST_BYTES / len.max(1)).clamp(LEAST_ROUNDS, MOST_ROUNDS)
}

/// The findings of `file` that no suppression covers: what is excused is left as it is.
fn counted(linter: &Linter, file: &File) -> Result<Vec<Finding>, FixError> {
    let mut judged = linter.judge(file)?;
    if judged.incomplete.iter().any(|check| check.cause == IncompleteCause::LimitExceeded) {
        return Err(FixError::LimitExceeded);
    }
    Gate::new(linter.policy()).file(&file.name, &mut judged);
    judged.findings.retain(|finding| finding.suppressed.is_none());
    Ok(judged.findings)
}

/// How much is wrong that a change could make better or worse.
fn how_wrong(findings: &[Finding], choice: &Choice) -> usize {
    let counts = findings
        .iter()
        .filter(|finding| finding.rule == SYNTAX.id || choice.takes(finding).is_some());
    counts.map(|finding| finding.count.map_or(1, |count| count as usize)).sum()
}

/// The edits of one round, none of which touches another.
#[derive(Default)]
struct Taken<'f>(proof::Edits<'f>);

impl<'f> Taken<'f> {
    /// Adds all edits of `fix`, or none if one of them changes nothing that stands there, or meets
    /// an edit that is taken.
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

/// Whether `edit` touches one of `edits`, which are by where they begin. Two that stand side by
/// side do: which of them comes first would be chance.
fn meets(edits: &BTreeMap<usize, &Edit>, edit: &Edit) -> bool {
    edits
        .range(..=edit.span.end)
        .next_back()
        .is_some_and(|(_, last)| last.span.end >= edit.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Named;

    fn mended(text: &str, with_unsafe: bool) -> Mended {
        let file = File { name: "r.json".into(), named: Named::ByHand, text: text.into() };
        mend(&Linter::new(false), &file, &Choice { with_unsafe, rules: Vec::new() }).unwrap()
    }

    #[test]
    fn what_is_plain_is_mended_and_nothing_else_is_touched() {
        let text = "{\r\n  \"isAuthorized\": True,\r\n  'driversFiles' : [ ],\r\n}\r\n";
        let once = mended(text, false);
        assert_eq!(once.text, "{\r\n  \"isAuthorized\": true,\r\n  \"driverFiles\" : [ ]\r\n}\r\n");
        assert!(once.is_settled);
        assert_eq!(mended(&once.text, false).text, once.text);
        assert!(mended(&once.text, false).made.is_empty());
    }

    #[test]
    fn what_leaves_something_out_waits_to_be_asked_for() {
        let text = "{\"isAuthorized\": true, // by hand\n \"driverFiles\": []}";
        let safe = mended(text, false);
        assert_eq!((safe.text.as_str(), safe.left), (text, 1));
        assert_eq!(mended(text, true).text, "{\"isAuthorized\": true, \n \"driverFiles\": []}");
    }

    #[test]
    fn a_text_that_changes_make_no_better_is_left() {
        // The quotes are out of step: every comma that is put in is read as missing again.
        let text = "{\n\"result\": \"failed\",\n\"messages\": [{\n\"id\": \"FQ*ext\": \"ask. If it\nstill fails.\"\n\"URL\": \"\",\n},\n\"text\": \"No list of\nimages.\"\n}]\n}";
        let once = mended(text, true);
        assert!(once.text.len() < text.len() + 50, "{}", once.text);
        assert_eq!(mended(&once.text, true).text, once.text);
    }

    #[test]
    fn the_fixes_of_one_rule_alone_are_made() {
        let text = "{\"isAuthorized\": True, \"driversFiles\": []}";
        let file = File { name: "r.json".into(), named: Named::ByHand, text: text.into() };
        let choice = Choice { with_unsafe: false, rules: vec!["misspelled-attribute".into()] };
        let mended = mend(&Linter::new(false), &file, &choice).unwrap();
        assert_eq!(mended.text, "{\"isAuthorized\": True, \"driverFiles\": []}");
        assert_eq!(mended.left, 1);
    }
}
