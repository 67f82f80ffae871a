//! Paths in reports for programs are the repository's, and a file with several names is read once.
#![allow(clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{BLOCKED, READY, code, err, folder, osready, out, report};

const FORMATS: [&str; 6] = ["sarif", "github", "gitlab", "junit", "rdjson", "markdown"];

/// The texts at the keys `key` in a value.
fn all<'v>(value: &'v Value, key: &str, to: &mut BTreeSet<&'v str>) {
    match value {
        Value::Object(members) => {
            to.extend(members.get(key).and_then(Value::as_str));
            members.values().for_each(|value| all(value, key, to));
        }
        Value::Array(values) => values.iter().for_each(|value| all(value, key, to)),
        _ => {}
    }
}

/// The texts between `start` and `end` in a text.
fn between<'t>(text: &'t str, start: &str, end: &str) -> BTreeSet<&'t str> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split_once(end))
        .map(|(text, _)| text)
        .collect()
}

/// The paths in a report, each once.
fn paths(format: &str, report: &str) -> BTreeSet<String> {
    let json = |key| {
        let report: Value = serde_json::from_str(report).expect("JSON");
        let mut found = BTreeSet::new();
        all(&report, key, &mut found);
        found.into_iter().map(str::to_owned).collect()
    };
    let owned = |found: BTreeSet<&str>| found.into_iter().map(str::to_owned).collect();
    match format {
        "sarif" => json("uri"),
        "gitlab" | "rdjson" => json("path"),
        "github" => owned(between(report, "file=", ",")),
        "junit" => owned(between(report, "<testsuite name=\"", "\"")),
        "markdown" => {
            let rows = report.split("### Findings").nth(1).expect("findings");
            owned(
                between(rows, " | `", ":")
                    .into_iter()
                    .filter(|path| path.contains(".json"))
                    .collect(),
            )
        }
        other => panic!("{other}"),
    }
}

fn found(working: &Path, format: &str, arguments: &[&str]) -> BTreeSet<String> {
    let output = osready(working, &[&["check", "--format", format], arguments].concat());
    paths(format, &out(&output))
}

fn one(path: &str) -> BTreeSet<String> {
    BTreeSet::from([path.to_owned()])
}

/// A repository with a blocked profile in `s/x.json`.
fn repository() -> TempDir {
    folder(&[("s/x.json", BLOCKED), ("s/deep/er/readme", ""), ("t/readme", "")])
}

#[test]
fn paths_do_not_depend_on_the_working_folder_or_on_how_a_file_is_named() {
    let tree = repository();
    let root = tree.path();
    let absolute = root.join("s/x.json").to_string_lossy().into_owned();
    let odd = root.join("t/../s/./x.json").to_string_lossy().into_owned();
    for (working, named) in [
        ("", "s/x.json"),
        ("", "."),
        ("", "./s"),
        ("s", "."),
        ("s", "x.json"),
        ("s/deep/er", "../.."),
        ("s/deep/er", "../../x.json"),
        ("t", "../s/x.json"),
        ("t", "../t/../s"),
        ("t", &absolute),
        ("s", &odd),
    ] {
        for format in FORMATS {
            let paths = found(&root.join(working), format, &[named]);
            assert_eq!(paths, one("s/x.json"), "{format} in {working}: {named}");
        }
    }
}

#[cfg(unix)]
#[test]
fn links_lead_to_the_paths_of_their_targets() {
    let tree = repository();
    let root = tree.path();
    std::os::unix::fs::symlink("s", root.join("link")).expect("a link");
    std::os::unix::fs::symlink("../s/x.json", root.join("t/file.json")).expect("a link");
    let outside = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(root, outside.path().join("repo")).expect("a link");
    let through = outside.path().join("repo/s").to_string_lossy().into_owned();
    for (working, named) in
        [("", "link"), ("", "link/x.json"), ("t", "file.json"), ("t", "../link"), ("t", &through)]
    {
        for format in FORMATS {
            let paths = found(&root.join(working), format, &[named]);
            assert_eq!(paths, one("s/x.json"), "{format} in {working}: {named}");
        }
    }
    let working = outside.path().join("repo/t");
    assert_eq!(found(&working, "sarif", &["../s"]), one("s/x.json"));
}

#[test]
fn files_outside_of_the_repository_have_absolute_paths() {
    let tree = repository();
    let other = folder(&[("a b/y.json", BLOCKED)]);
    let file = other.path().canonicalize().expect("a path").join("a b/y.json");
    let shown = file.to_string_lossy().replace('\\', "/");
    let up = "../".repeat(30) + shown.trim_start_matches('/');
    for named in [shown.as_str(), &up] {
        for format in ["gitlab", "rdjson", "junit", "github"] {
            let paths = found(&tree.path().join("s"), format, &[named]);
            assert_eq!(paths, one(&shown), "{format}: {named}");
        }
        let uris = found(&tree.path().join("s"), "sarif", &[named]);
        assert_eq!(uris, one(&format!("file://{}", shown.replace(' ', "%20"))), "{named}");
    }
}

#[test]
fn base_dir_is_the_argument_or_the_repository_or_the_working_folder() {
    let tree = repository();
    let root = tree.path();
    let base = |working: &str, arguments: &[&str]| {
        let mut all = FORMATS.map(|format| found(&root.join(working), format, arguments)).to_vec();
        all.dedup();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0).into_iter().next().expect("a path")
    };
    assert_eq!(base("s", &["--base-dir", ".", "x.json"]), "x.json");
    assert_eq!(base("", &["--base-dir", "s", "."]), "x.json");
    assert_eq!(base("s/deep", &["--base-dir", "..", "../x.json"]), "x.json");
    fs::remove_dir(root.join(".git")).expect("it is removed");
    assert_eq!(base("s", &["x.json"]), "x.json");
    assert_eq!(base("", &["s"]), "s/x.json");
    assert_eq!(base("s", &["--base-dir", "..", "x.json"]), "s/x.json");
    for absent in ["absent", "s/x.json"] {
        let output = osready(root, &["check", "--base-dir", absent, "s"]);
        assert_eq!(code(&output), 2);
        assert!(
            err(&output).contains(&format!("--base-dir {absent}: not a folder")),
            "{}",
            err(&output)
        );
    }
}

#[test]
fn every_place_of_a_report_is_the_repository_s() {
    let cut = &BLOCKED[..60];
    let tree = folder(&[
        ("osready.toml", "[site-policy]\ndenied-images = [\"win2016*\"]\n[levels]\nx = \"off\"\n"),
        ("s/x.json", BLOCKED),
        ("s/cut.json", cut),
        ("s/bad.json", "\u{0}\u{1}"),
        ("s/a.zip", "no archive"),
    ]);
    let root = tree.path();
    for format in FORMATS.into_iter().filter(|format| *format != "markdown") {
        for config in [true, false] {
            if config {
                fs::write(root.join("osready.toml"), "[levels]\nno-such-rule = \"off\"\n")
                    .expect("a file");
            } else {
                fs::remove_file(root.join("osready.toml")).expect("it is removed");
            }
            let from_root = found(root, format, &["s"]);
            let from_folder = found(&root.join("s"), format, &["."]);
            assert_eq!(from_root, from_folder, "{format}");
            assert!(!from_root.is_empty(), "{format}");
            assert!(from_root.iter().all(|path| !path.contains("..")), "{format} {from_root:?}");
            assert!(!config || from_root == one("osready.toml"), "{format} {from_root:?}");
        }
    }
    // Labels lead to the configuration.
    fs::write(root.join("osready.toml"), "[site-policy]\ndenied-images = [\"win2016*\"]\n")
        .expect("a file");
    let uris = found(&root.join("s"), "sarif", &["x.json"]);
    assert_eq!(uris, BTreeSet::from(["osready.toml".to_owned(), "s/x.json".to_owned()]));
}

#[test]
fn fingerprints_for_gitlab_do_not_depend_on_the_working_folder() {
    let tree = repository();
    let of = |working: &str, named: &str| {
        let arguments = ["check", "--format", "gitlab", named];
        out(&osready(&tree.path().join(working), &arguments))
    };
    assert_eq!(of("", "."), of("s", "x.json"));
    assert_eq!(of("", "."), of("t", "../s"));
}

#[test]
fn a_saved_report_has_the_paths_of_the_run() {
    let tree = repository();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let saved = elsewhere.path().join("report.out");
    let target = format!("json={}", saved.display());
    let absolute = tree.path().join("s").to_string_lossy().into_owned();
    for (working, named) in [("s", "."), ("t", "../s"), ("t", &absolute), ("", "s")] {
        for format in FORMATS {
            let arguments = ["check", "--format", format, "--format", &target, named];
            let direct = out(&osready(&tree.path().join(working), &arguments));
            let rendered = osready(elsewhere.path(), &["render", "report.out", "--format", format]);
            assert_eq!(out(&rendered), direct, "{format} in {working}: {named}");
        }
    }
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/report.schema.json")).expect("JSON");
    let report = report(&tree.path().join("s"), &["."]);
    assert_eq!(report["paths"], serde_json::json!({"x.json": "s/x.json"}));
    assert_eq!(report["findings"][0]["file"], "x.json", "names stay as given");
    let validator = osready_schema(&schema);
    assert!(validator.is_valid(&report));
}

fn osready_schema(schema: &Value) -> jsonschema::Validator {
    jsonschema::validator_for(schema).expect("a schema")
}

#[test]
fn reports_for_people_name_files_as_given() {
    let tree = repository();
    for (working, named, shown) in [("s", ".", "x.json"), ("t", "../s", "../s/x.json")] {
        for format in ["human", "concise", "ndjson", "html"] {
            let arguments = ["check", "--format", format, named];
            let text = out(&osready(&tree.path().join(working), &arguments));
            assert!(
                text.contains(shown) && (working == "t" || !text.contains("s/x.json")),
                "{format}"
            );
        }
    }
}

/// The number of files that a run reads.
fn files_read(working: &Path, arguments: &[&str]) -> u64 {
    let report = report(working, &[&["--fail-on", "never"], arguments].concat());
    assert_eq!(report["failures"], Value::Array(Vec::new()));
    report["summary"]["files"].as_u64().expect("a number")
}

#[test]
fn a_file_with_several_names_is_read_once() {
    let tree = folder(&[
        ("s/x.json", BLOCKED),
        ("s/deep/y.json", READY),
        ("target/z.json", READY),
        ("a b/same.json", BLOCKED),
    ]);
    let root = tree.path();
    let absolute = root.join("s/x.json").to_string_lossy().into_owned();
    for (arguments, files) in [
        (&["s/x.json", "s/x.json"][..], 1),
        (&["s/x.json", "./s/../s//x.json", &absolute], 1),
        (&["s", "s/x.json"], 2),
        (&["s/x.json", "s"], 2),
        (&["s", "s/deep", ".", "./s/"], 3),
        // A walk does not enter this folder.
        (&[".", "target"], 4),
        (&["s/x.json", "a b/same.json"], 2),
        (&["--newest", "s/deep", "s/deep", "s/deep/y.json"], 1),
    ] {
        assert_eq!(files_read(root, arguments), files, "{arguments:?}");
    }
    let fixed = osready(root, &["fix", "--dry-run", "s/x.json", "./s/x.json"]);
    assert!(out(&fixed).matches("s/x.json").count() <= 1, "{}", out(&fixed));
}

#[test]
fn a_file_that_is_named_is_held_to_it_wherever_a_walk_finds_it() {
    let tree = folder(&[("a.json", "{}"), ("b.json", READY)]);
    for arguments in [&[".", "a.json"][..], &["a.json", "."]] {
        let report = report(tree.path(), arguments);
        assert_eq!(report["exit_code"], 1, "{arguments:?}");
        assert_eq!(report["incomplete"][0]["file"], "a.json");
    }
    assert_eq!(report(tree.path(), &["."])["exit_code"], 0);
}

#[test]
fn an_archive_with_several_names_is_read_once() {
    let tree = folder(&[]);
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(BLOCKED.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, "in.json", BLOCKED.as_bytes()).expect("an entry");
    fs::write(tree.path().join("a.tar"), archive.into_inner().expect("a tar")).expect("a file");
    let absolute = tree.path().join("a.tar").to_string_lossy().into_owned();
    let named = report(tree.path(), &["a.tar", "./a.tar", &absolute, "."]);
    assert_eq!(
        (&named["summary"]["errors"], &named["incomplete"]),
        (&1.into(), &Value::Array(Vec::new()))
    );
    let working = tree.path().join("w");
    fs::create_dir(&working).expect("a folder");
    assert_eq!(found(&working, "gitlab", &["../a.tar"]), one("a.tar!in.json"));
}

#[cfg(unix)]
#[test]
fn links_and_targets_are_one_file_and_hard_links_are_two() {
    let tree = folder(&[("s/x.json", BLOCKED)]);
    std::os::unix::fs::symlink("s", tree.path().join("link")).expect("a link");
    std::os::unix::fs::symlink("s/x.json", tree.path().join("y.json")).expect("a link");
    fs::hard_link(tree.path().join("s/x.json"), tree.path().join("hard.json")).expect("a link");
    let named = ["s/x.json", "link/x.json", "y.json", "link", "s"];
    assert_eq!(files_read(tree.path(), &named), 1);
    assert_eq!(files_read(tree.path(), &["s/x.json", "hard.json"]), 2);
}

/// Otherwise a change could excuse a file by making it a link to one that is excused.
#[cfg(unix)]
#[test]
fn a_link_counts_under_its_own_name_where_names_decide() {
    let excused =
        "[[suppress]]\nrule = \"missing-winpe\"\nfiles = [\"old/**\"]\nreason = \"old\"\n";
    let lowered = "[[override]]\nfiles = [\"old/**\"]\nlevels = { missing-winpe = \"note\" }\n";
    let tree = folder(&[("old/a.json", BLOCKED), ("prod/readme", "")]);
    std::os::unix::fs::symlink("../old/a.json", tree.path().join("prod/l.json")).expect("a link");
    let created = osready(tree.path(), &["baseline", "create", "old"]);
    assert_eq!(code(&created), 0);
    for (config, arguments) in
        [(excused, &[][..]), (lowered, &[]), ("", &["--baseline", "osready-baseline.json"])]
    {
        fs::write(tree.path().join("osready.toml"), config).expect("a file");
        for named in [["old/a.json", "prod/l.json"], ["prod/l.json", "old"], [".", "prod/l.json"]] {
            let report = report(tree.path(), &[arguments, &named].concat());
            assert_eq!(report["exit_code"], 1, "{config} {arguments:?} {named:?}");
            assert_eq!(report["summary"]["errors"], 1, "{config} {arguments:?} {named:?}");
        }
        assert_eq!(
            files_read(tree.path(), &[arguments, &["old/a.json", "./old/a.json"]].concat()),
            1
        );
    }
}
