//! Files that are named as options are, passed as a shell glob or a hook passes them: relative to the
//! working folder, without `--`.
#![allow(clippy::expect_used)]

use std::fs;

use crate::binary::{BLOCKED, osready};

/// Names that the hooks' default pattern matches, or that a glob does.
const NAMES: [&[&str]; 15] = [
    &["--suppressions-from=x-osimages.json"],
    &["--policy-from=osimages.json"],
    &["--config=osimages.json"],
    &["--baseline=osimages.json"],
    &["--format=json=x-osimages.json"],
    &["-h-osimages.json"],
    &["-qh-osimages.json"],
    &["--fail-on=never"],
    &["--fail-on", "never"],
    &["--help"],
    &["-h"],
    &["-q"],
    &["--no-config"],
    &["--exclude=osimages.json"],
    &["--an-option-that-does-not-exist"],
];

const COMMANDS: [&[&str]; 10] = [
    &["check"],
    &["check", "--fail-on", "warning"],
    &["status"],
    &["fix"],
    &["baseline", "create"],
    &["baseline", "prune"],
    &["config"],
    &["history"],
    &["redact"],
    &["init"],
];

#[test]
fn file_named_as_an_option_is_never_read_as_one() {
    for names in NAMES {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path();
        fs::create_dir(here.join(".git")).expect("a folder");
        for name in names.iter().chain(&["blocked-osimages.json"]) {
            fs::write(here.join(name), BLOCKED).expect("a file");
        }
        let excuse = "[[suppress]]\nrule = \"missing-winpe\"\nreason = \"mine\"\n";
        fs::write(here.join("x-osimages.json"), excuse).expect("a file");
        let before = fs::read_dir(here).expect("a folder").count();
        for command in COMMANDS {
            let paths = [names, &["blocked-osimages.json"][..]].concat();
            let reversed: Vec<&str> = paths.iter().rev().copied().collect();
            // A value of its own is only one behind its option.
            let orders = if names.len() == 1 { vec![paths, reversed] } else { vec![paths] };
            for paths in orders {
                let output = osready(here, &[command, &paths].concat());
                let error = String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(2), "{command:?} {paths:?}: {error}");
                assert!(
                    error.contains("put -- before the paths"),
                    "{command:?} {paths:?}: {error}"
                );
                assert!(output.stdout.is_empty(), "{command:?} {paths:?}");
            }
        }
        assert_eq!(fs::read_dir(here).expect("a folder").count(), before, "nothing is written");
        // Behind -- it is checked as any file.
        let output = osready(here, &["check", "--format", "json", "--", names[0]]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
        assert_eq!(output.status.code(), Some(1), "{names:?}");
        assert_eq!(report["readiness"][0]["verdict"], "blocked", "{names:?}");
    }
}

#[test]
fn option_after_a_path_is_refused_where_no_file_has_its_name_either() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.json"), BLOCKED).expect("a file");
    for late in [&["--fail-on", "never"][..], &["--fail-on=never"], &["--exclude=a.json"]] {
        for command in [&["check"][..], &["status"], &["baseline", "create"], &["config"]] {
            let output = osready(folder.path(), &[command, &["a.json"], late].concat());
            let error = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{command:?} {late:?}");
            assert!(error.contains("put options before the paths"), "{error}");
        }
    }
    let output = osready(folder.path(), &["check", "a.json", "-h"]);
    assert_eq!(output.status.code(), Some(2), "help is printed, and nothing is checked");
    assert!(!output.stdout.is_empty());
}
