//! Every report format: what it writes is read by a parser that others wrote, and holds nothing of
//! the input that steers a terminal, a runner of CI or a page.

mod reading;

use osready::finding::Suppressed;
use osready::lint::{FailedFile, Report, Retention, RunInfo};
use osready::report::{Format, Style, saved};
use osready::sanitize::Untrusted;

use super::{lint, samples, text, variant};

/// One format, of what is found in a text or a changed sample, of a report whose fields hold the
/// bytes, or of a saved report.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    let format = Format::ALL[usize::from(variant / 4) % Format::ALL.len()];
    let report = match variant % 4 {
        0 => Some(report("response.json", samples::changed(rest))),
        1 => Some(report(&text(rest), text(rest))),
        2 => Some(with_fields(report("a.json", SMALL.to_owned()), rest)),
        _ => saved::read(&text(rest)).ok(),
    };
    let Some(report) = report else { return };
    let mut written = Vec::new();
    format.write(&report, Style::plain(80), &mut written).expect("memory takes all");
    let written = String::from_utf8(written).expect("UTF-8");
    assert_no_commands(format.as_str(), &written);
    read(format, &written);
    if format == Format::Json {
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

/// Reads a report with a parser that others wrote.
fn read(format: Format, written: &str) {
    match format {
        Format::Human => {}
        Format::Concise => reading::concise(written),
        Format::Json => reading::json(written),
        Format::Ndjson => reading::lines(written),
        Format::Sarif => reading::sarif(written),
        Format::Github => reading::github(written),
        Format::Gitlab => reading::gitlab(written),
        Format::Junit => reading::junit(written),
        Format::Rdjson => reading::rdjson(written),
        Format::Markdown => reading::markdown(written),
        Format::Html => reading::html(written),
    }
}

/// Whether a terminal, a log or a page would do something at this character.
fn needs_escape(character: char) -> bool {
    character.is_control() && character != '\n'
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn assert_no_commands(name: &str, written: &str) {
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
