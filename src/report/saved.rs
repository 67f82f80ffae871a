//! Parses a saved JSON report.
//!
//! A saved report is untrusted, so everything that formats rely on is validated here.

use crate::source::{Region, Span};

use crate::finding::{Excerpt, Finding, Snippet};
use crate::lint::{Report, VERSION};
use crate::user_rules::register;

/// The maximum number that every reader represents exactly.
const MAX_BYTES: usize = 1 << 52;

/// The maximum number of reasons of a verdict, since formats compare them with each other.
const MAX_REASONS: usize = 100;

/// The maximum number of rules of a site.
const MAX_USER_RULES: usize = 10_000;

/// Parses a report that `--format json` wrote.
///
/// # Errors
/// Returns an error message that continues a sentence beginning with the file name.
pub fn read(text: &str) -> Result<Report, String> {
    let mut report: Report = serde_json::from_str(text)
        .map_err(|error| format!("is not a report of osready check --format json: {error}"))?;
    if report.version != VERSION {
        return Err(format!(
            "is a report of version {}; this osready reads version {VERSION}",
            report.version
        ));
    }
    if report.incomplete.iter().any(|check| !(1..MAX_BYTES).contains(&check.line)) {
        return Err("is not a valid report: an incomplete check has an invalid line".to_owned());
    }
    if report.rules.len() > MAX_USER_RULES {
        return Err("is not a valid report: it has too many rules".to_owned());
    }
    // Formats that describe rules find those of the site there.
    report.rules.retain(|rule| register(rule).is_some());
    let count = report.findings.len();
    let reasons = report.readiness.iter().flat_map(|row| &row.reasons);
    if reasons.filter_map(|reason| reason.finding).any(|index| index >= count) {
        return Err("is not a complete report: a verdict refers to a missing finding".to_owned());
    }
    if report.readiness.iter().any(|row| row.reasons.len() > MAX_REASONS) {
        return Err("is not a valid report: a verdict has too many reasons".to_owned());
    }
    for finding in &mut report.findings {
        if !is_sound(finding) {
            return Err(format!(
                "is not a valid report: a finding of {} has an invalid location",
                finding.rule.sanitized()
            ));
        }
        if finding.excerpt.as_ref().is_some_and(|excerpt| !excerpt_is_sound(excerpt)) {
            finding.excerpt = None;
        }
    }
    Ok(report)
}

fn is_sound(finding: &Finding) -> bool {
    let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
    let labels = finding.labels.iter().map(|label| label.span);
    std::iter::once(finding.span).chain(labels).chain(edits).all(region_is_sound)
}

fn region_is_sound(region: Region) -> bool {
    let columns = [(region.column, region.end_column), region.in_utf8(), region.in_utf16()];
    let in_order = |(column, end): (usize, usize)| {
        (1..MAX_BYTES).contains(&column)
            && (1..MAX_BYTES).contains(&end)
            && (region.line < region.end_line || column <= end)
    };
    region.start <= region.end
        && region.end < MAX_BYTES
        && (1..MAX_BYTES).contains(&region.line)
        && (region.line..MAX_BYTES).contains(&region.end_line)
        && columns.into_iter().all(in_order)
}

/// Returns whether the marks of an excerpt lie in its text, which was sanitized when it was read.
fn excerpt_is_sound(excerpt: &Excerpt) -> bool {
    let stands = |part: &Snippet, span: Span| {
        span.start <= span.end
            && part.text.as_str().get(span.start as usize..span.end as usize).is_some()
    };
    excerpt.parts.iter().all(|part| {
        part.position.0 >= 1
            && part.position.1 >= 1
            && part.first_line != Some(0)
            && part.labels.iter().all(|mark| stands(part, mark.span))
    })
}
