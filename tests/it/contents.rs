//! What the texts within a response hold: reported at the exact characters, and never shown where it is
//! a password.

#![allow(clippy::disallowed_methods, clippy::expect_used)]

use osready::finding::Finding;

/// A response whose unattend file has this content.
fn with_unattend(id: &str, content: &str) -> String {
    let file = serde_json::json!({ "content": content, "id": id, "name": "n", "os": "sles", "type": "Custom" });
    serde_json::json!({ "unattendFiles": [file] }).to_string()
}

fn of<'f>(findings: &'f [Finding], rule: &str) -> Vec<&'f Finding> {
    findings.iter().filter(|finding| finding.rule == rule).collect()
}

#[test]
fn places_in_a_content_are_exact_through_escapes() {
    let text = r#"{"customConfigFiles": [], "predefinedMacros": [], "unattendFiles": [
        {"content": "<a>\r\n\u00e9\ud83d\ude00\"\t#one.two#\\#three#</b>", "id": "1_a.xml", "name": "a", "os": "sles", "type": "Custom"}]}"#;
    let findings = crate::support::lint(text).findings;
    let marked = |finding: &Finding| text[finding.span.start..finding.span.end].to_owned();
    let macros: Vec<String> = of(&findings, "undefined-macro").into_iter().map(marked).collect();
    assert_eq!(macros, ["#one.two#", "#three#"]);
    let xml: Vec<String> = of(&findings, "content-not-xml").into_iter().map(marked).collect();
    assert_eq!(xml, ["</b>"]);
}

#[test]
fn a_password_is_shown_in_no_report() {
    let secret = "q7é\"w<z";
    for (id, content) in [
        ("1_a.xml", format!("<a>\r\n<user_password>{secret}</user_password>&</a>")),
        ("1_a.xml", format!("<a><Password><Value>{secret}")),
        ("1_a.cfg", format!("rootpw {secret}\nuser --password={secret}\n#un.defined#")),
    ] {
        let one_line = with_unattend(id, &content);
        let pretty: serde_json::Value = serde_json::from_str(&one_line).expect("JSON");
        let pretty = format!("{pretty:#}");
        // Other findings beside it: a missing comma, an unknown attribute, another response's line.
        let broken = pretty.replace("\"name\"", "\"strange\": 1 \"name\"");
        let lines = format!("{one_line}\n{{\"drivers\": [], \"items\": []}}\n");
        let escaped = one_line.replace('é', "\\u00e9");
        let har = serde_json::json!({ "log": { "entries": [{
            "request": { "method": "GET", "url": "https://192.0.2.1/osImages" },
            "response": { "content": { "text": &one_line } } }] } });
        for text in [one_line.clone(), pretty, broken, lines, escaped, har.to_string()] {
            let report = crate::support::human(&text);
            assert!(report.contains("plaintext-secret"), "{text}\n{report}");
            for part in ["q7", "w<z", "w\\u{3c}z"] {
                assert!(!report.contains(part), "{part} of\n{text}\nin\n{report}");
            }
            let file_report = crate::support::lint(&text);
            for finding in file_report.findings {
                let words = format!(
                    "{} {} {} {:?}",
                    finding.message.raw(),
                    finding.label.raw(),
                    finding.help.raw(),
                    finding.labels
                );
                assert!(!words.contains("q7") && !words.contains("w<z"), "{words}");
            }
        }
    }
}

#[test]
fn a_password_under_a_key_that_no_document_lists_is_shown_in_no_report() {
    let text = r#"{"items": [{"id": "win2016|",
        "adminPassword": "q7-w-z", "deployStatus": "odd", "profiles": []}]}"#;
    for text in [text.to_owned(), text.replace('\n', " ")] {
        let findings = crate::support::lint(&text).findings;
        assert!(findings.len() > 1, "{findings:?}");
        let report = serde_json::to_string(&findings).expect("it is written");
        assert!(report.contains("adminPassword") && !report.contains("q7-w-z"), "{report}");
    }
}

#[test]
fn a_misspelt_list_is_checked_and_reported_as_it_is_written() {
    let text = r#"{"items": [], "softwareFile": [
        {"id": "20240101_a.rar", "name": "a", "os": "sles", "type": "Custom"}]}"#;
    let findings = crate::support::lint(text).findings;
    assert_eq!(of(&findings, "misspelled-attribute")[0].pointer, "/softwareFile");
    assert_eq!(of(&findings, "disallowed-extension")[0].pointer, "/softwareFile/0/id");
}

#[test]
fn clean_response_has_only_the_notes_that_every_server_gets() {
    for seed in 0..6 {
        let options = crate::generator::Options {
            seed,
            size: crate::generator::Size::Bytes(400_000),
            defect_share: 0.0,
            layout: crate::generator::Layout::OneLine,
        };
        let found = crate::support::lint(&crate::generator::generate(&options).text).findings;
        for finding in &found {
            assert!(
                ["deprecated-attribute", "same-release-twice"].contains(&finding.rule.raw()),
                "{seed}: {} {}",
                finding.pointer.raw(),
                finding.message.raw()
            );
        }
    }
}
