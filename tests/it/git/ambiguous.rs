//! Names of revisions that could be chosen by somebody else.

use std::fs;
use std::path::Path;

use super::{check, checked, code, commit, err, git, responses, write};
use crate::binary::{BLOCKED, READY};

/// A clone of which `origin/main` holds the response as it should be, and the branch that is checked
/// another.
fn clone() -> (tempfile::TempDir, String, String) {
    let folder = responses(&["a.json"]);
    let here = folder.path();
    let base = git(here, &["rev-parse", "HEAD"]);
    git(here, &["update-ref", "refs/remotes/origin/main", &base]);
    write(here, "a.json", BLOCKED);
    let changed = commit(here, "changed");
    (folder, base, changed)
}

fn refused(here: &Path, rev: &str, words: &str) {
    for option in ["--changed-since", "--base-ref"] {
        let output = check(here, &[option, rev]);
        assert_eq!(code(&output), 2, "{rev}: {}", err(&output));
        assert!(err(&output).contains(words), "{rev}: {}", err(&output));
    }
}

#[test]
fn a_tag_or_branch_that_is_called_like_a_remote_branch_is_refused() {
    for reference in ["refs/tags/origin/main", "refs/heads/origin/main", "refs/origin/main"] {
        let (folder, _, changed) = clone();
        let here = folder.path();
        assert_eq!(checked(here, "origin/main", &[]), ["a.json"]);
        git(here, &["update-ref", reference, &changed]);
        for setting in ["true", "false"] {
            git(here, &["config", "core.warnAmbiguousRefs", setting]);
            refused(here, "origin/main", "such as refs/remotes/origin/main");
            refused(here, "origin/main~0", reference);
        }
        git(here, &["pack-refs", "--all"]);
        refused(here, "origin/main", "such as refs/remotes/origin/main");
        // In full it means one thing, whatever else is called like that.
        git(here, &["update-ref", "refs/heads/refs/remotes/origin/main", &changed]);
        git(here, &["update-ref", "refs/tags/refs/remotes/origin/main", &changed]);
        assert_eq!(checked(here, "refs/remotes/origin/main", &[]), ["a.json"]);
    }
}

#[test]
fn a_tag_is_distinguished_from_a_branch() {
    let (folder, base, _) = clone();
    let here = folder.path();
    git(here, &["tag", "-a", "-m", "words", "v1", &base]);
    assert_eq!(checked(here, "v1", &[]), ["a.json"], "an annotated tag");
    git(here, &["update-ref", "refs/heads/v1", "HEAD"]);
    refused(here, "v1", "it is refs/heads/v1 and refs/tags/v1");
    assert_eq!(checked(here, "refs/tags/v1", &[]), ["a.json"]);
}

#[test]
fn a_remote_branch_that_is_missing_is_not_replaced() {
    let (folder, base, changed) = clone();
    let here = folder.path();
    git(here, &["update-ref", "-d", "refs/remotes/origin/main"]);
    git(here, &["update-ref", "refs/heads/refs/remotes/origin/main", &changed]);
    refused(here, "refs/remotes/origin/main", "fetch it first");
    // Words of messages, and what looks as if it held an id.
    let short = &changed[..9];
    refused(here, ":/changed", "is not a commit");
    refused(here, "HEAD^{/first}", "is not a commit");
    refused(here, &format!("release-g{short}"), "fetch it first");
    refused(here, "main@{0}", "is not a commit");
    refused(here, "HEAD@{1}", "is not a commit");
    refused(here, "-", "is not a commit");
    refused(here, "origin", "fetch it first");
    git(here, &["update-ref", "refs/remotes/origin/main", &base]);
    git(here, &["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    assert_eq!(checked(here, "origin", &[]), ["a.json"]);
}

#[test]
fn a_short_id_that_is_a_branch_too_is_refused() {
    let (folder, base, changed) = clone();
    let here = folder.path();
    let short = &base[..8];
    assert_eq!(checked(here, short, &[]), ["a.json"]);
    git(here, &["update-ref", &format!("refs/tags/{short}"), &changed]);
    refused(here, short, "the short id of an object");
    // A whole id is an id, whatever is called like it.
    git(here, &["update-ref", &format!("refs/heads/{base}"), &changed]);
    assert_eq!(checked(here, &base, &[]), ["a.json"]);
    // A name of hexadecimal digits that is no id is a branch.
    git(here, &["update-ref", "refs/heads/facade", &base]);
    assert_eq!(checked(here, "facade", &[]), ["a.json"]);
}

#[test]
fn steps_back_and_what_was_fetched_are_understood() {
    let (folder, base, changed) = clone();
    let here = folder.path();
    for rev in ["HEAD~", "HEAD~1", "HEAD^", "@~", "main^1", "refs/heads/main~1", "heads/main~1"] {
        assert_eq!(checked(here, rev, &[]), ["a.json"], "{rev}");
    }
    fs::write(here.join(".git/FETCH_HEAD"), format!("{base}\t\tbranch 'main' of there\n"))
        .expect("a file");
    assert_eq!(checked(here, "FETCH_HEAD", &[]), ["a.json"]);
    git(here, &["update-ref", "refs/tags/FETCH_HEAD", &changed]);
    refused(here, "FETCH_HEAD", "ambiguous");
    // Git takes HEAD itself, whatever is called like it.
    git(here, &["update-ref", "refs/tags/HEAD", &base]);
    git(here, &["update-ref", "refs/heads/HEAD", &base]);
    assert!(checked(here, "HEAD", &[]).is_empty());
}

/// Where history is cut, an older commit may look like the merge base.
#[test]
fn in_a_shallow_clone_files_are_compared_with_the_revision_itself() {
    let origin = responses(&["a.json", "same.json"]);
    let there = origin.path();
    write(there, "a.json", &format!("{READY}\n"));
    commit(there, "second");
    git(there, &["checkout", "-q", "-b", "topic"]);
    write(there, "a.json", READY);
    commit(there, "back to the first");
    let parent = tempfile::tempdir().expect("a folder");
    let address = format!("file://{}", there.to_string_lossy().replace('\\', "/"));
    git(parent.path(), &["clone", "-q", "--depth=1", "--branch=topic", &address, "clone"]);
    let here = parent.path().join("clone");
    refused(&here, "origin/main", "fetch it first");
    git(&here, &["fetch", "-q", "--depth=1", "origin", "main"]);
    assert_eq!(checked(&here, "FETCH_HEAD", &[]), ["a.json"]);
    assert_eq!(code(&check(&here, &["--base-ref", "FETCH_HEAD"])), 0);
}

#[test]
fn commits_without_a_common_past_cannot_be_compared() {
    let folder = responses(&["a.json"]);
    let here = folder.path();
    git(here, &["checkout", "-q", "--orphan", "other"]);
    write(here, "b.json", READY);
    commit(here, "another first");
    refused(here, "main", "no common history");
}
