//! `JUnit`'s XML: a suite for each file, in it a test case for each image and profile, and one for
//! each finding. An error is a failed test whatever `--fail-on` says: that sets the exit code alone, and
//! levels are set in the configuration.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Unique, cropped, rules_of, shown_id, worst_first};
use crate::finding::Level;
use crate::report::human::summary;
use crate::report::{Finding, Report, Row, Verdict, harmless};

/// GitLab reads no report of more than 30 MB. A case has at most about 8 KB, and every report ends
/// before this many bytes.
const MOST: usize = 28_000_000;
/// How many characters of an id or a sentence are shown.
const SENTENCE: usize = 1_000;

/// A test case.
struct Case {
    /// What it belongs to.
    class: String,
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// It passed, and there is something to say.
    Noted(String),
    /// Why it cannot be said.
    Skipped(String),
    /// What kind of failure, what is wrong, and all that is known.
    Failed(String, String, String),
    /// Why it could not be run.
    Broken(String),
}

/// The report.
///
/// # Errors
/// Those of writing.
pub fn write(report: &Report, to: &mut impl Write) -> io::Result<()> {
    let suites = suites(report);
    let mut xml = Writer::new(to);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = BytesStart::new("testsuites");
    let all = || suites.iter().flat_map(|(_, cases)| cases);
    push_counts(&mut root, "osready", all());
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

/// The cases of each file, in the order of the report. Where they would be too much, those of least
/// weight are left out, and a last suite says so.
fn suites(report: &Report) -> Vec<(String, Vec<Case>)> {
    let mut unique = HashMap::<String, Unique>::new();
    let mut room = MOST;
    let mut left_out = 0;
    let mut suites: Vec<(String, Vec<Case>)> = Vec::new();
    let mut index_of = HashMap::<String, usize>::new();
    let mut add = |file: &str, mut case: Case| {
        let size = case.size();
        if size > room {
            left_out += 1;
            return;
        }
        room -= size;
        let file = cropped(&harmless(file), SENTENCE);
        let names = unique.entry(file.clone()).or_default();
        // The class and the name together are what tells a case from the others.
        case.name = names.name(&case.name);
        let index = *index_of.entry(file.clone()).or_insert_with(|| {
            suites.push((file, Vec::new()));
            suites.len() - 1
        });
        suites[index].1.push(case);
    };
    for failure in &report.failures {
        let outcome = Outcome::Broken(harmless(&failure.message));
        add(&failure.file, Case { class: "file".into(), name: "can be read".into(), outcome });
    }
    for row in &report.readiness {
        add(&row.file, of_row(row));
    }
    for finding in worst_first(report) {
        add(&finding.file, of_finding(finding));
    }
    let of_report = report.summary.left_out;
    if left_out + of_report > 0 {
        let outcome = Outcome::Skipped(format!(
            "{} test cases of least weight are left out, so that the report can be read; in all there \
             are {}",
            left_out + of_report,
            summary(report)
        ));
        let name = "what this report leaves out".to_owned();
        let told = Case { class: "osready".to_owned(), name, outcome };
        suites.push(("osready: left out".to_owned(), vec![told]));
    }
    suites
}

fn of_row(row: &Row) -> Case {
    let rules = rules_of(row).join(", ");
    let image = cropped(&shown_id(row.image.as_deref()), SENTENCE);
    let name = match &row.profile {
        Some(profile) => format!("profile {}", cropped(&shown_id(Some(profile)), SENTENCE)),
        None => format!("image {image}"),
    };
    let outcome = match row.verdict {
        Verdict::Ready => Outcome::Passed,
        Verdict::Warning => Outcome::Noted(harmless(&format!("can be deployed, but see {rules}"))),
        Verdict::Unknown => Outcome::Skipped(harmless(&format!("not known: {rules}"))),
        Verdict::Blocked => {
            let message = harmless(&format!("cannot be deployed: {rules}"));
            Outcome::Failed("blocked".into(), message.clone(), message)
        }
    };
    Case { class: harmless(&format!("readiness of {image}")), name: harmless(&name), outcome }
}

fn of_finding(finding: &Finding) -> Case {
    let span = finding.span;
    let place = format!("{}:{}:{}", finding.file, span.line, span.column);
    let head = format!("{}[{}]", finding.level.word(), finding.rule);
    let message = cropped(&harmless(&finding.message), SENTENCE);
    let pointer = finding.inner_pointer.as_ref().unwrap_or(&finding.pointer);
    let mut whole = format!("{}\nat {}", message, cropped(&harmless(&place), SENTENCE));
    for part in [pointer, &finding.label, &finding.help] {
        if !part.is_empty() {
            whole.push('\n');
            whole.push_str(&cropped(&harmless(part), SENTENCE));
        }
    }
    let outcome = match finding.level {
        Level::Error => Outcome::Failed(harmless(&finding.rule), message.clone(), whole),
        Level::Warning | Level::Note => Outcome::Noted(whole),
    };
    let name = format!("{} at {}:{}", harmless(&head), span.line, span.column);
    Case { class: harmless(&finding.rule), name, outcome }
}

impl Case {
    /// How many bytes it takes, at most.
    fn size(&self) -> usize {
        let texts = match &self.outcome {
            Outcome::Passed => 0,
            Outcome::Noted(text) | Outcome::Skipped(text) | Outcome::Broken(text) => escaped(text),
            Outcome::Failed(kind, message, whole) => {
                escaped(kind) + escaped(message) + escaped(whole)
            }
        };
        escaped(&self.class) + escaped(&self.name) + texts + 150
    }
}

/// How many bytes `text` has in XML, where each mark is written as `&quot;` is, at most.
fn escaped(text: &str) -> usize {
    text.len() + 5 * text.bytes().filter(|byte| b"<>&'\"".contains(byte)).count()
}

fn push_counts<'c>(
    element: &mut BytesStart<'_>,
    name: &str,
    cases: impl Iterator<Item = &'c Case>,
) {
    let (mut tests, mut failures, mut skipped, mut errors) = (0_usize, 0_usize, 0_usize, 0_usize);
    for case in cases {
        tests += 1;
        match case.outcome {
            Outcome::Passed | Outcome::Noted(_) => {}
            Outcome::Skipped(_) => skipped += 1,
            Outcome::Failed(..) => failures += 1,
            Outcome::Broken(_) => errors += 1,
        }
    }
    element.push_attribute(("name", name));
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
        Outcome::Broken(message) => {
            let mut error = BytesStart::new("error");
            error.push_attribute(("type", "unreadable"));
            error.push_attribute(("message", message.as_str()));
            line(xml, Event::Empty(error))?;
        }
    }
    line(xml, Event::End(BytesEnd::new("testcase")))
}

fn with_text(
    xml: &mut Writer<&mut impl Write>,
    element: BytesStart<'_>,
    text: &str,
) -> io::Result<()> {
    let end = element.to_end().into_owned();
    xml.write_event(Event::Start(element))?;
    // A line of the text that begins with `::` would be a command, were the report printed.
    let text = crate::report::harmless::guarded(text);
    xml.write_event(Event::Text(BytesText::new(&text)))?;
    line(xml, Event::End(end))
}

/// An event with a line end before it, so that no line is longer than it must be.
fn line(xml: &mut Writer<&mut impl Write>, event: Event<'_>) -> io::Result<()> {
    let is_start = matches!(event, Event::Start(_) | Event::Empty(_));
    if is_start {
        xml.get_mut().write_all(b"\n")?;
    }
    xml.write_event(event)
}
