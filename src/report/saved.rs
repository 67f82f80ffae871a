//! Reading a saved report back.
//!
//! It may come from anywhere, so nothing in it is believed: what formats rely on is checked here.

use crate::json::Span;

use super::{Excerpt, Finding, Part, Region, Report, VERSION};

/// Beyond it numbers are not exact in every reader.
const MOST: usize = 1 << 52;

/// How many reasons a verdict has at most. Formats compare them with each other.
const MAX_REASONS: usize = 100;

/// The report that `text` holds, as `--format json` writes it.
///
/// # Errors
/// Why it is none, as the end of a sentence that begins with the file's name.
pub fn read(text: &str) -> Result<Report, String> {
    let mut report: Report = serde_json::from_str(text)
        .map_err(|error| format!("is no report of osready check --format json: {error}"))?;
    if report.version != VERSION {
        return Err(format!(
            "is a report of version {}, and this osready reads version {VERSION}",
            report.version
        ));
    }
    if report.incomplete.iter().any(|check| !(1..MOST).contains(&check.line)) {
        return Err("is no report that osready wrote: a file that was not checked has a line that cannot be".to_owned());
    }
    let count = report.findings.len();
    let reasons = report.readiness.iter().flat_map(|row| &row.reasons);
    if reasons.filter_map(|reason| reason.finding).any(|index| index >= count) {
        return Err("is no whole report: a verdict names a finding that is not there".to_owned());
    }
    if report.readiness.iter().any(|row| row.reasons.len() > MAX_REASONS) {
        return Err(
            "is no report that osready wrote: a verdict has more reasons than osready names"
                .to_owned(),
        );
    }
    for finding in &mut report.findings {
        if !is_sound(finding) {
            return Err(format!(
                "is no report that osready wrote: a finding of {} has a place that cannot be",
                finding.rule.harmless()
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
        (1..MOST).contains(&column)
            && (1..MOST).contains(&end)
            && (region.line < region.end_line || column <= end)
    };
    region.start <= region.end
        && region.end < MOST
        && (1..MOST).contains(&region.line)
        && (region.line..MOST).contains(&region.end_line)
        && columns.into_iter().all(in_order)
}

/// Whether an excerpt's marks stand in its text, which was made harmless when it was read.
fn excerpt_is_sound(excerpt: &Excerpt) -> bool {
    let stands = |part: &Part, span: Span| {
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
