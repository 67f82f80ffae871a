//! What changed between two snapshots: matched by ids, reported by what it means for deployment.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;

use crate::binary::{BLOCKED, READY, osready};
use crate::generator::{Layout, Options, Size, generate};
use serde_json::{Value, json};

/// A response with a ready and a blocked Windows profile, a WinPE, a driver and what may be customised.
pub(crate) fn response() -> Value {
    let profile = |name: &str, is_ready: bool| {
        json!({
            "deployStatus": if is_ready { "ready" } else { "notReady" },
            "id": format!("win2022|{name}"),
            "name": name,
            "readyCheck": { "noWinpe": !is_ready },
            "type": "predefined",
        })
    };
    json!({
        "bootFiles": [{ "id": "winpe-2022", "name": "WinPE_2022", "os": "win", "osrelease": "2022",
            "type": "predefined", "version": "2.1" }],
        "driverFiles": [{ "devicetype": "nic", "id": "nic-x710-1", "name": "x710", "os": "win",
            "osrelease": "2022", "type": "predefined", "version": "1" }],
        "items": [{
            "deployStatus": "ready", "id": "win2022|", "name": "win2022", "osrelease": "2022", "type": "base",
            "profiles": [profile("Core", true), profile("Datacenter", false)],
        }],
        "result": "success",
        "supportedImages": [{ "allowCustomDriver": "true", "allowedDriverFileExtension": ["zip", "iso"],
            "name": "win" }],
    })
}

/// A newer one: the ready profile is blocked, the blocked one ready, an image came, versions moved, and a
/// policy flipped. Everything stands in another order.
pub(crate) fn newer() -> Value {
    let mut response = response();
    let profiles = response["items"][0]["profiles"].as_array_mut().expect("a list");
    for profile in profiles.iter_mut() {
        let was_ready = profile["deployStatus"] == "ready";
        profile["deployStatus"] = if was_ready { "notReady" } else { "ready" }.into();
        profile["readyCheck"]["noWinpe"] = was_ready.into();
    }
    profiles.reverse();
    let items = response["items"].as_array_mut().expect("a list");
    items.insert(
        0,
        json!({
            "deployStatus": "ready", "id": "esxi8.0|", "name": "esxi8.0", "osrelease": "8.0", "type": "base",
            "profiles": [{ "deployStatus": "ready", "id": "esxi8.0|Virtualization", "name": "Virtualization",
                "readyCheck": { "isPlaceholder": false }, "type": "predefined" }],
        }),
    );
    response["bootFiles"][0]["version"] = "2.2".into();
    response["driverFiles"][0]["id"] = "nic-x710-2".into();
    response["driverFiles"][0]["version"] = "2".into();
    response["supportedImages"][0]["allowCustomDriver"] = false.into();
    response["supportedImages"][0]["allowedDriverFileExtension"] = json!(["iso", "zip", "vib"]);
    response
}

/// What `osready diff` prints of two texts, and its exit code.
fn diff(old: &str, new: &str, arguments: &[&str]) -> (String, String, Option<i32>) {
    let files = tempfile::tempdir().expect("a folder");
    fs::write(files.path().join("old.json"), old).expect("a file");
    fs::write(files.path().join("new.json"), new).expect("a file");
    let arguments = [&["diff", "--no-config", "old.json", "new.json"][..], arguments].concat();
    reported(files.path(), &arguments)
}

fn reported(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = osready(folder, arguments);
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn as_json(old: &str, new: &str) -> Value {
    let (out, ..) = diff(old, new, &["--format", "json"]);
    let diff = serde_json::from_str(&out).expect("JSON");
    let schema =
        serde_json::from_str(include_str!("../../schemas/diff.schema.json")).expect("JSON");
    let form = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = form.iter_errors(&diff).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}: {out}");
    diff
}

#[test]
fn people_see_what_became_better_or_worse_and_why() {
    let (out, err, code) = diff(&response().to_string(), &newer().to_string(), &[]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
    insta::assert_snapshot!(out);
}

#[test]
fn a_pull_request_shows_the_same_in_tables() {
    let (out, ..) = diff(&response().to_string(), &newer().to_string(), &["--format", "markdown"]);
    insta::assert_snapshot!(out);
}

#[test]
fn programs_get_all_of_it_in_the_form_of_the_schema() {
    let reported = as_json(&response().to_string(), &newer().to_string());
    let file = &reported["files"][0];
    let changes = |list: &str, keys: &[&str]| -> Vec<Vec<Value>> {
        let list = file[list].as_array().expect("a list");
        list.iter().map(|change| keys.iter().map(|key| change[key].clone()).collect()).collect()
    };
    assert_eq!(
        changes("profiles", &["id", "old", "new", "is_regression"]),
        [
            [json!("win2022|Core"), json!("ready"), json!("blocked"), json!(true)],
            [json!("win2022|Datacenter"), json!("blocked"), json!("ready"), json!(false)],
            [json!("esxi8.0|Virtualization"), json!(null), json!("ready"), json!(false)],
        ]
    );
    assert_eq!(file["profiles"][0]["because"][0]["rule"], "missing-winpe");
    assert_eq!(file["profiles"][1]["no_longer"][0]["rule"], "missing-winpe");
    assert_eq!(changes("images", &["id", "change"]), [[json!("esxi8.0|"), json!("added")]]);
    let keys = ["id", "change", "replaces", "old_version", "new_version"];
    assert_eq!(
        changes("repository_files", &keys),
        [
            ["winpe-2022", "changed", "", "2.1", "2.2"],
            ["nic-x710-2", "changed", "nic-x710-1", "1", "2"],
        ]
        .map(|row| row.map(|text| if text.is_empty() { Value::Null } else { text.into() }))
    );
    assert_eq!(
        changes("policies", &["attribute", "old", "new"]),
        [
            [json!("allowCustomDriver"), json!("true"), json!("false")],
            [json!("allowedDriverFileExtension"), json!("iso, zip"), json!("iso, vib, zip")],
        ]
    );
    let summary =
        json!({ "files": 1, "regressions": 1, "improvements": 1, "added": 1, "removed": 0 });
    assert_eq!(reported["summary"], summary);
}

/// Puts the elements of all lists of objects, and the members of all objects, into another order.
fn shuffled(value: &Value, random: &mut fastrand::Rng) -> Value {
    match value {
        Value::Array(list) => {
            let mut list: Vec<Value> = list.iter().map(|value| shuffled(value, random)).collect();
            random.shuffle(&mut list);
            list.into()
        }
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), shuffled(value, random))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn nothing_changes_by_its_position() {
    for seed in 0..4 {
        let options =
            Options { seed, size: Size::Images(8), defect_share: 0.02, layout: Layout::OneLine };
        let text = generate(&options).text;
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let mut random = fastrand::Rng::with_seed(seed);
        // Of a repeated id the worse verdict counts, and of its reasons those of the first.
        let reported = as_json(&text, &shuffled(&value, &mut random).to_string());
        assert_eq!(reported["files"], json!([]), "seed {seed}");
        assert_eq!(reported["summary"]["files"], 1);
    }
}

#[test]
fn the_way_back_tells_the_opposite() {
    let (old, new) = (response().to_string(), newer().to_string());
    let (there, back) = (as_json(&old, &new), as_json(&new, &old));
    assert_eq!(there["summary"]["added"], back["summary"]["removed"]);
    let sides = |reported: &Value, from: &str, to: &str| -> Vec<(String, Value, Value)> {
        let profiles = reported["files"][0]["profiles"].as_array().expect("a list");
        let side =
            |change: &Value| (change["id"].to_string(), change[from].clone(), change[to].clone());
        let mut sides: Vec<_> = profiles.iter().map(side).collect();
        sides.sort_by(|left, right| left.0.cmp(&right.0));
        sides
    };
    assert_eq!(sides(&there, "old", "new"), sides(&back, "new", "old"));
    // What could be deployed and is gone is a regression; what came is none.
    assert_eq!(
        (there["summary"]["regressions"].as_i64(), back["summary"]["regressions"].as_i64()),
        (Some(1), Some(2))
    );
}

#[test]
fn the_exit_code_says_whether_something_became_worse_where_that_is_asked() {
    let gate = ["--fail-on-regression"];
    assert_eq!(diff(READY, BLOCKED, &gate).2, Some(1));
    assert_eq!(diff(BLOCKED, READY, &gate).2, Some(0));
    assert_eq!(diff(READY, READY, &gate).2, Some(0));
    assert_eq!(diff(READY, BLOCKED, &[]).2, Some(0));
}

/// The missing part of a file may contain what got worse.
#[test]
fn an_incomplete_file_fails_the_gate() {
    let image = r#"{"items": [{"id": "win2016|", "name": "win2016"}]}"#;
    for (old, new) in [
        (READY, r#"{"bootFiles": []}"#),
        (READY, image),
        (image, READY),
        (r#"{"bootFiles": []}"#, BLOCKED),
        (image, image),
    ] {
        let (out, err, code) = diff(old, new, &["--fail-on-regression"]);
        assert_eq!(code, Some(1), "{old} {new}: {out}{err}");
        assert!(err.contains("unknown"), "{old} {new}: {err}");
        assert_eq!(diff(old, new, &[]).2, Some(0), "{old} {new}");
        let never = ["--fail-on-regression", "--fail-on", "never"];
        assert_eq!(diff(old, new, &never).2, Some(0), "{old} {new}");
    }
}

#[test]
fn what_a_file_lacks_that_is_cut_off_is_not_said_to_be_gone() {
    let whole = response().to_string();
    let cut = &whole[..whole.find("Datacenter").expect("it is there")];
    let reported = as_json(&whole, cut);
    assert_eq!(reported["files"][0]["new_is_incomplete"], true);
    assert_eq!(reported["files"][0]["images"], json!([]));
    assert_eq!(reported["files"][0]["policies"], json!([]));
    assert_eq!(reported["summary"]["removed"], 0);
    let reported = as_json(cut, &whole);
    assert_eq!(
        (&reported["summary"]["added"], &reported["files"][0]["policies"]),
        (&json!(0), &json!([]))
    );
    let (out, ..) = diff(&whole, cut, &[]);
    assert!(
        out.contains("the newer file is incomplete: removals and what got better are unknown"),
        "{out}"
    );
}

#[test]
fn the_files_of_two_folders_are_paired_by_their_names_without_their_dates() {
    let files = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let path = files.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    put("a/2026-01-30/rack7.json", READY);
    put("a/2026-01-31/rack7.json", BLOCKED);
    put("a/rack8-2026-01-30T0930.json", READY);
    put("a/rack9.json", READY);
    put("a/settings.json", "{}");
    put("b/2026-02-01/rack7.json", READY);
    put("b/rack8-2026-02-01.json", READY);
    put("b/rack10.json", READY);
    let (out, err, code) = reported(files.path(), &["diff", "--format", "json", "a", "b"]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
    let reported: Value = serde_json::from_str(&out).expect("JSON");
    let names: Vec<_> = reported["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| (&file["old"], &file["new"]))
        .collect();
    assert_eq!(
        names,
        [
            (&json!("a/2026-01-31/rack7.json"), &json!("b/2026-02-01/rack7.json")),
            (&json!(null), &json!("b/rack10.json")),
            (&json!("a/rack9.json"), &json!(null)),
        ]
    );
    assert_eq!(reported["summary"]["files"], 4);
}

#[test]
fn what_cannot_be_compared_is_refused_in_words() {
    let files = tempfile::tempdir().expect("a folder");
    fs::write(files.path().join("a.json"), READY).expect("a file");
    for (arguments, why) in [
        (["diff", "a.json", "."], "cannot compare a file with a folder"),
        (["diff", "-", "-"], "only one of OLD and NEW can be standard input"),
        (["diff", "a.json", "absent.json"], "absent.json: no such file"),
    ] {
        let (_, err, code) = reported(files.path(), &arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(err.contains(why), "{err}");
    }
}
