//! SARIF 2.1.0, for code scanning.
//!
//! GitHub's limits are kept: what is left out is of the least weight, and a notification says so.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix, Invocation, Location, LogicalLocation,
    Message, MultiformatMessageString, Notification, PhysicalLocation, Region, Replacement,
    ReportingConfiguration, ReportingDescriptor, Result as Found, ResultLevel, Run, Sarif,
    Suppression, Tool, ToolComponent,
};

use super::{left_out, nothing_found, relative, worst_first};
use crate::finding::Level;
use crate::harmless::{Sarif as Said, Untrusted, Uri, json as layout};
use crate::report::{BaselineState, Finding, Region as Place, Report};
use crate::rules;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// How many results of a run are read.
const RESULTS: usize = 25_000;
/// How many places of a result are read.
const LOCATIONS: usize = 1_000;
/// How many characters a text may have.
const TEXT: usize = 1_024;
/// How many bytes a compressed file may have.
const COMPRESSED: usize = 10_000_000;
/// The key of our fingerprints. Another way of making them gets another key.
const FINGERPRINT: &str = "osready/v1";
/// Rules that this osready does not know and that a saved report names stand under this prefix's
/// rule: `site-policy/minimum` under `site-policy`.
const PARTS: char = '/';

/// The report.
///
/// # Errors
/// Those of writing.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let mut findings = worst_first(report);
    findings.extend(report.findings.iter().filter(|finding| finding.suppressed.is_some()));
    let mut kept = findings.len().min(RESULTS);
    loop {
        let log = log(report, &findings[..kept], findings.len());
        let size = compressed_size(&log)?;
        if size <= COMPRESSED || kept == 0 {
            return layout::pretty(&log, to);
        }
        // In proportion, and a tenth less for what does not shrink with the results.
        kept = (kept as u128 * COMPRESSED as u128 * 9 / (size as u128 * 10)) as usize;
    }
}

/// How many bytes gzip makes of it; 0 where it is small enough as it is.
fn compressed_size(log: &Sarif) -> io::Result<usize> {
    let mut plain = Counter::default();
    layout::pretty(log, &mut plain)?;
    if plain.0 <= COMPRESSED {
        return Ok(0);
    }
    let mut encoder = GzEncoder::new(Counter::default(), Compression::default());
    layout::pretty(log, &mut encoder)?;
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
    let mut rules = Rules::default();
    let results: Vec<Found> = kept.iter().map(|finding| result(finding, &mut rules)).collect();
    let driver = ToolComponent::builder()
        .name("osready")
        .full_name("osready, a deployment-readiness linter for saved osImages responses")
        .version(env!("CARGO_PKG_VERSION"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .rules(rules.list)
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .invocations(vec![invocation(report, kept.len(), all)])
        .results(results)
        .column_kind(json!("utf16CodeUnits"))
        .build();
    Sarif::builder().schema(SCHEMA).version(json!("2.1.0")).runs(vec![run]).build()
}

fn invocation(report: &Report, kept: usize, all: usize) -> Invocation {
    let mut notifications: Vec<Notification> = report
        .failures
        .iter()
        .take(LOCATIONS)
        .map(|failure| {
            let place = PhysicalLocation::builder().artifact_location(artifact(&failure.file));
            let place = Location::builder().physical_location(place.build()).build();
            let mut said = failure.file.clone();
            said.push_str(" could not be read: ");
            said.extend(&failure.message);
            Notification::builder()
                .message(message(&said))
                .level(json!("error"))
                .locations(vec![place])
                .build()
        })
        .collect();
    let incomplete = report.incomplete.iter().take(LOCATIONS).map(|check| {
        let region = Region::builder().start_line(i64::try_from(check.line).unwrap_or(i64::MAX));
        let place = PhysicalLocation::builder()
            .artifact_location(artifact(&check.file))
            .region(region.build());
        let place = Location::builder().physical_location(place.build()).build();
        Notification::builder()
            .message(message(&check.sentence()))
            .level(json!("error"))
            .locations(vec![place])
            .build()
    });
    notifications.extend(incomplete);
    if let Some(text) = nothing_found(report) {
        let notification = Notification::builder().message(message(&text.into()));
        notifications.push(notification.level(json!("error")).build());
    }
    if kept < all {
        let text = format!(
            "{} of {all} results are left out, those of least weight, so that code scanning takes \
             the file; osready check --format json tells all",
            all - kept
        );
        notifications.push(
            Notification::builder().message(message(&text.into())).level(json!("warning")).build(),
        );
    }
    if let Some(text) = left_out(report) {
        notifications
            .push(Notification::builder().message(message(&text)).level(json!("warning")).build());
    }
    Invocation::builder()
        .execution_successful(
            report.failures.is_empty() && report.incomplete.is_empty() && report.exit_code < 2,
        )
        .exit_code(i64::from(report.exit_code))
        .tool_execution_notifications(notifications)
        .build()
}

/// The rules of the results, each once.
#[derive(Default)]
struct Rules {
    list: Vec<ReportingDescriptor>,
    index: HashMap<Untrusted, i64>,
}

impl Rules {
    fn index(&mut self, finding: &Finding) -> i64 {
        if let Some(index) = self.index.get(&finding.rule) {
            return *index;
        }
        let index = i64::try_from(self.list.len()).unwrap_or_default();
        self.list.push(descriptor(&finding.rule));
        self.index.insert(finding.rule.clone(), index);
        index
    }
}

fn descriptor(id: &Untrusted) -> ReportingDescriptor {
    #[expect(clippy::disallowed_methods, reason = "a rule is looked up by it")]
    let raw = id.raw();
    let known = rules::by_id(raw)
        .or_else(|| raw.split_once(PARTS).and_then(|(group, _)| rules::by_id(group)));
    let id = id.harmless().to_string();
    let Some(rule) = known else {
        let named = text(&id, None);
        return ReportingDescriptor::builder()
            .id(id)
            .short_description(named.clone())
            .full_description(named.clone())
            .help(named)
            .build();
    };
    let summary = rule.summary();
    let short = summary.split_inclusive(". ").next().unwrap_or(&summary).trim_end().to_owned();
    let full = rule.section("Why").unwrap_or(summary.clone());
    let full = if full.starts_with(&summary) { full } else { format!("{summary} {full}") };
    let configuration = ReportingConfiguration::builder().level(json!(rule.level.word())).build();
    let mut properties = serde_sarif::sarif::PropertyBag::builder().build();
    properties.tags = Some(vec![rule.group.word().to_owned()]);
    ReportingDescriptor::builder()
        .name(pascal_case(&id))
        .id(id)
        .short_description(text(&cropped(&short), None))
        .full_description(text(&cropped(&full), None))
        .help(text(rule.page, Some(rule.page)))
        .default_configuration(configuration)
        .properties(properties)
        .build()
}

/// `missing-winpe` as `MissingWinpe`, which is how SARIF names what has an id.
fn pascal_case(id: &str) -> String {
    let words = id.split(['-', '/']).filter(|word| !word.is_empty());
    let word = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    };
    words.map(word).collect()
}

fn result(finding: &Finding, rules: &mut Rules) -> Found {
    let index = rules.index(finding);
    let mut place = location(&finding.file, finding.span, None);
    let pointer = finding.inner_pointer.as_ref().unwrap_or(&finding.pointer);
    if !pointer.is_empty() {
        let logical = LogicalLocation::builder()
            .fully_qualified_name(pointer.cropped(TEXT / 2).harmless().to_string())
            .build();
        place.logical_locations = Some(vec![logical]);
    }
    let mut said = finding.message.clone();
    if !finding.help.is_empty() {
        said = said.cropped(TEXT / 2);
        said.push_str(". To do: ");
        said.extend(&finding.help);
    }
    let others = finding.labels.iter().zip(1_i64..).take(LOCATIONS - 1).map(|(label, id)| {
        let file = label.file.as_ref().unwrap_or(&finding.file);
        let mut other = location(file, label.span, Some(&label.message));
        other.id = Some(id);
        other
    });
    let mut result = Found::builder()
        .rule_id(finding.rule.harmless().to_string())
        .rule_index(index)
        .level(level(finding.level))
        .message(message(&said))
        .locations(vec![place])
        .related_locations(others.collect::<Vec<_>>())
        .build();
    if result.related_locations.as_ref().is_some_and(Vec::is_empty) {
        result.related_locations = None;
    }
    if !finding.fingerprint.is_empty() {
        let print = (FINGERPRINT.to_owned(), finding.fingerprint.harmless().to_string());
        result.partial_fingerprints = Some(BTreeMap::from([print]));
    }
    result.occurrence_count = finding.count.map(i64::from);
    result.baseline_state = finding.baseline.map(|state| match state {
        BaselineState::New => json!("new"),
        BaselineState::Known => json!("unchanged"),
    });
    result.suppressions = finding.suppressed.as_ref().map(|suppressed| {
        let justification = suppressed.reason.cropped(TEXT / 2).harmless().to_string();
        let suppression = Suppression::builder().kind(json!("external")).status(json!("accepted"));
        vec![suppression.justification(justification).build()]
    });
    result.fixes = finding.fix.as_ref().map(|fix| {
        let replacements = fix.edits.iter().map(|edit| {
            #[expect(
                clippy::disallowed_methods,
                reason = "JSON escapes what programs put in place"
            )]
            let content = ArtifactContent::builder().text(edit.replacement.raw()).build();
            let deleted = Replacement::builder().deleted_region(region(edit.span));
            deleted.inserted_content(content).build()
        });
        let change = ArtifactChange::builder()
            .artifact_location(artifact(&finding.file))
            .replacements(replacements.collect::<Vec<_>>())
            .build();
        let fix = Fix::builder().description(message(&fix.message)).artifact_changes(vec![change]);
        vec![fix.build()]
    });
    result
}

fn level(level: Level) -> ResultLevel {
    match level {
        Level::Error => ResultLevel::Error,
        Level::Warning => ResultLevel::Warning,
        Level::Note => ResultLevel::Note,
    }
}

fn location(file: &Untrusted, span: Place, said: Option<&Untrusted>) -> Location {
    let place =
        PhysicalLocation::builder().artifact_location(artifact(file)).region(region(span)).build();
    let mut location = Location::builder().physical_location(place).build();
    location.message = said.filter(|said| !said.is_empty()).map(message);
    location
}

/// Lines and columns as [`Run::column_kind`] declares them.
fn region(span: Place) -> Region {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (column, end_column) = span.in_utf16();
    Region::builder()
        .start_line(number(span.line))
        .start_column(number(column))
        .end_line(number(span.end_line))
        .end_column(number(end_column))
        .build()
}

fn artifact(file: &Untrusted) -> ArtifactLocation {
    ArtifactLocation::builder().uri(relative(file).through::<Uri>()).build()
}

/// A text of a file in a message.
fn message(said: &Untrusted) -> Message {
    Message::builder().text(cropped(&said.cropped(TEXT).through::<Said>())).build()
}

/// `text` cut to as many characters as a text may have; the last one says so.
fn cropped(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        None => text.to_owned(),
        Some(_) => text.chars().take(TEXT - 1).chain(['…']).collect(),
    }
}

fn text(plain: &str, markdown: Option<&str>) -> MultiformatMessageString {
    let mut text = MultiformatMessageString::builder().text(plain).build();
    text.markdown = markdown.map(str::to_owned);
    text
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
