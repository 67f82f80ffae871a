//! The binary as people and CI call it: exit codes, streams, files and folders.
#![allow(clippy::expect_used)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{BLOCKED, READY, code, err, osready, out};

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&out(output)).expect("a report")
}

/// The names of the files that were checked, from the report's rows.
fn checked_files(report: &Value) -> Vec<&str> {
    report["readiness"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["file"].as_str().expect("a name"))
        .collect()
}

#[test]
fn the_exit_code_is_0_without_and_1_with_something_that_fails() {
    let files = folder(&[
        ("ready.json", READY),
        ("blocked.json", BLOCKED),
        ("twice.json", r#"{"items": [], "items": []}"#),
    ]);
    let run = |arguments: &[&str]| code(&osready(files.path(), &[&["check"], arguments].concat()));
    assert_eq!(run(&["ready.json"]), 0);
    assert_eq!(run(&["blocked.json"]), 1);
    assert_eq!(run(&["ready.json", "blocked.json"]), 1);
    assert_eq!(run(&["--fail-on", "never", "blocked.json"]), 0);
    assert_eq!(run(&["twice.json"]), 0);
    assert_eq!(run(&["--fail-on", "warning", "twice.json"]), 1);
    assert_eq!(run(&["--fail-on", "note", "ready.json"]), 0);
    assert_eq!(run(&["--format", "json", "blocked.json"]), 1);
    assert_eq!(run(&["-q", "blocked.json"]), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_exit_code_2_and_the_others_are_checked() {
    let files = folder(&[("blocked.json", BLOCKED), ("binary.json", "")]);
    fs::write(files.path().join("binary.json"), b"{\"a\": \"\x81\x8D\"}").expect("a file");
    let output = osready(
        files.path(),
        &["check", "--format", "json", "absent.json", "blocked.json", "binary.json"],
    );
    assert_eq!(code(&output), 2);
    let report = json(&output);
    assert_eq!(report["failures"][0]["file"], "absent.json");
    assert_eq!(report["failures"][0]["message"], "no such file");
    assert!(report["failures"][1]["message"].as_str().expect("words").contains("not valid UTF-8"));
    assert_eq!(report["findings"][0]["rule"], "missing-winpe");
    assert!(err(&output).contains("osready: absent.json: no such file"));
    assert!(!out(&output).contains("osready:"));
}

#[test]
fn bad_usage_is_exit_code_2_and_help_is_0() {
    let files = folder(&[]);
    for arguments in
        [&["check", "--fail-on", "perhaps"][..], &["chek"], &[], &["check", "--include", "a["]]
    {
        let output = osready(files.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(out(&output).is_empty() && !err(&output).is_empty(), "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["check", "--help"], &["--version"]] {
        let output = osready(files.path(), arguments);
        assert_eq!(code(&output), 0, "{arguments:?}");
        assert!(!out(&output).is_empty() && err(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_folder_is_walked_in_order_for_responses_only() {
    let files = folder(&[
        ("b/z.json", READY),
        ("a.jsonl", READY),
        ("a/n.NDJSON", READY),
        ("b/a.json", READY),
        ("c.txt", READY),
        (".hidden/x.json", READY),
        ("target/x.json", READY),
        ("node_modules/x.json", READY),
    ]);
    let output = osready(files.path(), &["check", "--format", "json"]);
    let report = json(&output);
    assert_eq!(checked_files(&report), ["a/n.NDJSON", "a.jsonl", "b/a.json", "b/z.json"]);
    let run = |arguments: &[&str]| {
        let report =
            json(&osready(files.path(), &[&["check", "--format", "json"], arguments].concat()));
        checked_files(&report).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(run(&["--include", "*.txt"]), ["c.txt"]);
    assert_eq!(run(&["--exclude", "z.json", "--exclude", "a/**"]), ["a.jsonl", "b/a.json"]);
    assert_eq!(run(&["c.txt", "target"]), ["c.txt", "target/x.json"]);
    assert_eq!(run(&["b", "b/z.json"]), ["b/a.json", "b/z.json"]);
}

#[test]
fn what_is_no_response_fails_where_it_was_named_and_is_a_note_in_a_folder() {
    let files = folder(&[("package.json", r#"{"name": "x", "version": "1"}"#)]);
    assert_eq!(code(&osready(files.path(), &["check", "package.json"])), 1);
    // In a folder it is a note, and then no response was checked.
    assert_eq!(code(&osready(files.path(), &["check", "."])), 3);
    assert_eq!(code(&osready(files.path(), &["check", "--allow-empty", "."])), 0);
}

#[test]
fn packed_files_and_standard_input_are_read() {
    let files = folder(&[]);
    let target = fs::File::create(files.path().join("r.json.gz")).expect("a file");
    let mut packer = flate2::write::GzEncoder::new(target, flate2::Compression::default());
    packer
        .write_all(BLOCKED.as_bytes())
        .and_then(|()| packer.finish().map(drop))
        .expect("it is packed");
    assert_eq!(
        json(&osready(files.path(), &["check", "--format", "json"]))["findings"][0]["file"],
        "r.json.gz"
    );
    let mut child = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--format", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("osready runs");
    child.stdin.take().expect("a pipe").write_all(BLOCKED.as_bytes()).expect("it is read");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(json(&output)["findings"][0]["file"], "-");
}

#[test]
fn a_file_that_unpacks_to_far_more_than_its_size_is_refused() {
    let files = folder(&[]);
    let target = fs::File::create(files.path().join("bomb.json.gz")).expect("a file");
    let mut packer = flate2::write::GzEncoder::new(target, flate2::Compression::best());
    for _ in 0..40 {
        packer.write_all(&vec![b' '; 1 << 20]).expect("it is packed");
    }
    packer.finish().expect("it is packed");
    let output = osready(files.path(), &["check"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("unpacks to more than"), "{}", err(&output));
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_not_followed_and_a_closed_pipe_is_no_error() {
    let files = folder(&[("in/r.json", READY)]);
    let outside = folder(&[("x.json", BLOCKED)]);
    std::os::unix::fs::symlink(outside.path(), files.path().join("in/link")).expect("a link");
    let output = osready(files.path(), &["check"]);
    assert_eq!(code(&output), 0);
    assert!(err(&output).contains("in/link: symbolic link not followed"), "{}", err(&output));

    let many = folder(&[("r.ndjson", &format!("{BLOCKED}\n").repeat(5000))]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--fail-on", "never"])
        .current_dir(many.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osready runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((code(&output), err(&output).as_str()), (0, ""));
}

#[test]
fn colours_are_asked_for_and_refused() {
    let files = folder(&[("blocked.json", BLOCKED)]);
    let has_colours = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_osready"));
        command.args([&["check", "blocked.json"], arguments].concat()).current_dir(files.path());
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("TERM", "xterm");
        command.envs(variable);
        out(&command.output().expect("osready runs")).contains('\u{1b}')
    };
    assert!(!has_colours(&[], None), "a pipe has no colours");
    assert!(has_colours(&["--color", "always"], None));
    assert!(has_colours(&["--color", "always"], Some(("NO_COLOR", "1"))), "a flag is stronger");
    assert!(has_colours(&[], Some(("CLICOLOR_FORCE", "1"))));
    assert!(!has_colours(&["--color", "never"], Some(("CLICOLOR_FORCE", "1"))));
}

#[test]
fn the_json_report_has_the_form_that_its_schema_describes() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/report.schema.json")).expect("a schema");
    assert!(jsonschema::meta::is_valid(&schema));
    let form = jsonschema::validator_for(&schema).expect("a validator");
    let output = osready(
        &fixtures,
        &[
            "check",
            "--format",
            "json",
            "base-image.txt",
            "failure.txt",
            "single-image.json",
            "absent",
        ],
    );
    let report = json(&output);
    let errors: Vec<String> = form
        .iter_errors(&report)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(report["findings"].as_array().is_some_and(|findings| findings.len() > 20));
    assert_eq!(report["summary"]["files"], 3);
    assert_eq!(report["summary"]["responses"], 3);
    // Reasons lead to findings about the same profile, or what it uses.
    for row in report["readiness"].as_array().expect("rows") {
        for reason in row["reasons"].as_array().expect("reasons") {
            if let Some(index) = reason["finding"].as_u64() {
                assert_eq!(report["findings"][index as usize]["rule"], reason["rule"]);
            }
        }
    }
}

#[test]
fn two_runs_print_the_same() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let run = || osready(&fixtures, &["check", ".", "base-image.txt"]);
    assert_eq!(run().stdout, run().stdout);
}

#[test]
fn explain_rules_and_schema_print_what_they_are_asked_for() {
    let files = folder(&[]);
    let page = out(&osready(files.path(), &["explain", "missing-winpe"]));
    assert!(page.starts_with("MISSING-WINPE\n"));
    let wrong = osready(files.path(), &["explain", "mising-winpe"]);
    assert_eq!(code(&wrong), 2);
    assert!(err(&wrong).contains("did you mean missing-winpe?"));
    let rules = out(&osready(files.path(), &["rules"]));
    assert!(osready::rules::ALL.iter().all(|rule| rules.contains(rule.id)));
    let schema: Value =
        serde_json::from_str(&out(&osready(files.path(), &["schema"]))).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}
