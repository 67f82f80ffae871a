//! `JUnit`'s XML: a suite for each file, in it a test case for each image and profile, and one for
//! each finding. An error is a failed test whatever `--fail-on` says: that sets the exit code alone, and
//! levels are set in the configuration.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Unique, nothing_found, rules_of, shown_id, worst_first};
use crate::finding::Level;
use crate::harmless::{Harmless, Terminal, Text, Untrusted};
use crate::report::human::summary;
use crate::report::{Finding, Report, Row, Verdict};

/// GitLab reads no report of more than 30 MB. A case has at most about 8 KB, and every report ends
/// before this many bytes.
const MOST: usize = 28_000_000;
/// How many characters of an id or a sentence are shown.
const SENTENCE: usize = 1_000;

/// A test case.
struct Case {
    /// What it belongs to.
    class: Harmless,
    name: Harmless,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// It passed, and there is something to say.
    Noted(Harmless),
    /// Why it cannot be said.
    Skipped(Harmless),
    /// What kind of failure, what is wrong, and all that is known.
    Failed(Harmless, Harmless, Harmless),
    /// What kind of error, and why it could not be run.
    Broken(&'static str, Harmless),
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
    push_counts(&mut root, &Harmless::fixed("osready"), all());
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
fn suites(report: &Report) -> Vec<(Harmless, Vec<Case>)> {
    let mut unique = HashMap::<Harmless, Unique>::new();
    let mut room = MOST;
    let mut left_out = 0;
    let mut suites: Vec<(Harmless, Vec<Case>)> = Vec::new();
    let mut index_of = HashMap::<Harmless, usize>::new();
    let mut add = |file: &Untrusted, mut case: Case| {
        let size = case.size();
        if size > room {
            left_out += 1;
            return;
        }
        room -= size;
        let file = file.cropped(SENTENCE).harmless();
        let names = unique.entry(file.clone()).or_default();
        // The class and the name together are what tells a case from the others.
        case.name = Untrusted::from(names.name(case.name.as_str())).harmless();
        let index = *index_of.entry(file.clone()).or_insert_with(|| {
            suites.push((file, Vec::new()));
            suites.len() - 1
        });
        suites[index].1.push(case);
    };
    for failure in &report.failures {
        let outcome = Outcome::Broken("unreadable", failure.message.harmless());
        let (class, name) = (Harmless::fixed("file"), Harmless::fixed("can be read"));
        add(&failure.file, Case { class, name, outcome });
    }
    for check in &report.incomplete {
        let outcome = Outcome::Broken("incomplete", check.sentence().cropped(SENTENCE).harmless());
        let (class, name) = (Harmless::fixed("file"), Harmless::fixed("is checked in full"));
        add(&check.file, Case { class, name, outcome });
    }
    if let Some(why) = nothing_found(report) {
        let outcome = Outcome::Broken("incomplete", Harmless::fixed(why));
        let (class, name) = (Harmless::fixed("osready"), Harmless::fixed("a response is found"));
        add(&"osready".into(), Case { class, name, outcome });
    }
    for row in &report.readiness {
        add(&row.file, of_row(row));
    }
    for finding in worst_first(report) {
        add(&finding.file, of_finding(finding));
    }
    let left_out = left_out + report.summary.left_out;
    if left_out > 0 {
        let mut said = Text::<Terminal>::new();
        said.number(left_out)
            .markup(" test cases of least weight are left out, so that the report ");
        said.markup("can be read; in all there are ").input(&summary(report));
        let outcome = Outcome::Skipped(said.end());
        let name = Harmless::fixed("what this report leaves out");
        let told = Case { class: Harmless::fixed("osready"), name, outcome };
        suites.push((Harmless::fixed("osready: left out"), vec![told]));
    }
    suites
}

/// A sentence: words of this program, then text of others.
fn said(words: &'static str, text: &Untrusted) -> Harmless {
    let mut said = Text::<Terminal>::new();
    said.markup(words).input(text);
    said.end()
}

fn of_row(row: &Row) -> Case {
    let rules = rules_of(row);
    let image = shown_id(row.image.as_ref()).cropped(SENTENCE);
    let name = match &row.profile {
        Some(profile) => said("profile ", &shown_id(Some(profile)).cropped(SENTENCE)),
        None => said("image ", &image),
    };
    let outcome = match row.verdict {
        Verdict::Ready => Outcome::Passed,
        Verdict::Warning => Outcome::Noted(said("can be deployed, but see ", &rules)),
        Verdict::Unknown => Outcome::Skipped(said("not known: ", &rules)),
        Verdict::Blocked => {
            let message = said("cannot be deployed: ", &rules);
            Outcome::Failed(Harmless::fixed("blocked"), message.clone(), message)
        }
    };
    Case { class: said("readiness of ", &image), name, outcome }
}

fn of_finding(finding: &Finding) -> Case {
    let span = finding.span;
    let message = finding.message.cropped(SENTENCE).harmless();
    let pointer = finding.inner_pointer.as_ref().unwrap_or(&finding.pointer);
    let mut whole = Text::<Terminal>::new();
    whole.input(&message).markup("\nat ").input(&finding.file.cropped(SENTENCE));
    whole.markup(":").number(span.line).markup(":").number(span.column);
    for part in [pointer, &finding.label, &finding.help] {
        if !part.is_empty() {
            whole.markup("\n").input(&part.cropped(SENTENCE));
        }
    }
    let whole = whole.end();
    let outcome = match finding.level {
        Level::Error => Outcome::Failed(finding.rule.harmless(), message, whole),
        Level::Warning | Level::Note => Outcome::Noted(whole),
    };
    let mut name = Text::<Terminal>::new();
    name.markup(finding.level.word()).markup("[").input(&finding.rule).markup("] at ");
    name.number(span.line).markup(":").number(span.column);
    Case { class: finding.rule.harmless(), name: name.end(), outcome }
}

impl Case {
    /// How many bytes it takes, at most.
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

/// How many bytes `text` has in XML, where each mark is written as `&quot;` is, at most.
fn escaped(text: &Harmless) -> usize {
    text.len() + 5 * text.as_str().bytes().filter(|byte| b"<>&'\"".contains(byte)).count()
}

fn push_counts<'c>(
    element: &mut BytesStart<'_>,
    name: &Harmless,
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
    text: &Harmless,
) -> io::Result<()> {
    let end = element.to_end().into_owned();
    xml.write_event(Event::Start(element))?;
    // A line of the text that begins with `::` would be a command, were the report printed.
    let text = Harmless::rendered(text.as_str());
    xml.write_event(Event::Text(BytesText::new(text.as_str())))?;
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
