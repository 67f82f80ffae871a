//! What walks leave out because git ignores it.
#![allow(clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use osready::input::{Filter, sources};
use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{BLOCKED, READY, code, err, folder, osready, out, report};
use crate::support::cases;

fn git(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.quotePath=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", folder.join("absent"))
        .env("XDG_CONFIG_HOME", folder.join("absent"))
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The files that a run reads, by the verdicts in its report.
fn read(report: &Value) -> BTreeSet<&str> {
    let rows = report["readiness"].as_array().expect("rows").iter();
    rows.map(|row| row["file"].as_str().expect("a name")).collect()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, text).expect("a file");
}

/// Git itself is the oracle: it lists what it does not ignore.
#[test]
fn walks_read_what_git_does_not_ignore() {
    const PIECES: [&str; 26] = [
        "a", "b", "c", "ab", "*", "**", "?", "/", "/", "!", "[ab]", "[!a]", ".json", "x.json",
        "x*", "a/", "/a", "**/", "/**", "\\a", "{a,b}", " ", "\\ ", "#", "[^b]", "\\!",
    ];
    let mut rng = fastrand::Rng::with_seed(18);
    let (mut ignored, mut kept) = (0, 0);
    let rounds = cases(75);
    for _ in 0..rounds {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        git(folder, &["init", "-q"]);
        for outer in ["", "a/", "b/", "a/b/", "a/b/c/", "ab/a/", "{a,b}/"] {
            for name in ["x.json", "a.json", "b.json", "{a,b}.json", "a .json"] {
                write(folder, &format!("{outer}{name}"), "{}");
            }
        }
        let mut patterns = |most: usize| {
            let mut text = String::from(if rng.bool() { "" } else { "\u{feff}" });
            for _ in 0..rng.usize(0..=most) {
                for _ in 0..rng.usize(1..=4) {
                    text.push_str(rng.choice(PIECES).expect("a piece"));
                }
                text.push_str(if rng.bool() { "\n" } else { "\r\n" });
            }
            text
        };
        let files = [".git/info/exclude", ".gitignore", "a/.gitignore", "a/b/.gitignore"];
        let texts = files.map(|file| (file, patterns(4)));
        for (file, text) in &texts {
            write(folder, file, text);
        }
        let listed = git(folder, &["ls-files", "--others", "--exclude-standard", "-z"]);
        let listed = String::from_utf8(listed).expect("UTF-8");
        let expected: BTreeSet<String> =
            listed.split('\0').filter(|name| name.ends_with("json")).map(str::to_owned).collect();
        let filter = Filter::default().obeying_gitignore(true);
        let root = folder.join(".");
        let found: Vec<_> = sources(std::slice::from_ref(&root), &filter).flatten().collect();
        let not_applied = found.iter().filter(|source| source.skip_reason.is_some()).count();
        let found: BTreeSet<String> = found
            .iter()
            .filter(|source| source.skip_reason.is_none())
            .map(|source| {
                let path = source.path().expect("a path").strip_prefix(&root).expect("below it");
                path.to_string_lossy().replace('\\', "/")
            })
            .collect();
        // What is not ignored by git is always read.
        let missed: Vec<_> = expected.difference(&found).collect();
        assert!(missed.is_empty(), "{missed:?} {texts:#?}");
        // More is read only where a file is not applied.
        if not_applied == 0 {
            assert_eq!(found, expected, "{texts:#?}");
            ignored += 35 - expected.len();
            kept += expected.len();
        }
    }
    assert!(ignored > rounds && kept > rounds, "{ignored} {kept}");
}

/// A repository of two snapshots, one of which is ignored.
fn one_ignored() -> TempDir {
    folder(&[("a.json", READY), ("out/b.json", BLOCKED), (".gitignore", "/out/\n")])
}

#[test]
fn ignored_files_are_left_out_and_counted() {
    let tree = one_ignored();
    let left = report(tree.path(), &["."]);
    assert_eq!(read(&left), BTreeSet::from(["a.json"]));
    assert_eq!(left["summary"]["ignored"], 1);
    let all = report(tree.path(), &["--no-ignore", "."]);
    assert_eq!(read(&all), BTreeSet::from(["a.json", "out/b.json"]));
    assert_eq!(all["summary"]["ignored"], Value::Null);
    for format in ["human", "concise", "markdown", "html"] {
        let shown = out(&osready(tree.path(), &["check", "--format", format, "."]));
        assert!(shown.contains("1 ignored by git"), "{format}: {shown}");
    }
    let sarif = out(&osready(tree.path(), &["check", "--format", "sarif", "."]));
    assert!(sarif.contains("1 files or folders were not read, since git ignores them"), "{sarif}");
}

#[test]
fn every_command_that_walks_counts_what_it_leaves_out() {
    let tree = one_ignored();
    for (arguments, expected) in [
        (&["status", "."][..], 0),
        (&["baseline", "create", "."], 0),
        (&["history", "."], 0),
        (&["fix", "."], 0),
        (&["diff", ".", "."], 0),
    ] {
        let output = osready(tree.path(), arguments);
        assert_eq!(code(&output), expected, "{arguments:?} {}", err(&output));
        assert!(err(&output).contains("git ignores"), "{arguments:?} {}", err(&output));
        let output = osready(tree.path(), &[arguments, &["--no-ignore"]].concat());
        assert!(!err(&output).contains("git ignores"), "{arguments:?} {}", err(&output));
    }
}

#[test]
fn a_named_file_or_folder_is_read_even_if_it_is_ignored() {
    let tree = one_ignored();
    for named in ["out", "out/b.json", "./out/."] {
        let found = report(tree.path(), &["--fail-on", "never", named]);
        assert_eq!(read(&found).len(), 1, "{named}");
        assert_eq!(found["summary"]["ignored"], Value::Null, "{named}");
    }
}

#[test]
fn a_run_in_which_everything_is_ignored_does_not_pass() {
    let tree = folder(&[("a.json", READY), (".gitignore", "*\n")]);
    let output = osready(tree.path(), &["check", "."]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("git ignores it (--no-ignore)"), "{}", err(&output));
}

#[test]
fn patterns_apply_within_their_repository_only() {
    let tree = folder(&[
        (".gitignore", "*.json\n"),
        ("inner/.git/info/exclude", "b.json\n"),
        ("inner/a.json", READY),
        ("inner/b.json", READY),
        ("c.json", READY),
    ]);
    assert_eq!(read(&report(tree.path(), &["."])), BTreeSet::from(["inner/a.json"]));
    assert_eq!(read(&report(tree.path(), &["inner"])), BTreeSet::from(["inner/a.json"]));
    fs::remove_dir_all(tree.path().join(".git")).expect("it is removed");
    assert_eq!(read(&report(tree.path(), &["."])), BTreeSet::from(["c.json", "inner/a.json"]));
}

#[test]
fn globs_and_suppressions_of_ignored_files_are_not_called_unused() {
    let config = "exclude = [\"out/b.json\"]\n\
                  [[suppress]]\nrule = \"missing-winpe\"\nfiles = [\"out/**\"]\nreason = \"old\"\n";
    let tree = one_ignored();
    write(tree.path(), "osready.toml", config);
    assert_eq!(report(tree.path(), &["."])["findings"], Value::Array(Vec::new()));
    fs::remove_file(tree.path().join(".gitignore")).expect("it is removed");
    let unused = report(tree.path(), &["."]);
    assert_eq!(unused["findings"].as_array().map(Vec::len), Some(1), "{unused}");
}

#[test]
fn a_change_cannot_leave_a_file_out_by_gitignore() {
    let tree = tempfile::tempdir().expect("a folder");
    let tree = tree.path();
    git(tree, &["init", "-q"]);
    write(tree, "snapshots/a.json", READY);
    write(tree, "osready.toml", "");
    git(tree, &["add", "-A"]);
    git(tree, &["commit", "-qm", "1"]);
    write(tree, "snapshots/a.json", BLOCKED);
    write(tree, ".gitignore", "*\n");
    git(tree, &["add", "-Af"]);
    git(tree, &["commit", "-qm", "2"]);
    let base = tempfile::NamedTempFile::new().expect("a file");
    let base = base.path().to_str().expect("UTF-8");
    for arguments in [
        &["--changed-since", "HEAD~1"][..],
        &["--base-ref", "HEAD~1"],
        &["--policy-from", base],
        &["--no-ignore"],
    ] {
        for path in [".", "snapshots"] {
            let found = report(tree, &[arguments, &[path]].concat());
            assert_eq!(found["exit_code"], 1, "{arguments:?} {path}");
        }
    }
    assert_eq!(code(&osready(tree, &["check", "."])), 3);
}

#[test]
fn patterns_that_cannot_be_bounded_are_reported_and_ignore_nothing() {
    let long = format!("*.json\n{}\n", "a".repeat(70_000));
    let many = "*.json\n".repeat(2_001);
    for text in
        ["*.json\n[[:alpha:]]\n", "*.json\n!{a}[b]\n", "*?*?*?*?*?*?*?*?*?*?*\n", &long, &many]
    {
        let tree =
            folder(&[("a/a.json", READY), ("a/.gitignore", text), (".gitignore", "a.json\n")]);
        let output = osready(tree.path(), &["check", "--format", "json", "."]);
        let found: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let start: String = text.chars().take(20).collect();
        assert_eq!(read(&found), BTreeSet::from(["a/a.json"]), "{start}");
        assert!(err(&output).contains("a/.gitignore: unreadable, or"), "{start} {}", err(&output));
    }
}

#[test]
fn many_folders_with_patterns_take_bounded_time() {
    let tree = folder(&[]);
    let text = "*a*b*c*d*e*f*g\n".repeat(1_000);
    for number in 0..60 {
        write(tree.path(), &format!("f{number}/.gitignore"), &text);
        write(tree.path(), &format!("f{number}/a.json"), "{}");
    }
    let filter = Filter::default().obeying_gitignore(true);
    let paths: [PathBuf; 1] = [tree.path().to_owned()];
    let began = std::time::Instant::now();
    let skipped = sources(&paths, &filter).flatten().filter(|source| source.skip_reason.is_some());
    // 50,000 patterns are read; those of the other folders are not.
    assert_eq!(skipped.count(), 10);
    assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
}

#[cfg(unix)]
#[test]
fn a_gitignore_that_is_a_link_or_a_pipe_is_not_read() {
    let tree = folder(&[("a/a.json", READY), ("b/b.json", READY), ("patterns", "*\n")]);
    std::os::unix::fs::symlink("../patterns", tree.path().join("a/.gitignore")).expect("a link");
    let pipe = tree.path().join("b/.gitignore");
    assert!(Command::new("mkfifo").arg(pipe).status().expect("mkfifo runs").success());
    assert_eq!(read(&report(tree.path(), &["."])).len(), 2);
}
