//! `--max-findings`: no report shows more than so many, each says how many more there are, and all of
//! them count.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;

use osready::report::{Format, saved};
use serde_json::Value;

use crate::binary::{BLOCKED, READY, osready};

/// How many profiles are blocked.
const BLOCKED_PROFILES: usize = 12;
/// How many findings there are: an error for each, and two notes.
const ALL: usize = BLOCKED_PROFILES + 2;
const MOST: usize = 5;

fn folder(configuration: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = |number: usize, text: &str| text.replace("Core", &format!("Core-{number}"));
    let mut profiles: Vec<String> =
        (0..BLOCKED_PROFILES).map(|number| profile(number, BLOCKED)).collect();
    // Notes come first in the text, and last where not all can be shown.
    profiles.insert(0, profile(90, READY).replacen('{', "{\"xNew\": 1, \"yNew\": 2, ", 1));
    fs::write(folder.path().join("a.json"), format!("[{}]", profiles.join(",\n"))).expect("a file");
    fs::write(folder.path().join("osready.toml"), configuration).expect("a file");
    folder
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).expect("it was written")
}

fn check(folder: &Path, more: &[&str]) -> i32 {
    let targets: Vec<String> = Format::ALL
        .map(Format::as_str)
        .iter()
        .map(|format| format!("--format={format}=out.{format}"))
        .collect();
    let mut arguments = vec!["check", "--pedantic"];
    arguments.extend(targets.iter().map(String::as_str).chain(more.iter().copied()));
    arguments.push("a.json");
    let output = osready(folder, &arguments);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    output.status.code().expect("a code")
}

fn assert_capped(folder: &Path) {
    let left_out = ALL - MOST;
    for format in Format::ALL.map(Format::as_str) {
        let text = read(folder, &format!("out.{format}"));
        assert!(text.contains(&left_out.to_string()), "{format} does not say it: {text}");
    }
    let report = saved::read(&read(folder, "out.json")).expect("a report");
    assert_eq!(report.findings.len(), MOST);
    assert_eq!((report.summary.errors, report.summary.left_out), (BLOCKED_PROFILES, left_out));
    assert!(
        report.findings.iter().all(|finding| finding.rule == "missing-winpe"),
        "the worst stay"
    );
    let leads = report.readiness.iter().flat_map(|row| &row.reasons);
    let leads: Vec<usize> = leads.filter_map(|reason| reason.finding).collect();
    assert_eq!(leads, (0..MOST).collect::<Vec<_>>(), "reasons lead to what is shown");
    assert_eq!(
        report.readiness.iter().filter(|row| !row.reasons.is_empty()).count(),
        BLOCKED_PROFILES
    );
    let lines = read(folder, "out.ndjson");
    assert_eq!(lines.lines().count(), MOST + 1);
    assert!(lines.ends_with(&format!("{{\"left_out\":{left_out}}}\n")), "{lines}");
    assert_eq!(read(folder, "out.concise").lines().count(), MOST + 1);
    let sarif: Value = serde_json::from_str(&read(folder, "out.sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(MOST));
}

#[test]
fn every_format_shows_the_worst_and_says_how_many_more_there_are() {
    let files = folder("");
    assert_eq!(check(files.path(), &["--max-findings", &MOST.to_string()]), 1);
    assert_capped(files.path());
}

#[test]
fn the_configuration_says_it_too_and_the_argument_counts_over_it() {
    let files = folder(&format!("max-findings = {MOST}"));
    assert_eq!(check(files.path(), &[]), 1);
    assert_capped(files.path());
    check(files.path(), &["--max-findings", "1000"]);
    let report = saved::read(&read(files.path(), "out.json")).expect("a report");
    assert_eq!((report.findings.len(), report.summary.left_out), (ALL, 0));
    let config = osready(files.path(), &["config"]);
    let config = String::from_utf8(config.stdout).expect("UTF-8");
    assert!(config.contains("max-findings = 5 "), "{config}");
}

#[test]
fn what_is_not_shown_fails_the_run_all_the_same() {
    let files = folder("");
    // The one finding that is shown is an error, and what fails is a note that is not shown.
    let fails = ["--max-findings", "1", "--fail-on", "note"];
    assert_eq!(check(files.path(), &fails), 1);
    assert_eq!(
        osready(files.path(), &["check", "--max-findings", "0", "a.json"]).status.code(),
        Some(2)
    );
}

#[test]
fn a_saved_report_is_capped_when_it_is_rendered() {
    let files = folder("");
    check(files.path(), &["--max-findings", "8"]);
    let output = osready(
        files.path(),
        &[
            "render",
            "out.json",
            "--max-findings",
            "5",
            "--format",
            "json=again.json",
            "--format",
            "concise",
        ],
    );
    let again = saved::read(&read(files.path(), "again.json")).expect("a report");
    assert_eq!((again.findings.len(), again.summary.left_out), (MOST, ALL - MOST));
    let concise = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(concise.contains("9 not shown here"), "{concise}");
}

#[test]
fn streaming_reports_write_all_findings_and_leave_out_none() {
    const MANY: usize = 21_000;
    let folder = tempfile::tempdir().expect("a folder");
    let lines = (0..MANY).map(|number| BLOCKED.replace("Core", &format!("Core-{number}")) + "\n");
    fs::write(folder.path().join("a.ndjson"), lines.collect::<String>()).expect("a file");
    let formats = ["ndjson", "concise", "json"].map(|name| format!("--format={name}=out.{name}"));
    let mut arguments = vec!["check", "--pedantic"];
    arguments.extend(formats.iter().map(String::as_str));
    arguments.push("a.ndjson");
    let output = osready(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1));
    let ndjson = read(folder.path(), "out.ndjson");
    assert_eq!(ndjson.lines().count(), MANY);
    assert!(!ndjson.contains("left_out"));
    assert!(!read(folder.path(), "out.concise").contains("not shown"));
    // The report that is held in memory says what it lacks.
    let json: Value = serde_json::from_str(&read(folder.path(), "out.json")).expect("JSON");
    assert_eq!(json["summary"]["left_out"], MANY - 20_000);
}
