//! SARIF 2.1.0 for code scanning.
//!
//! Stays within GitHub's limits: the least severe results are omitted, and a notification reports
//! their number.

mod log;

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{ignored, left_out, nothing_found, relative, worst_first};
use crate::config::DocsUrl;
use crate::finding::{BaselineState, Finding};
use crate::lint::Report;
use crate::report::{docs_url, rule_url, why};
use crate::rules;
use crate::sanitize::{Sarif as Said, Untrusted, Uri, json as layout};
use crate::source::Region as FileRegion;
use crate::user_rules::described;
use log::{
    Artifact, Change, Configuration, Content, Descriptor, Driver, Fingerprints, Fix, Found,
    Invocation, Location, LogicalLocation, Message, Notification, PhysicalLocation, Properties,
    Region, Replacement, Run, Sarif, Suppression, Text, Tool,
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The maximum number of results per run.
const MAX_RESULTS: usize = 25_000;
/// The maximum number of locations per result.
const MAX_LOCATIONS: usize = 1_000;
/// The maximum length of a text, in characters.
const MAX_TEXT_CHARS: usize = 1_024;
/// The maximum size of a compressed file, in bytes.
const MAX_COMPRESSED_BYTES: usize = 10_000_000;
/// Separates the parts of a rule id. Unknown rules of a saved report belong to the rule before it:
/// `site-policy/minimum` to `site-policy`.
const ID_SEPARATOR: char = '/';

/// Writes the report.
///
/// # Errors
/// Returns an error if writing fails.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut findings = worst_first(report);
    findings.extend(report.findings.iter().filter(|finding| finding.suppressed.is_some()));
    let mut kept = findings.len().min(MAX_RESULTS);
    loop {
        let log = log(report, &findings[..kept], findings.len());
        let size = compressed_size(&log)?;
        if size <= MAX_COMPRESSED_BYTES || kept == 0 {
            return layout::pretty(&log, to);
        }
        // In proportion, and a tenth less for what does not shrink with the results.
        kept = (kept as u128 * MAX_COMPRESSED_BYTES as u128 * 9 / (size as u128 * 10)) as usize;
    }
}

/// Returns the size after gzip compression, in bytes; an upper bound, since others may compress
/// better.
fn compressed_size(log: &Sarif) -> io::Result<usize> {
    let encoder = GzEncoder::new(Counter::default(), Compression::fast());
    // A call of the encoder costs more than the few bytes that each write contains.
    let mut buffer = BufWriter::with_capacity(64 << 10, encoder);
    layout::pretty(log, &mut buffer)?;
    let encoder = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(encoder.finish()?.0)
}

#[derive(Default)]
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn log(report: &Report, kept: &[&Finding], all: usize) -> Sarif {
    let docs_url = docs_url(report);
    let mut rules = Rules { docs_url: docs_url.clone(), ..Rules::default() };
    let results = kept.iter().map(|finding| result(report, finding, &mut rules)).collect();
    let driver = Driver {
        full_name: "osready, a deployment-readiness linter for saved osImages responses",
        information_uri: docs_url.map(|url| url.to_string()),
        name: "osready",
        rules: rules.list,
        semantic_version: env!("CARGO_PKG_VERSION"),
        version: env!("CARGO_PKG_VERSION"),
    };
    let run = Run {
        column_kind: "utf16CodeUnits",
        invocations: [invocation(report, kept.len(), all)],
        results,
        tool: Tool { driver },
    };
    Sarif { schema: SCHEMA, runs: [run], version: "2.1.0" }
}

fn invocation(report: &Report, kept: usize, all: usize) -> Invocation {
    let mut notifications: Vec<Notification> = report
        .failures
        .iter()
        .take(MAX_LOCATIONS)
        .map(|failure| {
            let mut said = relative(report, &failure.file);
            said.push_str(" could not be read: ");
            said.extend(&failure.message);
            Notification {
                level: "error",
                locations: Some([location(report, &failure.file, None, None)]),
                message: message(&said),
            }
        })
        .collect();
    let incomplete = report.incomplete.iter().take(MAX_LOCATIONS).map(|check| {
        let mut location = location(report, &check.file, None, None);
        location.physical_location.region = Some(Region::of_line(check.line));
        let message = message(&check.sentence());
        Notification { level: "error", locations: Some([location]), message }
    });
    notifications.extend(incomplete);
    if let Some(text) = nothing_found(report) {
        let message = message(&text.into());
        notifications.push(Notification { level: "error", locations: None, message });
    }
    let warning =
        |text| Notification { level: "warning", locations: None, message: message(&text) };
    if kept < all {
        let text = format!(
            "{} of {all} results, the least severe ones, are omitted so that code scanning accepts \
             the file; osready check --format json contains all",
            all - kept
        );
        notifications.push(warning(text.into()));
    }
    notifications.extend(left_out(report).map(warning));
    notifications.extend(ignored(report).map(|text| Notification {
        level: "note",
        locations: None,
        message: message(&text),
    }));
    Invocation {
        execution_successful: report.failures.is_empty()
            && report.incomplete.is_empty()
            && report.exit_code < 2,
        exit_code: report.exit_code,
        tool_execution_notifications: notifications,
    }
}

/// The rules of the results, without duplicates.
#[derive(Default)]
struct Rules {
    list: Vec<Descriptor>,
    index: HashMap<Untrusted, usize>,
    docs_url: Option<DocsUrl>,
}

impl Rules {
    fn index(&mut self, finding: &Finding) -> usize {
        if let Some(index) = self.index.get(&finding.rule) {
            return *index;
        }
        let index = self.list.len();
        self.list.push(descriptor(&finding.rule, self.docs_url.as_ref()));
        self.index.insert(finding.rule.clone(), index);
        index
    }
}

fn descriptor(id: &Untrusted, docs_url: Option<&DocsUrl>) -> Descriptor {
    #[expect(clippy::disallowed_methods, reason = "used for a lookup only")]
    let raw = id.raw();
    let known = described(raw)
        .or_else(|| raw.split_once(ID_SEPARATOR).and_then(|(group, _)| rules::by_id(group)));
    let id = id.sanitized().to_string();
    let Some(rule) = known else {
        let named = Text { markdown: None, text: id.clone() };
        return Descriptor {
            default_configuration: None,
            full_description: named.clone(),
            help: named.clone(),
            help_uri: None,
            id,
            name: None,
            properties: None,
            short_description: named,
        };
    };
    let summary = rule.summary();
    let short = summary.split_inclusive(". ").next().unwrap_or(&summary).trim_end().to_owned();
    let full = rule.section("Why").unwrap_or(summary.clone());
    let full = if full.starts_with(&summary) { full } else { format!("{summary} {full}") };
    Descriptor {
        default_configuration: Some(Configuration { level: rule.level.as_str() }),
        full_description: Text { markdown: None, text: cropped(&full) },
        help: Text { markdown: Some(rule.page), text: rule.page.to_owned() },
        help_uri: docs_url.and_then(|url| rule_url(url, rule)),
        name: Some(pascal_case(&id)),
        id,
        properties: Some(Properties { tags: [rule.group.as_str()] }),
        short_description: Text { markdown: None, text: cropped(&short) },
    }
}

/// Returns the SARIF name of a rule id: `MissingWinpe` for `missing-winpe`.
fn pascal_case(id: &str) -> String {
    let words = id.split(['-', '/']).filter(|word| !word.is_empty());
    let word = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    };
    words.map(word).collect()
}

fn result(report: &Report, finding: &Finding, rules: &mut Rules) -> Found {
    let rule_index = rules.index(finding);
    let mut primary = location(report, &finding.file, Some(finding.span), None);
    let pointer = finding.inner_pointer.as_ref().unwrap_or(&finding.pointer);
    if !pointer.is_empty() {
        let fully_qualified_name = pointer.cropped(MAX_TEXT_CHARS / 2).sanitized().to_string();
        primary.logical_locations = Some([LogicalLocation { fully_qualified_name }]);
    }
    let mut said = finding.message.clone();
    if !finding.help.is_empty() {
        said = said.cropped(MAX_TEXT_CHARS / 2);
        said.push_str(". ");
        if let Some(why) = why(&finding.rule) {
            said.extend(&why.cropped(MAX_TEXT_CHARS / 4));
            said.push_str(" ");
        }
        said.push_str("Fix: ");
        said.extend(&finding.help);
    }
    let others = finding.labels.iter().zip(1..).take(MAX_LOCATIONS - 1).map(|(label, id)| {
        let file = label.file.as_ref().unwrap_or(&finding.file);
        Location { id: Some(id), ..location(report, file, Some(label.span), Some(&label.message)) }
    });
    Found {
        baseline_state: finding.baseline.map(|state| match state {
            BaselineState::New => "new",
            BaselineState::Unchanged => "unchanged",
        }),
        fixes: finding.fix.as_ref().map(|fix| [self::fix(report, fix, &finding.file)]),
        level: finding.level.as_str(),
        locations: [primary],
        message: message(&said),
        occurrence_count: finding.count,
        partial_fingerprints: (!finding.fingerprint.is_empty())
            .then(|| Fingerprints { first: finding.fingerprint.sanitized().to_string() }),
        related_locations: others.collect(),
        rule_id: finding.rule.sanitized().to_string(),
        rule_index,
        suppressions: finding.suppressed.as_ref().map(|suppressed| {
            let justification =
                suppressed.reason.cropped(MAX_TEXT_CHARS / 2).sanitized().to_string();
            [Suppression { justification, kind: "external", status: "accepted" }]
        }),
    }
}

fn fix(report: &Report, fix: &crate::finding::Fix, file: &Untrusted) -> Fix {
    let replacements = fix.edits.iter().map(|edit| {
        #[expect(clippy::disallowed_methods, reason = "JSON escapes the placeholders")]
        let text = edit.replacement.raw().to_owned();
        Replacement { deleted_region: region(edit.span), inserted_content: Content { text } }
    });
    let replacements = replacements.collect();
    Fix {
        artifact_changes: [Change { artifact_location: artifact(report, file), replacements }],
        description: message(&fix.message),
    }
}

fn location(
    report: &Report,
    file: &Untrusted,
    span: Option<FileRegion>,
    said: Option<&Untrusted>,
) -> Location {
    Location {
        id: None,
        logical_locations: None,
        message: said.filter(|said| !said.is_empty()).map(message),
        physical_location: PhysicalLocation {
            artifact_location: artifact(report, file),
            region: span.map(region),
        },
    }
}

fn region(span: FileRegion) -> Region {
    let (start_column, end_column) = span.in_utf16();
    Region {
        end_column: Some(end_column),
        end_line: Some(span.end_line),
        start_column: Some(start_column),
        start_line: span.line,
    }
}

fn artifact(report: &Report, file: &Untrusted) -> Artifact {
    Artifact { uri: relative(report, file).through::<Uri>() }
}

/// Returns untrusted text as a message.
fn message(said: &Untrusted) -> Message {
    Message { text: cropped(&said.cropped(MAX_TEXT_CHARS).through::<Said>()) }
}

/// Truncates `text` to the maximum length, with an ellipsis.
fn cropped(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT_CHARS) {
        None => text.to_owned(),
        Some(_) => text.chars().take(MAX_TEXT_CHARS - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names() {
        assert_eq!(pascal_case("missing-winpe"), "MissingWinpe");
        assert_eq!(pascal_case("site-policy/minimum"), "SitePolicyMinimum");
    }
}
