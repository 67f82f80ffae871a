//! Baselines and suppressions know the snapshots of a server as `history` does.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::binary::{BLOCKED, READY, code, err, folder, osready, out, report};

const BASELINE: &str = "osready-baseline.json";

/// The number of servers that `history` sees in a folder.
fn servers(folder: &Path) -> usize {
    let output = osready(folder, &["history", "--format", "json", "n"]);
    let history: Value = serde_json::from_str(&out(&output)).expect("a history");
    history["servers"].as_array().expect("a list").len()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, text).expect("a file");
}

/// A suppression of these files.
fn suppress(glob: &str) -> String {
    format!("[[suppress]]\nrule = \"missing-winpe\"\nfiles = ['{glob}']\nreason = \"known\"\n")
}

/// The snapshot of one night and of a later one, and whether they are of one server.
const NIGHTS: [(&str, &str, bool); 14] = [
    ("n/rack7-2026-01-30.json", "n/rack7-2026-01-31.json", true),
    ("n/rack7-20260130T0400.json", "n/rack7-20260131T0455.json", true),
    ("n/2026-01-30/rack7.json", "n/2026-01-31/rack7.json", true),
    ("n/2026.01.30/r_2026_01_30.json", "n/2026.01.31/r_2026_01_31.json", true),
    ("n/rack7-2026-01-30.json", "n/20260131/rack7-20260131.json", false),
    ("n/20260130-rack7.ndjson", "n/20260131-rack7.ndjson", true),
    ("n/rack7-2026-01-30.json", "n/rack8-2026-01-31.json", false),
    ("n/rack7-2026-01-30.json", "n/lab/rack7-2026-01-31.json", false),
    ("n/rack7-2026-01-30.json", "n/rack7.json", false),
    ("n/rack7-2026-01-30.json", "n/rack7-x.json", false),
    ("n/rack7-2026-01-30-1.json", "n/rack7-2026-01-31-2.json", false),
    ("n/rack7-2026-13-30.json", "n/rack7-2026-13-31.json", false),
    ("n/rack7.json", "n/rack8.json", false),
    ("n/lab-1/a.json", "n/lab-2/a.json", false),
];

#[test]
fn history_baselines_and_suppressions_agree_on_what_a_server_is() {
    for (first, later, is_same) in NIGHTS {
        let tree = folder(&[(first, BLOCKED)]);
        let tree = tree.path();
        write(tree, later, BLOCKED);
        assert_eq!(servers(tree) == 1, is_same, "history: {first} {later}");
        fs::remove_file(tree.join(later)).expect("it is removed");
        let created = osready(tree, &["baseline", "create", "n"]);
        assert_eq!(code(&created), 0, "{}", err(&created));
        fs::remove_file(tree.join(first)).expect("it is removed");
        write(tree, later, BLOCKED);
        let found = report(tree, &["--baseline", BASELINE, "n"]);
        assert_eq!(found["exit_code"] == 0, is_same, "baseline: {first} {later}");
        // What was recorded of one server says nothing of another, nor is it gone while its file exists.
        assert_eq!(found["summary"]["absent"] == 0, is_same, "absent: {first} {later}");
        for glob in [first.to_owned(), format!("/{first}"), first.replace("n/", "n*/")] {
            write(tree, "osready.toml", &suppress(&glob));
            let found = report(tree, &["n"]);
            assert_eq!(found["summary"]["suppressed"] == 1, is_same, "{glob} {later}");
            let unused = !is_same && found["summary"]["errors"] == 1;
            assert!(unused || found["exit_code"] == 0, "{glob} {later}");
        }
    }
}

#[test]
fn another_defect_of_a_later_night_is_new() {
    let tree = folder(&[("n/a-2026-01-30.json", BLOCKED)]);
    assert_eq!(code(&osready(tree.path(), &["baseline", "create", "n"])), 0);
    let other = BLOCKED.replace("win2016", "win2019");
    write(tree.path(), "n/a-2026-01-31.json", &other);
    let found = report(tree.path(), &["--baseline", BASELINE, "n"]);
    assert_eq!((&found["exit_code"], &found["summary"]["errors"]), (&1.into(), &1.into()));
    assert_eq!(found["summary"]["unchanged"], 1);
}

#[test]
fn an_entry_is_gone_when_no_snapshot_of_its_server_has_it() {
    let tree = folder(&[("n/a-2026-01-30.json", BLOCKED)]);
    let tree = tree.path();
    assert_eq!(code(&osready(tree, &["baseline", "create", "n"])), 0);
    let text = fs::read_to_string(tree.join(BASELINE)).expect("a baseline");
    assert!(text.contains("\"file\": \"n/a-*.json\"") || text.contains("\"file\":\"n/a-*.json\""));
    // While one has it, it stays.
    write(tree, "n/a-2026-01-31.json", READY);
    let absent = |paths: &[&str]| {
        let found = report(tree, &[&["--baseline", BASELINE], paths].concat());
        found["summary"]["absent"].as_u64().expect("a count")
    };
    assert_eq!(absent(&["n"]), 0);
    // Other files were checked.
    write(tree, "m/b.json", READY);
    assert_eq!(absent(&["m"]), 0);
    fs::remove_file(tree.join("n/a-2026-01-30.json")).expect("it is removed");
    assert_eq!(absent(&["n"]), 1);
    let pruned = osready(tree, &["baseline", "prune", "n"]);
    assert!(out(&pruned).contains("removed 1"), "{}{}", out(&pruned), err(&pruned));
    write(tree, "n/a-2026-02-01.json", BLOCKED);
    assert_eq!(report(tree, &["--baseline", BASELINE, "n"])["exit_code"], 1);
}

#[test]
fn the_age_of_one_night_excuses_no_later_one() {
    let config = "[site-policy]\nmax-age-days = 7\n";
    let suppressing = "[[suppress]]\nrule = \"site-policy/snapshot-age\"\n\
                       files = ['n/a-2020-01-30.json']\nreason = \"known\"\n";
    let tree = folder(&[("n/a-2020-01-30.json", READY), ("osready.toml", config)]);
    let tree = tree.path();
    assert_eq!(report(tree, &["n"])["exit_code"], 1);
    assert_eq!(code(&osready(tree, &["baseline", "create", "n"])), 0);
    assert_eq!(report(tree, &["--baseline", BASELINE, "n"])["exit_code"], 0);
    write(tree, "n/a-2020-01-31.json", READY);
    let both = report(tree, &["--baseline", BASELINE, "n"]);
    assert_eq!((&both["exit_code"], &both["summary"]["unchanged"]), (&1.into(), &1.into()));
    fs::remove_file(tree.join("n/a-2020-01-30.json")).expect("it is removed");
    assert_eq!(report(tree, &["--baseline", BASELINE, "n"])["summary"]["absent"], 1);
    write(tree, "osready.toml", &format!("{config}{suppressing}"));
    assert_eq!(report(tree, &["n"])["summary"]["suppressed"], 0);
}

#[test]
fn a_date_in_a_glob_with_wildcards_stands_for_any_date_only() {
    for (glob, file, is_covered) in [
        ("n/*-2026-01-30.json", "n/rack7-2026-02-28.json", true),
        ("n/*-2026-01-30.json", "n/rack7-2026-02-28.json.gz", true),
        ("n/*-2026-01-30.json", "n/rack7-x.json", false),
        ("n/*-2026-01-30.json", "n/x/rack7-2026-02-28.json", false),
        ("n/rack7.json", "n/rack7.json.gz", true),
        ("n/rack7-2026-01-30.json.gz", "n/rack7-2026-01-31.json", true),
        ("n/*.gz", "n/rack7.json", false),
        ("2026-01-30/", "n/2026-01-31/a.json", true),
        ("2026-01-30/", "n/x/a.json", false),
    ] {
        let tree = folder(&[("osready.toml", &suppress(glob)), (file, BLOCKED)]);
        let found = report(tree.path(), &["n"]);
        assert_eq!(found["summary"]["suppressed"] == 1, is_covered, "{glob} {file}");
    }
}

#[test]
fn a_baseline_with_names_of_nights_still_counts() {
    let tree = folder(&[("n/a-2026-01-30.json", BLOCKED)]);
    let tree = tree.path();
    assert_eq!(code(&osready(tree, &["baseline", "create", "n"])), 0);
    let text = fs::read_to_string(tree.join(BASELINE)).expect("a baseline");
    write(tree, BASELINE, &text.replace("a-*.json", "a-2026-01-29.json"));
    assert_eq!(report(tree, &["--baseline", BASELINE, "n"])["exit_code"], 0);
}
