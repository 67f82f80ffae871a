//! Standard input that stands for a file: `--stdin-filename`.
#![allow(clippy::expect_used)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use osready::report::Format;
use serde_json::Value;

use crate::binary::{BLOCKED, READY, code, err, folder, out};

/// What osready answers to `arguments` in `folder`, with `input` on standard input.
fn osready(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut run = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        // The same as of the runs that are compared with these.
        .env("SOURCE_DATE_EPOCH", "1769832000")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osready runs");
    // A run that refuses its arguments reads nothing.
    let _ = run.stdin.take().expect("a pipe").write_all(input.as_bytes());
    run.wait_with_output().expect("it ends")
}

fn check(folder: &Path, name: &str, arguments: &[&str], input: &str) -> Value {
    let first = ["check", "--format", "json", "--stdin-filename", name];
    let output = osready(folder, &[&first, arguments, &["-"]].concat(), input);
    serde_json::from_str(&out(&output)).unwrap_or_else(|_| panic!("no report: {}", err(&output)))
}

const CONFIG: &str = "
exclude = ['old/']

[[override]]
files = ['lab/**']
levels = { missing-winpe = 'warning' }

[[suppress]]
rule = 'missing-winpe'
files = ['known/*.json']
reason = 'known'
";

/// The oracle is the same run over a file of this name.
#[test]
fn standard_input_is_checked_as_the_file_it_stands_for() {
    for name in
        ["a.json", "lab/a.json", "known/a.json", "known/x/a.json", "old/a.json", "./lab/../a.json"]
    {
        let tree = folder(&[("osready.toml", CONFIG), ("w/readme", ""), (name, BLOCKED)]);
        for (working, prefix) in [("", ""), ("w", "../")] {
            let working = tree.path().join(working);
            let name = format!("{prefix}{name}");
            for format in Format::ALL.map(Format::as_str) {
                let arguments = ["check", "--format", format];
                let file = osready(&working, &[&arguments[..], &[&name]].concat(), "");
                let stdin = [&arguments[..], &["--stdin-filename", &name, "-"]].concat();
                let stdin = osready(&working, &stdin, BLOCKED);
                assert_eq!(out(&stdin), out(&file), "{name} {format}");
                assert_eq!(code(&stdin), code(&file), "{name} {format}");
            }
        }
    }
}

#[test]
fn the_name_counts_for_globs_suppressions_and_the_baseline() {
    let tree = folder(&[("osready.toml", CONFIG)]);
    let tree = tree.path();
    assert_eq!(check(tree, "a.json", &[], BLOCKED)["summary"]["errors"], 1);
    assert_eq!(check(tree, "lab/a.json", &[], BLOCKED)["summary"]["warnings"], 1);
    assert_eq!(check(tree, "known/a.json", &[], BLOCKED)["summary"]["suppressed"], 1);
    assert_eq!(check(tree, "old/a.json", &["--force-exclude"], BLOCKED)["exit_code"], 3);
    let create = ["baseline", "create", "--stdin-filename", "r/a-2026-01-30.json", "-"];
    assert_eq!(code(&osready(tree, &create, BLOCKED)), 0);
    let known = ["--baseline", "osready-baseline.json"];
    assert_eq!(check(tree, "r/a-2026-01-31.json", &known, BLOCKED)["exit_code"], 0);
    assert_eq!(check(tree, "r/b-2026-01-31.json", &known, BLOCKED)["exit_code"], 1);
}

#[test]
fn the_name_decides_the_kind_and_the_date() {
    let tree = folder(&[("osready.toml", "[site-policy]\nmax-age-days = 7\n")]);
    let old = check(tree.path(), "a-2020-01-30.json", &[], READY);
    assert_eq!(old["findings"][0]["rule"], "site-policy/snapshot-age");
    let lines = format!("{READY}\n{{\n{READY}\n");
    let responses = |name| check(tree.path(), name, &["--no-config"], &lines)["summary"].clone();
    let tree = folder(&[("a.ndjson", &lines), ("a.json", &lines)]);
    for name in ["a.ndjson", "a.json"] {
        let file = crate::binary::report(tree.path(), &["--no-config", name]);
        assert_eq!(responses(name), file["summary"], "{name}");
    }
}

#[test]
fn every_command_that_reads_standard_input_takes_a_name() {
    let tree = folder(&[("old.json", READY)]);
    let named = |arguments: &[&str]| {
        let output = osready(tree.path(), arguments, BLOCKED);
        out(&output) + &err(&output)
    };
    let name = ["--stdin-filename", "n/x.json"];
    let with = |command: &[&str], rest: &[&str]| named(&[command, &name, rest].concat());
    assert!(with(&["check"], &["-"]).contains("n/x.json:1:"));
    assert!(with(&["status", "--format", "json"], &["-"]).contains("n/x.json"));
    assert!(with(&["fix", "--diff"], &["-"]).is_empty(), "nothing to fix");
    let broken = BLOCKED.replace("}}", ",}}");
    let output = osready(tree.path(), &["fix", "--stdin-filename", "n/x.json", "-"], &broken);
    assert_eq!(out(&output).trim(), BLOCKED, "{}", err(&output));
    assert!(!tree.path().join("n").exists());
    assert!(with(&["redact"], &["-"]).contains("notReady"));
    let diff = [&["diff", "--format", "json"][..], &name, &["old.json", "-"]].concat();
    assert!(named(&diff).contains("n/x.json"), "{}", named(&diff));
}

#[test]
fn a_name_without_standard_input_is_a_usage_error() {
    let tree = folder(&[("a.json", READY)]);
    for (command, rest) in [
        ("check", &["a.json"][..]),
        ("check", &[]),
        ("status", &["a.json"]),
        ("fix", &["a.json"]),
        ("redact", &["a.json"]),
        ("diff", &["a.json", "a.json"]),
    ] {
        let output = osready(
            tree.path(),
            &[&[command, "--stdin-filename", "x.json"][..], rest].concat(),
            READY,
        );
        assert_eq!(code(&output), 2, "{command}");
        assert!(err(&output).contains("--stdin-filename names standard input"), "{}", err(&output));
    }
}

#[test]
fn an_archive_on_standard_input_is_not_passed_over() {
    let tree = folder(&[]);
    let output = osready(
        tree.path(),
        &["check", "--stdin-filename", "a.zip", "-"],
        "PK\u{3}\u{4}\u{0}\u{0}",
    );
    assert_eq!(code(&output), 2, "{}", err(&output));
    assert!(err(&output).contains("a.zip"), "{}", err(&output));
}
