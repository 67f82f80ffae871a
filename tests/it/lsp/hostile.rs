//! Whatever a client or a document sends, the server answers and goes on.

use fastrand::Rng;
use serde_json::{Value, json};

use super::client::{Client, Memory, document};
use crate::generator::{Layout, Options, Size, generate};

const METHODS: [&str; 7] = [
    "textDocument/codeAction",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/documentSymbol",
    "textDocument/hover",
    "textDocument/inlayHint",
    "textDocument/references",
];

const INVALID_PARAMS: i32 = -32602;
const METHOD_NOT_FOUND: i32 = -32601;

#[test]
fn what_cannot_be_answered_is_an_error_of_the_protocol() {
    let mut client = Client::new(&Memory::default());
    for method in METHODS {
        for params in [Value::Null, json!([]), json!({"textDocument": 5})] {
            let answer = client.request(method, params);
            assert_eq!(answer, json!({"error": INVALID_PARAMS}), "{method}");
        }
    }
    let answer = client.request("textDocument/rename", json!({}));
    assert_eq!(answer, json!({"error": METHOD_NOT_FOUND}));
    client.end();
}

#[test]
fn a_document_that_is_not_open_has_nothing() {
    let mut client = Client::new(&Memory::default());
    let zero = json!({"line": 0, "character": 0});
    let params = json!({
        "textDocument": document("other.json"), "position": zero,
        "range": {"start": zero, "end": zero},
        "context": {"diagnostics": [], "includeDeclaration": true},
    });
    for method in METHODS {
        let answer = client.request(method, params.clone());
        assert!(answer.is_null() || answer == json!([]), "{method}: {answer}");
    }
    client.change("other.json", &json!([{"text": "{}"}]));
    client.end();
}

#[test]
fn notifications_that_make_no_sense_change_nothing() {
    let mut client = Client::new(&Memory::default());
    client.open("rack7.json", "{\"items\": []}");
    let before = client.diagnostics("rack7.json");
    for method in ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "$/x"]
    {
        client.notify(method, json!({"textDocument": [1]}));
    }
    client.change("rack7.json", &json!([{"text": "{\"items\": []}"}]));
    assert_eq!(client.diagnostics("rack7.json"), before);
    client.end();
}

#[test]
fn requests_anywhere_in_damaged_texts_are_answered() {
    for seed in 0..30 {
        let mut rng = Rng::with_seed(seed);
        let options = Options {
            seed,
            size: Size::Bytes(2_000),
            defect_share: 0.2,
            layout: if rng.bool() { Layout::OneLine } else { Layout::Pretty },
        };
        let mut text = generate(&options).text;
        for _ in 0..rng.usize(..30) {
            let at = text.floor_char_boundary(rng.usize(..=text.len()));
            let end = text.floor_char_boundary((at + rng.usize(..30)).min(text.len()));
            text.replace_range(
                at..end,
                ["", "\"", "}", "\u{1f600}", "\r", "\0", "\u{1b}[2J"][rng.usize(..7)],
            );
        }
        let name = ["rack7.json", "osready.toml", "osready-suppress.toml"][rng.usize(..3)];
        let mut client = Client::new(&Memory::default());
        client.open(name, &text);
        for _ in 0..40 {
            let mut position = || {
                let line = if rng.bool() { rng.u32(..50) } else { rng.u32(..) };
                json!({"line": line, "character": rng.u32(..200_000)})
            };
            let params = json!({
                "textDocument": document(name), "position": position(),
                "range": {"start": position(), "end": position()},
                "context": {"diagnostics": [], "includeDeclaration": true},
            });
            let method = METHODS[rng.usize(..METHODS.len())];
            let answer = client.request(method, params).to_string();
            assert!(!answer.contains("\"error\""), "{method}: {answer}");
            assert!(method == "textDocument/codeAction" || !answer.contains("\\u001b"), "{answer}");
        }
        for diagnostic in client.diagnostics(name) {
            assert!(!diagnostic.to_string().contains("\\u001b"), "{diagnostic}");
        }
        client.end();
    }
}

#[test]
fn any_place_of_a_configuration_can_be_completed() {
    let text = "[[rule]]\nid = \"site/\u{e9}\"\neach = \"profile\"\nwhen = \"\u{20ac}profile.\u{1f600}.x\"\n\
                message = \"F\u{fc}r {profile.id}\u{e9}\"\n[levels]\n\u{1f600} = \"\u{e9}\n\u{e9}";
    let mut client = Client::new(&Memory::default());
    for name in ["osready.toml", "osready-suppress.toml"] {
        client.open(name, text);
        for line in 0..9 {
            for character in 0..50 {
                let position = json!({"line": line, "character": character});
                let params = json!({"textDocument": document(name), "position": position});
                let answer = client.request("textDocument/completion", params);
                assert!(answer.is_array(), "{answer}");
            }
        }
    }
    client.end();
}

#[test]
fn contents_of_files_are_not_shown() {
    const SECRET: &str = "q9Zv7Kx4Wm2L";
    let text = format!(
        r#"{{"items": [], "unattendFiles": [{{"id": "20240101000000_a.xml", "name": "a", "type": "Custom",
        "content": "<a><Password><Value>{SECRET}</Value></Password>{SECRET}</b>", "x": "{SECRET}"}}], "y": ["{SECRET}"]}}"#
    );
    let mut client = Client::new(&Memory::default());
    client.open("rack7.json", &text);
    let found = Value::from(client.diagnostics("rack7.json")).to_string();
    assert!(found.contains("content-not-xml") && !found.contains(SECRET), "{found}");
    for line in 0..2 {
        for character in 0..180 {
            let position = json!({"line": line, "character": character});
            let params = json!({
                "textDocument": document("rack7.json"), "position": position,
                "range": {"start": position, "end": position},
                "context": {"diagnostics": [], "includeDeclaration": true},
            });
            for method in METHODS {
                let answer = client.request(method, params.clone()).to_string();
                assert!(!answer.contains(SECRET), "{method} at {position}: {answer}");
            }
        }
    }
    client.end();
}

#[test]
fn of_many_findings_the_worst_are_shown_and_the_others_counted() {
    let options = Options {
        seed: 1,
        size: Size::Bytes(2_000_000),
        defect_share: 0.3,
        layout: Layout::OneLine,
    };
    let mut client = Client::new(&Memory::default());
    client.open("rack7.json", &generate(&options).text);
    let found = client.diagnostics("rack7.json");
    assert_eq!(found.len(), 1_001);
    let severities: Vec<u64> =
        found[..1_000].iter().filter_map(|diagnostic| diagnostic["severity"].as_u64()).collect();
    assert!(severities.is_sorted(), "errors come first");
    let last = found[1_000]["message"].as_str().expect("a text");
    assert!(last.ends_with("more findings are not shown; osready check shows all of them"));
    client.end();
}

#[test]
fn a_thousand_changes_at_once_are_checked_once() {
    let mut client = Client::new(&Memory::default());
    client.open("rack7.json", "{\"items\": []}");
    for number in 0..1_000 {
        client.change(
            "rack7.json",
            &json!([{"text": format!("{{\"items\": [], \"number\": {number}}}")}]),
        );
    }
    let found = client.diagnostics("rack7.json");
    assert_eq!(found[0]["code"], "image-count-mismatch", "{found:?}");
    client.end();
}
