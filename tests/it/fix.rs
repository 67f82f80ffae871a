//! `osready fix`: what it fixes, what it leaves, and how it writes.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::fs;
use std::process::{Command, Stdio};

use crate::generator::{Layout, Options, Size, generate_damaged};
use osready::fix::{FixOptions, apply_fixes, difference};
use osready::input::{Discovery, File};
use tempfile::TempDir;

use crate::binary::{code, osready};

const DAMAGED: &str = "{\r\n  \"isAuthorized\": True,\r\n  'driversFiles' : [ ],\r\n}\r\n";
const FIXED: &str = "{\r\n  \"isAuthorized\": true,\r\n  \"driverFiles\" : [ ]\r\n}\r\n";

fn text(stream: &[u8]) -> String {
    String::from_utf8(stream.to_vec()).expect("UTF-8")
}

fn with(bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("r.json"), bytes).expect("a file");
    folder
}

fn held(folder: &TempDir) -> Vec<u8> {
    fs::read(folder.path().join("r.json")).expect("the file")
}

fn file(text: &str) -> File {
    File::new("r.json", Discovery::Explicit, text)
}

fn fixed(text: &str) -> String {
    let choice = FixOptions { with_unsafe: true, rules: Vec::new() };
    let fixed = apply_fixes(&crate::support::linter(false), &file(text), &choice)
        .expect("shorter than 4 GiB");
    fixed.text
}

#[test]
fn a_file_is_fixed_once_and_nothing_else_in_it_is_touched() {
    let folder = with(DAMAGED.as_bytes());
    let first = osready(folder.path(), &["fix", "r.json"]);
    assert_eq!((code(&first), text(&first.stderr).as_str()), (0, ""));
    assert_eq!(text(&first.stdout), "r.json: fixed 4 (1 misspelled-attribute, 3 syntax)\n");
    assert_eq!(text(&held(&folder)), FIXED);
    let second = osready(folder.path(), &["fix", "r.json"]);
    assert_eq!((code(&second), text(&second.stdout).as_str()), (0, ""));
    assert_eq!(text(&held(&folder)), FIXED);
    assert_eq!(
        fs::read_dir(folder.path()).expect("the folder").count(),
        1,
        "nothing is left behind"
    );
}

#[test]
fn a_dry_run_and_a_diff_write_nothing_and_say_by_their_code_that_something_would_change() {
    let folder = with(DAMAGED.as_bytes());
    let dry = osready(folder.path(), &["fix", "--dry-run", "r.json"]);
    assert_eq!(code(&dry), 1);
    assert!(text(&dry.stdout).contains("would fix 4"));
    let diff = osready(folder.path(), &["fix", "--diff", "r.json"]);
    assert_eq!(code(&diff), 1);
    let diff = text(&diff.stdout);
    assert!(
        diff.contains("-  \"isAuthorized\": True,\n")
            && diff.contains("+  \"isAuthorized\": true,\n"),
        "{diff}"
    );
    assert_eq!(held(&folder), DAMAGED.as_bytes());
    let clean = with(FIXED.as_bytes());
    for flag in ["--dry-run", "--diff"] {
        let output = osready(clean.path(), &["fix", flag, "r.json"]);
        assert_eq!((code(&output), text(&output.stdout).as_str()), (0, ""));
    }
}

/// A way to write a text as bytes.
type Way<'a> = &'a dyn Fn(&str) -> Vec<u8>;

#[test]
fn every_encoding_stays_as_it_is() {
    let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
    let low = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let high = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let ways: [Way<'_>; 5] = [
        &|text| marked(b"\xEF\xBB\xBF", text.as_bytes().to_vec()),
        &|text| marked(b"\xFF\xFE", low(text)),
        &|text| marked(b"\xFE\xFF", high(text)),
        &low,
        &high,
    ];
    for write in ways {
        let folder = with(&write(DAMAGED));
        assert_eq!(code(&osready(folder.path(), &["fix", "r.json"])), 0);
        assert_eq!(held(&folder), write(FIXED));
    }
}

#[test]
fn a_packed_file_is_refused_and_the_others_are_fixed() {
    use std::io::Write as _;
    let folder = with(DAMAGED.as_bytes());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(DAMAGED.as_bytes()).expect("it is packed");
    let packed = gzip.finish().expect("it is packed");
    fs::write(folder.path().join("a.json.gz"), &packed).expect("a file");
    let output = osready(folder.path(), &["fix", "."]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("a.json.gz: compressed with gzip"));
    assert_eq!(fs::read(folder.path().join("a.json.gz")).expect("the file"), packed);
    assert_eq!(text(&held(&folder)), FIXED);
}

#[test]
fn what_cannot_be_read_is_exit_code_2_whatever_would_change_elsewhere() {
    let folder = with(DAMAGED.as_bytes());
    assert_eq!(code(&osready(folder.path(), &["fix", "--diff", "r.json", "absent.json"])), 2);
    assert_eq!(code(&osready(folder.path(), &["fix", "--rule", "sintax", "r.json"])), 2);
    assert_eq!(code(&osready(folder.path(), &["fix"])), 2);
}

#[cfg(unix)]
#[test]
fn links_are_not_written_through_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = with(DAMAGED.as_bytes());
    symlink("r.json", folder.path().join("link.json")).expect("a link");
    let output = osready(folder.path(), &["fix", "link.json"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("a link: name its target"));
    assert_eq!(held(&folder), DAMAGED.as_bytes());

    let file = folder.path().join("r.json");
    let mode = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
    mode(0o444);
    let output = osready(folder.path(), &["fix", "r.json"]);
    assert!(
        code(&output) == 2 && text(&output.stderr).contains("read-only: change its permissions")
    );
    mode(0o640);
    assert_eq!(code(&osready(folder.path(), &["fix", "r.json"])), 0);
    assert_eq!(fs::metadata(&file).expect("the file").permissions().mode() & 0o777, 0o640);
    assert_eq!(text(&held(&folder)), FIXED);
}

#[test]
fn standard_input_is_fixed_to_standard_output() {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["fix", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("osready runs");
    child.stdin.take().expect("a pipe").write_all(DAMAGED.as_bytes()).expect("it is read");
    assert_eq!(text(&child.wait_with_output().expect("it ends").stdout), FIXED);
}

#[test]
fn a_diff_shows_no_password_and_no_escape_sequence() {
    let content = "rootpw --plaintext Sommer2024\\nuser --name=ops --password=Winter2025\\n";
    let damaged = format!(
        "{{\"unattendFiles\": [{{\"id\": \"a.cfg\", \"name\": \"a\u{1b}[31m\", \"os\": \"Rhels\", \"type\": \"Custom\", \"content\": \"{content}\", }}]}}"
    );
    let folder = with(damaged.as_bytes());
    let output = osready(folder.path(), &["fix", "--unsafe", "--diff", "r.json"]);
    let shown = text(&output.stdout);
    assert!(shown.contains("\"rhels\"") && shown.contains("\"content\""), "{shown}");
    for hidden in ["Sommer2024", "Winter2025", "\u{1b}"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

#[test]
fn a_diff_of_a_text_whose_quotes_are_out_of_step_shows_no_password() {
    let text = r#"{"unattendFiles": [{"id": "a.cfg", "name": "a", "os": "rhels", "type": "Custom", "content": "rootpw --plaintext Sommer2024\n"}], "items": []}"#;
    let mut leaks = Vec::new();
    for (at, _) in text.char_indices() {
        for damaged in [
            format!("{}\"{}", &text[..at], &text[at..]),
            format!("{}{}", &text[..at], &text[at + 1..]),
        ] {
            let shown = difference(&file(&damaged), &fixed(&damaged), false).expect("short");
            leaks.extend(shown.contains("Sommer2024").then_some(shown));
        }
    }
    assert!(leaks.is_empty(), "{} {:#?}", leaks.len(), leaks);
}

#[test]
fn a_body_in_a_har_file_is_fixed_through_its_escapes() {
    let har = serde_json::json!({"log": {"entries": [{
        "request": {"method": "GET", "url": "https://lxca/osImages"},
        "response": {"content": {"mimeType": "application/json", "text": DAMAGED}},
    }]}});
    let after = fixed(&har.to_string());
    let after: serde_json::Value = serde_json::from_str(&after).expect("JSON");
    assert_eq!(after["log"]["entries"][0]["response"]["content"]["text"], FIXED);
}

#[test]
fn a_misspelling_in_a_thousand_places_and_more_is_fixed_everywhere() {
    let file = r#"{"discription": "", "id": "a", "name": "a", "os": "win", "type": "Custom"}"#;
    let text = format!("{{\"softwareFiles\": [{}]}}", vec![file; 2500].join(","));
    assert_eq!(fixed(&text), text.replace("discription", "description"));
}

#[test]
fn fixing_a_fixed_response_changes_nothing_whatever_was_wrong_with_it() {
    for seed in [1, 2, 3, 5, 8, 13] {
        for layout in [Layout::OneLine, Layout::Pretty] {
            let options = Options { seed, size: Size::Images(12), defect_share: 0.05, layout };
            let once = fixed(&generate_damaged(&options).text);
            assert_eq!(fixed(&once), once, "seed {seed}");
        }
    }
}

#[test]
fn what_is_off_excluded_or_suppressed_is_left_as_it_is() {
    let folder = with(DAMAGED.as_bytes());
    let fixed_under = |configuration: &str, flags: &[&str]| {
        fs::write(folder.path().join("r.json"), DAMAGED).expect("a file");
        fs::write(folder.path().join("osready.toml"), configuration).expect("a file");
        let output = osready(folder.path(), &[&["fix"], flags, &["."]].concat());
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        text(&held(&folder))
    };
    assert_eq!(fixed_under("", &[]), FIXED);
    let off = "[levels]\nmisspelled-attribute = \"off\"\n";
    assert!(fixed_under(off, &[]).contains("driversFiles"));
    assert_eq!(fixed_under(off, &["--no-config"]), FIXED);
    assert_eq!(fixed_under("exclude = [\"r.json\"]\n", &[]), DAMAGED);
    let excused = "[[suppress]]\nrule = \"misspelled-attribute\"\nreason = \"ours\"\n";
    assert!(fixed_under(excused, &[]).contains("driversFiles"));
}

#[test]
fn a_mistake_in_the_configuration_fixes_nothing() {
    let folder = with(DAMAGED.as_bytes());
    fs::write(folder.path().join("osready.toml"), "levls = 1\n").expect("a file");
    let output = osready(folder.path(), &["fix", "r.json"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stdout).contains("levls"), "{}", text(&output.stdout));
    assert_eq!(held(&folder), DAMAGED.as_bytes());
}

#[test]
fn a_key_that_two_misspellings_may_mean_is_left() {
    let text = r#"[{"deployStatus":"ready","id":"win2022|A","name":"A","readyCheck":{"noWinp":false,"noWinpee":true}}]"#;
    assert_eq!(fixed(text), text);
    assert!(fixed(&text.replace(",\"noWinpee\":true", "")).contains("\"noWinpe\":false"));
}
