//! SARIF 2.1.0, for code scanning.
//!
//! GitHub's limits are kept: what is left out is of the least weight, and a notification says so.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
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

use super::{cropped, json as layout, left_out, relative, worst_first};
use crate::finding::Level;
use crate::report::{BaselineState, Finding, Region as Place, Report, harmless};
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
            Notification::builder()
                .message(message(&format!(
                    "{} could not be read: {}",
                    failure.file, failure.message
                )))
                .level(json!("error"))
                .locations(vec![place])
                .build()
        })
        .collect();
    if kept < all {
        let text = format!(
            "{} of {all} results are left out, those of least weight, so that code scanning takes \
             the file; osready check --format json tells all",
            all - kept
        );
        notifications
            .push(Notification::builder().message(message(&text)).level(json!("warning")).build());
    }
    if let Some(text) = left_out(report) {
        notifications
            .push(Notification::builder().message(message(&text)).level(json!("warning")).build());
    }
    Invocation::builder()
        .execution_successful(report.failures.is_empty() && report.exit_code < 2)
        .exit_code(i64::from(report.exit_code))
        .tool_execution_notifications(notifications)
        .build()
}

/// The rules of the results, each once.
#[derive(Default)]
struct Rules {
    list: Vec<ReportingDescriptor>,
    index: HashMap<String, i64>,
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

fn descriptor(id: &str) -> ReportingDescriptor {
    let known = rules::by_id(id)
        .or_else(|| id.split_once(PARTS).and_then(|(group, _)| rules::by_id(group)));
    let id = harmless(id);
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
        .short_description(text(&cropped(&short, TEXT), None))
        .full_description(text(&cropped(&full, TEXT), None))
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
            .fully_qualified_name(cropped(&harmless(pointer), TEXT))
            .build();
        place.logical_locations = Some(vec![logical]);
    }
    let mut said = finding.message.clone();
    if !finding.help.is_empty() {
        said = format!("{}. To do: {}", cropped(&said, TEXT / 2), finding.help);
    }
    let others = finding.labels.iter().zip(1_i64..).take(LOCATIONS - 1).map(|(label, id)| {
        let file = label.file.as_ref().unwrap_or(&finding.file);
        let mut other = location(file, label.span, Some(&label.message));
        other.id = Some(id);
        other
    });
    let mut result = Found::builder()
        .rule_id(harmless(&finding.rule))
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
        let print = (FINGERPRINT.to_owned(), finding.fingerprint.clone());
        result.partial_fingerprints = Some(BTreeMap::from([print]));
    }
    result.occurrence_count = finding.count.map(i64::from);
    result.baseline_state = finding.baseline.map(|state| match state {
        BaselineState::New => json!("new"),
        BaselineState::Known => json!("unchanged"),
    });
    result.suppressions = finding.suppressed.as_ref().map(|suppressed| {
        let justification = cropped(&harmless(&suppressed.reason), TEXT);
        let suppression = Suppression::builder().kind(json!("external")).status(json!("accepted"));
        vec![suppression.justification(justification).build()]
    });
    result.fixes = finding.fix.as_ref().map(|fix| {
        let replacements = fix.edits.iter().map(|edit| {
            let content = ArtifactContent::builder().text(edit.replacement.clone()).build();
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

fn location(file: &str, span: Place, said: Option<&str>) -> Location {
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

fn artifact(file: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(uri(file)).build()
}

/// A path as an address: relative to the repository, or else with its scheme.
fn uri(file: &str) -> String {
    let is_drive = |rest: &str| {
        let bytes = rest.as_bytes();
        bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && &bytes[1..3] == b":/"
    };
    if let Some(share) = file.strip_prefix("//") {
        return format!("file://{}", encoded(share));
    }
    if file.starts_with('/') {
        return format!("file://{}", encoded(file));
    }
    if is_drive(file) {
        return format!("file:///{}:{}", &file[..1], encoded(&file[2..]));
    }
    encoded(relative(file))
}

/// Every byte percent-encoded that may not stand in a path.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(byte.into());
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// A text of a file in a message: harmless, and without links, which `[text](address)` would be.
fn message(said: &str) -> Message {
    let said = cropped(&harmless(said), TEXT - 24);
    let said =
        if said.contains("](") { said.replace('[', "\\[").replace(']', "\\]") } else { said };
    Message::builder().text(cropped(&said, TEXT)).build()
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
    fn paths_become_addresses() {
        assert_eq!(uri("./a b/é#1.json"), "a%20b/%C3%A9%231.json");
        assert_eq!(uri("c:/a/b.json"), "file:///c:/a/b.json");
        assert_eq!(uri("/a/b:c.json"), "file:///a/b%3Ac.json");
        assert_eq!(uri("//server/share/b.json"), "file://server/share/b.json");
        assert_eq!(uri("a:b.json"), "a%3Ab.json");
    }

    #[test]
    fn ids_become_names() {
        assert_eq!(pascal_case("missing-winpe"), "MissingWinpe");
        assert_eq!(pascal_case("site-policy/minimum"), "SitePolicyMinimum");
    }
}
