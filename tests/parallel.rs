//! Files are judged on all cores, and told in their order.
#![allow(clippy::expect_used)]

mod binary;

use std::fs;
use std::process::Command;

use binary::{BLOCKED, READY};
use serde_json::Value;

/// What `osready check` prints of `arguments` on so many threads.
fn on_threads(threads: &str, folder: &std::path::Path, arguments: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .expect("osready runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr))
}

#[test]
fn a_report_is_the_same_on_any_number_of_threads() {
    let files = tempfile::tempdir().expect("a folder");
    let spoilt = READY.replace(',', ",,");
    let texts = [READY, BLOCKED, &spoilt, "<html>", "\"", &format!("{BLOCKED}\n{READY}\n")];
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
    let mut told: Vec<&str> =
        findings.iter().map(|finding| finding["file"].as_str().expect("a name")).collect();
    told.dedup();
    assert_eq!(told, names);
}
