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
            fs::write(newest, b"\"\x81\x8d\"").expect("a file");
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

#[test]
fn every_command_says_that_nothing_was_found_and_where_it_looked() {
    let files_in = folder(&[("empty/readme.md", ""), ("others/package.json", "{\"name\": \"x\"}")]);
    for command in [
        &["check", "empty"][..],
        &["check", "--newest", "empty"],
        &["status", "empty"],
        &["diff", "empty", "empty"],
        &["history", "empty"],
        &["baseline", "create", "empty"],
        &["init", "empty"],
        &["fix", "empty"],
        &["check", "others"],
        &["status", "others"],
        &["history", "others"],
        &["init", "others"],
    ] {
        let output = osready(files_in.path(), command);
        let folder = command.last().expect("a folder");
        assert_eq!(code(&output), 3, "{command:?}: {}", err(&output));
        let words = format!("no saved responses found in {folder}");
        assert!(err(&output).contains(&words), "{command:?}: {}", err(&output));
        assert!(err(&output).contains("looked for *.json, "), "{command:?}: {}", err(&output));
    }
    assert!(!files_in.path().join("osready.toml").exists(), "init wrote nothing");
    for command in [
        &["check", "a.json", "b.json"][..],
        &["status", "a.json", "b.json"],
        &["diff", "a.json", "b.json"],
        &["fix", "a.json", "b.json"],
        &["config", "a.json", "b.json"],
        &["init", "a.json", "b.json"],
        &["redact", "a.json"],
        &["history", "a.json"],
    ] {
        let output = osready(files_in.path(), command);
        assert_eq!(code(&output), 2, "{command:?}");
        assert!(err(&output).contains("a.json: "), "{command:?}: {}", err(&output));
    }
}

#[test]
fn what_other_tools_accept_works_or_gets_a_tip() {
    let files_in = folder(&[("osimages.json", READY)]);
    let run = |arguments: &[&str]| osready(files_in.path(), arguments);
    for alias in ["lint", "validate"] {
        assert_eq!(code(&run(&[alias, "osimages.json"])), 0, "{alias}");
    }
    assert_eq!(out(&run(&["version"])), out(&run(&["--version"])));
    assert_eq!(out(&run(&["help"])), out(&run(&["--help"])));
    assert_eq!(out(&run(&["help", "check"])), out(&run(&["check", "--help"])));
    assert_eq!(
        out(&run(&["help", "baseline", "create"])),
        out(&run(&["baseline", "create", "--help"]))
    );
    for arguments in [&["help", "check"][..], &["help"], &["version"]] {
        assert_eq!(code(&run(arguments)), 0, "{arguments:?}");
    }
    for (arguments, tip) in [
        (&["osimages.json"][..], "osready check osimages.json"),
        (&["check", "--json", "osimages.json"], "--format json"),
        (&["status", "--json"], "--format json"),
        (&["check", "https://lxca.example/osImages"], "osready reads saved files"),
        (&["https://lxca.example/osImages"], "osready reads saved files"),
        (&["diff", "osimages.json", "HTTPS://lxca.example/osImages"], "osready reads saved files"),
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains(tip), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn every_command_writes_to_a_file_by_one_rule() {
    let files_in =
        folder(&[("osimages.json", READY), ("new.json", READY), ("s/a-2026-01-01.json", READY)]);
    let read = |name: &str| fs::read_to_string(files_in.path().join(name)).expect("a file");
    for (command, paths) in [
        (&["check"][..], &["osimages.json"][..]),
        (&["status"], &["osimages.json"]),
        (&["diff"], &["osimages.json", "new.json"]),
        (&["history"], &["s"]),
        (&["rules"], &[]),
        (&["schema"], &[]),
        (&["explain"], &["missing-winpe"]),
        (&["config"], &[]),
        (&["completions"], &["bash"]),
    ] {
        let file = format!("{}.out", command[0]);
        let printed = out(&osready(files_in.path(), &[command, paths].concat()));
        let output = osready(files_in.path(), &[command, &["-o", &file], paths].concat());
        assert_eq!(
            (code(&output), out(&output).as_str()),
            (0, ""),
            "{command:?}: {}",
            err(&output)
        );
        let first = |text: &str| text.split_whitespace().next().map(str::to_owned);
        assert_eq!(first(&read(&file)), first(&printed), "{command:?}");
        // An input, or any other response, is never replaced.
        let over = osready(files_in.path(), &[command, &["-o", "new.json"], paths].concat());
        assert_eq!(code(&over), 2, "{command:?}");
        assert_eq!(read("new.json"), READY);
    }
    for (command, paths) in [
        ("check", &["osimages.json"][..]),
        ("status", &["osimages.json"]),
        ("diff", &["osimages.json", "new.json"]),
        ("history", &["s"]),
        ("rules", &[]),
    ] {
        let output =
            osready(files_in.path(), &[&[command, "--format", "json=out.json"], paths].concat());
        assert_eq!((code(&output), out(&output).as_str()), (0, ""), "{command}: {}", err(&output));
        serde_json::from_str::<Value>(&read("out.json")).expect("JSON");
        let both = ["--format", "json=a.out", "-o", "b.out"];
        assert_eq!(code(&osready(files_in.path(), &[&[command], &both[..], paths].concat())), 2);
    }
}

#[test]
fn with_requirements_each_row_and_finding_says_whether_it_is_required() {
    let other = BLOCKED.replace("Core", "Other");
    let files_in = folder(&[("r.json", &format!("[{BLOCKED}, {other}]"))]);
    let arguments = ["check", "--require", "*-Core", "r.json"];
    let text = out(&osready(files_in.path(), &arguments));
    let row = |id: &str| {
        let mut rows = text.lines().skip_while(|line| !line.starts_with("IMAGE AND PROFILE"));
        rows.find(|line| line.contains(id)).expect("a row").to_owned()
    };
    assert!(text.contains("VERDICT  REQUIRED  RULES"), "{text}");
    assert!(row("Core").contains("blocked  required  missing-winpe"), "{text}");
    assert!(row("Other").contains("blocked  no        missing-winpe"), "{text}");
    assert!(text.contains("\n  required by the policy\n"), "{text}");
    let lowered = "\n  not required by the policy: lowered from error to note\n";
    assert!(text.contains(lowered), "{text}");
    let json = report(files_in.path(), &arguments[1..]);
    let findings = json["findings"].as_array().expect("findings").iter();
    let lowered: Vec<_> = findings
        .map(|found| (found["profile"].as_str(), &found["required"], &found["lowered_from"]))
        .collect();
    let core = Some("win2016|win2016-x86_64-install-Core");
    let other = Some("win2016|win2016-x86_64-install-Other");
    let (yes, no, null) = (json!(true), json!(false), json!(null));
    for expected in [(core, &yes, &null), (other, &no, &json!("error"))] {
        assert!(lowered.contains(&expected), "{lowered:?}");
    }
    // Without requirements, nothing is said about them.
    let text = out(&osready(files_in.path(), &["check", "r.json"]));
    assert!(!text.to_lowercase().contains("required"), "{text}");
}

#[test]
fn levels_and_verdicts_are_defined_once() {
    use osready::diagnostic::Level;
    use osready::model::Verdict;
    let docs = include_str!("../../docs/verdicts.md");
    for level in [Level::Error, Level::Warning, Level::Note] {
        assert!(docs.contains(&format!("| {} | a level | {} |", level.as_str(), level.meaning())));
    }
    for verdict in Verdict::ALL {
        let row = format!("| {} | a verdict | {} |", verdict.as_str(), verdict.meaning());
        assert!(docs.contains(&row), "{row}");
    }
    for (name, page) in [("README", include_str!("../../README.md")), ("docs", docs)] {
        assert!(!page.contains("deployment fails"), "{name}");
    }
}

#[test]
fn only_notes_are_off_by_default_and_levels_switch_them_on() {
    use osready::diagnostic::Level;
    for rule in osready::rules::ALL.iter().filter(|rule| osready::rules::is_pedantic(rule)) {
        assert_eq!(rule.level, Level::Note, "{}", rule.id);
    }
    let spelled = READY.replace("\"ready\"", "\"Ready\"");
    let files_in = folder(&[
        ("r.json", &spelled),
        ("error.toml", "[levels]\nspelling = \"error\"\n"),
        ("group.toml", "[levels]\ndrift = \"warning\"\n"),
        ("suppress.toml", "[[suppress]]\nrule = \"spelling\"\nreason = \"known\"\n"),
    ]);
    let default = report(files_in.path(), &["r.json"]);
    assert_eq!(rules(&default), [] as [&str; 0]);
    let pedantic = report(files_in.path(), &["--pedantic", "r.json"]);
    assert_eq!(rules(&pedantic), ["spelling"]);
    // Neither changes a verdict.
    assert_eq!(default["readiness"], pedantic["readiness"]);
    let error = report(files_in.path(), &["--config", "error.toml", "r.json"]);
    assert_eq!((rules(&error), &error["exit_code"]), (vec!["spelling"], &json!(1)));
    let group = report(files_in.path(), &["--config", "group.toml", "r.json"]);
    assert_eq!(group["findings"][0]["level"], "warning");
    // A suppression of what is off was not put to use, and is not said to be unused.
    let suppressed = report(files_in.path(), &["--suppressions-from", "suppress.toml", "."]);
    assert!(!rules(&suppressed).contains(&"suppression-unused"), "{suppressed:#}");
    // fix applies the fixes of notes that are off.
    let fix = osready(files_in.path(), &["fix", "--dry-run", "--unsafe", "r.json"]);
    assert!(out(&fix).contains("1 spelling"), "{}{}", out(&fix), err(&fix));
}

#[test]
fn a_missing_profile_is_not_the_absence_of_all() {
    let folder = folder(&[("a.json", READY)]);
    for format in ["human", "markdown"] {
        let arguments = ["status", "--require", "win2022|x", "--format", format, "a.json"];
        let output = osready(folder.path(), &arguments);
        let shown = out(&output);
        assert_eq!(code(&output), 1, "{shown}");
        assert!(shown.contains("is not in the response"), "{shown}");
        assert!(!shown.contains("no image and no profile"), "{shown}");
    }
}
