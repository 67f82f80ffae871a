//! Every report format: what it writes is read by a parser that others wrote, and holds nothing of
//! the input that steers a terminal, a runner of CI or a page.

mod reading;

use std::io::Result;

use osready::finding::Suppressed;
use osready::lint::{FailedFile, Report, Retention, RunInfo};
use osready::report::{Human, Theme, formats, saved};
use osready::sanitize::Untrusted;

use super::{lint, samples, text, variant};

/// Each format: its name, how it is written, and how it is read.
type Format = (&'static str, fn(&Report) -> String, fn(&str));

const FORMATS: [Format; 11] = [
    ("human", human, |_| ()),
    ("concise", concise, reading::concise),
    ("json", |report| written(|to| formats::json::document(report, to)), reading::json),
    ("ndjson", |report| written(|to| formats::json::lines(&report.findings, to)), reading::lines),
    ("sarif", |report| written(|to| formats::sarif::write(report, to)), reading::sarif),
    ("github", |report| written(|to| formats::github::write(report, to)), reading::github),
    ("gitlab", |report| written(|to| formats::gitlab::write(report, to)), reading::gitlab),
    ("junit", |report| written(|to| formats::junit::write(report, to)), reading::junit),
    ("rdjson", |report| written(|to| formats::rdjson::write(report, to)), reading::rdjson),
    ("markdown", |report| written(|to| formats::markdown::write(report, to)), reading::markdown),
    ("html", |report| written(|to| formats::html::write(report, to)), reading::html),
];

/// One format, of what is found in a text or a changed sample, of a report whose fields hold the
/// bytes, or of a saved report.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    let (name, write, read) = FORMATS[usize::from(variant / 4) % FORMATS.len()];
    let report = match variant % 4 {
        0 => Some(report("response.json", samples::changed(rest))),
        1 => Some(report(&text(rest), text(rest))),
        2 => Some(with_fields(report("a.json", SMALL.to_owned()), rest)),
        _ => saved::read(&text(rest)).ok(),
    };
    let Some(report) = report else { return };
    let written = write(&report);
    assert_harmless(name, &written);
    read(&written);
    if name == "json" {
        let again = saved::read(&written).expect("it is a report");
        let reported = |report: &Report| format!("{:?} {:?}", report.findings, report.readiness);
        assert_eq!(reported(&again), reported(&report), "it is read back as it was");
    }
}

/// A response with findings of each level, and one that changes.
const SMALL: &str = r#"{"items": [{"id": "win2016|", "name": "win2016", "profiles": [{"deployStatus": "notReady",
    "id": "win2016|a", "name": "a",, "readyCheck": {"noWinpe": true, "preloadedWinpe": false}}]}], "x": 1}"#;

fn report(name: &str, text: String) -> Report {
    let file_report = lint::file_report(&lint::file(name, text));
    let mut report = Report::new();
    report.add(file_report, Retention::All);
    report
}

/// The report with pieces of `data` in all its fields.
fn with_fields(mut report: Report, data: &[u8]) -> Report {
    let text = text(data);
    let pieces: Vec<&str> = text.split('\n').chain([text.as_str()]).collect();
    let mut next = pieces.iter().cycle().map(|piece| Untrusted::from(*piece));
    let mut piece = || next.next().unwrap_or_default();
    for finding in &mut report.findings {
        for field in [
            &mut finding.message,
            &mut finding.help,
            &mut finding.file,
            &mut finding.pointer,
            &mut finding.label,
            &mut finding.rule,
            &mut finding.fingerprint,
        ] {
            *field = piece();
        }
        finding.inner_pointer = Some(piece());
        finding.image = Some(piece());
        finding.profile = Some(piece());
        if data.len().is_multiple_of(3) {
            finding.suppressed = Some(Suppressed { reason: piece(), expires: Some(piece()) });
        }
        for label in &mut finding.labels {
            (label.message, label.file) = (piece(), Some(piece()));
        }
        if let Some(fix) = &mut finding.fix {
            fix.message = piece();
            fix.edits.iter_mut().for_each(|edit| edit.replacement = piece());
        }
    }
    for row in &mut report.readiness {
        row.file = piece();
        (row.image, row.profile) = (Some(piece()), Some(piece()));
        row.reasons.iter_mut().for_each(|reason| reason.rule = piece());
    }
    report.failures.push(FailedFile { file: piece(), message: piece() });
    report.run = Some(RunInfo {
        time: piece(),
        version: piece(),
        policy: vec![piece()],
        required: vec![piece()],
        baseline: Some(piece()),
        docs_url: Some(piece()),
    });
    report
}

fn human(report: &Report) -> String {
    let human = Human::new(Theme { colour: false, unicode: true }, 80);
    let findings = human.findings(&report.findings).expect("it is written");
    findings.as_str().to_owned() + human.end(report).as_str()
}

fn concise(report: &Report) -> String {
    let shown: Vec<_> = report.findings.iter().collect();
    written(|to| formats::concise::findings(&shown, to))
        + &written(|to| formats::concise::end(report, to))
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("memory takes all");
    String::from_utf8(bytes).expect("UTF-8")
}

/// Whether a terminal, a log or a page would do something at this character.
fn needs_escape(character: char) -> bool {
    character.is_control() && character != '\n'
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn assert_harmless(name: &str, written: &str) {
    if let Some(found) = written.chars().find(|character| needs_escape(*character)) {
        panic!("{name} prints {found:?}: {written:?}");
    }
    for line in written.lines() {
        let is_command = line.trim_start().starts_with("::");
        assert!(!is_command || name == "github", "{name}: {line}");
        for (at, _) in line.match_indices("##") {
            let rest = line[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
            assert!(!rest.starts_with('['), "{name}: {line}");
        }
    }
}
