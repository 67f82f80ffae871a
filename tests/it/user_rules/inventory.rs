//! `osready inventory`: its schema, its formats, and what it says against an independent count.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::binary::{code, err, out};
use crate::generator::{Layout, Options, Size, generate};

fn inventory(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["inventory", "--no-config"])
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osready runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("it is written");
    output
}

fn text(seed: u64) -> String {
    let (size, layout) = (Size::Images(3), Layout::Pretty);
    generate(&Options { seed, size, defect_share: 0.2, layout }).text
}

#[test]
fn an_inventory_is_valid_by_its_schema_and_counts_everything() {
    let schema = out(&inventory(&["--schema"], ""));
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let written = include_str!("../../../schemas/inventory.schema.json");
    let written: Value = serde_json::from_str(written).expect("JSON");
    assert_eq!(schema, written, "osready inventory --schema > schemas/inventory.schema.json");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for seed in 0..20 {
        let text = text(seed);
        let response: Value = serde_json::from_str(&text).expect("JSON");
        let output = inventory(&[], &text);
        let all: Value = serde_json::from_str(&out(&output)).expect("JSON");
        let one = &all[0];
        assert!(
            validator.is_valid(one),
            "{seed} {:?}",
            validator.iter_errors(one).next().map(|e| e.to_string())
        );
        for (ours, theirs) in [
            ("images", "items"),
            ("drivers", "driverFiles"),
            ("bootFiles", "bootFiles"),
            ("unattendFiles", "unattendFiles"),
            ("supported", "supportedImages"),
        ] {
            let count = |list: &Value| list.as_array().map_or(0, Vec::len);
            assert_eq!(count(&one[ours]), count(&response[theirs]), "{seed} {ours}");
        }
        // Pointers and lines lead back to the object.
        let lines: Vec<&str> = text.lines().collect();
        for object in ["images", "profiles", "drivers"]
            .iter()
            .flat_map(|list| one[*list].as_array().expect("a list"))
        {
            let pointer = object["pointer"].as_str().expect("a pointer");
            let found = response.pointer(pointer).expect("an object");
            assert!(object["id"].is_null() || found["id"] == object["id"], "{pointer}");
            let line = object["line"].as_u64().expect("a line") as usize;
            assert!(lines[line - 1].trim().starts_with('{'), "{}", lines[line - 1]);
        }
        let rows = out(&inventory(&["--format", "ndjson"], &text));
        let csv = out(&inventory(&["--format", "csv"], &text));
        assert_eq!(rows.lines().count() + 1, csv.lines().count(), "a header");
        assert!(rows.lines().all(|row| serde_json::from_str::<Value>(row).is_ok()));
    }
}

/// The verdicts are those of `osready status`.
#[test]
fn the_verdicts_are_those_of_status() {
    for seed in 0..10 {
        let text = text(seed);
        let all: Value = serde_json::from_str(&out(&inventory(&[], &text))).expect("JSON");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("s.json"), &text).expect("a file");
        let status = Command::new(env!("CARGO_BIN_EXE_osready"))
            .args(["status", "--no-config", "--format", "json", "s.json"])
            .current_dir(folder.path())
            .output()
            .expect("osready runs");
        let status: Value = serde_json::from_str(&out(&status)).expect("JSON");
        let rows = status["readiness"].as_array().expect("rows");
        let of_profiles: Vec<_> = rows.iter().filter(|row| !row["profile"].is_null()).collect();
        let profiles = all[0]["profiles"].as_array().expect("profiles");
        assert_eq!(profiles.len(), of_profiles.len());
        for (profile, row) in profiles.iter().zip(of_profiles) {
            assert_eq!(profile["verdict"], row["verdict"], "{seed} {}", profile["id"]);
            assert!(
                profile["verdict"] == "ready" || profile["reasons"] != Value::Array(vec![]),
                "{profile}"
            );
        }
    }
}

#[test]
fn with_response_keeps_the_response_and_adds_the_inventory() {
    let (size, layout) = (Size::Images(2), Layout::Pretty);
    let text = generate(&Options { seed: 1, size, defect_share: 0.0, layout }).text;
    let output = inventory(&["--with-response"], &text);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let mut both: Value = serde_json::from_str(&out(&output)).expect("JSON");
    let all = both.as_object_mut().expect("an object").remove("osready").expect("an inventory");
    assert_eq!(both, serde_json::from_str::<Value>(&text).expect("JSON"));
    assert_eq!(all["images"].as_array().map(Vec::len), both["items"].as_array().map(Vec::len));
    let twice = format!("{}\n{}\n", text.replace('\n', ""), text.replace('\n', ""));
    for damaged in [text.replacen('}', "", 1), twice] {
        assert_ne!(code(&inventory(&["--with-response"], &damaged)), 0);
    }
}

#[test]
fn what_cannot_be_read_is_named_and_never_guessed() {
    let text = r#"{"items":[{"id":"win2019|","name":7,"deployStatus":"fine","profiles":[{"id":"win2019|a","type":"x","readyCheck":[]}]}]}"#;
    let all: Value = serde_json::from_str(&out(&inventory(&[], text))).expect("JSON");
    let image = &all[0]["images"][0];
    for name in ["name", "status", "system"] {
        assert!(
            image["unreadable"].as_array().expect("a list").contains(&name.into()),
            "{name} {image}"
        );
        assert!(image[name].is_null());
    }
    assert_eq!(image["verdict"], "unknown");
    assert!(all[0]["drivers"].is_null(), "an absent list is not an empty one");
}

#[test]
fn a_cell_of_csv_is_no_formula() {
    let text = r#"{"items":[{"id":"=1+1|","name":"a,\"b\"","profiles":[]}]}"#;
    let csv = out(&inventory(&["--format", "csv"], text));
    assert!(csv.contains(",'=1+1|,\"a,\"\"b\"\"\","), "{csv}");
}

#[test]
fn no_response_is_no_inventory() {
    assert_eq!(code(&inventory(&[], "{\"x\": 1}")), 1, "an explicit file that is no response");
    let folder = tempfile::tempdir().expect("a folder");
    let empty = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["inventory", "."])
        .current_dir(folder.path())
        .output()
        .expect("osready runs");
    assert_eq!(code(&empty), 3);
}

#[test]
fn the_page_of_the_rule_model_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/rule-model.md");
    if std::env::var_os("OSREADY_BLESS").is_some() {
        fs::write(path, osready::facts::page()).expect("a page");
    }
    let written = fs::read_to_string(path).expect("a page").replace("\r\n", "\n");
    assert_eq!(written, osready::facts::page(), "OSREADY_BLESS=1 cargo test --test it rule_model");
}
