//! Random edits of a repository, compared with an oracle that knows nothing of osready: the files of
//! both trees, side by side, byte for byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fastrand::Rng;

use super::{checked, git, responses, write};
use crate::binary::READY;
use crate::support::cases;

const NAMES: [&str; 9] = [
    "l.json",
    "a.json",
    "b.json",
    "B.json",
    "d/a.json",
    "d/e/b.json",
    "f/a.json",
    "f/\u{e9}.json",
    "f/e\u{301}.json",
];

/// Texts of two lengths.
fn text(random: &mut Rng) -> String {
    READY.replace(
        "noWinpe\": false",
        random.choice(["noWinpe\": false", "noWinpe\": true ", "x\": 1"]).expect("one"),
    )
}

/// Runs git where it may fail: an edit may make no sense after those before it.
fn attempt(here: &Path, arguments: &[&str]) {
    let _ = std::process::Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(here)
        .output()
        .expect("git runs");
}

fn put(here: &Path, name: &str, text: &str) {
    let path = here.join(name);
    let _ = fs::create_dir_all(path.parent().expect("a parent"));
    let _ = fs::write(path, text);
}

#[cfg(unix)]
fn link(here: &Path, name: &str, target: &str) {
    let _ = fs::remove_file(here.join(name));
    let _ = std::os::unix::fs::symlink(target, here.join(name));
}

#[cfg(not(unix))]
fn link(here: &Path, name: &str, target: &str) {
    put(here, name, target);
}

/// Takes the time of a file back to what it was, as far as git can see.
fn edit_unseen(here: &Path, name: &str, random: &mut Rng) {
    let path = here.join(name);
    let Ok(time) = fs::metadata(&path).and_then(|about| about.modified()) else { return };
    put(here, name, &text(random));
    if let Ok(file) = fs::File::options().write(true).open(&path) {
        let _ = file.set_modified(time);
    }
}

fn edit(here: &Path, random: &mut Rng) -> String {
    let name = *random.choice(&NAMES).expect("one");
    let other = *random.choice(&NAMES).expect("one");
    let kind = random.u8(0..22);
    match kind {
        0 | 1 => put(here, name, &text(random)),
        2 | 3 => edit_unseen(here, name, random),
        4 => _ = fs::remove_file(here.join(name)),
        5 => _ = fs::rename(here.join(name), here.join(other)),
        6 => link(
            here,
            name,
            ["a.json", "../osready-test-missing.json", "d/a.json", "../../outside.json"]
                [random.usize(0..4)],
        ),
        7 => {
            let _ = fs::remove_dir_all(here.join("d"));
            link(here, "d", "f");
        }
        8 => attempt(here, &["update-index", "--assume-unchanged", name]),
        9 => attempt(here, &["update-index", "--skip-worktree", name]),
        10 => put(here, ".gitignore", "*.json\n"),
        11 => put(here, ".git/info/exclude", "f/\n"),
        12 => put(here, ".gitattributes", "*.json filter=old text eol=lf -diff ident\n"),
        13 => attempt(here, &["config", "filter.old.clean", "git show HEAD:a.json"]),
        14 => attempt(
            here,
            &["config", "core.autocrlf", random.choice(["true", "input"]).expect("one")],
        ),
        15 => attempt(here, &["add", "--all", "."]),
        16 => attempt(here, &["commit", "-q", "-a", "-m", "an edit"]),
        17 => attempt(here, &["rm", "-q", "-r", "--cached", name]),
        18 => attempt(here, &["init", "-q", "f"]),
        19 => attempt(here, &["replace", "--force", "HEAD~", "HEAD"]),
        20 => attempt(here, &["mv", "-f", name, other]),
        _ => {
            // A submodule made of the repository itself.
            attempt(here, &["-c", "protocol.file.allow=always", "submodule", "add", "./", "sub"]);
        }
    }
    format!("{kind} {name} {other}")
}

/// The bytes that are read under each of the names, links followed.
fn read(folder: &Path, name: &str) -> Option<Vec<u8>> {
    fs::read(folder.join(name)).ok()
}

#[test]
fn every_file_whose_bytes_differ_is_checked() {
    let mut differing = 0;
    let mut left_out = 0;
    for seed in 0..cases(12) as u64 {
        let mut random = Rng::with_seed(seed);
        let folder = responses(&["a.json", "d/a.json", "d/e/b.json", "f/\u{e9}.json", "same.json"]);
        let here = folder.path();
        link(here, "l.json", "a.json");
        super::commit(here, "a link");
        let parent = tempfile::tempdir().expect("a folder");
        let before = parent.path().join("before");
        let base = git(here, &["rev-parse", "HEAD"]);
        // Beside it: what git itself takes out of the commit.
        git(here, &["clone", "-q", "--no-hardlinks", ".", &before.to_string_lossy()]);
        put(parent.path(), "outside.json", READY);
        let edits: Vec<String> =
            (0..random.usize(1..13)).map(|_| edit(here, &mut random)).collect();
        write(here, "same.json", READY);
        let names: Vec<&str> = NAMES
            .iter()
            .copied()
            .chain(["same.json", "sub/a.json"])
            .filter(|name| read(here, name).is_some())
            .collect();
        let checked: BTreeSet<String> = checked(here, &base, &names).into_iter().collect();
        for name in names {
            let differs = read(here, name) != read(&before, name);
            differing += usize::from(differs);
            left_out += usize::from(!checked.contains(name));
            assert!(
                !differs || checked.contains(name),
                "seed {seed}: {name} differs and was not checked after {edits:#?}"
            );
        }
        assert!(!checked.contains("same.json"), "seed {seed}: all is checked after {edits:#?}");
    }
    // Neither half of the comparison is empty.
    assert!(differing > cases(2) && left_out > cases(2), "{differing} {left_out}");
}
