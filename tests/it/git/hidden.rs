//! Changes that a checkout hides from git, or that git does not look for.

use std::fs;
use std::path::Path;

use super::{checked, commit, git, responses, write};
use crate::binary::{BLOCKED, READY};

/// A change of `a.json`, and what hides it.
type Case = (&'static str, fn(&Path));

fn set(folder: &Path, key: &str, value: &str) {
    git(folder, &["config", key, value]);
}

/// Writes other bytes, of the same number and with the same time.
fn edit_unseen(folder: &Path) {
    let path = folder.join("a.json");
    let before = fs::metadata(&path).expect("a file").modified().expect("a time");
    let other = READY.replace("noWinpe\": false", "noWinpe\": true ");
    assert_eq!(other.len(), READY.len());
    fs::write(&path, other).expect("a file");
    let file = fs::File::options().write(true).open(&path).expect("a file");
    file.set_modified(before).expect("a time");
}

const CASES: &[Case] = &[
    ("the size and the time are the same", edit_unseen),
    ("assume-unchanged", |here| {
        git(here, &["update-index", "--assume-unchanged", "a.json"]);
        write(here, "a.json", BLOCKED);
    }),
    ("skip-worktree", |here| {
        git(here, &["update-index", "--skip-worktree", "a.json"]);
        write(here, "a.json", BLOCKED);
    }),
    ("a sparse checkout without the file", |here| {
        git(here, &["sparse-checkout", "set", "--no-cone", "/same.json"]);
        write(here, "a.json", BLOCKED);
    }),
    ("a filter that gives the old bytes", |here| {
        write(here, ".gitattributes", "*.json filter=old\n");
        set(here, "filter.old.clean", "git show HEAD:a.json");
        edit_unseen(here);
        git(here, &["add", "--renormalize", "a.json"]);
    }),
    ("line ends that git converts", |here| {
        set(here, "core.autocrlf", "true");
        write(here, ".gitattributes", "*.json text eol=crlf\n");
        write(here, "a.json", &READY.replace(", ", ",\r\n"));
        git(here, &["add", "--renormalize", "."]);
    }),
    ("another encoding", |here| {
        write(here, ".gitattributes", "*.json working-tree-encoding=UTF-16LE\n");
        let utf16: Vec<u8> = BLOCKED.encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(here.join("a.json"), utf16).expect("a file");
    }),
    ("attributes: no difference is shown", |here| {
        write(here, ".git/info/attributes", "*.json -diff binary export-ignore\n");
        write(here, "a.json", BLOCKED);
    }),
    ("a conversion to text that shows the same", |here| {
        write(here, ".gitattributes", "*.json diff=same\n");
        set(here, "diff.same.textconv", "echo same");
        write(here, "a.json", BLOCKED);
    }),
    ("an ignored file, newly added", |here| {
        write(here, ".git/info/exclude", "*.json\n");
        git(here, &["rm", "-q", "--cached", "a.json"]);
        write(here, "a.json", BLOCKED);
    }),
    ("settings of what is shown", |here| {
        set(here, "status.showUntrackedFiles", "no");
        set(here, "diff.ignoreSubmodules", "all");
        set(here, "diff.noprefix", "true");
        set(here, "core.untrackedCache", "true");
        set(here, "core.checkStat", "minimal");
        set(here, "core.trustctime", "false");
        set(here, "core.ignoreStat", "true");
        set(here, "diff.orderFile", "nothing");
        edit_unseen(here);
    }),
    ("a split index", |here| {
        git(here, &["update-index", "--split-index"]);
        edit_unseen(here);
    }),
    ("an index that cannot be read", |here| {
        fs::write(here.join(".git/index"), "no index").expect("an index");
        edit_unseen(here);
    }),
    ("another folder for the working tree", |here| {
        write(here, "copy/a.json", READY);
        set(here, "core.worktree", &here.join("copy").to_string_lossy());
        edit_unseen(here);
    }),
    ("another commit in place of the base", |here| {
        let base = git(here, &["rev-parse", "HEAD"]);
        write(here, "a.json", BLOCKED);
        let after = commit(here, "after");
        git(here, &["replace", &base, &after]);
    }),
    ("another tree in place of the base's", |here| {
        let base = git(here, &["rev-parse", "HEAD^{tree}"]);
        write(here, "a.json", BLOCKED);
        commit(here, "after");
        git(here, &["replace", &base, "HEAD^{tree}"]);
    }),
    ("grafts: the base has another past", |here| {
        write(here, "a.json", BLOCKED);
        let after = commit(here, "after");
        let base = git(here, &["rev-parse", "HEAD~"]);
        write(here, ".git/info/grafts", &format!("{base} {after}\n"));
    }),
    ("the name differs in its letters' case alone", |here| {
        git(here, &["mv", "-f", "a.json", "A.json"]);
        set(here, "core.ignoreCase", "true");
        fs::rename(here.join("A.json"), here.join("a.json")).expect("a file");
        edit_unseen(here);
    }),
    ("renamed, with another file in its place", |here| {
        fs::rename(here.join("a.json"), here.join("b.json")).expect("a file");
        write(here, "a.json", BLOCKED);
        commit(here, "renamed");
    }),
    ("a file of another repository", |here| {
        fs::remove_file(here.join("a.json")).expect("a file");
        git(here, &["init", "-q", "a.json"]);
        // A folder of this name holds a response that this repository knows nothing of.
        write(here, "a.json/a.json", READY);
        commit(&here.join("a.json"), "inner");
    }),
];

#[test]
fn changes_that_are_hidden_from_git_are_checked() {
    for (what, change) in CASES {
        let folder = responses(&["a.json", "same.json"]);
        let here = folder.path();
        // An index that is older than the files makes git look at their bytes.
        git(here, &["status"]);
        let base = git(here, &["rev-parse", "HEAD"]);
        change(here);
        let checked = checked(here, &base, &["."]);
        assert!(
            checked.iter().any(|file| file.starts_with("a.json")),
            "{what}: {checked:?} was checked"
        );
        assert!(!checked.contains(&"same.json".to_owned()), "{what}: {checked:?} was checked");
    }
}

/// A submodule with a response, and the repository around it.
fn with_submodule() -> (tempfile::TempDir, tempfile::TempDir) {
    let inner = responses(&["in.json"]);
    let outer = responses(&["same.json"]);
    let address = inner.path().to_string_lossy().replace('\\', "/");
    git(outer.path(), &["submodule", "--quiet", "add", &address, "sub"]);
    commit(outer.path(), "a submodule");
    (inner, outer)
}

#[test]
fn files_of_a_submodule_are_checked() {
    let (_inner, outer) = with_submodule();
    let here = outer.path();
    let base = git(here, &["rev-parse", "HEAD"]);
    assert_eq!(checked(here, &base, &[]), ["sub/in.json"], "git vouches for its commit alone");
    // It moved, and nothing is asked about submodules.
    write(&here.join("sub"), "in.json", BLOCKED);
    commit(&here.join("sub"), "moved");
    git(here, &["config", "diff.ignoreSubmodules", "all"]);
    git(here, &["config", "submodule.sub.ignore", "all"]);
    assert_eq!(checked(here, &base, &[]), ["sub/in.json"]);
    // A folder became one.
    git(here, &["reset", "-q", "--hard", "HEAD~"]);
    write(here, "folder/in.json", READY);
    let base = commit(here, "a folder");
    git(here, &["rm", "-q", "-r", "folder"]);
    let address = here.join(".git/modules/sub").to_string_lossy().replace('\\', "/");
    git(here, &["submodule", "--quiet", "add", "--force", &address, "folder"]);
    commit(here, "a folder became a submodule");
    assert!(checked(here, &base, &[]).contains(&"folder/in.json".to_owned()));
}

/// Whoever changes the repository around a submodule says what `main` is in it.
#[test]
fn names_of_commits_mean_nothing_in_a_submodule() {
    let (_inner, outer) = with_submodule();
    let sub = outer.path().join("sub");
    for option in ["--changed-since", "--base-ref"] {
        let output = super::check(&sub, &[option, "HEAD"]);
        assert_eq!(super::code(&output), 2);
        assert!(super::err(&output).contains("is a submodule"), "{}", super::err(&output));
        let id = git(&sub, &["rev-parse", "HEAD"]);
        assert_eq!(super::code(&super::check(&sub, &[option, &id])), 0);
    }
    // A repository that lies in another by chance is none.
    let by_chance = outer.path().join("chance");
    fs::create_dir(&by_chance).expect("a folder");
    git(&by_chance, &["init", "-q"]);
    write(&by_chance, "a.json", READY);
    commit(&by_chance, "first");
    assert_eq!(super::code(&super::check(&by_chance, &["--changed-since", "HEAD"])), 0);
    // So is another working tree of the same repository, whose `.git` is a file.
    git(outer.path(), &["worktree", "add", "-q", "more"]);
    let more = outer.path().join("more");
    assert_eq!(super::code(&super::check(&more, &["--changed-since", "HEAD", "same.json"])), 0);
    write(&more, "same.json", BLOCKED);
    assert_eq!(checked(&more, "HEAD", &[]), ["same.json"]);
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_checked() {
    use std::os::unix::fs::symlink;
    let folder = responses(&["r/a.json", "r/b.json", "r/inner/c.json"]);
    let here = folder.path();
    symlink("a.json", here.join("r/now.json")).expect("a link");
    symlink("r", here.join("folder")).expect("a link");
    commit(here, "links");
    // The way leads through a link: nobody looked where it led before.
    for path in ["r/now.json", "folder/a.json", "folder/inner/c.json"] {
        assert_eq!(checked(here, "HEAD", &[path]), [path]);
    }
    assert_eq!(checked(here, "HEAD", &["folder/inner"]), ["folder/inner/c.json"]);
    // Its target changed, or itself.
    write(here, "r/a.json", BLOCKED);
    assert_eq!(checked(here, "HEAD", &["r/now.json"]), ["r/now.json"]);
    git(here, &["checkout", "-q", "."]);
    fs::remove_file(here.join("r/now.json")).expect("a link");
    symlink("b.json", here.join("r/now.json")).expect("a link");
    assert_eq!(checked(here, "HEAD", &["r/now.json"]), ["r/now.json"]);
    // A file became a link, a link a file.
    fs::remove_file(here.join("r/a.json")).expect("a file");
    symlink("b.json", here.join("r/a.json")).expect("a link");
    assert_eq!(checked(here, "HEAD", &["r/a.json"]), ["r/a.json"]);
    fs::remove_file(here.join("r/now.json")).expect("a link");
    write(here, "r/now.json", "a.json");
    commit(here, "a link became a file");
    write(here, "r/now.json", READY);
    assert_eq!(checked(here, "HEAD", &["r/now.json"]), ["r/now.json"]);
}

/// A walk follows no link, so what is behind a new one was not checked.
#[cfg(unix)]
#[test]
fn a_link_that_a_walk_passes_by_must_be_the_same() {
    use super::{check, code, err};
    use std::os::unix::fs::symlink;
    let folder = responses(&["r/a.json"]);
    let here = folder.path();
    symlink("a.json", here.join("r/now.json")).expect("a link");
    let since = || check(here, &["--changed-since", "HEAD", "r"]);
    assert_eq!(code(&since()), 3);
    assert!(err(&since()).contains("symbolic link not followed"));
    commit(here, "a link");
    assert_eq!(code(&since()), 0);
    assert!(!err(&since()).contains("symbolic link not followed"), "nothing about it changed");
    fs::remove_file(here.join("r/now.json")).expect("a link");
    symlink("b.json", here.join("r/now.json")).expect("a link");
    assert_eq!(code(&since()), 3);
}

#[cfg(unix)]
#[test]
fn files_outside_of_the_repository_are_checked() {
    let parent = tempfile::tempdir().expect("a folder");
    let here = parent.path().join("repository");
    fs::create_dir(&here).expect("a folder");
    git(&here, &["init", "-q"]);
    write(&here, "a.json", READY);
    commit(&here, "first");
    write(parent.path(), "a.json", READY);
    assert_eq!(checked(&here, "HEAD", &["../a.json", "a.json"]), ["../a.json"]);
    std::os::unix::fs::symlink("../a.json", here.join("out.json")).expect("a link");
    assert_eq!(checked(&here, "HEAD", &["out.json"]), ["out.json"]);
}
