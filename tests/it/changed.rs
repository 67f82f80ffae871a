//! `--changed-since`, with real repositories, hostile ones among them.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::READY;

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, text).expect("a file");
}

/// A repository whose first commit holds these files.
fn repository(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "-q"]);
    for name in names {
        write(folder.path(), name, READY);
    }
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--format", "json", "--fail-on", "never"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("osready runs")
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files that were judged since `rev`.
fn judged(folder: &Path, rev: &str, paths: &[&str]) -> Vec<String> {
    let output = check(folder, &[&["--changed-since", rev], paths].concat());
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let rows = report["readiness"].as_array().expect("rows").iter();
    rows.map(|row| row["file"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn changed_and_new_files_are_judged_and_no_others() {
    let folder = repository(&["same.json", "a/changed.json", "gone.json", "committed.json"]);
    let here = folder.path();
    let first = git(here, &["rev-parse", "HEAD"]);
    write(here, "committed.json", &format!("{READY}\n"));
    git(here, &["commit", "-q", "-a", "-m", "second"]);
    write(here, "a/changed.json", &format!("{READY}\n"));
    write(here, "new.json", READY);
    write(here, "ignored.json", READY);
    write(here, ".gitignore", "ignored.json\n");
    fs::remove_file(here.join("gone.json")).expect("a file");
    assert_eq!(judged(here, &first, &[]), ["a/changed.json", "committed.json", "new.json"]);
    assert_eq!(judged(here, "HEAD", &["."]), ["a/changed.json", "new.json"]);
    assert_eq!(judged(here, "HEAD", &["a"]), ["a/changed.json"]);
    assert_eq!(
        judged(&here.join("a"), &first, &[".", "../new.json"]),
        ["changed.json", "../new.json"]
    );
    assert!(judged(here, "HEAD", &["same.json"]).is_empty());
    assert_eq!(check(here, &["--changed-since", "HEAD", "same.json"]).status.code(), Some(0));
}

#[test]
fn what_changed_on_the_other_side_meanwhile_is_not_judged() {
    let folder = repository(&["ours.json", "theirs.json"]);
    let here = folder.path();
    git(here, &["checkout", "-q", "-b", "topic"]);
    write(here, "ours.json", &format!("{READY}\n"));
    git(here, &["commit", "-q", "-a", "-m", "ours"]);
    git(here, &["checkout", "-q", "main"]);
    write(here, "theirs.json", &format!("{READY}\n"));
    git(here, &["commit", "-q", "-a", "-m", "theirs"]);
    git(here, &["checkout", "-q", "topic"]);
    assert_eq!(judged(here, "main", &[]), ["ours.json"]);
}

#[cfg(unix)]
#[test]
fn odd_names_survive() {
    let folder = repository(&["same.json"]);
    let names = [" two  spaces.json", "\"quoted\".json", "-q.json", "line\nend.json", "日本.json"];
    for name in names {
        write(folder.path(), name, READY);
    }
    let mut judged = judged(folder.path(), "HEAD", &[]);
    judged.sort();
    assert_eq!(judged, names);
}

#[test]
fn what_is_no_commit_or_no_repository_is_told_with_exit_code_2() {
    let folder = repository(&["same.json"]);
    let outside = tempfile::tempdir().expect("a folder");
    for (place, rev, words) in [
        (folder.path(), "--changed-since=--output=evil", "is no commit"),
        (folder.path(), "--changed-since=", "is no commit"),
        (folder.path(), "--changed-since=nowhere", "fetch it first"),
        (folder.path(), "--changed-since=HEAD..HEAD", "fetch it first"),
        (outside.path(), "--changed-since=HEAD", "needs a git repository"),
    ] {
        let output = check(place, &[rev]);
        assert_eq!(output.status.code(), Some(2), "{rev}");
        assert!(
            output.stdout.is_empty() && complaint(&output).contains(words),
            "{}",
            complaint(&output)
        );
    }
    assert!(!folder.path().join("evil").exists());
}

#[test]
fn variables_meant_for_another_git_do_not_lead_astray() {
    let folder = repository(&["same.json"]);
    let other = repository(&["other.json"]);
    write(folder.path(), "new.json", READY);
    let output = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--format", "json", "--changed-since", "HEAD"])
        .current_dir(folder.path())
        .env("GIT_DIR", other.path().join(".git"))
        .env("GIT_WORK_TREE", other.path())
        .output()
        .expect("osready runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(report["readiness"][0]["file"], "new.json");
}

#[cfg(unix)]
#[test]
fn nothing_that_a_checkout_names_as_a_program_is_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = repository(&["same.json", "watched.json"]);
    let here = folder.path();
    let spoor = here.join("it-ran");
    let program = here.join(".git/evil");
    let script = format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", spoor.display());
    fs::write(&program, script).expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
    fs::create_dir_all(here.join(".git/hooks")).expect("a folder");
    for hook in ["post-index-change", "pre-commit", "reference-transaction"] {
        fs::copy(&program, here.join(".git/hooks").join(hook)).expect("a hook");
    }
    write(here, ".gitattributes", "*.json filter=evil=a diff=evil\n");
    let run = program.to_string_lossy().into_owned();
    let mut settings = fs::read_to_string(here.join(".git/config")).expect("settings");
    let hostile = format!(
        "[core]\n\tfsmonitor = {run}\n\tpager = {run}\n\teditor = {run}\n\tsshCommand = {run}\n\
         [diff]\n\texternal = {run}\n[diff \"evil\"]\n\ttextconv = {run}\n\tcommand = {run}\n\
         [filter \"evil=a\"]\n\tclean = {run}\n\tsmudge = {run}\n\tprocess = {run}\n\trequired = true\n\
         [pager]\n\tdiff = {run}\n[alias]\n\tdiff = !{run}\n"
    );
    settings.push_str(&hostile);
    // The same length and another time: git has to look into the file to see whether it changed.
    fs::write(here.join(".git/config"), settings).expect("settings");
    write(here, "watched.json", READY);
    write(here, "new.json", READY);
    assert_eq!(judged(here, "HEAD", &["new.json", "same.json"]), ["new.json"]);
    assert!(!spoor.exists(), "{}", fs::read_to_string(&spoor).unwrap_or_default());
    // The trap works: git itself falls into it.
    let _ = Command::new("git").args(["status"]).current_dir(here).output().expect("git runs");
    assert!(spoor.exists());
}
