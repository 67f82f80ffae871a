//! The binary: hostile names of files, keys, values, configurations and arguments, through every
//! command onto standard output and standard error.

use osready::report::Format;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::assert_nothing_forbidden;
use super::payloads::{EXPLOITS, characters};
use crate::binary::osready;

/// Names that the file system takes.
fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "::error::forged.json",
        "##[error]forged.json",
        "a\u{202e}nosj.json",
        "zero\u{200b}width\u{feff}.json",
        "-- --format=html.json",
        "--\u{202e}forged.json",
        "[text](a).json",
        "=cmd'!A0.json",
    ]
    .map(String::from)
    .into();
    if cfg!(windows) {
        names.remove(0);
    } else {
        names.push("\n::error::forged.json".to_owned());
        names.push("\u{1b}]0;title\u{7}\u{1b}[2J.json".to_owned());
        names.push("\r<script>alert(1)<script>.json".to_owned());
        names.push("\u{9b}31m|`a`|.json".to_owned());
        names.push("section_start:1:a\r\u{1b}[0K.json".to_owned());
    }
    names
}

/// A response in which each text, key and value is hostile: once as JSON has it, once with a defect.
fn responses() -> Vec<String> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let all = characters() + &EXPLOITS.join(" ");
    let mut responses = Vec::new();
    for text in [all.as_str(), EXPLOITS[0], EXPLOITS[16], EXPLOITS[24]] {
        let text = quoted(text);
        responses.push(format!(
            r#"{{"items": [{{"id": {text}, "name": {text}, "deployStatus": {text}, "osrelease": {text},
              {text}: {text}, "profiles": [{{"id": {text}, "readyCheck": {{"noWinpe": {text}}}, "type": {text}}}]}}],
              "unattendFiles": [{{"id": {text}, "name": {text}, "type": {text}, "content": {text}}}],
              "bootFiles": [{{"id": {text}, "name": {text}, "version": {text}}}],
              "supportedImages": [{{"name": {text}, "allowedBootFileExtension": [{text}]}}], "drivers": {text}}}"#
        ));
    }
    // As they stand, which JSON forbids.
    let raw = "\u{1b}[2J\u{9b}31m\u{202e}\u{7f}";
    responses.push(format!(
        "{{\"items\": [{{\"id\": \"{raw}\",, \"deployStatus\": {raw}, '{raw}': True,\n::error::forged\n##[error]forged\n}}]}}"
    ));
    responses
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let responses = responses();
    for (at, name) in names().iter().enumerate() {
        let response = &responses[at % responses.len()];
        fs::write(folder.path().join(name), response).expect("a file of that name");
    }
    fs::create_dir(folder.path().join("none")).expect("a folder");
    folder
}

fn assert_harmless(what: &str, output: &Output, has_commands: bool) {
    for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        // CSV has these line ends.
        let text = std::str::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n");
        assert!(!text.contains("panicked"), "{what}: {text}");
        assert_nothing_forbidden(&format!("{what}: {stream}"), has_commands, &text);
    }
}

fn assert_run(folder: &Path, arguments: &[&str]) -> Output {
    let output = osready(folder, arguments);
    assert_harmless(&format!("{arguments:?}"), &output, arguments.contains(&"github"));
    assert!(output.stdout.len() + output.stderr.len() > 0, "{arguments:?}");
    output
}

#[test]
fn no_command_prints_what_steers_whatever_files_hold_and_are_called() {
    let files = folder();
    let formats = Format::ALL.map(Format::as_str);
    for format in formats {
        let output = assert_run(files.path(), &["check", "--format", format, "."]);
        assert_eq!(output.status.code(), Some(1), "{format}");
    }
    for arguments in [
        &["status", "."][..],
        &["status", "--format", "json", "."],
        &["status", "--format", "markdown", "."],
        &["inventory", "."],
        &["inventory", "--format", "ndjson", "."],
        &["inventory", "--format", "csv", "."],
        &["check", "--statistics", "--show-suppressed", "--newest", "."],
        &["check", "--require", "\u{1b}[2J", "."],
        &["diff", "none", "."],
        &["diff", "--format", "json", ".", "none"],
        &["diff", "--format", "markdown", "none", "."],
        &["history"],
        &["history", "--format", "json"],
        &["history", "--format", "html"],
        &["fix", "--diff", "--unsafe", "."],
        &["fix", "--dry-run", "--unsafe", "."],
        &["init", "--output", "-", "."],
        &["baseline", "create", "--output", "none.txt", "."],
        &["baseline", "create", "--fail-on", "never", "--output", "known.txt", "."],
        &["check", "--baseline", "known.txt", "."],
        &["check", "--format", "json=report.out", "--format", "concise", "."],
        &["render", "report.out"],
    ] {
        assert_run(files.path(), arguments);
    }
    let known = fs::read_to_string(files.path().join("known.txt")).expect("a baseline");
    assert_nothing_forbidden("a baseline", false, &known);
    for name in names() {
        assert_run(files.path(), &["check", "--", &name]);
        let redacted = osready(files.path(), &["redact", "--output", "redacted.out", "--", &name]);
        assert_harmless(&format!("redact {name:?}"), &redacted, false);
        fs::remove_file(files.path().join("redacted.out")).unwrap_or_default();
    }
}

/// Returns the cells of a line of CSV.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut is_quoted) = (vec![String::new()], false);
    for character in line.chars() {
        match character {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            _ => cells.last_mut().expect("a cell").push(character),
        }
    }
    assert!(!is_quoted, "{line}");
    cells
}

#[test]
fn an_inventory_keeps_each_text_in_its_place() {
    let files = tempfile::tempdir().expect("a folder");
    for text in [characters()].into_iter().chain(EXPLOITS.iter().map(|text| (*text).to_owned())) {
        let response =
            json!({ "items": [{ "id": text, "name": text, "profiles": [{ "id": text }] }] });
        fs::write(files.path().join("a.json"), response.to_string()).expect("a file");
        let inventory = |format: &[&str]| {
            let arguments = [&["inventory"], format, &["a.json"]].concat();
            String::from_utf8(assert_run(files.path(), &arguments).stdout).expect("UTF-8")
        };
        let all: Value = serde_json::from_str(&inventory(&[])).expect("JSON");
        assert_eq!(all[0]["images"][0]["id"], text);
        let both: Value = serde_json::from_str(&inventory(&["--with-response"])).expect("JSON");
        assert_eq!((&both["items"], &both["osready"]), (&response["items"], &all[0]));
        let rows = inventory(&["--format", "ndjson"]);
        let rows: Vec<Value> =
            rows.lines().map(|row| serde_json::from_str(row).expect("JSON")).collect();
        assert!(rows.iter().any(|row| row["kind"] == "profile" && row["id"] == text), "{text:?}");
        let csv = inventory(&["--format", "csv"]);
        let lines: Vec<Vec<String>> = csv.lines().map(cells).collect();
        assert_eq!(lines.len(), rows.len() + 1, "{csv}");
        for line in &lines {
            assert_eq!(line.len(), lines[0].len(), "{csv}");
            assert!(line.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{csv}");
        }
    }
}

#[test]
fn no_text_of_a_rule_prints_what_steers() {
    let files = tempfile::tempdir().expect("a folder");
    fs::write(files.path().join("ready.json"), crate::binary::READY).expect("a file");
    for text in texts() {
        let quoted =
            serde_json::Value::from(text.as_str()).to_string().replace('\u{7f}', "\\u007f");
        let fields =
            ["message", "help", "description", "why"].map(|key| format!("{key} = {quoted}\n"));
        let rule = "[[rule]]\nid = \"site/x\"\neach = \"profile\"\nrequire = \"profile.custom\"\n";
        let example = |example: &str| format!("[[rule.example]]\npasses = {example}\n");
        let of_file = example(&quoted);
        let of_text = example(&format!("'{}'", crate::binary::READY));
        for examples in [of_file, of_text] {
            fs::write(
                files.path().join("osready.toml"),
                format!("{rule}{}{examples}", fields.concat()),
            )
            .expect("a file");
            for arguments in [
                &["check", "ready.json"][..],
                &["check", "--explain-rule", "site/x", "ready.json"],
                &["config"],
                &["explain", "site/x"],
                &["rules"],
                &["test"],
                &["test", "--format", "tap"],
                &["test", "--format", "junit"],
            ] {
                assert_run(files.path(), arguments);
            }
            let rules = assert_run(files.path(), &["rules", "--format", "json"]);
            serde_json::from_slice::<Value>(&rules.stdout).expect("JSON");
        }
    }
}

/// All that is hostile in a few texts, of which some begin with what counts at the beginning of a line.
fn texts() -> Vec<String> {
    let mut texts = vec![characters(), EXPLOITS.join(" ")];
    let first = ["::error::forged", "\n::error::forged", "##[error]forged", "\u{1b}[2J\u{1b}[H"];
    texts.extend(first.map(String::from));
    texts
}

#[test]
fn no_message_on_a_wrong_argument_prints_what_steers() {
    let files = tempfile::tempdir().expect("a folder");
    for text in texts() {
        // No argument holds a zero byte.
        let text = text.replace('\0', "");
        let format = format!("{text}=a");
        let file = format!("json={text}/absent/a");
        let option = format!("--{text}");
        for arguments in [
            &[text.as_str()][..],
            &["check", &option],
            &["check", "--fail-on", &text],
            &["check", "--format", &format],
            &["check", "--format", &file, "a"],
            &["check", "--include", &format!("[{text}")],
            &["check", "--config", &text],
            &["check", "--baseline", &text],
            &["check", "--changed-since", &text],
            &["check", "--", &format!("absent/{text}")],
            &["explain", "--", &text],
            &["render", "--", &format!("absent/{text}")],
            &["fix", "--rule", &text, "a"],
            &["redact", "--", &format!("absent/{text}")],
            &["diff", "--", &format!("absent/{text}"), &text],
        ] {
            let output = assert_run(files.path(), arguments);
            assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        }
    }
}

#[test]
fn no_message_on_a_configuration_prints_what_steers() {
    let files = tempfile::tempdir().expect("a folder");
    let path = files.path().join("osready.toml");
    fs::write(files.path().join("ready.json"), crate::binary::READY).expect("a file");
    for text in texts() {
        // As JSON writes it, TOML reads it, but for the one character that JSON has as it is.
        let quoted =
            serde_json::Value::from(text.as_str()).to_string().replace('\u{7f}', "\\u007f");
        for configuration in [
            format!("{quoted} = 1\n"),
            format!("[levels]\n{quoted} = \"off\"\n"),
            format!("fail-on = {quoted}\n"),
            format!("[require]\nprofiles = [{quoted}]\n"),
            format!(
                "[[suppress]]\nrule = \"missing-winpe\"\nreason = {quoted}\nfiles = [{quoted}]\nexpires = \"2020-01-01\"\n"
            ),
            format!("# {text}\nfail-on = \n"),
        ] {
            fs::write(&path, configuration).expect("a file");
            for command in [&["check", "ready.json"][..], &["config"]] {
                assert_run(files.path(), command);
            }
        }
    }
}
