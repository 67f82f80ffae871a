//! `osready redact`: nothing private is left, and the same is found.
#![allow(clippy::expect_used)]

use std::fs;
use std::process::{Command, Stdio};

use crate::generator::{Layout, Options, Size, clean_response, generate, generate_damaged};
use crate::support::cases;
use osready::input::{Discovery, File};
use osready::json::{Unwrapped, read};
use osready::redact::{Preserved, redact};
use osready::rules;
use osready::spec::names::interner;

fn file(name: &str, text: &str) -> File {
    File::new(name, Discovery::Explicit, text)
}

/// The text without what is private, checked as it was.
fn redacted(name: &str, text: &str) -> String {
    let before = file(name, text);
    let after = file(name, &redact(&before).expect("shorter than 4 GiB").text);
    let linter = crate::support::linter(false).showing_contents(true);
    let differences =
        Preserved::of(&linter, &before, &after).expect("shorter than 4 GiB").differences;
    assert!(differences.is_empty(), "{differences:#?}\nin {text}\nnow {}", after.text);
    after.text
}

/// The examples on the pages of all rules.
fn examples() -> impl Iterator<Item = &'static str> {
    rules::ALL.iter().flat_map(|rule| {
        rule.page.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next())
    })
}

#[test]
fn every_example_of_every_rule_is_checked_as_before() {
    assert!(examples().count() > 150);
    for example in examples() {
        let once = redacted("response.json", example);
        let tree = read(example, interner()).expect("shorter than 4 GiB");
        // Broken lines are joined: others stay where they are.
        let is_joined = Unwrapped::of(&tree).expect("shorter than 4 GiB").is_some();
        let lines = if is_joined { 1 } else { example.lines().count() };
        assert_eq!(once.lines().count(), lines, "{once}");
    }
}

#[test]
fn the_fixtures_are_checked_as_before() {
    for (name, text) in [
        ("base-image.txt", include_str!("../fixtures/base-image.txt")),
        ("single-image.json", include_str!("../fixtures/single-image.json")),
        ("failure.txt", include_str!("../fixtures/failure.txt")),
        ("from-the-manual.json", include_str!("../samples/from-the-manual.json")),
        ("nightly.ndjson", include_str!("../samples/nightly.ndjson")),
        ("rack7.json", include_str!("../samples/rack7.json")),
    ] {
        redacted(name, text);
    }
}

#[test]
fn planted_defects_are_found_as_before() {
    for seed in 1..=cases(1).min(2) as u64 {
        for layout in [Layout::OneLine, Layout::Pretty] {
            let options = Options { seed, size: Size::Images(40), defect_share: 0.03, layout };
            redacted("response.json", &generate(&options).text);
            redacted("response.json", &generate_damaged(&options).text);
        }
    }
}

#[test]
fn the_ids_of_products_stay() {
    let clean = clean_response(7, Size::Images(10));
    let after: serde_json::Value =
        serde_json::from_str(&redacted("response.json", &clean.to_string())).expect("JSON");
    let ids = |response: &serde_json::Value| {
        let items = response["items"].as_array().expect("images").clone();
        let ids = items.into_iter().map(|image| image["id"].clone());
        ids.filter(|id| id.as_str().is_some_and(|id| !id.contains('_'))).collect::<Vec<_>>()
    };
    assert_eq!(ids(&after), ids(&clean));
}

const PRIVATE: [&str; 12] = [
    "Sommer2024",
    "Winter2025",
    "lxca.acme.com",
    "joe",
    "10.20.30.40",
    "Rack 7",
    "acme",
    "session",
    "fileserver",
    "owner-of-it",
    "Z2VoZWlt",
    "fe80::42",
];

/// Passwords among them.
const SECRET: [&str; 3] = ["Sommer2024", "Winter2025", "Z2VoZWlt"];

fn private() -> String {
    let settings = r#"{"name": "site", "content": [{"name": "adminPassword", "value": "Winter2025"}, {"name": "ntp", "value": "10.20.30.40"}]}"#;
    let answers = "<unattend><a xmlns=\"urn:x\" path=\"\\\\fileserver\\acme\"><Password><Value>Z2VoZWlt</Value><PlainText>false</PlainText></Password><Owner>joe &amp; acme</Owner></a></unattend>";
    serde_json::json!({
        "items": [],
        "unattendFiles": [
            {"id": "1_lxca.acme.com_a.cfg", "name": "a", "os": "rhels", "type": "Custom", "description": "of Rack 7", "content": "# by joe\nrootpw --plaintext Sommer2024\nnetwork --ip=10.20.30.40\n"},
            {"id": "2_b.xml", "name": "b", "os": "win", "type": "Custom", "content": answers},
        ],
        "customConfigFiles": [{"id": "3_c.json", "name": "c", "type": "Custom", "content": settings}],
        "messages": [{"id": "FQXHMFC0001I", "text": "read from https://joe:Sommer2024@lxca.acme.com/x?y=session (10.20.30.40, fe80::42)"}],
        "inventory": {"owner": "owner-of-it", "racks": ["Rack 7"]},
    })
    .to_string()
}

fn assert_nothing_private(text: &str) {
    for word in PRIVATE {
        assert!(!text.contains(word), "{word} is left in {text}");
    }
}

#[test]
fn nothing_private_is_left_in_a_response_whatever_it_is_wrapped_in() {
    let private = private();
    assert_nothing_private(&redacted("r.json", &private));
    let wrapped = |body: serde_json::Value| {
        serde_json::json!({
        "log": {"entries": [{
            "request": {"method": "GET", "url": "https://lxca.acme.com/osImages", "headers": [{"name": "Cookie", "value": "session"}]},
            "response": {"content": body},
        }]}})
        .to_string()
    };
    let har = wrapped(serde_json::json!({"mimeType": "application/json", "text": private}));
    assert_nothing_private(&redacted("r.har", &har));
    let ansible = format!("{{\"invocation\": {{\"host\": \"joe\"}}, \"msg\": {private}}}");
    assert_nothing_private(&redacted("r.json", &ansible));
    let curl = format!("HTTP/1.1 200 OK\r\nSet-Cookie: session=joe\r\n\r\n{private}");
    assert_nothing_private(&redacted("r.txt", &curl));
    let lines = format!("{private}\n{private}\n");
    assert_nothing_private(&redacted("r.ndjson", &lines));
}

#[test]
fn nothing_private_is_left_in_a_body_of_base64() {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    let har = serde_json::json!({"log": {"entries": [{
        "request": {"method": "GET", "url": "https://lxca.acme.com/osImages"},
        "response": {"content": {"encoding": "base64", "text": engine.encode(private())}},
    }]}});
    let after: serde_json::Value =
        serde_json::from_str(&redacted("r.har", &har.to_string())).expect("JSON");
    let body = after["log"]["entries"][0]["response"]["content"]["text"].as_str().expect("a body");
    let body = String::from_utf8(engine.decode(body).expect("base64")).expect("UTF-8");
    assert_nothing_private(&body);
}

#[test]
fn no_password_is_left_wherever_the_text_is_cut_or_damaged() {
    let text = private();
    let left = |damaged: String| {
        let after = redact(&file("r.json", &damaged)).expect("shorter than 4 GiB").text;
        SECRET.iter().any(|word| after.contains(word)).then_some((damaged, after))
    };
    let mut leaks = Vec::new();
    for at in (0..text.len()).step_by(2) {
        let (before, behind) = text.split_at(at);
        leaks.extend(left(before.to_owned()));
        leaks.extend(left(format!("{before}\"{behind}")));
        leaks.extend(left(format!("{before}}}{behind}")));
        leaks.extend(left(format!("{before}{}", &behind[1..])));
    }
    assert!(leaks.is_empty(), "{}: {:#?}", leaks.len(), leaks.first());
}

#[test]
fn what_a_repeated_key_hides_is_private_too() {
    let text = private().replacen('{', "{\"inventory\": {\"owner\": \"joe\"}, \"items\": [{\"description\": \"of Rack 7\", \"id\": \"a|\"}], ", 1);
    assert_nothing_private(&redacted("r.json", &text));
}

#[test]
fn an_id_with_an_address_and_what_refers_to_it_stay_the_same() {
    let text = private().replace(
        "\"items\":[]",
        r#""items":[{"id": "rhels8.6|", "name": "rhels8.6", "profiles": [{"id": "rhels8.6|rhels8.6-x86_64-install-Minimal", "name": "rhels8.6-x86_64-install-Minimal", "customizationOptions": {"unattendFileIds": "1_lxca.acme.com_a.cfg"}}]}]"#,
    );
    assert!(text.contains("unattendFileIds"));
    let after = redacted("r.json", &text);
    let after: serde_json::Value = serde_json::from_str(&after).expect("JSON");
    let id = &after["unattendFiles"][0]["id"];
    assert_eq!(id.as_str().and_then(|id| id.rsplit('.').next()), Some("cfg"), "{after}");
    let profile = &after["items"][0]["profiles"][0];
    assert_eq!(profile["customizationOptions"]["unattendFileIds"], *id, "{after}");
}

#[test]
fn the_command_prints_or_writes_a_new_file_and_refuses_what_holds_no_response() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("r.json"), private()).expect("a file");
    fs::write(folder.path().join("other.json"), "{\"name\": 1}").expect("a file");
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_osready"))
            .arg("redact")
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("osready runs")
    };
    let printed = run(&["r.json"]);
    assert_eq!(printed.status.code(), Some(0), "{}", String::from_utf8_lossy(&printed.stderr));
    assert_nothing_private(&String::from_utf8(printed.stdout.clone()).expect("UTF-8"));
    let summary = String::from_utf8(printed.stderr.clone()).expect("UTF-8");
    assert!(summary.contains("replaced ") && summary.contains(" 3 passwords"), "{summary}");
    assert_nothing_private(&summary);
    assert_eq!(run(&["r.json", "--output", "ticket.json"]).status.code(), Some(0));
    assert_eq!(fs::read(folder.path().join("ticket.json")).expect("a file"), printed.stdout);
    assert_eq!(run(&["r.json", "--output", "r.json"]).status.code(), Some(2));
    assert_eq!(fs::read(folder.path().join("r.json")).expect("the file"), private().as_bytes());
    let wide: Vec<u8> = private().encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("wide.json"), [&[0xFF, 0xFE][..], &wide].concat())
        .expect("a file");
    let wide = run(&["wide.json"]).stdout;
    let units: Vec<u16> =
        wide.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    assert_nothing_private(&String::from_utf16(&units).expect("UTF-16"));
    assert_eq!(run(&["other.json"]).status.code(), Some(2));
    assert_eq!(run(&["absent.json"]).status.code(), Some(2));
}

#[test]
fn escapes_outside_of_strings_are_replaced() {
    for text in [
        ", \"os\": \"rhel\", \"type\": \"Predefined\" }],\n  \"items\": [\n \r\0\0\0\0\0&id\"\0\0   \"deployStatus\": \"ready\",\n\\u0071\\u0039\\u005a\\u0076\\u0037\\u004b\\u0078\\u0034\\u0057\\u006d\\u0032\\u004c      \"id\": \"a\u{fffd}pplian\u{6}\u{fffd}\u{1}\0\u{5}\0/\0\u{2}\0\0\0",
        "{\"items\": [], \\u0071\\u0039\\u005a\\u0076 \"id\": \"a\"}",
        "{\"items\": [],\n\\u0071\\u0039\\u005a\\u0076 \"id\": \"a\"}",
        "{\"items\": [], \"id\": \"a\"}\n\\u0071\\u0039\\u005a\\u0076",
    ] {
        let after = redact(&file("r.json", text)).expect("short").text;
        assert!(!after.contains("\\u0071"), "{after:?}");
    }
}
