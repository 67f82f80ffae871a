//! Every format: snapshots of one small report, what is rendered again, and secrets.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use osready::diagnostic::Level;
use osready::finding::{BaselineState, Label, Suppressed};
use std::collections::HashMap;

use osready::lint::{
    FailedFile, FileReport, IncompleteCause, IncompleteCheck, Report, Retention, RunInfo,
};
use osready::report::{Format, saved};
use serde_json::Value;

use crate::support::formats::all;

/// The format after `format`. A new one does not compile until it is here.
fn next(format: Format) -> Option<Format> {
    match format {
        Format::Human => Some(Format::Concise),
        Format::Concise => Some(Format::Json),
        Format::Json => Some(Format::Ndjson),
        Format::Ndjson => Some(Format::Sarif),
        Format::Sarif => Some(Format::Github),
        Format::Github => Some(Format::Gitlab),
        Format::Gitlab => Some(Format::Junit),
        Format::Junit => Some(Format::Rdjson),
        Format::Rdjson => Some(Format::Markdown),
        Format::Markdown => Some(Format::Html),
        Format::Html => None,
    }
}

#[test]
fn every_format_is_in_the_list_and_in_the_documentation() {
    let formats: Vec<Format> =
        std::iter::successors(Some(Format::Human), |one| next(*one)).collect();
    assert_eq!(formats, Format::ALL);
    for page in ["README.md", "docs/reference/formats.md"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let text = std::fs::read_to_string(path).expect("a page");
        for format in Format::ALL {
            assert!(
                text.contains(&format!("`{}`", format.as_str())),
                "{page}: {}",
                format.as_str()
            );
        }
    }
}

fn report(file_report: FileReport) -> Report {
    let mut report = Report::new();
    report.add(file_report, Retention::All);
    report
}

/// A response with a finding of each level, of which one has a fix, one is suppressed, one known to
/// the baseline, and one has a label in another file.
fn small() -> Report {
    let text = r#"{
  "deployStatus": "notReady",
  "id": "win2016|é😀win2016-x86_64-install-Core",
  "name": "win2016-x86_64-install-Core",,
  "readyCheck": { "noWinpe": true, "preloadedWinpe": false },
  "type": "Predefined"
}"#;
    let mut file_report = crate::support::lint(text);
    assert!(file_report.findings.iter().any(|finding| finding.fix.is_some()), "a fix");
    let last = file_report.findings.len() - 1;
    assert!(last >= 3, "{:#?}", file_report.findings);
    file_report.findings[1].suppressed = Some(Suppressed {
        reason: "known since spring".into(),
        expires: Some("2030-01-31".into()),
    });
    file_report.findings[2].baseline = Some(BaselineState::New);
    file_report.findings[last].baseline = Some(BaselineState::Unchanged);
    file_report.findings[last].level = Level::Note;
    let span = file_report.findings[0].span;
    file_report.findings[last].labels.push(Label {
        message: "asked for here".into(),
        file: Some("osready.toml".into()),
        pointer: "".into(),
        inner_pointer: None,
        span,
    });
    let mut report = report(file_report);
    report.failures.push(FailedFile { file: "absent.json".into(), message: "no such file".into() });
    report.incomplete.push(IncompleteCheck {
        file: "cut.json".into(),
        cause: IncompleteCause::ResponseCut,
        message: "the text ends before the response does".into(),
        line: 7,
        count: 2,
    });
    report.exit_code = 2;
    report
}

#[test]
fn sarif_and_rdjson_link_rules_to_the_documentation() {
    let mut report = small();
    for (docs_url, is_accepted) in [
        (Some("https://docs.example.com/osready/"), true),
        (Some("https://docs.example.com/\"><script>"), false),
        (Some("javascript:alert(1)"), false),
        (None, false),
    ] {
        report.run = Some(RunInfo {
            time: "2026-01-31T04:00:00Z".into(),
            version: "0.1.0".into(),
            policy: Vec::new(),
            required: Vec::new(),
            baseline: None,
            docs_url: docs_url.map(Into::into),
        });
        let written: HashMap<_, _> = all(&report).into_iter().collect();
        let sarif: Value = serde_json::from_str(&written["sarif"]).expect("JSON");
        let driver = &sarif["runs"][0]["tool"]["driver"];
        let rule = &driver["rules"][0];
        let rdjson: Value = serde_json::from_str(&written["rdjson"]).expect("JSON");
        let urls: Vec<_> = rdjson["diagnostics"]
            .as_array()
            .expect("diagnostics")
            .iter()
            .filter_map(|diagnostic| diagnostic["code"]["url"].as_str())
            .collect();
        if is_accepted {
            assert_eq!(driver["informationUri"], "https://docs.example.com/osready");
            let page = format!(
                "https://docs.example.com/osready/rules/{}.html",
                rule["id"].as_str().expect("an id")
            );
            assert_eq!(rule["helpUri"], page);
            assert!(urls.contains(&page.as_str()), "{urls:?}");
        } else {
            assert_eq!((&driver["informationUri"], &rule["helpUri"]), (&Value::Null, &Value::Null));
            assert!(urls.is_empty(), "{urls:?}");
        }
    }
}

#[test]
fn each_format_tells_a_small_report() {
    for (name, text) in all(&small()) {
        if name == "html" {
            // Style and script are looked at in a browser.
            let body = text.split("<main>").nth(1).expect("a body");
            let body = body.split("</main>").next().expect("its end");
            insta::assert_snapshot!("small_html", body);
        } else {
            let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
            insta::assert_snapshot!(format!("small_{name}"), text);
        }
    }
}

#[test]
fn a_saved_report_is_rendered_as_the_run_did() {
    let report = small();
    let json = all(&report).into_iter().find(|(name, _)| *name == "json").expect("it is there").1;
    let read = saved::read(&json).expect("it is a report");
    assert_eq!(all(&read), all(&report));
}

#[test]
fn what_is_no_report_is_refused_with_a_reason() {
    let json = all(&small()).into_iter().find(|(name, _)| *name == "json").expect("it is there").1;
    for (text, reason) in [
        ("[]".to_owned(), "is not a report"),
        (json.replace("\"version\": 1", "\"version\": 9"), "version 9"),
        (json.replacen("\"line\": 4", "\"line\": 0", 1), "an invalid location"),
        (json.replace("\"finding\": 2", "\"finding\": 99"), "refers to a missing finding"),
    ] {
        assert_ne!(text, json, "{reason}");
        let error = saved::read(&text).expect_err(reason);
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn no_secret_stands_in_any_format() {
    let secret = "Corr3ctHorse";
    let text = format!(
        r#"{{"items": [], "repository": {{}}, "unattendFiles": [{{"id": "a.xml", "name": "a.xml", "content": "<unattend><UserData><Password><Value>{secret}</Value><PlainText>true</PlainText></Password></UserData></unattend>"}}], "configFiles": [{{"id": "c.json", "name": "c.json", "content": "{{\"password\": \"{secret}\"}}"}}]}}"#
    );
    let report = report(crate::support::lint(&text));
    let found = report.findings.iter().filter(|finding| finding.rule == "plaintext-secret");
    assert!(found.count() > 0, "{:#?}", report.findings);
    for (name, text) in all(&report) {
        assert!(!text.contains(secret), "{name}");
    }
}
