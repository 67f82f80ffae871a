//! Answers that could mislead a reader who is in a hurry.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::fs;

use serde_json::{Value, json};

use crate::binary::{BLOCKED, READY, code, err, folder, osready, out, report};

const LOGIN: &str = "<html><title>Log in</title>";

/// The files of the rows of a report.
fn files(report: &Value) -> Vec<&str> {
    let rows = report["readiness"].as_array().expect("rows");
    rows.iter().map(|row| row["file"].as_str().expect("a name")).collect()
}

fn rules(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a rule")).collect()
}

#[test]
fn newest_takes_one_snapshot_of_each_server_and_names_it() {
    let files_in = folder(&[
        ("s/rack7-2026-01-30.json", BLOCKED),
        ("s/rack7-2026-01-31.json", READY),
        ("s/rack8-20260130T0400.json.gz", READY),
        ("s/rack8-20260129.json", BLOCKED),
        ("s/2026-01-28/rack9.json", BLOCKED),
        ("s/2026-01-29/rack9.json", READY),
        ("s/2026-01-31/notes.json", "{}"),
    ]);
    let newest = report(files_in.path(), &["--newest", "s"]);
    let expected =
        ["s/2026-01-29/rack9.json", "s/rack7-2026-01-31.json", "s/rack8-20260130T0400.json.gz"];
    assert_eq!(files(&newest), expected);
    assert_eq!(newest["exit_code"], 0);
    let output = osready(files_in.path(), &["check", "--newest", "s"]);
    for line in [
        "s/2026-01-29/rack9.json: the newest snapshot of */rack9.json",
        "s/rack7-2026-01-31.json: the newest snapshot of rack7-*.json",
        "s/rack8-20260130T0400.json.gz: the newest snapshot of rack8-*.json",
    ] {
        assert!(err(&output).contains(line), "{}", err(&output));
    }
    // The same servers as in the history.
    let history = out(&osready(files_in.path(), &["history", "--format", "json", "s"]));
    let history: Value = serde_json::from_str(&history).expect("JSON");
    let servers = history["servers"].as_array().expect("servers");
    let last = |server: &Value| server["snapshots"].as_array().and_then(|all| all.last().cloned());
    let last: Vec<Value> = servers.iter().filter_map(last).map(|one| one["file"].clone()).collect();
    assert_eq!(last, expected);
}

#[test]
fn a_newest_snapshot_that_cannot_be_checked_fails_unless_older_ones_are_allowed() {
    let whole = json!({"items": [{"id": "win2016|", "deployStatus": "ready", "profiles": []}]});
    let whole = whole.to_string();
    let cut = &whole[..whole.len() - 20];
    for (name, text, code_without) in
        [("login", LOGIN, 1), ("cut", cut, 1), ("empty", "", 1), ("bytes", "\u{fffd}", 2)]
    {
        let files_in = folder(&[
            ("s/rack7-2026-01-30.json", READY),
            ("s/rack7-2026-01-31.json", text),
            ("s/rack8-2026-01-31.json", READY),
        ]);
        let newest = files_in.path().join("s/rack7-2026-01-31.json");
        if name == "bytes" {
            fs::write(newest, b"\"\xff\"").expect("a file");
        }
        for command in ["check", "status"] {
            let strict = osready(files_in.path(), &[command, "--newest", "s"]);
            assert_eq!(code(&strict), code_without, "{name}: {}", err(&strict));
            assert!(err(&strict).contains("rack7-2026-01-31.json"), "{name}: {}", err(&strict));
        }
        let lenient = report(files_in.path(), &["--newest", "--allow-older", "s"]);
        assert_eq!(
            files(&lenient),
            ["s/rack7-2026-01-30.json", "s/rack8-2026-01-31.json"],
            "{name}"
        );
        assert_eq!((&lenient["exit_code"], &lenient["findings"]), (&json!(0), &json!([])));
        let lenient = osready(files_in.path(), &["check", "--newest", "--allow-older", "s"]);
        let skipped = err(&lenient);
        assert!(
            skipped.contains("rack7-2026-01-31.json") && skipped.contains("(skipped)"),
            "{skipped}"
        );
        // Without a snapshot that can be checked, the run never passes.
        fs::remove_file(files_in.path().join("s/rack7-2026-01-30.json")).expect("it is there");
        if name == "cut" {
            let alone = osready(files_in.path(), &["check", "--newest", "--allow-older", "s"]);
            assert_eq!(code(&alone), 1, "{name}");
        }
    }
}

#[test]
fn a_suppression_is_unused_only_if_all_it_could_cover_was_checked() {
    let suppress = "[[suppress]]\nrule = \"missing-winpe\"\nreason = \"later\"\n";
    let files_in =
        folder(&[("a.json", READY), ("lab/b.json", READY), ("osready-suppress.toml", suppress)]);
    let is_unused = |arguments: &[&str]| {
        rules(&report(files_in.path(), arguments)).contains(&"suppression-unused")
    };
    assert!(is_unused(&["."]));
    for arguments in [
        &["a.json"][..],
        &["lab"],
        &["--newest", "."],
        &["--include", "a.json", "."],
        &["--exclude", "lab", "."],
    ] {
        assert!(!is_unused(arguments), "{arguments:?}");
    }
    let of_lab = suppress.to_owned() + "files = [\"lab/*.json\"]\n";
    fs::write(files_in.path().join("osready-suppress.toml"), of_lab).expect("a file");
    assert!(is_unused(&["lab"]) && is_unused(&["."]));
    assert!(!is_unused(&["lab/b.json"]), "another file of the folder may need it");
    // What could not be read may need it too.
    fs::write(files_in.path().join("lab/c.json"), "{'deployStatus': 'ready'}").expect("a file");
    assert!(!is_unused(&["lab"]));
}

/// A response whose profile has a warning, because its unattend file uses an undefined macro.
fn with_macro() -> String {
    let profile = json!({
        "deployStatus": "ready",
        "id": "sles15.2|Basic",
        "name": "Basic",
        "readyCheck": {"noPackages": false},
        "customizationOptions": {"unattendOptions": [{"unattendFileIds": ["1_minimal.xml"]}]},
        "customType": "custom",
    });
    let file = json!({
        "associatedFileId": "",
        "content": "<profile>#predefined.unattendSettings.preinstallConfig# #predefined.host# \
                    #predefined.unattendSettings.postinstallConfig#</profile>",
        "id": "1_minimal.xml",
        "name": "minimal",
        "os": "sles",
        "type": "Custom",
    });
    format!(
        r#"{{"items": [{{"id": "sles15.2|", "deployStatus": "ready", "profiles": [{profile}]}}], "predefinedMacros": [{{"macroName": "predefined.unattendSettings.preinstallConfig"}}, {{"macroName": "predefined.unattendSettings.postinstallConfig"}}], "unattendFiles": [{file}]}}"#
    )
}

#[test]
fn half_a_file_makes_nothing_better() {
    let whole = with_macro();
    let half = &whole[..whole.find("\"unattendFiles\"").expect("it is there")];
    let files_in = folder(&[
        ("s/rack7-2026-01-29.json", &whole),
        ("s/rack7-2026-01-30.json", half),
        ("s/rack7-2026-01-31.json", LOGIN),
        ("old.json", &whole),
        ("new.json", half),
    ]);
    let first = report(files_in.path(), &["old.json"]);
    assert!(rules(&first).contains(&"undefined-macro"), "{first:#}");
    let diff = osready(files_in.path(), &["diff", "old.json", "new.json"]);
    assert_eq!(code(&diff), 1);
    for words in ["-> ready", "no longer", "better, 1"] {
        assert!(!out(&diff).contains(words), "{}", out(&diff));
    }
    let history = osready(files_in.path(), &["history", "s"]);
    assert!(!out(&history).contains("no longer"), "{}", out(&history));
    for line in [
        "2026-01-30  unknown: the text ends before the response does",
        "2026-01-31  unknown: this is a login page, not a response",
    ] {
        assert!(out(&history).contains(line), "{}", out(&history));
    }
    let history = out(&osready(files_in.path(), &["history", "--format", "json", "s"]));
    let history: Value = serde_json::from_str(&history).expect("JSON");
    let profile = &history["servers"][0]["profiles"][0];
    assert_eq!(profile["verdicts"], json!(["warning", "unknown", "unknown"]));
    assert_eq!(profile["changes"], json!([]));
}
