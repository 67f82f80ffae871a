//! `--base-ref`: a pull request is checked by the policy of what it would be merged into.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::{check, code, commit, err, files, git, repository, write};
use crate::binary::{BLOCKED, READY};

const SUPPRESS: &str = "[[suppress]]\nrule = \"missing-winpe\"\nreason = \"mine\"\n";
const STRICT: &str = "fail-on = \"error\"\nexclude = [\"old/**\"]\n";
const EMPTY_BASELINE: &str = "{\"version\": 1, \"findings\": []}\n";

/// A repository with a policy, on a branch of its own.
fn pull_request(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = repository(files);
    git(folder.path(), &["checkout", "-q", "-b", "topic"]);
    folder
}

fn base_ref(here: &Path, arguments: &[&str]) -> Output {
    check(here, &[&["--base-ref", "main"], arguments].concat())
}

/// What a pull request might add to excuse itself, at every place where a policy is looked for.
#[test]
fn a_pull_request_excuses_nothing() {
    let lax = "fail-on = \"never\"\nexclude = [\"*\"]\n[levels]\nmissing-winpe = \"off\"\n";
    let lax_suppress = format!("{lax}{SUPPRESS}");
    for (name, text) in [
        ("osready.toml", &*lax_suppress),
        ("osready-suppress.toml", SUPPRESS),
        ("ci/osready.toml", lax),
        ("ci/osready.toml", ""),
        ("ci/osready-suppress.toml", SUPPRESS),
        ("ci/osready-suppress.toml", ""),
        ("ci/racks/osready.toml", lax),
        ("known.json.txt", "no baseline"),
    ] {
        let strict = format!("{STRICT}baseline = \"known.json.txt\"\n");
        let folder = pull_request(&[
            ("osready.toml", &strict),
            ("known.json.txt", EMPTY_BASELINE),
            ("ci/racks/a.json", READY),
            ("old/a.json", READY),
            // A folder is seen from where the policy stands, not from where one works.
            ("ci/old/a.json", READY),
        ]);
        let here = folder.path();
        for changed in ["ci/racks/a.json", "old/a.json", "ci/old/a.json"] {
            write(here, changed, BLOCKED);
        }
        write(here, name, text);
        commit(here, "a pull request");
        for (place, expected) in [
            (here.to_owned(), vec!["ci/old/a.json", "ci/racks/a.json"]),
            (here.join("ci"), vec!["old/a.json", "racks/a.json"]),
            (here.join("ci/racks"), vec!["a.json"]),
        ] {
            let output = base_ref(&place, &["."]);
            assert_eq!(files(&output), expected, "{name}");
            assert_eq!(code(&output), 1, "{name}: {}", err(&output));
        }
        let output = base_ref(here, &["."]);
        let is_noted = err(&output).contains(&format!("{name} differs from the base commit"));
        assert_eq!(is_noted, !name.starts_with("ci/"), "{name}: {}", err(&output));
    }
}

#[test]
fn a_pull_request_takes_no_policy_away() {
    let folder = pull_request(&[
        ("ci/osready.toml", "[levels]\nmissing-winpe = \"error\"\n"),
        ("ci/osready-suppress.toml", SUPPRESS),
        ("osready.toml", "exclude = [\"*\"]\n"),
        ("ci/a.json", READY),
    ]);
    let here = folder.path();
    write(here, "ci/a.json", BLOCKED);
    fs::remove_file(here.join("ci/osready.toml")).expect("a file");
    fs::remove_file(here.join("ci/osready-suppress.toml")).expect("a file");
    commit(here, "a pull request");
    let output = base_ref(&here.join("ci"), &["."]);
    // It is excused, as agreed, and the file is blocked all the same.
    assert_eq!((files(&output), code(&output)), (vec!["a.json".to_owned()], 0));
    assert_eq!(code(&base_ref(&here.join("ci"), &["--no-suppressions", "."])), 1);
    // It may be taken away as a whole, link by link.
    fs::remove_dir_all(here.join("ci")).expect("a folder");
    write(here, "ci", "no folder");
    let output = base_ref(here, &["."]);
    assert_eq!(code(&output), 3, "all is excluded here: {}", err(&output));
}

#[test]
fn only_what_changed_is_checked() {
    let folder = pull_request(&[("a.json", BLOCKED), ("b.json", READY)]);
    let here = folder.path();
    let output = base_ref(here, &[]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("nothing was checked"));
    write(here, "b.json", BLOCKED);
    let output = base_ref(here, &[]);
    assert_eq!((code(&output), files(&output)), (1, vec!["b.json".to_owned()]));
    // The policy of the pull request takes effect after the merge.
    write(here, "osready.toml", "[levels]\nmissing-winpe = \"off\"\n");
    let output = base_ref(here, &[]);
    assert_eq!((code(&output), files(&output)), (1, vec!["b.json".to_owned()]));
    assert!(err(&output).contains("takes effect after the merge"));
}

#[test]
fn a_baseline_is_that_of_the_commit() {
    let folder = repository(&[("a.json", BLOCKED), ("sub/other.txt", "")]);
    let here = folder.path();
    let osready = |arguments: &[&str]| crate::binary::osready(here, arguments);
    assert_eq!(code(&osready(&["baseline", "create", "--output", "sub/known.json"])), 0);
    commit(here, "a baseline");
    git(here, &["checkout", "-q", "-b", "topic"]);
    write(here, "a.json", &format!("{BLOCKED}\n"));
    let known = ["--baseline", "sub/known.json"];
    assert_eq!(code(&base_ref(here, &known)), 0);
    assert_eq!(code(&base_ref(&here.join("sub"), &["--baseline", "known.json", ".."])), 0);
    assert_eq!(code(&base_ref(here, &[])), 1);
    // Neither one that was emptied nor one that was filled counts.
    write(here, "sub/known.json", "no baseline");
    assert_eq!(code(&base_ref(here, &known)), 0);
    assert!(err(&base_ref(here, &known)).contains("sub/known.json differs from the base commit"));
    fs::remove_dir_all(here.join("sub")).expect("a folder");
    assert_eq!(code(&base_ref(here, &known)), 0);
    write(here, "new.json", BLOCKED);
    assert_eq!(code(&osready(&["baseline", "create", "--output", "more.json"])), 0);
    let output = base_ref(here, &["--baseline", "more.json"]);
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("main:more.json: the baseline cannot be used"),
        "{}",
        err(&output)
    );
    // Nor one beside the repository.
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "known.json", EMPTY_BASELINE);
    let outside = outside.path().join("known.json").to_string_lossy().into_owned();
    for path in [&*outside, "../known.json", "sub/../../known.json"] {
        let output = base_ref(here, &["--baseline", path]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains("outside of the repository"), "{}", err(&output));
    }
}

#[test]
fn a_baseline_that_the_configuration_of_the_commit_names_is_that_of_the_commit() {
    let folder = pull_request(&[
        ("ci/osready.toml", "baseline = \"known.json\"\n"),
        ("ci/known.json", EMPTY_BASELINE),
        ("ci/a.json", READY),
    ]);
    let here = folder.path();
    write(here, "ci/a.json", BLOCKED);
    let osready = |arguments: &[&str]| crate::binary::osready(&here.join("ci"), arguments);
    assert_eq!(code(&osready(&["baseline", "create"])), 0);
    assert_eq!(code(&osready(&["check", "."])), 0, "it excuses itself");
    commit(here, "a pull request");
    assert_eq!(code(&base_ref(&here.join("ci"), &["."])), 1);
}

#[test]
fn mistakes_in_the_commit_name_it() {
    let folder =
        pull_request(&[("ci/osready.toml", "fail-on = \"sometimes\"\n"), ("ci/a.json", READY)]);
    let here = folder.path();
    write(here, "ci/osready.toml", "");
    let output = base_ref(&here.join("ci"), &["."]);
    assert_eq!(code(&output), 2);
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(report.contains("\"main:ci/osready.toml\""), "{report}");
    // A error of the pull request is one after it is merged.
    write(here, "ci/osready.toml", "fail-on = \"\n");
    git(here, &["checkout", "-q", "--force", "main"]);
    write(here, "ci/osready.toml", "");
    commit(here, "fixed");
    git(here, &["checkout", "-q", "topic"]);
    write(here, "ci/osready.toml", "fail-on = \"\n");
    assert_eq!(code(&base_ref(&here.join("ci"), &["."])), 0);
}

#[cfg(unix)]
#[test]
fn links_of_the_commit_are_refused() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "lax.toml", "fail-on = \"never\"\n");
    for (link, target, place) in [
        ("osready.toml", "/lax.toml", "."),
        ("osready-suppress.toml", "other.toml", "."),
        ("known.json", "other.toml", "."),
        ("ci", "real", "ci"),
    ] {
        let folder =
            repository(&[("a.json", READY), ("real/osready.toml", ""), ("other.toml", "")]);
        let here = folder.path();
        let target = match target.strip_prefix('/') {
            Some(name) => outside.path().join(name),
            None => target.into(),
        };
        symlink(target, here.join(link)).expect("a link");
        commit(here, "a link");
        git(here, &["checkout", "-q", "-b", "topic"]);
        fs::remove_file(here.join(link)).expect("a link");
        fs::create_dir_all(here.join(place)).expect("a folder");
        write(&here.join(place), "b.json", READY);
        let arguments: &[&str] =
            if link == "known.json" { &["--baseline", link, "."] } else { &["."] };
        let output = base_ref(&here.join(place), arguments);
        assert_eq!(code(&output), 2, "{link}");
        assert!(err(&output).contains("a link or a submodule in the commit"), "{}", err(&output));
    }
}

#[test]
fn a_configuration_may_only_be_so_long() {
    let long = format!("# {}\n", "x".repeat(1 << 20));
    let folder = pull_request(&[("osready.toml", &long), ("a.json", READY)]);
    let output = base_ref(folder.path(), &[]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("main:osready.toml"), "{}", err(&output));
}

#[test]
fn what_would_take_the_policy_from_elsewhere_is_refused() {
    let folder = pull_request(&[("osready.toml", STRICT), ("a.json", READY)]);
    for other in [
        ["--changed-since", "main"],
        ["--policy-from", "osready.toml"],
        ["--suppressions-from", "osready.toml"],
        ["--config", "osready.toml"],
    ] {
        let output = base_ref(folder.path(), &other);
        assert_eq!(code(&output), 2, "{other:?}");
        assert!(err(&output).contains("cannot be used with"), "{}", err(&output));
    }
}
