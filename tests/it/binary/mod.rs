//! Calling the binary, and the smallest profiles to call it with.
#![allow(dead_code, unreachable_pub, clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A profile that can be deployed, saved alone.
pub const READY: &str = r#"{"deployStatus": "ready", "id": "win2016|win2016-x86_64-install-Core", "name": "win2016-x86_64-install-Core", "readyCheck": {"noWinpe": false}}"#;

/// The same profile where it cannot.
pub const BLOCKED: &str = r#"{"deployStatus": "notReady", "id": "win2016|win2016-x86_64-install-Core", "name": "win2016-x86_64-install-Core", "readyCheck": {"noWinpe": true}}"#;

/// What osready answers to `arguments` in `folder`, with nothing on standard input.
pub fn osready(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        // 2026-01-31T04:00:00Z, so that equal runs write equal reports.
        .env("SOURCE_DATE_EPOCH", "1769832000")
        .stdin(Stdio::null())
        .output()
        .expect("osready runs")
}

/// A folder with files in it; a `.git` keeps the search for a configuration within it.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// The exit code of a run.
pub fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

/// What a run wrote to standard output.
pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// What a run wrote to standard error.
pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// The JSON report of `check` with these arguments.
pub fn report(folder: &Path, arguments: &[&str]) -> Value {
    let output = osready(folder, &[&["check", "--format", "json"], arguments].concat());
    let report: Value = serde_json::from_str(&out(&output)).expect("a report");
    assert_eq!(report["exit_code"], code(&output), "the report has the exit code");
    report
}
