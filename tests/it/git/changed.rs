//! `--changed-since`: which files are checked, and what the run says.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::{check, checked, code, commit, err, files, git, repository, responses, write};
use crate::binary::{BLOCKED, READY};

#[test]
fn changed_new_and_ignored_files_are_checked_and_no_others() {
    let folder = responses(&["same.json", "a/changed.json", "gone.json", "committed.json"]);
    let here = folder.path();
    let first = git(here, &["rev-parse", "HEAD"]);
    write(here, "committed.json", &format!("{READY}\n"));
    git(here, &["commit", "-q", "-a", "-m", "second"]);
    write(here, "a/changed.json", &format!("{READY}\n"));
    write(here, "new.json", READY);
    write(here, "ignored.json", READY);
    write(here, ".gitignore", "ignored.json\n");
    fs::remove_file(here.join("gone.json")).expect("a file");
    let now = ["a/changed.json", "ignored.json", "new.json"];
    assert_eq!(checked(here, "HEAD", &["."]), now);
    let since_first = ["a/changed.json", "committed.json", "ignored.json", "new.json"];
    assert_eq!(checked(here, &first, &[]), since_first);
    assert_eq!(checked(here, "HEAD", &["a"]), ["a/changed.json"]);
    let absolute = fs::canonicalize(here).expect("a folder");
    for (given, is_checked) in [
        ("same.json", false),
        ("./a/../same.json", false),
        ("a/changed.json", true),
        ("new.json", true),
    ] {
        assert_eq!(checked(here, "HEAD", &[given]).len(), usize::from(is_checked), "{given}");
        let given = absolute.join(given).to_string_lossy().into_owned();
        assert_eq!(checked(here, "HEAD", &[&given]).len(), usize::from(is_checked), "{given}");
    }
    let below = checked(&here.join("a"), &first, &[".", "../new.json", "../same.json"]);
    assert_eq!(below, ["changed.json", "../new.json"]);
}

#[test]
fn changes_of_the_other_side_are_not_checked() {
    let folder = responses(&["ours.json", "theirs.json"]);
    let here = folder.path();
    git(here, &["checkout", "-q", "-b", "topic"]);
    write(here, "ours.json", &format!("{READY}\n"));
    commit(here, "ours");
    git(here, &["checkout", "-q", "main"]);
    write(here, "theirs.json", &format!("{READY}\n"));
    commit(here, "theirs");
    git(here, &["checkout", "-q", "topic"]);
    assert_eq!(checked(here, "main", &[]), ["ours.json"]);
}

/// Two branches that merged each other have two merge bases. What is as in one of them may be new to
/// the branch that it goes to.
#[test]
fn files_are_compared_with_every_merge_base() {
    let folder = responses(&["a.json", "same.json"]);
    let here = folder.path();
    git(here, &["checkout", "-q", "-b", "topic"]);
    let topic = commit(here, "topic");
    git(here, &["checkout", "-q", "main"]);
    write(here, "a.json", &format!("{READY}\n"));
    let main = commit(here, "main");
    git(here, &["merge", "-q", "--no-edit", &topic]);
    git(here, &["checkout", "-q", "topic"]);
    git(here, &["merge", "-q", "--no-edit", &main]);
    assert_eq!(git(here, &["merge-base", "--all", "main", "topic"]).lines().count(), 2);
    for text in [READY.to_owned(), format!("{READY}\n")] {
        write(here, "a.json", &text);
        assert_eq!(checked(here, "main", &[]), ["a.json"]);
    }
}

#[test]
fn a_run_without_changes_says_so_and_passes() {
    let folder = responses(&["a.json", "b.json"]);
    let output = check(folder.path(), &["--changed-since", "HEAD"]);
    assert_eq!(code(&output), 0);
    assert!(
        err(&output).contains("nothing was checked: 2 files are unchanged since HEAD"),
        "{}",
        err(&output)
    );
    let output = check(folder.path(), &["--changed-since", "HEAD", "a.json"]);
    assert_eq!(code(&output), 0);
    assert!(err(&output).contains("1 file is unchanged since HEAD"), "{}", err(&output));
}

/// What fails without --changed-since, since no response is there, fails with it.
#[test]
fn a_run_that_finds_no_response_fails_all_the_same() {
    let folder = repository(&[("r/a.json", READY), ("r/package.json", "{\"name\": \"x\"}")]);
    let here = folder.path();
    let since = |paths: &[&str]| {
        let output = check(here, &[&["--changed-since", "HEAD"], paths].concat());
        let whole = check(here, paths);
        (code(&output), code(&whole))
    };
    assert_eq!(since(&["r"]), (0, 0));
    assert_eq!(since(&["--exclude", "*", "r"]), (3, 3));
    fs::create_dir(here.join("empty")).expect("a folder");
    assert_eq!(since(&["empty"]), (3, 3));
    write(here, "r/a.json", "{\"name\": \"no response\"}");
    assert_eq!(since(&["r"]), (3, 3));
    fs::remove_file(here.join("r/a.json")).expect("a file");
    assert_eq!(since(&["r"]), (3, 3));
    assert_eq!(since(&["--allow-empty", "r"]), (0, 0));
    assert_eq!(since(&["r/a.json"]), (2, 2));
}

#[test]
fn an_archive_that_changed_and_holds_no_response_is_incomplete() {
    let folder = responses(&["same.json"]);
    let here = folder.path();
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(2);
    header.set_mode(0o644);
    header.set_cksum();
    archive.append_data(&mut header, "x.json", &b"{}"[..]).expect("an entry");
    fs::write(here.join("a.tar"), archive.into_inner().expect("an archive")).expect("a file");
    let since = || code(&check(here, &["--changed-since", "HEAD", "a.tar", "same.json"]));
    assert_eq!(since(), 1);
    commit(here, "an archive");
    assert_eq!(since(), 0);
    // What stands in an archive has changed with it.
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(BLOCKED.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    archive.append_data(&mut header, "x.json", BLOCKED.as_bytes()).expect("an entry");
    fs::write(here.join("a.tar"), archive.into_inner().expect("an archive")).expect("a file");
    assert_eq!(since(), 1);
    assert_eq!(checked(here, "HEAD", &[]), ["a.tar!x.json"]);
}

#[test]
fn the_newest_response_is_checked_whether_it_changed_or_not() {
    let folder = repository(&[("r/2026-01-01.json", BLOCKED), ("r/2026-01-02.json", READY)]);
    let here = folder.path();
    let since = || check(here, &["--changed-since", "HEAD", "--newest", "r"]);
    assert_eq!((code(&since()), files(&since())), (0, vec!["r/2026-01-02.json".to_owned()]));
    fs::remove_file(here.join("r/2026-01-02.json")).expect("a file");
    assert_eq!((code(&since()), files(&since())), (1, vec!["r/2026-01-01.json".to_owned()]));
}

/// With another policy any file may have another verdict.
#[test]
fn a_changed_policy_has_all_files_checked() {
    let base = "{\"version\": 1, \"findings\": []}\n";
    let discovery = |name: &str| format!("baseline = \"{name}\"\n");
    let folder = repository(&[
        ("ci/a/x.json", READY),
        ("ci/osready.toml", &discovery("base.json.txt")),
        ("ci/base.json.txt", base),
        ("other.toml", ""),
    ]);
    let here = folder.path();
    let ci = here.join("ci/a");
    let is_all = |arguments: &[&str]| {
        let output = check(&ci, &[&["--changed-since", "HEAD"], arguments].concat());
        let is_all = err(&output).contains("checking all files");
        assert_eq!(files(&output).len(), usize::from(is_all), "{}", err(&output));
        is_all
    };
    assert!(!is_all(&[]));
    for (name, text) in [
        ("ci/osready.toml", discovery("base.json.txt") + "# other\n"),
        ("ci/osready-suppress.toml", String::new()),
        ("ci/a/osready.toml", String::new()),
        ("ci/a/osready-suppress.toml", String::new()),
        ("ci/base.json.txt", format!("\n{base}")),
    ] {
        write(here, name, &text);
        assert!(is_all(&[]), "{name}");
        assert!(!is_all(&["--no-config"]), "{name}");
        git(here, &["stash", "-q", "--include-untracked"]);
        assert!(!is_all(&[]), "{name} is as it was");
    }
    fs::remove_file(here.join("ci/osready.toml")).expect("a file");
    assert!(is_all(&[]));
    git(here, &["checkout", "-q", "."]);
    // What is named, in the repository and outside of it.
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "osready.toml", "");
    let outside = outside.path().join("osready.toml").to_string_lossy().into_owned();
    assert!(!is_all(&["--config", "../../other.toml"]));
    assert!(!is_all(&["--policy-from", &outside, "--suppressions-from", &outside]));
    write(here, "other.toml", "# other\n");
    assert!(!is_all(&[]));
    assert!(is_all(&["--config", "../../other.toml"]));
    assert!(is_all(&["--policy-from", "../../other.toml"]));
    assert!(is_all(&["--suppressions-from", "../../other.toml"]));
}

#[cfg(unix)]
#[test]
fn odd_names_survive() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let names = [" two  spaces.json", "\"quoted\".json", "-q.json", "line\nend.json", "日本.json"];
    let folder = responses(&names);
    fs::write(folder.path().join(OsStr::from_bytes(b"no\xff text.json")), READY).expect("a file");
    commit(folder.path(), "a name that is no text");
    assert!(checked(folder.path(), "HEAD", &[]).is_empty());
    assert_eq!(checked(folder.path(), "HEAD~", &[]), ["no�xff text.json"]);
    for name in names {
        write(folder.path(), name, BLOCKED);
    }
    let mut checked = checked(folder.path(), "HEAD", &[]);
    checked.sort();
    assert_eq!(checked, names);
}

#[test]
fn objects_of_either_format_are_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    git(here, &["init", "-q", "--object-format=sha256"]);
    write(here, "same.json", READY);
    write(here, "other.json", READY);
    let first = commit(here, "first");
    assert_eq!(first.len(), 64);
    write(here, "other.json", BLOCKED);
    assert_eq!(checked(here, &first, &[]), ["other.json"]);
}

#[test]
fn a_revision_that_means_nothing_ends_the_run_with_2() {
    let folder = responses(&["same.json"]);
    let outside = tempfile::tempdir().expect("a folder");
    for (place, rev, words) in [
        (folder.path(), "--output=evil", "is not a commit"),
        (folder.path(), "", "is not a commit"),
        (folder.path(), "HEAD..HEAD", "is not a commit"),
        (folder.path(), "HEAD:same.json", "is not a commit"),
        (folder.path(), "HEAD^{tree}", "is not a commit"),
        (folder.path(), "nowhere", "fetch it first"),
        (folder.path(), "refs/heads/nowhere", "fetch it first"),
        (folder.path(), "HEAD~7", "fetch it first"),
        (folder.path(), "0123456789012345678901234567890123456789", "fetch it first"),
        (outside.path(), "HEAD", "not in a git repository"),
    ] {
        for option in ["--changed-since", "--base-ref"] {
            let output = check(place, &[&format!("{option}={rev}")]);
            assert_eq!(code(&output), 2, "{option} {rev}");
            assert!(
                output.stdout.is_empty() && err(&output).contains(words),
                "{option} {rev}: {}",
                err(&output)
            );
        }
    }
    assert!(!folder.path().join("evil").exists());
}

#[test]
fn variables_meant_for_another_git_do_not_lead_astray() {
    let folder = responses(&["same.json"]);
    let other = responses(&["other.json"]);
    write(folder.path(), "new.json", READY);
    let output = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--format", "json", "--changed-since", "HEAD"])
        .current_dir(folder.path())
        .env("GIT_DIR", other.path().join(".git"))
        .env("GIT_WORK_TREE", other.path())
        .env("GIT_INDEX_FILE", other.path().join(".git/index"))
        .env("GIT_OBJECT_DIRECTORY", other.path().join(".git/objects"))
        .env("GIT_CONFIG_COUNT", "nonsense")
        .output()
        .expect("osready runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(report["readiness"][0]["file"], "new.json");
}
