//! Files are checked on all cores, and reported in their order.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::binary::{BLOCKED, READY};
use serde_json::Value;

/// What `osready check` prints of `arguments` on so many threads.
fn on_threads(threads: &str, folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", threads)
        // Reports as JSON have the time of the run, to the second.
        .env("SOURCE_DATE_EPOCH", "1769731200")
        .output()
        .expect("osready runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr))
}

#[test]
fn a_report_is_the_same_on_any_number_of_threads() {
    let files = tempfile::tempdir().expect("a folder");
    let damaged = READY.replace(',', ",,");
    let texts = [READY, BLOCKED, &damaged, "<html>", "\"", &format!("{BLOCKED}\n{READY}\n")];
    for number in 0..400 {
        let name = format!("{number:03}.json");
        fs::write(files.path().join(name), texts[number % 7 % texts.len()]).expect("a file");
    }
    fs::write(files.path().join("200.json"), b"\xff\xff").expect("a file");
    for format in ["json", "concise", "sarif", "human"] {
        let arguments = ["check", "--format", format, ".", "absent.json", "007.json"];
        let (one, complaints) = on_threads("1", files.path(), &arguments);
        for threads in ["2", "7"] {
            let (out, err) = on_threads(threads, files.path(), &arguments);
            assert!(out == one, "{format} on {threads} threads");
            assert_eq!(err, complaints, "{format} on {threads} threads");
        }
    }
}

#[test]
fn findings_come_in_the_order_of_the_files_though_the_first_takes_the_longest() {
    let files = tempfile::tempdir().expect("a folder");
    fs::write(files.path().join("0.json"), format!("[{}1]", "1,".repeat(500_000))).expect("a file");
    for number in 1..100 {
        fs::write(files.path().join(format!("{number}.json")), BLOCKED).expect("a file");
    }
    let names: Vec<String> = (0..100).map(|number| format!("{number}.json")).collect();
    let arguments: Vec<&str> =
        ["check", "--format", "json"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let (out, _) = on_threads("4", files.path(), &arguments);
    let report: Value = serde_json::from_str(&out).expect("a report");
    let findings = report["findings"].as_array().expect("a list");
    let mut reported: Vec<&str> =
        findings.iter().map(|finding| finding["file"].as_str().expect("a name")).collect();
    reported.dedup();
    assert_eq!(reported, names);
}

#[test]
fn a_body_that_comes_again_is_reported_as_if_it_were_checked_by_itself() {
    let files = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let mut names = Vec::new();
    for entry in fs::read_dir(samples).expect("a folder") {
        let path = entry.expect("an entry").path();
        for night in ["2026-01-30", "2026-01-31", "2026-02-01"] {
            let ending = path.extension().and_then(|ending| ending.to_str()).expect("an ending");
            let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
            let name = format!("{stem}-{night}.{ending}");
            fs::copy(&path, files.path().join(&name)).expect("a file");
            names.push(name);
        }
    }
    names.sort();
    let overrides =
        "[[override]]\nfiles = [\"*-2026-01-31*\"]\nlevels = { missing-winpe = \"note\" }\n";
    for configuration in ["", overrides] {
        fs::write(files.path().join("osready.toml"), configuration).expect("a file");
        let report = |paths: &[&str]| -> Value {
            let arguments =
                [&["check", "--format", "json", "--require", "win*"][..], paths].concat();
            let (out, err) = on_threads("2", files.path(), &arguments);
            assert_eq!(err, "");
            serde_json::from_str(&out).expect("a report")
        };
        let list = |report: &Value, key: &str| -> Vec<Value> {
            let mut list = report[key].as_array().expect("a list").clone();
            // Reasons count findings from the first of the report.
            for row in &mut list {
                let reasons = row.get_mut("reasons").and_then(Value::as_array_mut);
                reasons.into_iter().flatten().for_each(|reason| reason["finding"] = Value::Null);
            }
            list
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let together = report(&names);
        let is_note =
            |finding: &Value| finding["rule"] == "missing-winpe" && finding["level"] == "note";
        let notes = list(&together, "findings").into_iter().filter(is_note).count();
        assert_eq!(
            notes > 0,
            !configuration.is_empty(),
            "the override counts, and only where it is"
        );
        let apart: Vec<Value> = names.iter().map(|name| report(&[name])).collect();
        for key in ["findings", "readiness"] {
            let apart: Vec<Value> = apart.iter().flat_map(|report| list(report, key)).collect();
            assert_eq!(list(&together, key), apart, "{key}");
        }
    }
}
