//! Long files of one response a line are cut at their lines, and reported as if they were read as a whole.
#![allow(clippy::expect_used)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::binary::{BLOCKED, READY, osready};
use flate2::Compression;
use flate2::write::GzEncoder;
use osready::input::{Discovery, File};
use osready::lint::FileReport;
use serde_json::{Value, json};

const JSON: &[&str] = &["check", "--no-config", "--format", "json"];

/// Some 1.6 MB of lines: responses that can be deployed and not, such with errors of their text, lines of
/// other things, empty ones, some with characters of several bytes, one that is longer than a piece.
fn lines() -> String {
    let mut text = String::new();
    let long = READY.replace("Core", &"é😀".repeat(200_000));
    for number in 0..2_500 {
        let line = match number % 9 {
            0 => BLOCKED.replace("2016", &number.to_string()),
            1 => BLOCKED.to_owned(),
            2 => READY.replace(", ", ",\u{e9}, "),
            3 => String::new(),
            4 => READY.replace('}', ""),
            5 if number == 2_003 => long.clone(),
            6 => "[1, 2]".to_owned(),
            7 => format!("{BLOCKED}\r"),
            _ => READY.replace("Core", &"日本".repeat(50)),
        };
        let _ = writeln!(text, "{line}");
    }
    text
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("a report")
}

/// What is reported for a text that is read as a whole.
fn whole(name: &str, text: &str) -> FileReport {
    let file = File::new(name, Discovery::Explicit, text);
    crate::support::linter(true).every_excerpt().lint(&file).expect("it is short")
}

fn assert_reported_as_a_whole(output: &Output, name: &str, text: &str) {
    let FileReport { findings, readiness, responses, .. } = whole(name, text);
    let report = report(output);
    assert_eq!(report["summary"]["files"], 1);
    assert_eq!(report["summary"]["responses"], responses);
    let reported = report["findings"].as_array().expect("a list");
    assert_eq!(reported.len(), findings.len());
    for (reported, finding) in reported.iter().zip(findings) {
        let mut expected = serde_json::to_value(finding).expect("JSON");
        // How many excerpts are made depends on what was found before, in a file or a piece of it.
        if reported.get("excerpt").is_none() {
            expected.as_object_mut().expect("an object").remove("excerpt");
        }
        assert_eq!(*reported, expected);
    }
    assert_eq!(report["readiness"], serde_json::to_value(readiness).expect("JSON"));
}

fn with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osready runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writing = std::thread::spawn(move || pipe.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    let _ = writing.join();
    output
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn check(folder: &Path, name: &str) -> Output {
    osready(folder, &[JSON, &[name]].concat())
}

#[test]
fn a_long_file_is_reported_as_if_it_were_read_as_a_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = lines();
    let with_mark = format!("\u{feff}{lines}");
    let without_end = lines.trim_end();
    let files: [(&str, &[u8], &str); 5] = [
        ("named.ndjson", lines.as_bytes(), &lines),
        ("by-its-first-lines.json", lines.as_bytes(), &lines),
        ("with-a-mark.jsonl", with_mark.as_bytes(), &lines),
        ("without-an-end.jsonl", without_end.as_bytes(), without_end),
        ("packed.ndjson.gz", &packed(&lines), &lines),
    ];
    for (name, bytes, text) in files {
        fs::write(folder.path().join(name), bytes).expect("a file");
        assert_reported_as_a_whole(&check(folder.path(), name), name, text);
    }
    assert_reported_as_a_whole(
        &with_input(&[JSON, &["-"]].concat(), lines.as_bytes()),
        "-",
        &lines,
    );
}

#[test]
fn what_is_long_and_not_one_a_line_is_read_as_a_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "x".repeat(2 << 20);
    let texts = [
        ("one-line.json", READY.replace("Core", &long)),
        ("laid-out.json", READY.replace(", ", ",\n").replace("Core", &long)),
        ("no-json.json", format!("<html>\n{long}\n")),
    ];
    for (name, text) in texts {
        fs::write(folder.path().join(name), &text).expect("a file");
        assert_reported_as_a_whole(&check(folder.path(), name), name, &text);
        assert_reported_as_a_whole(
            &with_input(&[JSON, &["-"]].concat(), text.as_bytes()),
            "-",
            &text,
        );
    }
    let utf16: Vec<u8> = lines().encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("utf16.ndjson"), utf16).expect("a file");
    assert_reported_as_a_whole(&check(folder.path(), "utf16.ndjson"), "utf16.ndjson", &lines());
}

#[test]
fn a_line_that_is_no_text_is_reported_and_the_others_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bytes = format!("{BLOCKED}\n").repeat(10_000).into_bytes();
    let line = BLOCKED.len() + 1;
    let at = 7_000 * line + 5;
    bytes[at] = 0x81;
    fs::write(folder.path().join("r.ndjson"), &bytes).expect("a file");
    let output = check(folder.path(), "r.ndjson");
    let report = report(&output);
    assert_eq!(report["failures"], json!([]));
    let lost = &report["incomplete"][0];
    assert_eq!((&lost["line"], &lost["cause"]), (&json!(7_001), &json!("response-cut")));
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<u64> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|finding| finding["span"]["line"].as_u64())
        .collect();
    let others = |line: &u64| *line != 7_001;
    assert!((1..=10_000).filter(others).eq(lines.into_iter().filter(others)));
}

#[test]
fn a_long_file_of_lines_that_are_no_text_is_given_up_after_a_hundred() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("r.ndjson"), b"{\"\x81\": 1}\n".repeat(200_000)).expect("a file");
    let report = report(&check(folder.path(), "r.ndjson"));
    let failures = report["failures"].as_array().expect("a list");
    assert_eq!(failures.len(), 100);
    let last = failures[99]["message"].as_str().expect("a message");
    assert!(last.contains("the rest of the file was not read"), "{last}");
}

#[test]
fn a_long_file_in_which_nothing_stands_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = "  \n".repeat(1 << 20);
    fs::write(folder.path().join("r.ndjson"), &empty).expect("a file");
    let output = check(folder.path(), "r.ndjson");
    let report = report(&output);
    assert_eq!(report["findings"][0]["rule"], "not-a-response");
    assert_eq!(report["findings"][0]["span"]["start"], empty.len());
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn people_are_shown_the_first_rows_of_each_verdict_and_reported_how_many_more_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("{READY}\n").repeat(5_100) + &format!("{BLOCKED}\n").repeat(100);
    fs::write(folder.path().join("r.ndjson"), text).expect("a file");
    let arguments = ["check", "--no-config", "r.ndjson"];
    let output = osready(folder.path(), &arguments);
    let reported = String::from_utf8(output.stdout).expect("UTF-8");
    let end = "… and 100 ready (--format json lists every image and profile)\n\n\
               100 errors in 5200 responses of 1 file\n";
    assert!(reported.ends_with(end), "{}", &reported[reported.len() - 300..]);
    assert_eq!(reported.matches("  ready").count(), 5_000);
    assert_eq!(output.status.code(), Some(1));
    // A report that needs everything at the end beside it changes nothing of what people are shown.
    let both =
        [&["check", "--format", "human", "--format", "json=r.out"][..], &arguments[1..]].concat();
    assert_eq!(String::from_utf8(osready(folder.path(), &both).stdout).expect("UTF-8"), reported);
}
