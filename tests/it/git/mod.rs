//! What osready does with git, with real repositories, hostile ones among them.
#![allow(clippy::expect_used)]

mod ambiguous;
mod base_ref;
mod changed;
mod edits;
mod guards;
mod hidden;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{READY, code};

/// Runs git, as people do. Gives what it prints.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
        .args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"])
        .args(["-c", "core.autocrlf=false", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, text).expect("a file");
}

/// Commits all that stands in the folder.
pub(crate) fn commit(folder: &Path, message: &str) -> String {
    git(folder, &["add", "--all", "."]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", message]);
    git(folder, &["rev-parse", "HEAD"])
}

/// A repository whose first commit holds these files.
pub(crate) fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "-q"]);
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    commit(folder.path(), "first");
    folder
}

/// A repository whose first commit holds these files, with a response in each.
fn responses(names: &[&str]) -> TempDir {
    repository(&names.iter().map(|name| (*name, READY)).collect::<Vec<_>>())
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--format", "json"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("osready runs")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files in a report, each once.
fn files(output: &Output) -> Vec<String> {
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("no report: {error}: {}", err(output)));
    let rows = report["readiness"].as_array().expect("rows").iter();
    rows.map(|row| row["file"].as_str().expect("a name").to_owned()).collect()
}

/// The files that were checked since `rev`.
fn checked(folder: &Path, rev: &str, paths: &[&str]) -> Vec<String> {
    files(&check(folder, &[&["--fail-on", "never", "--changed-since", rev], paths].concat()))
}
