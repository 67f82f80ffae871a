//! Lists of responses in which something is no response: it is not passed over in silence.

use osready::input::{Discovery, File};
use osready::lint::{FileReport, IncompleteCause, Linter};

const HEALTHY: &str = r#"{"items": [{"deployStatus": "ready", "id": "esxi8.0|", "name": "esxi8.0", "profiles": [{"deployStatus": "ready", "id": "esxi8.0|v", "name": "v", "readyCheck": {}}], "type": "base"}], "number": 1}"#;

fn report(text: String, discovery: Discovery) -> FileReport {
    let file = File::new("responses.json", discovery, text);
    Linter::new().lint(&file).expect("shorter than 4 GiB")
}

#[test]
fn an_element_that_is_no_response_makes_the_check_incomplete() {
    for other in [
        "null",
        "5",
        r#""<html>login</html>""#,
        r#"{"error": "timeout"}"#,
        r#"{"failed": true, "status": 401, "unreachable": true}"#,
        "[]",
        "{}",
    ] {
        for text in [
            format!("[{HEALTHY}, {other}]"),
            format!("[{other}, {HEALTHY}]"),
            format!(r#"{{"results": [{{"json": {HEALTHY}}}, {other}]}}"#),
        ] {
            for discovery in [Discovery::Explicit, Discovery::Discovered] {
                let report = report(text.clone(), discovery);
                let causes: Vec<_> = report.incomplete.iter().map(|check| check.cause).collect();
                assert_eq!(causes, [IncompleteCause::NotAResponse], "{text}");
                let rules = report.findings.iter().map(|finding| finding.rule.raw());
                assert_eq!(rules.filter(|rule| *rule == "not-a-response").count(), 1, "{text}");
                assert_eq!(report.responses, 1, "{text}");
            }
        }
    }
}

#[test]
fn lists_of_responses_alone_are_complete() {
    for text in [
        format!("[{HEALTHY}, {HEALTHY}]"),
        format!(
            r#"{{"results": [{{"json": {HEALTHY}, "msg": "OK (4096 bytes)"}}], "msg": "All items completed"}}"#
        ),
    ] {
        let report = report(text.clone(), Discovery::Explicit);
        assert!(report.incomplete.is_empty() && report.responses > 0, "{text}");
    }
}

#[test]
fn more_responses_than_a_text_may_have_are_not_checked() {
    let text = format!("[{}]", vec![r#"{"items": []}"#; 10_002].join(", "));
    let report = report(text, Discovery::Explicit);
    let causes: Vec<_> = report.incomplete.iter().map(|check| check.cause).collect();
    assert_eq!((causes, report.responses), (vec![IncompleteCause::LimitExceeded], 0));
}
