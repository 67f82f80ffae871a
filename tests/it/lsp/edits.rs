//! What a client sees while somebody types is what a check of the text finds.

use fastrand::Rng;
use osready::diagnostic::Level;
use osready::finding::Finding;
use osready::input::{Discovery, File};
use osready::lint::Linter;
use serde_json::{Value, json};

use super::client::{Client, Memory, position, range, shown, summary};
use crate::generator::{Layout, Options, Size, generate};

const TYPED: [&str; 14] = [
    "",
    "\"",
    "{",
    "}",
    "[",
    ",",
    ":",
    "\n",
    "\r\n",
    "\u{e9}",
    "\u{1f600}",
    "true",
    "null",
    "ready",
];

/// The text of a generated response, perhaps with characters of two UTF-16 units on every line.
fn response(rng: &mut Rng) -> String {
    let options = Options {
        seed: rng.u64(..1_000),
        size: Size::Bytes(2_000),
        defect_share: 0.1,
        layout: rng.choice([Layout::OneLine, Layout::Pretty]).expect("there are two"),
    };
    let text = generate(&options).text;
    if rng.bool() { text.replace("x86_64", "x\u{1f600}86_64") } else { text }
}

/// Replaces a part of the text, and returns the change of the protocol.
fn edit(text: &mut String, rng: &mut Rng) -> Value {
    let boundary = |text: &str, at: usize| {
        let at = text.floor_char_boundary(at);
        // Between CR and LF there is no position.
        if text[..at].ends_with('\r') { at - 1 } else { at }
    };
    let start = boundary(text, rng.usize(..=text.len()));
    let end = boundary(text, (start + rng.usize(..40)).min(text.len())).max(start);
    let end = if rng.u8(..3) == 0 { end } else { start };
    let copied = boundary(text, rng.usize(..=text.len()));
    let copied = text[copied..boundary(text, (copied + 60).min(text.len())).max(copied)].to_owned();
    let typed = rng.choice(TYPED).expect("there are some").to_owned();
    let typed = if rng.u8(..6) == 0 { copied } else { typed };
    let change = json!({"range": range(text, start, end), "text": typed});
    text.replace_range(start..end, &typed);
    change
}

fn expected(finding: &Finding, text: &str) -> String {
    let label = match shown(&finding.label) {
        label if label.is_empty() => label,
        label => format!(" ({label})"),
    };
    let severity = match finding.level {
        Level::Error => 1,
        Level::Warning => 2,
        Level::Note => 3,
    };
    summary(&json!({
        "range": {"start": position(text, finding.span.start), "end": position(text, finding.span.end)},
        "severity": severity,
        "code": shown(&finding.rule),
        "message": format!("{}{label}\nhelp: {}", shown(&finding.message), shown(&finding.help)),
    }))
}

#[test]
fn many_changes_of_one_notification_are_applied_in_turn() {
    const LINES: usize = 2_000;
    let before = |line: &str| {
        let lines = line.repeat(LINES);
        format!("{{\"items\": [],\n\"x\": [\n{lines}\"\"], \"result\": \"succes\"}}")
    };
    let text = before("\"\u{1f600}x\",\n");
    let after = before("\"\u{1f600} y\",\n");
    for is_backward in [true, false] {
        let mut client = Client::new(&Memory::default());
        client.open("rack7.json", &text);
        let mut lines: Vec<usize> = (2..LINES + 2).collect();
        if is_backward {
            lines.reverse();
        }
        // The quote, and the two units of the character.
        let range = |line| json!({"start": {"line": line, "character": 3}, "end": {"line": line, "character": 4}});
        let changes: Vec<Value> =
            lines.iter().map(|line| json!({"range": range(line), "text": " y"})).collect();
        client.change("rack7.json", &Value::from(changes));
        let file = File::new("rack7.json", Discovery::Discovered, after.as_str());
        let report = Linter::new().lint(&file).expect("it is short");
        let mut seen: Vec<String> = client.diagnostics("rack7.json").iter().map(summary).collect();
        let mut wanted: Vec<String> =
            report.findings.iter().map(|finding| expected(finding, &after)).collect();
        seen.sort();
        wanted.sort();
        assert!(!wanted.is_empty());
        assert_eq!(seen, wanted);
        client.end();
    }
}

#[test]
fn after_any_edits_the_diagnostics_are_the_findings_of_a_check() {
    let linter = Linter::new();
    let mut damaged = 0;
    for seed in 0..40 {
        let mut rng = Rng::with_seed(seed);
        let mut text = response(&mut rng);
        let mut client = Client::new(&Memory::default());
        client.open("rack7.json", &text);
        for _ in 0..rng.usize(..4) {
            let changes: Vec<Value> =
                (0..rng.usize(1..4)).map(|_| edit(&mut text, &mut rng)).collect();
            client.change("rack7.json", &Value::from(changes));
        }
        let mut seen: Vec<String> = client.diagnostics("rack7.json").iter().map(summary).collect();
        let file = File::new("rack7.json", Discovery::Discovered, text.as_str());
        let report = linter.lint(&file).expect("it is short");
        let mut wanted: Vec<String> =
            report.findings.iter().map(|finding| expected(finding, &text)).collect();
        seen.sort();
        wanted.sort();
        damaged += usize::from(report.findings.iter().any(|finding| finding.rule == "syntax"));
        assert_eq!(seen, wanted, "seed {seed}");
        client.end();
    }
    assert!(damaged > 5, "edits damage texts: {damaged}");
}
