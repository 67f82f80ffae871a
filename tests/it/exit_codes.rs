//! One contract for exit codes, whatever the format: 2 before 1 before 3 before 0, and 130 where
//! somebody interrupts. A report is whole in each case but that of bad usage.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{BLOCKED, READY};

/// Every format of `check`, as its help lists them.
fn formats() -> Vec<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_osready")).args(["check", "--help"]).output();
    let help = String::from_utf8(help.expect("osready runs").stdout).expect("UTF-8");
    let after = help.split("--format").nth(1).expect("the flag");
    let values = after.split("Possible values:").nth(1).expect("its values");
    let lines = values.lines().skip(1).take_while(|line| !line.trim().is_empty());
    let lines = lines.filter_map(|line| line.trim().strip_prefix("- "));
    let names: Vec<String> =
        lines.map(|line| line.split(':').next().expect("a name").to_owned()).collect();
    assert!(names.contains(&"human".to_owned()) && names.contains(&"json".to_owned()), "{names:?}");
    names
}

fn files() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for (name, text) in [
        ("ready.json", READY),
        ("blocked.json", BLOCKED),
        ("twice.json", r#"{"items": [], "items": []}"#),
        ("empty/readme.md", ""),
        ("none/package.json", r#"{"name": "x"}"#),
        ("mistaken.toml", "nothing = 1"),
        ("fine.toml", ""),
        ("baseline.txt", "{"),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn check(folder: &Path, format: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--format", format])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("osready runs")
}

#[test]
fn each_code_is_the_same_in_every_format_and_under_every_flag() {
    let files = files();
    for format in formats() {
        for (expected, arguments) in [
            (0, &["ready.json"][..]),
            (0, &["--fail-on", "never", "blocked.json"]),
            (0, &["--fail-on", "note", "ready.json"]),
            (0, &["twice.json"]),
            (0, &["--allow-empty", "empty"]),
            (0, &["--config", "fine.toml", "ready.json"]),
            (1, &["blocked.json"]),
            (1, &["-q", "blocked.json"]),
            (1, &["ready.json", "blocked.json"]),
            (1, &["--fail-on", "warning", "twice.json"]),
            (1, &["--require", "absent", "ready.json"]),
            (1, &["none/package.json"]),
            (1, &["--allow-empty", "none/package.json"]),
            (2, &["absent.json"]),
            (2, &["--fail-on", "never", "absent.json"]),
            (2, &["--allow-empty", "absent.json"]),
            (2, &["-q", "blocked.json", "absent.json"]),
            (2, &["--config", "mistaken.toml", "ready.json"]),
            (2, &["--config", "mistaken.toml", "--fail-on", "never", "ready.json"]),
            (2, &["--config", "absent.toml", "ready.json"]),
            (2, &["--policy-from", "mistaken.toml", "ready.json"]),
            (2, &["--suppressions-from", "mistaken.toml", "ready.json"]),
            (2, &["--baseline", "baseline.txt", "ready.json"]),
            (2, &["--baseline", "absent.txt", "--fail-on", "never", "ready.json"]),
            (2, &["--include", "a[", "ready.json"]),
            (2, &["--require", "a[", "ready.json"]),
            (2, &["--config", "fine.toml", "--no-config", "ready.json"]),
            (3, &["empty"]),
            (3, &["none"]),
            (3, &["--fail-on", "never", "empty"]),
            (3, &["--newest", "none"]),
        ] {
            let output = check(files.path(), &format, arguments);
            let code = output.status.code().expect("it was not killed");
            assert_eq!(code, expected, "{format} {arguments:?}");
        }
    }
}

#[test]
fn a_whole_report_is_written_whatever_the_code_but_on_bad_usage() {
    let files = files();
    for (arguments, failures, findings) in [
        (&["blocked.json", "absent.json"][..], 1, 1),
        (&["--config", "mistaken.toml", "blocked.json"], 0, 1),
        (&["--config", "absent.toml", "blocked.json"], 1, 0),
        (&["--baseline", "baseline.txt", "blocked.json"], 1, 0),
        (&["empty"], 0, 0),
    ] {
        let output = check(files.path(), "json", arguments);
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let count = |list: &str| report[list].as_array().expect("a list").len();
        assert_eq!((count("failures"), count("findings")), (failures, findings), "{arguments:?}");
        assert_eq!(report["exit_code"], output.status.code().expect("a code"), "{arguments:?}");
    }
    assert!(check(files.path(), "json", &["--require", "a["]).stdout.is_empty());
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_130_and_what_is_known_by_then_is_reported() {
    use std::io::{BufRead as _, BufReader, Read as _};

    let files = files();
    for number in 0..400 {
        let name = format!("many/{number:03}.json");
        fs::create_dir_all(files.path().join("many")).expect("a folder");
        let profiles = vec![BLOCKED; 300].join(",");
        fs::write(files.path().join(name), format!("[{profiles}]")).expect("a file");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "many"])
        .current_dir(files.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osready runs");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    // It has begun: its first line is there.
    let mut told = String::new();
    stdout.read_line(&mut told).expect("a line");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    stdout.read_to_string(&mut told).expect("UTF-8");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"));
    let summary = told.lines().last().expect("a summary");
    assert!(summary.contains(" in ") && !summary.contains("of 400 files"), "{summary}");
}
