//! What became of a server's profiles over many nights, and why.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;

use crate::binary::{BLOCKED, READY, osready};
use crate::support::assert_in_order;
use html5gum::{Token, Tokenizer};
use serde_json::{Value, json};
use tempfile::TempDir;

fn put(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Seven nights of rack 7: blocked on the third, saved as a page of errors on the fourth, ready from the
/// fifth on; and two of rack 8, on which another profile comes.
fn nights() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let texts = [READY, READY, BLOCKED, "<html>", READY, READY, READY];
    for (night, text) in texts.iter().enumerate() {
        put(&folder, &format!("rack7/2026-01-{:02}.json", 28 + night), text);
    }
    // The last three are of February.
    for (night, name) in [(32, "02-01"), (33, "02-02"), (34, "02-03")] {
        let from = folder.path().join(format!("rack7/2026-01-{night}.json"));
        fs::rename(from, folder.path().join(format!("rack7/2026-{name}.json"))).expect("it moves");
    }
    let other = READY.replace("Core", "Datacenter");
    put(&folder, "2026-01-30/rack8.json", READY);
    put(&folder, "2026-01-31/rack8.json", &format!("[{READY}, {other}]"));
    put(&folder, "notes.json", "{}");
    folder
}

fn reported(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = osready(folder, &[&["history"], arguments].concat());
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn people_see_when_a_profile_changed_and_why() {
    let (out, err, code) = reported(nights().path(), &[]);
    let why = "rack7/2026-01-31.json:1: not checked: this is an HTML page, not a response";
    assert_eq!((err, code), (format!("osready: {why}\n"), Some(1)));
    insta::assert_snapshot!(out);
}

#[test]
fn programs_get_every_verdict_in_the_form_of_the_schema() {
    let (out, ..) = reported(nights().path(), &["--format", "json"]);
    let history: Value = serde_json::from_str(&out).expect("JSON");
    let schema =
        serde_json::from_str(include_str!("../../schemas/history.schema.json")).expect("JSON");
    let form = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = form.iter_errors(&history).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}: {out}");
    let servers = history["servers"].as_array().expect("a list");
    let names: Vec<&Value> = servers.iter().map(|server| &server["name"]).collect();
    assert_eq!(names, ["*/rack8.json", "rack7/*.json"]);
    let rack7 = &servers[1];
    assert_eq!(
        rack7["snapshots"][3],
        json!({
            "file": "rack7/2026-01-31.json",
            "date": "2026-01-31",
            "is_incomplete": true,
            "reason": "this is an HTML page, not a response",
        })
    );
    let profile = &rack7["profiles"][0];
    assert_eq!(
        profile["verdicts"],
        json!(["ready", "ready", "blocked", "unknown", "ready", "ready", "ready"])
    );
    let turns: Vec<_> = profile["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|turn| (turn["snapshot"].as_i64(), &turn["old"], &turn["new"]))
        .collect();
    let (ready, blocked) = (json!("ready"), json!("blocked"));
    assert_eq!(turns, [(Some(2), &ready, &blocked), (Some(4), &blocked, &ready)]);
    assert_eq!(profile["changes"][0]["because"][0]["rule"], "missing-winpe");
    let came = &servers[0]["profiles"][1]["changes"][0];
    assert_eq!((&came["snapshot"], &came["old"], &came["new"]), (&json!(1), &json!(null), &ready));
}

#[test]
fn the_page_shows_a_strip_for_each_profile_and_runs_nothing() {
    let folder = nights();
    let (out, ..) = reported(folder.path(), &["--format", "html"]);
    assert!(out.contains("default-src 'none'; style-src 'sha256-"), "{out}");
    let mut strips = 0;
    let mut blocked = Vec::new();
    for token in Tokenizer::new(&out) {
        if let Ok(Token::StartTag(tag)) = token {
            let name = String::from_utf8_lossy(&tag.name).into_owned();
            assert!(!["script", "a", "img", "link", "iframe"].contains(&name.as_str()), "{name}");
            let value = |key: &[u8]| {
                tag.attributes.get(key).map(|value| String::from_utf8_lossy(value).into_owned())
            };
            strips += usize::from(name == "svg" && value(b"role").is_some());
            // The rectangles of the legend have no place.
            let is_blocked = value(b"class").as_deref() == Some("blocked");
            if name == "rect" && is_blocked && value(b"x").is_some() {
                blocked.push((value(b"x"), value(b"width")));
            }
        }
    }
    assert_eq!(strips, 3);
    assert_eq!(blocked, [(Some("2".to_owned()), Some("1".to_owned()))]);
    assert!(out.contains("2026-01-30: blocked; 2026-01-31: unknown"), "{out}");
}

#[test]
fn the_page_names_what_is_broken_now_first_and_shows_dates_and_gaps() {
    let files = crate::nights::snapshots();
    fs::remove_file(files.path().join("snapshots/rack7-2026-01-04.json")).expect("it goes");
    let (page, ..) = reported(files.path(), &["--format", "html", "snapshots"]);
    let order = [
        "Broken now",
        "win2022-x86_64-install-Core</b> since 2026-01-07",
        "missing-winpe: profile",
        // What was never different is named too.
        "sles15.5-x86_64-install-Basic</b> in all snapshots",
        "rack9-*.json on 2026-01-10: this is a login page, not a response",
        "no snapshot for longer than usual</li>",
        "<span>2026-01-01</span><span>2026-01-05</span><span>2026-01-10</span>",
        "x=\"3\" width=\"1\" class=\"gap\"><title>no snapshot from 2026-01-03 to 2026-01-05<",
    ];
    assert_in_order(&page, &order);
    // Only rack 7 has a gap, in each of its seven profiles; after it, strips keep their dates.
    assert_eq!(page.matches("class=\"gap\"><title>").count(), 7);
    let blocked = "x=\"6\" width=\"4\" class=\"blocked\"><title>2026-01-07 to 2026-01-10: blocked<";
    assert_eq!(page.matches(blocked).count(), 3, "{page}");
    // Weekly snapshots have no gap, and nothing is broken where all is ready.
    let folder = tempfile::tempdir().expect("a folder");
    for day in ["01", "08", "15", "22"] {
        put(&folder, &format!("a-2026-01-{day}.json"), READY);
    }
    let (page, ..) = reported(folder.path(), &["--format", "html"]);
    assert!(page.contains("Nothing is blocked or unknown.") && !page.contains("\"gap\"><title>"));
}

#[test]
fn a_profile_that_went_and_one_that_a_cut_file_lacks_are_two_things() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = READY.replace("Core", "Datacenter");
    let both = format!("[{READY},\n{other}]");
    put(&folder, "a-2026-01-01.json", &both);
    put(&folder, "a-2026-01-02.json", &both[..READY.len() + 40]);
    put(&folder, "a-2026-01-03.json", &both);
    put(&folder, "a-2026-01-04.json", &format!("[{READY}]"));
    let (out, ..) = reported(folder.path(), &["--format", "json"]);
    let history: Value = serde_json::from_str(&out).expect("JSON");
    let profiles = history["servers"][0]["profiles"].as_array().expect("a list");
    let datacenter = &profiles[1];
    assert_eq!(datacenter["verdicts"], json!(["ready", "unknown", "ready", null]));
    assert_eq!(datacenter["changes"].as_array().map(Vec::len), Some(1));
    assert_eq!(datacenter["changes"][0]["snapshot"], 3);
    assert_eq!(datacenter["changes"][0]["new"], json!(null));
}

#[test]
fn the_exit_code_says_whether_there_was_something_to_look_at() {
    let folder = tempfile::tempdir().expect("a folder");
    put(&folder, "notes.json", "{}");
    assert_eq!(reported(folder.path(), &[]).2, Some(3));
    put(&folder, "a.json", READY);
    assert_eq!(reported(folder.path(), &["."]).2, Some(0));
    fs::write(folder.path().join("b.json"), b"\xff\xfe\x00").expect("a file");
    let (out, err, code) = reported(folder.path(), &["."]);
    assert_eq!(code, Some(2));
    assert!(err.starts_with("osready: b.json: "), "{err}");
    assert!(out.contains("never changed: 1 ready"), "{out}");
    let (_, err, code) = reported(folder.path(), &["a.json"]);
    assert_eq!((err.as_str(), code), ("osready: a.json: not a folder of snapshots\n", Some(2)));
}
