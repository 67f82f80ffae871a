//! A response is found and checked alike in everything that people save it in.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use base64::Engine as _;
use osready::input::{Discovery, File};
use osready::lint::FileReport;
use serde_json::json;

/// A profile without WinPE, as text.
const PROFILE: &str = r#"{"deployStatus": "notReady", "id": "win2016|win2016-x86_64-install-Core", "name": "win2016-x86_64-install-Core", "readyCheck": {"noWinpe": true}}"#;

fn image() -> String {
    format!(r#"{{"id": "win2016|", "name": "win2016", "profiles": [{PROFILE}]}}"#)
}

fn response() -> String {
    format!(r#"{{"items": [{}], "number": 1}}"#, image())
}

fn lint(name: &str, text: &str) -> FileReport {
    let file = File::new(name, Discovery::Explicit, text);
    crate::support::linter(true).lint(&file).expect("it is short")
}

/// The pointers and characters of the missing WinPE's finding in `text`.
fn winpe(name: &str, text: &str) -> Vec<(String, Option<String>, String)> {
    let file_report = lint(name, text);
    let found = file_report.findings.into_iter().filter(|finding| finding.rule == "missing-winpe");
    found
        .map(|finding| {
            (
                finding.pointer.raw().to_owned(),
                finding.inner_pointer.map(|inner| inner.raw().to_owned()),
                text[finding.span.start..finding.span.end].to_owned(),
            )
        })
        .collect()
}

fn assert_found_at(text: &str, pointer: &str) {
    assert_eq!(winpe("r.json", text), [(pointer.to_owned(), None, "true".to_owned())], "{text}");
}

#[test]
fn a_part_of_a_response_is_one() {
    assert_found_at(&response(), "/items/0/profiles/0/readyCheck/noWinpe");
    assert_found_at(&image(), "/profiles/0/readyCheck/noWinpe");
    assert_found_at(PROFILE, "/readyCheck/noWinpe");
    assert_found_at(&format!("[{}]", image()), "/0/profiles/0/readyCheck/noWinpe");
    assert_found_at(&format!("[{PROFILE}]"), "/0/readyCheck/noWinpe");
}

#[test]
fn a_response_is_found_within_a_larger_object() {
    for key in ["result", "msg", "json"] {
        let text = format!(r#"{{"changed": false, "{key}": {}}}"#, response());
        assert_found_at(&text, &format!("/{key}/items/0/profiles/0/readyCheck/noWinpe"));
    }
    let ansible = format!(r#"{{"results": [{{"json": {}, "item": "a"}}]}}"#, response());
    assert_found_at(&ansible, "/results/0/json/items/0/profiles/0/readyCheck/noWinpe");
    let several = format!("[{}, {}]", response(), response());
    assert_eq!(winpe("r.json", &several).len(), 2);
    assert_eq!(lint("r.json", &several).responses, 2);
}

#[test]
fn heads_of_curl_are_left_out_and_positions_are_those_of_the_file() {
    for line_end in ["\r\n", "\n"] {
        let head = [
            "HTTP/1.1 302 Found",
            "Location: /é",
            "",
            "HTTP/1.1 200 OK",
            "Content-Type: application/json",
            "",
            "",
        ]
        .join(line_end);
        let text = head + &response();
        assert_found_at(&text, "/items/0/profiles/0/readyCheck/noWinpe");
        assert_eq!(lint("r.json", &text).findings[0].span.line, 7);
    }
}

#[test]
fn each_line_of_ndjson_is_a_response_and_pointers_begin_at_it() {
    let text = format!("{}\n\n{}\r\n{{\"items\": \"x\"}}\n", response(), response());
    for name in ["r.ndjson", "R.JSONL", "r.jsonl.gz", "r.json"] {
        let file_report = lint(name, &text);
        assert_eq!(file_report.responses, 3, "{name}");
        let lines: Vec<usize> =
            file_report.findings.iter().map(|finding| finding.span.line).collect();
        assert!(
            lines.contains(&1) && lines.contains(&3) && lines.contains(&4),
            "{name}: {lines:?}"
        );
        let found = winpe(name, &text);
        assert_eq!(found.len(), 2);
        assert!(
            found.iter().all(|(pointer, _, characters)| pointer
                == "/items/0/profiles/0/readyCheck/noWinpe"
                && characters == "true")
        );
    }
}

fn har(text: &str, encoding: Option<&str>, url: &str) -> String {
    let mut content = json!({"mimeType": "application/json", "text": text});
    if let Some(encoding) = encoding {
        content["encoding"] = encoding.into();
    }
    let entry = |url: &str, content| json!({"request": {"method": "GET", "url": url}, "response": {"content": content}});
    let other = entry("https://192.0.2.7/nodes", json!({"text": "{}"}));
    json!({"log": {"entries": [other, entry(url, content)]}}).to_string()
}

#[test]
fn the_body_in_a_har_file_is_checked_and_its_places_lead_through_the_escapes() {
    let body = response().replace("win2016|", "win2016|é\\u00e9\\n");
    let text = har(&body, None, "https://192.0.2.7/osImages?imageType=OSPROFILE");
    let found = winpe("r.har", &text);
    let outer = "/log/entries/1/response/content/text".to_owned();
    let inner = Some("/items/0/profiles/0/readyCheck/noWinpe".to_owned());
    assert_eq!(found, [(outer, inner, "true".to_owned())]);
    // A label on a string with escapes covers the escapes of the outer text.
    let file_report = lint("r.har", &text);
    let finding = file_report
        .findings
        .iter()
        .find(|finding| finding.rule == "missing-winpe")
        .expect("it is found");
    let label = &finding.labels[0].span;
    let id = r#"\"win2016|é\\u00e9\\nwin2016-x86_64-install-Core\""#;
    assert_eq!(&text[label.start..label.end], id);
}

#[test]
fn a_base64_body_is_checked_and_its_places_are_the_string() {
    let encoded = base64::engine::general_purpose::STANDARD.encode(response());
    let text = har(&encoded, Some("base64"), "https://192.0.2.7/osImages");
    let found = winpe("r.har", &text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1.as_deref(), Some("/items/0/profiles/0/readyCheck/noWinpe"));
    assert_eq!(found[0].2, format!("\"{encoded}\""));
}

#[test]
fn what_is_no_response_is_one_finding_that_says_what_it_looks_like() {
    let har_without = har("{}", None, "https://192.0.2.7/nodes");
    for (text, says) in [
        ("", "empty"),
        (" \n", "empty"),
        ("<!DOCTYPE html><title>Log in</title>", "login page"),
        ("<html><body>502 Bad Gateway</body></html>", "HTML"),
        ("{'items': [], 'number': 0}", "Python"),
        ("[{'id': 'win2016|', 'ready': True}]", "Python"),
        ("@{items=System.Object[]}", "PowerShell"),
        (r#"{"items": ["@{id=win2016|}"], "number": 1}"#, "PowerShell"),
        (r#"{"nodeList": []}"#, "GET /nodes"),
        (r#"{"status": 503, "message": "upstream timed out"}"#, "an error response"),
        (r#"{"name": "x", "version": "1.0.0", "private": true, "a": 1, "b": 2}"#, "not a response"),
        ("[1, 2]", "not a response"),
        ("hello there", "not JSON"),
        (har_without.as_str(), "HAR"),
    ] {
        let file_report = lint("r.json", text);
        assert_eq!(file_report.findings.len(), 1, "{text}: {:?}", file_report.findings);
        assert_eq!(file_report.findings[0].rule, "not-a-response", "{text}");
        assert!(
            file_report.findings[0].message.contains(says),
            "{text}: {}",
            file_report.findings[0].message.raw()
        );
        assert!(file_report.readiness.is_empty());
    }
}
