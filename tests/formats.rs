//! Every format: snapshots of one small report, and inputs that would steer a terminal, a runner of
//! CI or a page.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

mod support;

use std::io::Result;

use osready::finding::Level;
use osready::report::{
    BaselineState, FailedFile, Human, Judged, Label, Report, Suppressed, Theme, formats, saved,
};

/// Each format's name, and the report in it.
fn all(report: &Report) -> Vec<(&'static str, String)> {
    fn written(write: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("it is written");
        String::from_utf8(bytes).expect("UTF-8")
    }
    let shown: Vec<_> = report.findings.iter().collect();
    let human = Human::new(Theme { colour: false, unicode: true }, 80);
    vec![
        (
            "human",
            human.findings(&report.findings).expect("it is written").to_string()
                + &human.end(report),
        ),
        (
            "concise",
            written(|to| formats::concise::findings(&shown, to))
                + &written(|to| formats::concise::end(report, to)),
        ),
        ("json", written(|to| formats::json::document(report, to))),
        ("ndjson", written(|to| formats::json::lines(&report.findings, to))),
        ("sarif", written(|to| formats::sarif::write(report, to))),
        ("github", written(|to| formats::github::write(report, to))),
        ("gitlab", written(|to| formats::gitlab::write(report, to))),
        ("junit", written(|to| formats::junit::write(report, to))),
        ("rdjson", written(|to| formats::rdjson::write(report, to))),
        ("markdown", written(|to| formats::markdown::write(report, to))),
        ("html", written(|to| formats::html::write(report, to))),
    ]
}

fn report(judged: Judged) -> Report {
    let mut report = Report::new();
    report.add(judged);
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
    let mut judged = support::judge(text);
    assert!(judged.findings.iter().any(|finding| finding.fix.is_some()), "a fix");
    let last = judged.findings.len() - 1;
    assert!(last >= 3, "{:#?}", judged.findings);
    judged.findings[1].suppressed = Some(Suppressed {
        reason: "known since spring".into(),
        expires: Some("2030-01-31".into()),
    });
    judged.findings[2].baseline = Some(BaselineState::New);
    judged.findings[last].baseline = Some(BaselineState::Known);
    judged.findings[last].level = Level::Note;
    let span = judged.findings[0].span;
    judged.findings[last].labels.push(Label {
        message: "asked for here".into(),
        file: Some("osready.toml".into()),
        pointer: "".into(),
        inner_pointer: None,
        span,
    });
    let mut report = report(judged);
    report
        .failures
        .push(FailedFile { file: "absent.json".into(), message: "there is no such file".into() });
    report.exit_code = 2;
    report
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
        ("[]".to_owned(), "is no report"),
        (json.replace("\"version\": 1", "\"version\": 9"), "version 9"),
        (json.replacen("\"line\": 4", "\"line\": 0", 1), "a place that cannot be"),
        (json.replace("\"finding\": 2", "\"finding\": 99"), "names a finding"),
    ] {
        assert_ne!(text, json, "{reason}");
        let error = saved::read(&text).expect_err(reason);
        assert!(error.contains(reason), "{error}");
    }
}

/// Whether a terminal, a log or a page would do something at this character.
fn is_harmful(character: char) -> bool {
    character.is_control() && character != '\n'
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Fails where `text` has something of the input that steers.
fn assert_harmless(name: &str, text: &str) {
    if let Some(found) = text.chars().find(|character| is_harmful(*character)) {
        panic!("{name} prints {found:?}");
    }
    for line in text.lines() {
        let begun = line.trim_start();
        let is_command = begun.starts_with("::");
        // GitHub's own lines are commands; none is forged.
        let is_ours = name == "github"
            && ["::error ", "::warning ", "::notice "].iter().any(|ours| line.starts_with(ours))
            && !line.contains("::error::forged\n");
        assert!(!is_command || is_ours, "{name}: {line}");
        for (at, _) in line.match_indices("##") {
            let rest = line[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
            assert!(!rest.starts_with('['), "{name}: {line}");
        }
    }
    if name == "html" {
        assert!(!text.contains("<script>alert") && !text.contains("<img"), "{name}");
    }
}

#[test]
fn nothing_of_any_field_steers_a_terminal_a_runner_or_a_page() {
    let mut evil: Vec<String> = (0..0x20)
        .chain(0x7f..0xa0)
        .chain([0xad, 0x61c, 0xfeff, 0xfffe, 0xffff])
        .chain(0x200b..0x2010)
        .chain(0x2028..0x202f)
        .chain(0x2060..0x2070)
        .filter_map(char::from_u32)
        .map(String::from)
        .collect();
    evil.extend(
        [
            "::error::forged",
            "\n::error::forged",
            "\r\n  ::set-output name=a::b",
            "##[error]forged",
            "##vso[task.complete]",
            "%0A::error::forged",
            "]]>",
            "</script><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "\"'><b>",
            "\u{1b}[31m\u{1b}]0;x\u{7}",
            "`|`",
            "](x:y)",
            "{0}",
        ]
        .map(String::from),
    );
    let evil = evil.join("x");
    let mut report = small();
    for finding in &mut report.findings {
        for field in [
            &mut finding.message,
            &mut finding.help,
            &mut finding.file,
            &mut finding.pointer,
            &mut finding.label,
            &mut finding.rule,
        ] {
            field.push_str(&evil);
        }
        finding.inner_pointer = Some(evil.as_str().into());
        finding.image = Some(evil.as_str().into());
        finding.profile = Some(evil.as_str().into());
        finding.suppressed = finding.suppressed.take().map(|_| Suppressed {
            reason: evil.as_str().into(),
            expires: Some(evil.as_str().into()),
        });
        for label in &mut finding.labels {
            label.message.push_str(&evil);
            label.file = Some(evil.as_str().into());
        }
        if let Some(fix) = &mut finding.fix {
            fix.message.push_str(&evil);
            fix.edits[0].replacement.push_str(&evil);
        }
    }
    for row in &mut report.readiness {
        row.file.push_str(&evil);
        row.image = Some(evil.as_str().into());
        row.profile = Some(evil.as_str().into());
        for reason in &mut row.reasons {
            reason.rule.push_str(&evil);
        }
    }
    report.failures[0].file.push_str(&evil);
    report.failures[0].message.push_str(&evil);
    for (name, text) in all(&report) {
        assert_harmless(name, &text);
    }
}

#[test]
fn keys_and_values_of_a_file_do_no_harm_either() {
    let evil = "::error::forged##[error]</script><script>alert(1)</script>\\u001b[31m\\u202e\\u0085\\n::error::x";
    let text = format!(
        "{{\"items\": [{{\"id\": \"{evil}\", \"name\": \"{evil}\", \"deployStatus\": \"{evil}\",\n::error::y\n\
         \"{evil}\": 1, \"profiles\": [{{\"id\": \"{evil}\", \"readyCheck\": {{\"noWinpe\": \"{evil}\"}}}}]}}]}}"
    );
    let report = report(support::judge(&text));
    assert!(report.findings.len() > 3, "{:#?}", report.findings);
    for (name, text) in all(&report) {
        assert_harmless(name, &text);
    }
}

#[test]
fn no_secret_stands_in_any_format() {
    let secret = "Corr3ctHorse";
    let text = format!(
        r#"{{"items": [], "repository": {{}}, "unattendFiles": [{{"id": "a.xml", "name": "a.xml", "content": "<unattend><UserData><Password><Value>{secret}</Value><PlainText>true</PlainText></Password></UserData></unattend>"}}], "configFiles": [{{"id": "c.json", "name": "c.json", "content": "{{\"password\": \"{secret}\"}}"}}]}}"#
    );
    let report = report(support::judge(&text));
    let found = report.findings.iter().filter(|finding| finding.rule == "plaintext-secret");
    assert!(found.count() > 0, "{:#?}", report.findings);
    for (name, text) in all(&report) {
        assert!(!text.contains(secret), "{name}");
    }
}
