//! `JUnit` XML: a test suite per file with a test case for each image and profile, and for each
//! finding that is not a reason of one that failed: each problem fails one test. An error is a failed test
//! regardless of `--fail-on`, which only affects the exit code; levels are set in the configuration.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Unique, nothing_found, relative, rules_of, shown_id, worst_first};
use crate::diagnostic::Level;
use crate::finding::{Finding, ReadinessRow};
use crate::lint::Report;
use crate::model::Verdict;
use crate::report::{human::summary, why};
use crate::sanitize::{Sanitized, Terminal, Text, Untrusted};

/// The maximum size of a report, in bytes. GitLab rejects reports of more than 30 MB; a case has at
/// most about 8 KB.
const MAX_BYTES: usize = 28_000_000;
/// The maximum length of an id or a sentence, in characters.
const MAX_SENTENCE_CHARS: usize = 1_000;

/// The maximum number of findings that a test case of an image or a profile shows.
const MAX_REASONS: usize = 4;

/// A test case.
struct Case {
    /// The class name.
    class: Sanitized,
    name: Sanitized,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// It passed, with a note.
    Noted(Sanitized),
    /// The reason why the verdict is unknown.
    Skipped(Sanitized),
    /// The type of the failure, its message and its details.
    Failed(Sanitized, Sanitized, Sanitized),
    /// The type of the error, and why the case could not run.
    Broken(&'static str, Sanitized),
}

/// Writes the report.
///
/// # Errors
/// Returns an error if writing fails.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let suites = suites(report);
    let mut xml = Writer::new(to);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = BytesStart::new("testsuites");
    let all = || suites.iter().flat_map(|(_, cases)| cases);
    push_counts(&mut root, &Sanitized::fixed("osready"), all());
    line(&mut xml, Event::Start(root))?;
    for (name, cases) in &suites {
        let mut suite = BytesStart::new("testsuite");
        push_counts(&mut suite, name, cases.iter());
        line(&mut xml, Event::Start(suite))?;
        for case in cases {
            write_case(&mut xml, case)?;
        }
        line(&mut xml, Event::End(BytesEnd::new("testsuite")))?;
    }
    line(&mut xml, Event::End(BytesEnd::new("testsuites")))
}

/// Returns the cases of each file in the order of the report. Omits the least severe cases beyond
/// the limit; a last suite reports their number.
fn suites(report: &Report) -> Vec<(Sanitized, Vec<Case>)> {
    let mut unique = HashMap::<Sanitized, Unique>::new();
    let mut room = MAX_BYTES;
    let mut left_out = 0;
    let mut suites: Vec<(Sanitized, Vec<Case>)> = Vec::new();
    let mut index_of = HashMap::<Sanitized, usize>::new();
    let mut add = |file: &Untrusted, mut case: Case| {
        let size = case.size();
        if size > room {
            left_out += 1;
            return false;
        }
        room -= size;
        let file = relative(report, file).cropped(MAX_SENTENCE_CHARS).sanitized();
        let names = unique.entry(file.clone()).or_default();
        // Consumers identify a case by class and name.
        case.name = Untrusted::from(names.name(case.name.as_str())).sanitized();
        let index = *index_of.entry(file.clone()).or_insert_with(|| {
            suites.push((file, Vec::new()));
            suites.len() - 1
        });
        suites[index].1.push(case);
        true
    };
    for failure in &report.failures {
        let outcome = Outcome::Broken("unreadable", failure.message.sanitized());
        let (class, name) = (Sanitized::fixed("file"), Sanitized::fixed("can be read"));
        add(&failure.file, Case { class, name, outcome });
    }
    for check in &report.incomplete {
        let outcome =
            Outcome::Broken("incomplete", check.sentence().cropped(MAX_SENTENCE_CHARS).sanitized());
        let (class, name) = (Sanitized::fixed("file"), Sanitized::fixed("is checked in full"));
        add(&check.file, Case { class, name, outcome });
    }
    if let Some(why) = nothing_found(report) {
        let outcome = Outcome::Broken("incomplete", Sanitized::fixed(why));
        let (class, name) = (Sanitized::fixed("osready"), Sanitized::fixed("a response is found"));
        add(&"osready".into(), Case { class, name, outcome });
    }
    let mut covered = HashSet::new();
    for row in &report.readiness {
        let reasons = reasons(report, row);
        let is_added = add(&row.file, of_row(report, row, &reasons));
        if is_added && row.verdict == Verdict::Blocked {
            covered.extend(reasons.iter().map(|finding| (&finding.file, &finding.fingerprint)));
        }
    }
    for finding in worst_first(report) {
        if !covered.contains(&(&finding.file, &finding.fingerprint)) {
            add(&finding.file, of_finding(report, finding));
        }
    }
    let left_out = left_out + report.summary.left_out;
    if left_out > 0 {
        let mut said = Text::<Terminal>::new();
        said.number(left_out)
            .markup(" of the least severe test cases are omitted so that the report ");
        said.markup("can be read; in total: ").input(&summary(report));
        let outcome = Outcome::Skipped(said.end());
        let name = Sanitized::fixed("what this report leaves out");
        let case = Case { class: Sanitized::fixed("osready"), name, outcome };
        suites.push((Sanitized::fixed("osready: left out"), vec![case]));
    }
    suites
}

/// Returns a sentence: fixed words, then untrusted text.
fn said(words: &'static str, text: &Untrusted) -> Sanitized {
    let mut said = Text::<Terminal>::new();
    said.markup(words).input(text);
    said.end()
}

/// Returns the findings that explain the verdict of a row, at most [`MAX_REASONS`].
fn reasons<'r>(report: &'r Report, row: &ReadinessRow) -> Vec<&'r Finding> {
    let indices = row.reasons.iter().filter_map(|reason| reason.finding);
    indices.filter_map(|index| report.findings.get(index)).take(MAX_REASONS).collect()
}

fn of_row(report: &Report, row: &ReadinessRow, reasons: &[&Finding]) -> Case {
    let rules = rules_of(row);
    let image = shown_id(row.image.as_ref()).cropped(MAX_SENTENCE_CHARS);
    let name = match (&row.host, &row.profile) {
        (Some(host), _) => said("host ", &host.title().cropped(MAX_SENTENCE_CHARS)),
        (None, Some(profile)) => {
            said("profile ", &shown_id(Some(profile)).cropped(MAX_SENTENCE_CHARS))
        }
        (None, None) => said("image ", &image),
    };
    let class = match &row.host {
        Some(_) => {
            said("deployment of ", &shown_id(row.profile.as_ref()).cropped(MAX_SENTENCE_CHARS))
        }
        None => said("readiness of ", &image),
    };
    let outcome = match row.verdict {
        Verdict::Ready => Outcome::Passed,
        Verdict::Warning => Outcome::Noted(said("can be deployed, but see ", &rules)),
        Verdict::Unknown => Outcome::Skipped(said("not known: ", &rules)),
        Verdict::Blocked => {
            let message = said("cannot be deployed: ", &rules);
            let mut whole = Text::<Terminal>::new();
            whole.input(&message);
            for finding in reasons {
                whole.markup("\n\n");
                push_finding(&mut whole, report, finding);
            }
            Outcome::Failed(Sanitized::fixed("blocked"), message, whole.end())
        }
    };
    Case { class, name, outcome }
}

/// Adds a finding in full: what, where, why and what to do.
fn push_finding(whole: &mut Text<Terminal>, report: &Report, finding: &Finding) {
    let span = finding.span;
    let pointer = finding.inner_pointer.as_ref().unwrap_or(&finding.pointer);
    whole.input(&finding.message.cropped(MAX_SENTENCE_CHARS)).markup("\nat ");
    whole.input(&relative(report, &finding.file).cropped(MAX_SENTENCE_CHARS));
    whole.markup(":").number(span.line).markup(":").number(span.column);
    let why = why(&finding.rule).unwrap_or_default();
    for part in [pointer, &finding.label, &why, &finding.help] {
        if !part.is_empty() {
            whole.markup("\n").input(&part.cropped(MAX_SENTENCE_CHARS));
        }
    }
}

fn of_finding(report: &Report, finding: &Finding) -> Case {
    let mut whole = Text::<Terminal>::new();
    push_finding(&mut whole, report, finding);
    let whole = whole.end();
    let outcome = match finding.level {
        Level::Error => {
            let message = finding.message.cropped(MAX_SENTENCE_CHARS).sanitized();
            Outcome::Failed(finding.rule.sanitized(), message, whole)
        }
        Level::Warning | Level::Note => Outcome::Noted(whole),
    };
    let mut name = Text::<Terminal>::new();
    // Without a line, the name is the same in the next run: dashboards compare runs by it.
    let file = finding.repository_file.as_ref().map(|file| &file.id);
    let about = finding.profile.as_ref().or(file).or(finding.image.as_ref());
    name.markup(finding.level.as_str()).markup("[").input(&finding.rule).markup("] ");
    match about.filter(|id| !id.is_empty()) {
        Some(id) => name.input(&id.cropped(MAX_SENTENCE_CHARS)),
        None => name.markup("file"),
    };
    Case { class: finding.rule.sanitized(), name: name.end(), outcome }
}

impl Case {
    /// Returns its maximum size, in bytes.
    fn size(&self) -> usize {
        let texts = match &self.outcome {
            Outcome::Passed => 0,
            Outcome::Noted(text) | Outcome::Skipped(text) | Outcome::Broken(_, text) => {
                escaped(text)
            }
            Outcome::Failed(kind, message, whole) => {
                escaped(kind) + escaped(message) + escaped(whole)
            }
        };
        escaped(&self.class) + escaped(&self.name) + texts + 150
    }
}

/// Returns the maximum size of `text` in XML, in bytes; quotes are escaped as `&quot;`.
fn escaped(text: &Sanitized) -> usize {
    text.len() + 5 * text.as_str().bytes().filter(|byte| b"<>&'\"".contains(byte)).count()
}

fn push_counts<'c>(
    element: &mut BytesStart<'_>,
    name: &Sanitized,
    cases: impl Iterator<Item = &'c Case>,
) {
    let (mut tests, mut failures, mut skipped, mut errors) = (0_usize, 0_usize, 0_usize, 0_usize);
    for case in cases {
        tests += 1;
        match case.outcome {
            Outcome::Passed | Outcome::Noted(_) => {}
            Outcome::Skipped(_) => skipped += 1,
            Outcome::Failed(..) => failures += 1,
            Outcome::Broken(..) => errors += 1,
        }
    }
    element.push_attribute(("name", name.as_str()));
    for (name, count) in [("tests", tests), ("failures", failures), ("errors", errors)] {
        element.push_attribute((name, count.to_string().as_str()));
    }
    if element.name().as_ref() == "testsuite" {
        element.push_attribute(("skipped", skipped.to_string().as_str()));
    }
}

fn write_case(xml: &mut Writer<&mut impl Write>, case: &Case) -> io::Result<()> {
    let mut element = BytesStart::new("testcase");
    element.push_attribute(("classname", case.class.as_str()));
    element.push_attribute(("name", case.name.as_str()));
    if matches!(case.outcome, Outcome::Passed) {
        return line(xml, Event::Empty(element));
    }
    line(xml, Event::Start(element))?;
    match &case.outcome {
        Outcome::Passed => {}
        Outcome::Noted(text) => with_text(xml, BytesStart::new("system-out"), text)?,
        Outcome::Skipped(message) => {
            let mut skipped = BytesStart::new("skipped");
            skipped.push_attribute(("message", message.as_str()));
            line(xml, Event::Empty(skipped))?;
        }
        Outcome::Failed(kind, message, whole) => {
            let mut failure = BytesStart::new("failure");
            failure.push_attribute(("type", kind.as_str()));
            failure.push_attribute(("message", message.as_str()));
            with_text(xml, failure, whole)?;
        }
        Outcome::Broken(kind, message) => {
            let mut error = BytesStart::new("error");
            error.push_attribute(("type", *kind));
            error.push_attribute(("message", message.as_str()));
            line(xml, Event::Empty(error))?;
        }
    }
    line(xml, Event::End(BytesEnd::new("testcase")))
}

fn with_text(
    xml: &mut Writer<&mut impl Write>,
    element: BytesStart<'_>,
    text: &Sanitized,
) -> io::Result<()> {
    let end = element.to_end().into_owned();
    xml.write_event(Event::Start(element))?;
    // If the report were printed, a line that begins with `::` would be a workflow command.
    let text = Sanitized::rendered(text.as_str());
    xml.write_event(Event::Text(BytesText::new(text.as_str())))?;
    line(xml, Event::End(end))
}

/// Writes an event after a line break, to keep lines short.
fn line(xml: &mut Writer<&mut impl Write>, event: Event<'_>) -> io::Result<()> {
    let is_start = matches!(event, Event::Start(_) | Event::Empty(_));
    if is_start {
        xml.get_mut().write_all(b"\n")?;
    }
    xml.write_event(event)
}
