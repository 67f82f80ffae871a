//! Which files are read and written: links, pipes, devices, names that are no text, and what stands
//! in the place of a report.
#![allow(clippy::expect_used)]

#[cfg(unix)]
mod unix;

#[cfg(not(target_os = "macos"))]
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::binary::{BLOCKED, READY, err, osready, out};
use osready::report::Format;
use serde_json::Value;
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn put(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).expect("a file");
}

/// A name that is no text.
#[cfg(not(target_os = "macos"))]
fn odd_name(which: u8) -> OsString {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        OsString::from_vec([b"a", &[0xf0 + which][..], b".json"].concat())
    }
    #[cfg(windows)]
    {
        use std::os::windows::ffi::OsStringExt as _;
        let units = [0x61, 0xd800 + u16::from(which)].into_iter().chain(".json".encode_utf16());
        OsString::from_wide(&units.collect::<Vec<u16>>())
    }
}

// macOS has no such names.
#[cfg(not(target_os = "macos"))]
#[test]
fn files_whose_names_are_not_text_are_checked_and_distinguished_in_every_format() {
    let files = folder();
    for which in 0..2 {
        fs::write(files.path().join(odd_name(which)), BLOCKED).expect("a file");
    }
    for format in Format::ALL.map(Format::as_str) {
        let output = osready(files.path(), &["check", "--format", format, "."]);
        assert_eq!(output.status.code(), Some(1), "{format}: {}", err(&output));
        assert!(out(&output).contains("missing-winpe"), "{format}");
    }
    let read = |format: &str| -> Value {
        let output = osready(files.path(), &["check", "--format", format, "."]);
        serde_json::from_str(&out(&output)).expect("JSON")
    };
    let report = read("json");
    let name = |index: usize| report["findings"][index]["file"].as_str().expect("a name");
    assert_ne!(name(0), name(1));
    let sarif = read("sarif");
    let place = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
    let expected = if cfg!(windows) { "a%ED%A0%80.json" } else { "a%F0.json" };
    assert_eq!(sarif.pointer(place).and_then(Value::as_str), Some(expected));
}

// macOS has no such names.
#[cfg(not(target_os = "macos"))]
#[test]
fn a_file_whose_name_is_no_text_is_fixed_and_redacted() {
    let files = folder();
    let name = odd_name(0);
    fs::write(files.path().join(&name), READY.replace(',', ",,")).expect("a file");
    let run = |command: &str| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_osready"));
        run.arg(command).arg(&name).current_dir(files.path()).output().expect("osready runs")
    };
    let fixed = run("fix");
    assert_eq!(fixed.status.code(), Some(0), "{}", err(&fixed));
    let text = fs::read_to_string(files.path().join(&name)).expect("it is there");
    assert_eq!(text, READY);
    assert_eq!(run("redact").status.code(), Some(0));
}

#[test]
fn a_report_takes_the_place_of_an_old_report_but_not_of_a_saved_response() {
    let files = folder();
    fs::create_dir(files.path().join("lab")).expect("a folder");
    put(&files, "lab/blocked.json", BLOCKED);
    let check = |file: &str, walked: &str| {
        osready(files.path(), &["check", "--format", &format!("json={file}"), walked])
    };
    for (file, walked) in [
        ("lab/blocked.json", "lab"),
        ("./lab/blocked.json", "."),
        ("lab/blocked.json", "lab/blocked.json"),
    ] {
        let output = check(file, walked);
        assert_eq!(output.status.code(), Some(2), "{file} {walked}");
        assert!(err(&output).contains("would overwrite"), "{}", err(&output));
        let text = fs::read_to_string(files.path().join("lab/blocked.json")).expect("it is there");
        assert_eq!(text, BLOCKED);
    }
    for _ in 0..2 {
        assert_eq!(check("lab/report.json", "lab").status.code(), Some(1));
    }
    put(&files, "lab/notes.json", "not JSON at all");
    assert_eq!(check("lab/notes.json", "lab").status.code(), Some(1));
}

#[test]
fn a_new_file_is_not_written_over_another() {
    let files = folder();
    put(&files, "blocked.json", BLOCKED);
    put(&files, "mine", "mine");
    fs::create_dir(files.path().join("folder")).expect("a folder");
    for name in ["mine", "folder", "absent/a"] {
        for arguments in [
            &["redact", "blocked.json", "--output", name][..],
            &["init", "--output", name, "blocked.json"],
        ] {
            let output = osready(files.path(), arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert!(err(&output).contains(name), "{}", err(&output));
        }
    }
    assert_eq!(fs::read_to_string(files.path().join("mine")).expect("it is there"), "mine");
    assert_eq!(entries(files.path()), 3);
}

fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).expect("a folder").count()
}

#[test]
fn nothing_that_a_configuration_says_is_run_or_fetched() {
    let files = folder();
    put(&files, "blocked.json", BLOCKED);
    for line in [
        "run = \"touch made\"",
        "command = [\"touch\", \"made\"]",
        "extends = \"https://example.invalid/osready.toml\"",
        "include = [\"$(touch made)\", \"`touch made`\", \"|touch made\"]",
        "baseline = \"|touch made\"",
        "[hooks]\nbefore = \"touch made\"",
    ] {
        put(&files, "osready.toml", line);
        let mut run = Command::new(env!("CARGO_BIN_EXE_osready"));
        run.args(["check", "."]).current_dir(files.path()).stdin(Stdio::null());
        assert_ne!(run.output().expect("osready runs").status.code(), Some(0), "{line}");
        assert_eq!(entries(files.path()), 2, "{line}");
    }
}
