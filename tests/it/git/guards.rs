//! Nothing that a checkout names is run or fetched, and no git keeps osready waiting.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::{commit, err, files, git, responses, write};
use crate::binary::READY;

fn program(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, script).expect("a program");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
}

/// Settings that name a program wherever a setting may, and an origin that fetches by running it.
fn hostile(run: &str) -> String {
    format!(
        "[core]\n\tfsmonitor = {run}\n\tpager = {run}\n\teditor = {run}\n\tsshCommand = {run}\n\
         \taskPass = {run}\n\tgitProxy = {run}\n\talternateRefsCommand = {run}\n\
         \trepositoryformatversion = 1\n\
         [diff]\n\texternal = {run}\n[diff \"evil\"]\n\ttextconv = {run}\n\tcommand = {run}\n\
         [filter \"evil=a\"]\n\tclean = {run}\n\tsmudge = {run}\n\tprocess = {run}\n\trequired = true\n\
         [pager]\n\tls-tree = {run}\n\tcat-file = {run}\n\
         [alias]\n\tls-tree = !{run}\n\trev-parse = !{run}\n\tcat-file = !{run}\n\
         [credential]\n\thelper = !{run}\n[gpg]\n\tprogram = {run}\n[log]\n\tshowSignature = true\n\
         [protocol]\n\tallow = always\n[protocol \"ext\"]\n\tallow = always\n\
         [uploadpack]\n\tpackObjectsHook = {run}\n\
         [extensions]\n\tpartialClone = origin\n\
         [remote \"origin\"]\n\turl = ext::{run} fetched\n\tpromisor = true\n\
         \tpartialclonefilter = blob:none\n\tuploadpack = {run}\n\tvcs = ext\n\
         [fetch]\n\trecurseSubmodules = true\n"
    )
}

/// A repository with a hostile configuration, the file that its programs write, and the ids of two
/// commits: one of which a file is missing, and one after it of which a folder is missing too. The last
/// commit comes after both.
fn trapped() -> (tempfile::TempDir, PathBuf, [String; 3]) {
    let folder = responses(&["same.json", "watched.json"]);
    let here = folder.path();
    write(here, "osready.toml", "fail-on = \"note\"\n");
    let without_file = commit(here, "its configuration gets lost");
    write(here, "deep/x.json", READY);
    let without_folder = commit(here, "its tree gets lost");
    let lost =
        [git(here, &["rev-parse", "HEAD:deep"]), git(here, &["rev-parse", "HEAD:osready.toml"])];
    git(here, &["reset", "-q", "--hard", "HEAD~2"]);
    let newest = git(here, &["commit-tree", "-m", "last", "-p", &without_folder, "HEAD^{tree}"]);
    for id in lost {
        fs::remove_file(here.join(".git/objects").join(&id[..2]).join(&id[2..]))
            .expect("an object");
    }
    let spoor = here.join("it-ran");
    let evil = here.join(".git/evil");
    program(&evil, &format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\n", spoor.display()));
    for hook in ["post-index-change", "pre-commit", "reference-transaction", "pre-auto-gc"] {
        fs::create_dir_all(here.join(".git/hooks")).expect("a folder");
        fs::copy(&evil, here.join(".git/hooks").join(hook)).expect("a hook");
    }
    write(here, ".gitattributes", "*.json filter=evil=a diff=evil\n");
    let settings = fs::read_to_string(here.join(".git/config")).expect("settings");
    let settings = settings.replace("repositoryformatversion = 0", "");
    fs::write(here.join(".git/config"), settings + &hostile(&evil.to_string_lossy()))
        .expect("settings");
    // The same length and another time: git has to look into the file to see whether it changed.
    write(here, "watched.json", READY);
    write(here, "new.json", READY);
    (folder, spoor, [without_file, without_folder, newest])
}

fn osready(here: &Path, arguments: &[&str], path: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--format", "json", "--fail-on", "never"])
        .args(arguments)
        .current_dir(here)
        .env("PATH", path)
        .output()
        .expect("osready runs")
}

/// A folder before all others of PATH, with a git that knows none of the variables which keep newer
/// versions from fetching or from reading settings of the machine.
fn older_git() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = std::env::var("PATH").expect("a PATH");
    let unset = "unset GIT_NO_LAZY_FETCH GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_COUNT";
    program(
        &folder.path().join("git"),
        &format!("#!/bin/sh\n{unset}\nPATH='{path}'\nexec git \"$@\"\n"),
    );
    let path = format!("{}:{path}", folder.path().display());
    (folder, path)
}

#[test]
fn nothing_that_a_checkout_names_is_run_whatever_git_knows() {
    let (_git, older) = older_git();
    let mut paths = vec![std::env::var("PATH").expect("a PATH"), older];
    // A git of another version, to be tried besides.
    paths.extend(std::env::var("OSREADY_TEST_GIT_PATH"));
    for path in paths {
        let (folder, spoor, [without_file, without_folder, newest]) = trapped();
        let here = folder.path();
        let assert_nothing_ran = || {
            let ran = fs::read_to_string(&spoor);
            assert!(ran.is_err(), "{ran:?} ran with {path}");
        };
        let output = osready(here, &["--changed-since", "HEAD", "."], &path);
        assert_eq!(files(&output), ["new.json"], "{}", err(&output));
        assert_nothing_ran();
        fs::write(here.join(".git/refs/heads/main"), format!("{newest}\n")).expect("a branch");
        for (option, rev) in [
            ("--changed-since", &without_folder),
            ("--base-ref", &without_folder),
            ("--base-ref", &without_file),
        ] {
            let output = osready(here, &[option, rev], &path);
            assert_eq!(output.status.code(), Some(2), "{option}");
            assert!(err(&output).contains("fetch"), "{}", err(&output));
            assert_nothing_ran();
        }
        // The trap works: git itself falls into it.
        let run = |arguments: &[&str]| {
            let _ = Command::new("git")
                .args(arguments)
                .env("PATH", &path)
                .env_remove("GIT_NO_LAZY_FETCH")
                .current_dir(here)
                .stdin(Stdio::null())
                .output()
                .expect("git runs");
            fs::read_to_string(&spoor).unwrap_or_default()
        };
        assert!(run(&["ls-tree", "-r", &without_folder]).contains("fetched"), "{path}");
        fs::remove_file(&spoor).expect("a file");
        assert!(!run(&["status"]).is_empty());
    }
}

#[test]
fn a_git_that_cannot_be_run_ends_the_run_with_2() {
    let folder = responses(&["a.json"]);
    let nothing = tempfile::tempdir().expect("a folder");
    let path = nothing.path().to_string_lossy().into_owned();
    let output = osready(folder.path(), &["--changed-since", "HEAD"], &path);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("cannot run git"), "{}", err(&output));
    for (script, words) in [
        ("exit 0", "fetch it first"),
        ("exit 1", "git failed"),
        ("kill -9 $$", "git failed"),
        ("echo fatal: words >&2; exit 128", "fatal: words"),
    ] {
        program(&nothing.path().join("git"), &format!("#!/bin/sh\n{script}\n"));
        let output = osready(folder.path(), &["--changed-since", "HEAD"], &path);
        assert_eq!(output.status.code(), Some(2), "{script}");
        assert!(err(&output).contains(words), "{script}: {}", err(&output));
    }
}
