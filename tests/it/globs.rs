//! Globs over files: on the command line, in configurations, overrides and suppressions.
#![allow(clippy::expect_used)]

use std::path::Path;

use serde_json::Value;

use crate::binary::{BLOCKED, code, err, folder, osready, report};

/// The files that findings of a run in `folder` with `arguments` are in.
fn files(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let report = report(folder, arguments);
    let findings = report["findings"].as_array().expect("a list");
    let mut files: Vec<String> = findings
        .iter()
        .filter(|finding| finding["rule"] == "missing-winpe" && finding["suppressed"].is_null())
        .filter_map(|finding| finding["file"].as_str().map(str::to_owned))
        .collect();
    files.dedup();
    files
}

fn warnings(report: &Value) -> Vec<(&str, u64)> {
    let of_glob = |finding: &&Value| finding["rule"] == "configuration";
    let findings = report["findings"].as_array().expect("a list").iter().filter(of_glob);
    findings
        .map(|finding| {
            let message = finding["message"].as_str().expect("a message");
            (message, finding["span"]["line"].as_u64().expect("a line"))
        })
        .collect()
}

const TREE: [(&str, &str); 4] = [
    ("lab/a.json", BLOCKED),
    ("lab/prod/b.json", BLOCKED),
    ("prod/c.json", BLOCKED),
    ("prod/lab/d.json", BLOCKED),
];

#[test]
fn globs_mean_the_same_wherever_they_are_given() {
    for (glob, left) in [
        ("lab/*", &["lab/prod/b.json", "prod/c.json", "prod/lab/d.json"][..]),
        ("lab/*.json", &["lab/prod/b.json", "prod/c.json", "prod/lab/d.json"]),
        ("lab/**", &["prod/c.json", "prod/lab/d.json"]),
        ("lab", &["prod/c.json"]),
        ("lab/", &["prod/c.json"]),
        ("/lab", &["prod/c.json", "prod/lab/d.json"]),
        ("**/lab/*.json", &["lab/prod/b.json", "prod/c.json"]),
        ("d.json", &["lab/a.json", "lab/prod/b.json", "prod/c.json"]),
        ("?.json", &[]),
    ] {
        let files_of = |config: &str, arguments: &[&str]| {
            let tree = folder(&TREE);
            std::fs::write(tree.path().join("osready.toml"), config).expect("a file");
            files(tree.path(), arguments)
        };
        let given = files_of("", &["--exclude", glob, "--allow-empty", "."]);
        assert_eq!(given, left, "--exclude {glob}");
        let configured = files_of(&format!("exclude = ['{glob}']"), &["--allow-empty", "."]);
        assert_eq!(configured, left, "exclude = {glob}");
        let suppress = format!("[[suppress]]\nrule='missing-winpe'\nfiles=['{glob}']\nreason='r'");
        assert_eq!(files_of(&suppress, &["."]), left, "[[suppress]] {glob}");
        let over = format!("[[override]]\nfiles=['{glob}']\nlevels={{missing-winpe='off'}}");
        assert_eq!(files_of(&over, &["."]), left, "[[override]] {glob}");
        let include = files_of(&format!("include = ['{glob}']"), &["--allow-empty", "."]);
        let rest: Vec<_> =
            TREE.map(|(name, _)| name).into_iter().filter(|name| !left.contains(name)).collect();
        assert_eq!(include, rest, "include = {glob}");
    }
}

#[test]
fn unmatched_globs_are_reported_where_they_are() {
    let config = "include = ['*.json', 'archive/*.json']\nexclude = ['old/', 'prod/lab']\n\
                  [[override]]\nfiles = ['lab/*', 'lap/*']\nlevels = {missing-winpe = 'note'}\n";
    let tree = folder(&TREE);
    std::fs::write(tree.path().join("osready.toml"), config).expect("a file");
    let whole = report(tree.path(), &["."]);
    assert_eq!(
        warnings(&whole),
        [
            ("the glob \"archive/*.json\" matches no file", 1),
            ("the glob \"old/\" matches no file", 2),
            ("the glob \"lap/*\" matches no file", 4),
        ]
    );
    // A run that sees a part of the folder cannot know.
    for paths in [&["lab"][..], &["lab/a.json"], &["lab", "prod"]] {
        assert!(warnings(&report(tree.path(), paths)).is_empty(), "{paths:?}");
    }
}

#[test]
fn force_exclude_leaves_out_named_files_and_folders() {
    let tree = folder(&TREE);
    std::fs::write(tree.path().join("osready.toml"), "exclude = ['lab/']").expect("a file");
    let run = |arguments: &[&str]| files(tree.path(), arguments);
    assert_eq!(run(&["lab/a.json", "prod/c.json"]), ["lab/a.json", "prod/c.json"]);
    assert_eq!(run(&["--force-exclude", "lab/a.json", "prod/c.json"]), ["prod/c.json"]);
    assert_eq!(run(&["--force-exclude", "prod/lab", "prod/c.json"]), ["prod/c.json"]);
    // Nothing was checked, which passes only if that is asked for.
    let nothing = osready(tree.path(), &["check", "--force-exclude", "lab/a.json"]);
    assert_eq!(code(&nothing), 3, "{}", err(&nothing));
    let allowed = ["check", "--force-exclude", "--allow-empty", "lab/a.json"];
    assert_eq!(code(&osready(tree.path(), &allowed)), 0);
}
