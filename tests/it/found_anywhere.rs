//! A response is found wherever it is: the same findings and verdicts, at the same characters, whatever two
//! programs wrapped it.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use osready::finding::Finding;
use osready::input::{Discovery, File};
use osready::lint::{FileReport, Linter};

use crate::binary::{BLOCKED, READY};
use crate::generator::{Layout, Options, Size, generate};
use crate::support::cases;
use crate::targets::wrappings::{WRAPPINGS, Wrapping, can_contain, wrapped};

fn lint(text: &str) -> FileReport {
    Linter::new().lint(&File::new("r.json", Discovery::Explicit, text)).expect("it is short")
}

/// The attributes by which the pointers of a response are known.
const ROOT_KEYS: [&str; 11] = [
    "items",
    "bootFiles",
    "bundleFiles",
    "customConfigFiles",
    "diskUsage",
    "driverFiles",
    "installScriptFiles",
    "predefinedMacros",
    "softwareFiles",
    "supportedImages",
    "unattendFiles",
];

type Found = (String, String, String, String);

/// A finding without its position in the file: its pointer in the response, and the characters it marks.
fn findings(report: &FileReport, text: &str) -> Vec<Found> {
    let about_the_file = ["surrounding-text", "file-encoding"];
    let mut findings: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| !about_the_file.contains(&finding.rule.raw()))
        .map(|finding| {
            let pointer = finding.inner_pointer.as_ref().unwrap_or(&finding.pointer).raw();
            let from = ROOT_KEYS.iter().filter_map(|key| pointer.find(&format!("/{key}"))).min();
            let marked = &text[finding.span.start..finding.span.end];
            // A line end within a value is written in many ways, and so are quotes within strings.
            let is_scalar = !marked.contains(['\n', '{', '[']) && marked.len() < 200;
            let marked = if is_scalar { marked.replace('\\', "") } else { String::new() };
            let pointer = from.map_or_else(String::new, |from| pointer[from..].to_owned());
            (finding.rule.raw().to_owned(), pointer, finding.message.raw().to_owned(), marked)
        })
        .collect();
    findings.sort();
    findings
}

fn verdicts(report: &FileReport) -> Vec<(Option<String>, String)> {
    let rows = report.readiness.iter();
    rows.map(|row| {
        (row.profile.as_ref().map(|id| id.raw().to_owned()), row.verdict.as_str().to_owned())
    })
    .collect()
}

/// Where a base64 string ends the way back to the characters.
fn without_characters(mut findings: Vec<Found>) -> Vec<Found> {
    for finding in &mut findings {
        finding.3.clear();
    }
    findings.sort();
    findings
}

fn assert_found(response: &str, wrappings: &[&Wrapping]) {
    let text = wrapped(response, wrappings);
    let names: Vec<&str> = wrappings.iter().map(|(name, _)| *name).collect();
    let (plain, found) = (lint(response), lint(&text));
    assert_eq!(verdicts(&found), verdicts(&plain), "in {names:?}");
    let expected = findings(&plain, response);
    let actual = findings(&found, &text);
    // Where a chunk ends within a string, its size is among the characters.
    if names.iter().any(|name| name.contains("base64") || *name == "chunks") {
        assert_eq!(without_characters(actual), without_characters(expected), "in {names:?}");
    } else {
        let differ = |from: &[Found], other: &[Found]| {
            let differ = from.iter().filter(|finding| !other.contains(finding));
            differ.take(3).cloned().collect::<Vec<_>>()
        };
        let differences = (differ(&actual, &expected), differ(&expected, &actual));
        assert!(actual == expected, "in {names:?}: {differences:#?}");
    }
    assert!(found.incomplete.is_empty(), "in {names:?}: {:?}", found.incomplete);
}

fn response(seed: u64, layout: Layout) -> String {
    generate(&Options { seed, size: Size::Images(1), defect_share: 0.05, layout }).text
}

#[test]
fn in_any_wrapping() {
    for layout in [Layout::OneLine, Layout::Pretty] {
        let response = response(1, layout);
        for wrapping in WRAPPINGS {
            assert_found(&response, &[wrapping]);
        }
    }
}

#[test]
fn in_any_two_wrappings() {
    let mut rng = fastrand::Rng::with_seed(7);
    for seed in 0..cases(25) as u64 {
        let layout = if rng.bool() { Layout::OneLine } else { Layout::Pretty };
        let mut choose = || rng.choice(WRAPPINGS).expect("there are some");
        let (first, second) = (choose(), choose());
        if can_contain(second, first) {
            assert_found(&response(seed, layout), &[first, second]);
        }
    }
}

#[test]
fn a_failed_answer_beside_a_response_is_not_passed_over() {
    let beside = |other: &str| lint(&format!(r#"{{"lxca1": {READY}, "lxca2": {other}}}"#));
    for failed in [
        r#"{"result": "failed"}"#,
        r#"{"error": "Connection refused"}"#,
        r#""@{items=System.Object[]; result=success; number=2}""#,
    ] {
        let report = beside(failed);
        assert!(report.has_error() && report.incomplete.len() == 1, "{failed}: {report:?}");
    }
    for other in [
        r#"{"url": "https://lxca/osImages"}"#,
        r#"{"status": 200, "message": "OK"}"#,
        r#""System.Collections.Generic.Dictionary`2[System.String,System.String]""#,
        "null",
    ] {
        let report = beside(other);
        assert!(report.findings.is_empty() && report.incomplete.is_empty(), "{other}: {report:?}");
    }
}

#[test]
fn text_that_may_be_a_response_is_not_passed_over() {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(BLOCKED);
    for text in [
        encoded.clone(),
        format!("2026-01-02T03:04:05 INFO body={encoded}"),
        format!("data:\n  response.json: {encoded}"),
        "@{bundleFiles=System.Object[]; items=System.Object[]; result=success}".to_owned(),
    ] {
        let report = lint(&format!("{READY}\n{text}\n"));
        assert!(report.has_error() && report.incomplete.len() == 1, "{text}: {report:?}");
    }
    let report =
        lint(&format!("{READY}\neyJhbGciOiJIUzI1NiJ9eyJzdWIiOiJraWxpYW4ifQ== and so on\n"));
    assert!(!report.has_error() && report.incomplete.is_empty(), "{report:?}");
}

#[test]
fn responses_in_a_row_may_be_laid_out_differently() {
    let compact = response(1, Layout::OneLine);
    let pretty = response(1, Layout::Pretty);
    let alone = verdicts(&lint(&compact));
    for texts in
        [[&compact, &pretty], [&pretty, &compact], [&compact, &compact], [&pretty, &pretty]]
    {
        for between in ["\n", "\r\n\r\n", "\n\n"] {
            let report = lint(&texts.map(String::as_str).join(between));
            assert_eq!(report.responses, 2);
            assert_eq!(verdicts(&report), [alone.clone(), alone.clone()].concat());
            let is_split =
                |finding: &Finding| ["syntax", "not-a-response"].contains(&finding.rule.raw());
            assert!(!report.findings.iter().any(is_split), "{:?}", report.findings);
        }
    }
}

#[test]
fn lines_without_a_response_are_one_finding() {
    let lines = |count: usize| "{\"log\": \"x\", \"stream\": \"stdout\"}\n".repeat(count);
    let messages = |text: &str| -> Vec<String> {
        let findings = lint(text).findings;
        findings.iter().map(|finding| finding.message.raw().to_owned()).collect()
    };
    let one = messages(&lines(1));
    assert_eq!(messages(&lines(2)), [format!("{} (and one more text of this file)", one[0])]);
    assert_eq!(messages(&lines(30)), [format!("{} (and 29 more texts of this file)", one[0])]);
    // Beside a response, each is one that is missing.
    assert_eq!(messages(&format!("{READY}\n{}", lines(30))).len(), 30);
}

#[test]
fn the_beginning_of_another_response_is_not_passed_over() {
    let pretty = READY.replace(", ", ",\n");
    for first in [READY, &pretty] {
        for rest in ["{\"items\": [", "{", "[", "[{\"id\": \"win2016|\",", "{\"items\":\n  ["] {
            for between in ["\n", "\n\n"] {
                let report = lint(&format!("{first}{between}{rest}\n"));
                let is_incomplete = !report.incomplete.is_empty();
                assert!(report.has_error() && is_incomplete, "{between:?}{rest}: {report:?}");
            }
        }
        for rest in ["[root@rack7 ~]# exit", "[INFO] done", "$ exit", "done {", "@{a"] {
            let report = lint(&format!("{first}\n{rest}\n"));
            assert!(!report.has_error() && report.incomplete.is_empty(), "{rest}: {report:?}");
        }
    }
}
