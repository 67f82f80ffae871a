//! The gate through the binary: requirements, levels, suppressions, baselines and configurations, as
//! a team uses them in its repository.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::binary::{BLOCKED, READY, code, err, folder, osready, out, report};

/// Rule and level of each finding that is not suppressed.
fn found(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().expect("findings");
    let counts = findings.iter().filter(|finding| finding["suppressed"].is_null());
    counts
        .map(|finding| {
            (finding["rule"].as_str().expect("a rule"), finding["level"].as_str().expect("a level"))
        })
        .collect()
}

fn verdicts(report: &Value) -> Vec<&str> {
    let rows = report["readiness"].as_array().expect("rows");
    rows.iter().map(|row| row["verdict"].as_str().expect("a verdict")).collect()
}

/// A response with `count` profiles that have no WinPE.
fn response(count: usize) -> Value {
    let profile = |number: usize| {
        json!({
            "deployStatus": "notReady",
            "id": format!("win2016|profile-{number}"),
            "name": format!("profile-{number}"),
            "readyCheck": {"noWinpe": true},
        })
    };
    let profiles: Vec<Value> = (0..count).map(profile).collect();
    json!({"items": [{"id": "win2016|", "name": "win2016", "deployStatus": "notReady", "profiles": profiles}]})
}

#[test]
fn a_repository_with_300_old_findings_is_switched_on_with_two_commands() {
    let mut old = response(300);
    let files = folder(&[("racks/7.json", &old.to_string())]);
    let folder = files.path();
    assert_eq!(code(&osready(folder, &["check"])), 1);

    // Switched on with two commands.
    let created = osready(folder, &["baseline", "create"]);
    assert_eq!(code(&created), 0, "{}", err(&created));
    let switched_on = report(folder, &["--baseline", "osready-baseline.json"]);
    assert_eq!(switched_on["exit_code"], 0);
    let known = switched_on["summary"]["unchanged"].as_u64().expect("a number");
    assert!(known >= 300, "{known}");
    assert!(found(&switched_on).iter().all(|(_, level)| *level == "note"));
    assert!(
        verdicts(&switched_on).iter().all(|verdict| *verdict == "blocked"),
        "a baseline makes nothing deployable"
    );

    // The same, reordered and reformatted.
    let profiles = old["items"][0]["profiles"].as_array_mut().expect("profiles");
    profiles.reverse();
    let pretty = serde_json::to_string_pretty(&old).expect("text").replace('\n', "\r\n");
    fs::write(folder.join("racks/7.json"), pretty).expect("a file");
    let again = report(folder, &["--baseline", "osready-baseline.json"]);
    assert_eq!((&again["exit_code"], &again["summary"]["unchanged"]), (&json!(0), &json!(known)));
    assert_eq!(again["summary"]["absent"], 0);

    // One new defect.
    old["items"][0]["profiles"][17]["id"] = "win2016|another".into();
    old["items"][0]["profiles"][17]["name"] = "another".into();
    fs::write(folder.join("racks/7.json"), old.to_string()).expect("a file");
    let new = report(folder, &["--baseline", "osready-baseline.json"]);
    assert_eq!(new["exit_code"], 1);
    let findings = new["findings"].as_array().expect("findings");
    let news: Vec<&Value> =
        findings.iter().filter(|finding| finding["baseline"] == "new").collect();
    assert_eq!(news.len(), 1, "{news:#?}");
    assert_eq!(
        (&news[0]["rule"], &news[0]["profile"]),
        (&json!("missing-winpe"), &json!("win2016|another"))
    );
    // And the one that it took the place of is gone, and pruned.
    assert_eq!(new["summary"]["absent"], 1);
    let text = |name: &str| fs::read_to_string(folder.join(name)).expect("a file");
    let before = text("osready-baseline.json");
    assert_eq!(code(&osready(folder, &["baseline", "prune"])), 0);
    let after = text("osready-baseline.json");
    assert_eq!(before.lines().count(), after.lines().count() + 1);
    assert!(before.contains("win2016|profile-282") && !after.contains("win2016|profile-282"));
    assert!(!after.contains("win2016|another"), "what is new is not let in by pruning");
}

#[test]
fn a_baseline_is_read_from_wherever_one_works_and_a_broken_one_is_reported() {
    let files = folder(&[
        ("racks/7.json", BLOCKED),
        ("osready.toml", "baseline = \"base.json\"\n"),
        ("broken.json.txt", "{\"version\": 1"),
        ("newer.txt", "{\"version\": 9, \"more\": []}"),
    ]);
    let folder = files.path();
    assert_eq!(code(&osready(folder, &["check"])), 2, "the baseline that is named is not there");
    assert_eq!(code(&osready(folder, &["baseline", "create"])), 0);
    assert!(folder.join("base.json").exists(), "it stands where the configuration names it");
    assert_eq!(code(&osready(folder, &["check"])), 0);
    assert_eq!(code(&osready(&folder.join("racks"), &["check"])), 0);
    assert_eq!(
        code(&osready(&folder.join("racks"), &["check", "--fail-on", "note", "7.json"])),
        0,
        "what is known never fails"
    );
    assert_eq!(code(&osready(folder, &["check", "--no-baseline"])), 1);
    for (name, words) in [
        ("broken.json.txt", "not an osready baseline"),
        ("newer.txt", "version 9"),
        ("absent", "no such file"),
    ] {
        let output = osready(folder, &["check", "--baseline", name]);
        assert_eq!(code(&output), 2, "{name}");
        assert!(err(&output).contains(words), "{name}: {}", err(&output));
    }
}

#[test]
fn the_gate_passes_only_where_what_is_required_is_ready_in_every_response() {
    let other = READY.replace("Core", "Other");
    let files = folder(&[
        ("ready.json", READY),
        ("blocked.json", BLOCKED),
        ("other.json", &other),
        ("both.ndjson", &format!("{READY}\n{other}\n")),
        ("warning.json", &READY.replace("\"ready\"", "\"warning\"")),
        (
            "unknown.json",
            r#"{"deployStatus": "ready", "id": "win2016|win2016-x86_64-install-Core", "name": "win2016-x86_64-install-Core"}"#,
        ),
    ]);
    let run = |arguments: &[&str]| code(&osready(files.path(), &[&["check"], arguments].concat()));
    let core = "win2016|win2016-x86_64-install-Core";
    assert_eq!(run(&["--require", core, "ready.json"]), 0);
    assert_eq!(run(&["--require", "win2016|*", "ready.json"]), 0);
    assert_eq!(run(&["--require", core, "blocked.json"]), 1);
    assert_eq!(run(&["--require", core, "unknown.json"]), 1, "unknown is not ready");
    assert_eq!(run(&["--require", core, "other.json"]), 1, "it is absent");
    assert_eq!(run(&["--require", core, "both.ndjson"]), 1, "it is absent in the second response");
    assert_eq!(run(&["--require", "*-Core", "--require", "*-Other", "ready.json"]), 1);
    assert_eq!(run(&["--require", core, "warning.json"]), 1);
    assert_eq!(run(&["--require", core, "--allow-warning", "warning.json"]), 0);
    assert_eq!(run(&["--require", "", "ready.json"]), 2);
    assert_eq!(run(&["--require", core, "--fail-on", "never", "blocked.json"]), 0);

    let report =
        report(files.path(), &["--require", "win2016|win2016-x86_64-install-Cores", "ready.json"]);
    let help = report["findings"][0]["help"].as_str().expect("words");
    assert!(help.contains(core), "the nearest id is named: {help}");
}

#[test]
fn findings_of_what_is_not_required_are_notes_and_stay_blocked() {
    let other = BLOCKED.replace("Core", "Other");
    let files = folder(&[("r.json", &format!("[{READY}, {other}]"))]);
    let report = report(files.path(), &["--require", "*-Core"]);
    assert_eq!(found(&report), [("missing-winpe", "note")]);
    assert_eq!(verdicts(&report), ["ready", "blocked"]);
    assert_eq!(report["exit_code"], 0);
    let required = osready(files.path(), &["check", "--require", "win2016|*"]);
    assert_eq!(code(&required), 1);
}

#[test]
fn an_image_can_be_required_by_its_id() {
    let files = folder(&[("r.json", &response(2).to_string())]);
    let report = report(files.path(), &["--require", "win2016|"]);
    assert_eq!(report["findings"][0]["rule"], "required-profile");
    assert_eq!(report["findings"][0]["image"], "win2016|");
    let required = found(&report).iter().filter(|(rule, _)| *rule == "required-profile").count();
    assert_eq!(required, 1, "its profiles are not required each");
}

#[test]
fn what_is_raised_blocks_and_what_is_lowered_or_off_stays_blocked() {
    let incompatible = READY
        .replace("\"noWinpe\": false", "\"incompatibleWithThinksystem\": true")
        .replace("\"ready\"", "\"warning\"");
    let files = folder(&[("old.json", &incompatible), ("blocked.json", BLOCKED)]);
    let folder = files.path();
    let plain = report(folder, &["old.json"]);
    assert_eq!(verdicts(&plain), ["warning"]);
    let raised = report(folder, &["--to", "thinksystem", "old.json"]);
    assert_eq!(found(&raised), [("incompatible-with-thinksystem", "error")]);
    assert_eq!((verdicts(&raised), &raised["exit_code"]), (vec!["blocked"], &json!(1)));
    for (text, levels) in [
        ("[levels]\nmissing-winpe = \"off\"\n", &[][..]),
        ("[levels]\nreadiness = \"off\"\n", &[]),
        ("[levels]\nreadiness = \"off\"\nmissing-winpe = \"note\"\n", &[("missing-winpe", "note")]),
        (
            "[[override]]\nprofiles = [\"*-Core\"]\nlevels = { missing-winpe = \"warning\" }\n",
            &[("missing-winpe", "warning")],
        ),
        (
            "[[override]]\nfiles = [\"other/**\"]\nlevels = { missing-winpe = \"off\" }\n",
            &[("missing-winpe", "error")],
        ),
        ("[[suppress]]\nrule = \"missing-winpe\"\nreason = \"later\"\n", &[]),
    ] {
        fs::write(folder.join("osready.toml"), text).expect("a file");
        let report = report(folder, &["blocked.json"]);
        assert_eq!(found(&report), levels, "{text}");
        assert_eq!(verdicts(&report), ["blocked"], "{text}");
        let reason = &report["readiness"][0]["reasons"][0];
        assert_eq!(reason["rule"], "missing-winpe", "{text}");
        let is_reported =
            report["findings"].as_array().is_some_and(|findings| !findings.is_empty());
        assert_eq!(
            reason["finding"].is_u64(),
            is_reported,
            "a reason leads nowhere where its rule is off: {text}"
        );
    }
}

#[test]
fn the_configuration_is_found_upwards_and_its_globs_are_relative_to_its_folder() {
    let files = folder(&[
        (
            "osready.toml",
            "exclude = [\"racks/old/**\"]\n[[override]]\nfiles = [\"racks/7/*\"]\nlevels = { missing-winpe = \"warning\" }\n",
        ),
        ("racks/7/a.json", BLOCKED),
        ("racks/old/a.json", BLOCKED),
    ]);
    let racks = files.path().join("racks");
    let report = report(&racks, &[]);
    assert_eq!(found(&report), [("missing-winpe", "warning")]);
    assert_eq!(report["findings"][0]["file"], "7/a.json");
    assert_eq!(code(&osready(&racks, &["check"])), 0);
    assert_eq!(code(&osready(&racks, &["check", "--no-config"])), 1);
    assert_eq!(code(&osready(&racks, &["check", "--fail-on", "warning"])), 1, "a flag is stronger");
    assert_eq!(code(&osready(&racks, &["check", "--config", "../osready.toml"])), 0);
    assert_eq!(code(&osready(&racks, &["check", "--config", "absent.toml"])), 2);
}

#[test]
fn a_configuration_above_the_repository_counts_for_nothing() {
    let files = folder(&[
        ("osready.toml", "fail-on = \"never\""),
        ("repo/.git/HEAD", ""),
        ("repo/a.json", BLOCKED),
    ]);
    assert_eq!(code(&osready(&files.path().join("repo"), &["check"])), 1);
}

#[test]
fn mistakes_in_the_configuration_are_findings_with_places_and_nothing_is_checked() {
    let files = folder(&[
        ("a.json", READY),
        (
            "osready.toml",
            "fail_on = \"error\"\r\n[levels]\r\nmissing-winpee = \"of\"\r\n[require]\r\nprofiles = \"x\"\r\n[[suppress]]\r\nrule = \"missing-winpe\"\r\n",
        ),
        ("osready-suppress.toml", "fail-on = \"never\"\n"),
    ]);
    let report = report(files.path(), &[]);
    assert_eq!(report["exit_code"], 2);
    assert_eq!(report["summary"]["responses"], 0);
    let places: Vec<(&str, u64, u64)> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            assert_eq!(finding["rule"], "configuration");
            (
                finding["file"].as_str().expect("a file"),
                finding["span"]["line"].as_u64().expect("a line"),
                finding["span"]["column"].as_u64().expect("a column"),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("osready.toml", 1, 1),
            ("osready.toml", 3, 1),
            ("osready.toml", 3, 18),
            ("osready.toml", 5, 12),
            ("osready.toml", 6, 1),
            ("osready-suppress.toml", 1, 1),
        ]
    );
    assert!(report["findings"][0]["help"].as_str().is_some_and(|help| help.contains("fail-on")));
    let output = osready(files.path(), &["config"]);
    assert_eq!(code(&output), 2);
    assert!(out(&output).contains("did you mean missing-winpe?"));
}

#[test]
fn a_suppression_excuses_by_what_a_finding_is_about_and_until_its_last_day() {
    let other = BLOCKED.replace("Core", "Other");
    let files = folder(&[("a.json", &format!("[{BLOCKED}, {other}]"))]);
    let folder = files.path();
    let write = |text: &str| fs::write(folder.join("osready-suppress.toml"), text).expect("a file");
    write(
        "[[suppress]]\nrule = \"missing-winpe\"\nprofiles = [\"*-Core\"]\nreason = \"the boot files come in June\"\nexpires = 2999-12-31\n",
    );
    let one = report(folder, &[]);
    assert_eq!(found(&one), [("missing-winpe", "error")]);
    assert_eq!((&one["summary"]["suppressed"], &one["summary"]["errors"]), (&json!(1), &json!(1)));
    assert_eq!(
        one["findings"][0]["suppressed"],
        json!({"reason": "the boot files come in June", "expires": "2999-12-31"})
    );
    assert!(!out(&osready(folder, &["check"])).contains("install-Core has no WinPE"));
    let shown = out(&osready(folder, &["check", "--show-suppressed"]));
    assert!(shown.contains("install-Core has no WinPE"), "{shown}");
    assert!(shown.contains("suppressed until 2999-12-31: the boot files come in June"), "{shown}");
    write("[[suppress]]\nrule = \"missing-winpe\"\nreason = \"later\"\n");
    assert_eq!(code(&osready(folder, &["check"])), 0);
    assert_eq!(code(&osready(folder, &["check", "--no-suppressions"])), 1);
    write("[[suppress]]\nrule = \"missing-winpe\"\nreason = \"later\"\nexpires = 2020-01-01\n");
    let expired = report(folder, &[]);
    assert_eq!(
        found(&expired),
        [("missing-winpe", "error"), ("missing-winpe", "error"), ("suppression-expired", "error")]
    );
    assert_eq!(expired["findings"][2]["file"], "osready-suppress.toml");
    assert_eq!(expired["findings"][2]["span"]["line"], 4);
    write("[[suppress]]\nrule = \"missing-winpe\"\nfiles = [\"b.json\"]\nreason = \"later\"\n");
    assert_eq!(found(&report(folder, &[])).last(), Some(&("suppression-unused", "warning")));
    assert!(
        found(&report(folder, &["a.json"])).iter().all(|(rule, _)| *rule != "suppression-unused"),
        "another file may need it"
    );
}

#[test]
fn a_pull_request_cannot_excuse_itself() {
    let files = folder(&[
        ("a.json", BLOCKED),
        (
            "osready.toml",
            "fail-on = \"never\"\nexclude = [\"*\"]\n[levels]\nmissing-winpe = \"off\"\n[[suppress]]\nrule = \"missing-winpe\"\nreason = \"mine\"\n",
        ),
        ("base/osready.toml", ""),
        (
            "base/suppress.toml",
            "[[suppress]]\nrule = \"missing-winpe\"\nfiles = [\"a.json\"]\nreason = \"agreed\"\n",
        ),
    ]);
    let run = |arguments: &[&str]| {
        code(&osready(files.path(), &[&["check"], arguments, &["."]].concat()))
    };
    assert_eq!(run(&[]), 3);
    assert_eq!(
        run(&["--policy-from", "base/osready.toml", "--suppressions-from", "base/osready.toml"]),
        1
    );
    assert_eq!(
        run(&["--policy-from", "base/osready.toml"]),
        0,
        "suppressions are those that stand here"
    );
    assert_eq!(
        run(&["--policy-from", "base/osready.toml", "--suppressions-from", "base/suppress.toml"]),
        0,
        "globs are relative to the repository"
    );
    assert_eq!(run(&["--policy-from", "base/absent.toml"]), 2);
}

#[test]
fn the_newest_response_of_a_folder_is_checked_alone() {
    let files = folder(&[
        ("nightly/r-2026-01-02.json", BLOCKED),
        ("nightly/r-20260103T0400.json", READY),
        ("nightly/r-20260103T0300.json", BLOCKED),
        ("nightly/x-2026-01-04.json", "{\"name\": \"no response\"}"),
        ("other/r-2026-01-01.json", READY),
    ]);
    let names = |arguments: &[&str]| {
        let report = report(files.path(), arguments);
        let rows = report["readiness"].as_array().expect("rows").clone();
        rows.iter().map(|row| row["file"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["--newest", "nightly"]), ["nightly/r-20260103T0400.json"]);
    assert_eq!(
        names(&["--newest", "nightly", "other"]),
        ["nightly/r-20260103T0400.json", "other/r-2026-01-01.json"]
    );
    assert_eq!(
        names(&["--newest", "nightly/r-2026-01-02.json"]),
        ["nightly/r-2026-01-02.json"],
        "what is named is checked"
    );
    let report = report(files.path(), &["--newest", "nightly"]);
    assert_eq!(
        found(&report),
        [("not-a-response", "note")],
        "a newer file that holds none is reported"
    );
    assert_eq!(report["findings"][0]["file"], "nightly/x-2026-01-04.json");
}

#[test]
fn status_answers_whether_what_is_required_can_be_deployed() {
    let other = BLOCKED.replace("Core", "Other");
    let files = folder(&[("r.json", &format!("[{READY}, {other}]"))]);
    let run = |arguments: &[&str]| osready(files.path(), &[&["status"], arguments].concat());
    let all = run(&[]);
    assert_eq!(code(&all), 1);
    assert!(
        out(&all).starts_with("IMAGE AND PROFILE") && out(&all).lines().count() == 3,
        "{}",
        out(&all)
    );
    let one = run(&["--require", "*-Core"]);
    assert_eq!((code(&one), out(&one).lines().count()), (0, 2));
    let absent = run(&["--require", "win2022|*", "--format", "json"]);
    assert_eq!(code(&absent), 1);
    let absent: Value = serde_json::from_str(&out(&absent)).expect("a report");
    assert_eq!(absent["findings"][0]["rule"], "required-profile");
    let table = out(&run(&["--format", "markdown"]));
    assert!(!table.contains("no findings"), "{table}");
    assert!(
        table.contains("`win2016\\|win2016-x86_64-install-Other` | ❌ blocked | `missing-winpe` |"),
        "{table}"
    );
    assert_eq!(code(&run(&["--fail-on", "never"])), 0);
}

#[test]
fn config_prints_what_is_in_force_and_where_it_comes_from() {
    let files = folder(&[(
        "osready.toml",
        "fail-on = \"warning\"\ninclude = [\"*.json\"]\n\n[levels]\ndrift = \"off\"\n\n[require]\nprofiles = [\"win*\"]\n\n[site-policy]\ndisk-budget = \"2 GB\"\n",
    )]);
    let output = osready(
        files.path(),
        &["config", "--fail-on", "note", "--require", "x|y", "--to", "thinksystem"],
    );
    assert_eq!(code(&output), 0);
    let text = out(&output);
    for line in [
        r#"fail-on = "note" # --fail-on"#,
        r#"include = ["*.json"] # osready.toml:2"#,
        "exclude = [] # default",
        r#"drift = "off" # osready.toml:5"#,
        r#"to = "thinksystem" # --to"#,
        r#""win*", # osready.toml:8"#,
        r#""x|y", # --require"#,
        r#"disk-budget = "2 GB" # osready.toml:11"#,
    ] {
        let squeezed =
            text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        assert!(squeezed.into_iter().any(|printed| printed == line), "{line} in\n{text}");
    }
    // It is a configuration itself, and says the same.
    fs::write(files.path().join("again.toml"), &text).expect("a file");
    assert_eq!(code(&osready(files.path(), &["config", "--config", "again.toml"])), 0, "{text}");
}

#[test]
fn hostile_ids_and_configurations_write_nothing_to_the_terminal() {
    let mut text = String::new();
    for character in ['\u{1b}', '\u{202e}', '\u{7}'] {
        let _ = writeln!(text, "\"a{character}[31m\" = \"{character}\"");
    }
    let files = folder(&[("a.json", READY), ("osready.toml", &text)]);
    for arguments in [&["check"][..], &["config"], &["status"], &["baseline", "create"]] {
        let output = osready(files.path(), arguments);
        let reported = out(&output) + &err(&output);
        assert_eq!(code(&output), 2);
        assert!(!reported.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{arguments:?}");
    }
}

#[test]
fn the_example_of_the_documentation_is_a_configuration() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policy.md"));
    let page = page.expect("the page").replace("\r\n", "\n");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let files = folder(&[("osready.toml", example.expect("an example"))]);
    let output = osready(files.path(), &["config", "--no-baseline"]);
    assert_eq!(code(&output), 0, "{}", out(&output));
    let text = out(&output);
    for section in ["[levels]", "[require]", "[site-policy]", "[[override]]", "[[suppress]]"] {
        assert!(text.contains(section), "{section} in\n{text}");
    }
}

#[test]
fn a_site_policy_is_reported_in_the_response_and_where_the_configuration_asks_for_it() {
    let image = json!({
        "items": [{
            "id": "win2016|", "name": "win2016", "osrelease": "2016", "deployStatus": "ready",
            "profiles": [serde_json::from_str::<Value>(READY).expect("JSON")],
        }],
    });
    let files = folder(&[
        ("r.json", &image.to_string()),
        ("osready.toml", "[site-policy]\ndenied-images = [\"sles11*\", \"win2016\"]\n"),
    ]);
    let report = report(files.path(), &[]);
    let finding = &report["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["file"]),
        (&json!("site-policy/images"), &json!("r.json"))
    );
    let label = finding["labels"].as_array().expect("labels").last().expect("a label");
    assert_eq!(
        (&label["file"], &label["pointer"]),
        (&json!("osready.toml"), &json!("/site-policy/denied-images/1"))
    );
    assert_eq!((&label["span"]["line"], &label["span"]["column"]), (&json!(2), &json!(29)));
    assert_eq!(
        verdicts(&report),
        ["blocked", "blocked"],
        "what a site denies is not deployable there"
    );
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/report.schema.json")).expect("a schema");
    let form = jsonschema::validator_for(&schema).expect("a validator");
    let errors: Vec<String> = form.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let shown = out(&osready(files.path(), &["check"]));
    assert!(shown.contains("osready.toml:2:29: denied here"), "{shown}");
}

#[test]
fn a_snapshot_is_as_old_as_the_date_in_its_name() {
    let files = folder(&[
        ("r-2020-01-31.json", READY),
        ("r.json", READY),
        ("osready.toml", "[site-policy]\nmax-age-days = 30\n"),
    ]);
    let old = report(files.path(), &["r-2020-01-31.json"]);
    assert_eq!(found(&old), [("site-policy/snapshot-age", "error")]);
    assert_eq!(found(&report(files.path(), &["r.json"])), [], "it was written just now");
    let ahead =
        "{\"items\": [], \"isAuthorized\": true, \"lastRefreshed\": \"2150-01-01T00:00:00Z\"}";
    fs::write(files.path().join("r.json"), ahead).expect("a file");
    let ahead = report(files.path(), &["r.json"]);
    assert_eq!(found(&ahead), [("site-policy/snapshot-age", "error")], "no date to come is young");
}

#[test]
fn a_response_cut_by_power_shell_never_has_what_is_required_whatever_the_levels() {
    let cut = r#"{"items": [{"id": "win2016|", "profiles": "System.Object[]"}]}"#;
    let files =
        folder(&[("snapshots/cut.json", cut), ("osready.toml", "[levels]\nsite = \"off\"")]);
    let report = report(files.path(), &["--require", "win2016|*", "snapshots"]);
    assert_eq!(found(&report), [("not-a-response", "error"), ("required-profile", "error")]);
    assert_eq!(report["exit_code"], 1);
}

#[test]
fn what_is_incompatible_with_what_one_deploys_to_stays_blocked_where_an_override_lowers_it() {
    let incompatible = READY.replace("\"noWinpe\": false", "\"incompatibleWithThinksystem\": true");
    let lowered = "[[override]]\nprofiles = [\"*\"]\nlevels = { readiness = \"note\" }";
    let files = folder(&[("old.json", &incompatible), ("osready.toml", lowered)]);
    let asked = ["--to", "thinksystem", "--require", "win2016|*", "--allow-warning", "old.json"];
    let report = report(files.path(), &asked);
    assert!(found(&report).contains(&("incompatible-with-thinksystem", "note")), "it is lowered");
    assert_eq!(verdicts(&report), ["blocked"]);
    assert_eq!(report["exit_code"], 1);
}

#[test]
fn what_is_required_and_missing_is_never_known_whatever_a_baseline_says() {
    let files = folder(&[("a.json", BLOCKED)]);
    let asked = ["--require", "win2016|*", "a.json"];
    let missing = report(files.path(), &asked);
    let findings = missing["findings"].as_array().expect("findings");
    let entries: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let Value::Object(finding) = finding else { panic!("a finding") };
            let (rule, fingerprint) = (&finding["rule"], &finding["fingerprint"]);
            json!({"file": "a.json", "rule": rule, "about": "", "fingerprint": fingerprint})
        })
        .collect();
    let forged = json!({"version": 1, "findings": entries}).to_string();
    fs::write(files.path().join("forged.json"), forged).expect("a baseline");
    let report = report(files.path(), &[&["--baseline", "forged.json"], &asked[..]].concat());
    assert!(found(&report).contains(&("required-profile", "error")), "{:?}", found(&report));
    assert!(found(&report).contains(&("missing-winpe", "note")), "the rest is known");
    assert_eq!(report["exit_code"], 1);
}

#[test]
fn a_baseline_in_a_folder_of_its_own_knows_the_files_beside_it_and_keeps_what_was_not_checked() {
    let files =
        folder(&[("snapshots/a.json", BLOCKED), ("snapshots/b.json", BLOCKED), ("ci/.keep", "")]);
    let created =
        osready(files.path(), &["baseline", "create", "-o", "ci/known.json", "snapshots"]);
    assert_eq!(code(&created), 0, "{}", err(&created));
    let within = files.path().join("ci");
    let whole = files.path().join("snapshots").to_string_lossy().into_owned();
    for (folder, baseline, path) in [
        (files.path(), "ci/known.json", "snapshots"),
        (&within, "known.json", "../snapshots"),
        (&within, "known.json", &whole),
    ] {
        let report = report(folder, &["--baseline", baseline, path]);
        assert_eq!(report["exit_code"], 0, "{path} from {}", folder.display());
        assert_eq!(report["summary"]["absent"], 0);
    }
    let prune = ["baseline", "prune", "--baseline", "ci/known.json", "snapshots/a.json"];
    let pruned = osready(files.path(), &prune);
    assert!(out(&pruned).starts_with("removed 0 findings"), "{}", out(&pruned));
}

#[test]
fn baseline_of_a_repository_may_stand_anywhere_and_is_read_from_any_folder() {
    let files = folder(&[("snapshots/a.json", BLOCKED), ("ci/.keep", "")]);
    let root = files.path();
    // As $RUNNER_TEMP is: outside of the repository.
    let elsewhere = tempfile::tempdir().expect("a folder");
    let whole = |path: &Path| path.to_string_lossy().into_owned();
    for name in ["osready-baseline.json", "ci/known.json"] {
        let created = osready(root, &["baseline", "create", "-o", name, "snapshots"]);
        assert_eq!(code(&created), 0, "{}", err(&created));
        let copy = elsewhere.path().join("baseline.json");
        fs::copy(root.join(name), &copy).expect("a copy");
        let (in_ci, in_snapshots) = (root.join("ci"), root.join("snapshots"));
        for (working, baseline, path) in [
            (root, &copy, "snapshots".to_owned()),
            (&in_ci, &copy, "../snapshots".to_owned()),
            (&in_snapshots, &copy, ".".to_owned()),
            (&in_ci, &copy, whole(&in_snapshots)),
            (&in_snapshots, &root.join(name), "a.json".to_owned()),
            // Outside of any repository the baseline's own counts.
            (elsewhere.path(), &root.join(name), whole(&in_snapshots)),
        ] {
            let report = report(working, &["--baseline", &whole(baseline), &path]);
            assert_eq!(report["exit_code"], 0, "{} from {}", baseline.display(), working.display());
            assert_eq!(report["summary"]["absent"], 0);
        }
    }
}

#[test]
fn baseline_excuses_no_file_of_the_same_name_in_another_folder() {
    let files = folder(&[("snapshots/a.json", BLOCKED), ("osready.toml", "")]);
    let root = files.path();
    assert_eq!(code(&osready(root, &["baseline", "create", "snapshots"])), 0);
    let baseline = root.join("osready-baseline.json").to_string_lossy().into_owned();
    for copy in ["a.json", "snapshots/snapshots/a.json", "other/snapshots/a.json"] {
        let copy = root.join(copy);
        let parent = copy.parent().expect("a parent");
        fs::create_dir_all(parent).expect("a folder");
        fs::write(&copy, BLOCKED).expect("a file");
        // A configuration of its own does not move what paths are relative to.
        fs::write(parent.join("osready.toml"), "").expect("a file");
        for (working, path) in [(root, copy.clone()), (parent, "a.json".into())] {
            let output =
                osready(working, &["check", "--baseline", &baseline, &path.to_string_lossy()]);
            assert_eq!(code(&output), 1, "{} from {}", path.display(), working.display());
        }
    }
}

#[test]
fn a_baseline_is_written_over_an_older_one_and_beside_what_an_interrupted_run_left() {
    let files = folder(&[
        ("a.json", BLOCKED),
        ("osready-baseline.json.new", "half"),
        (".osready-half", ""),
    ]);
    for _ in 0..2 {
        assert_eq!(code(&osready(files.path(), &["baseline", "create", "."])), 0);
    }
    let report = report(files.path(), &["--baseline", "osready-baseline.json", "a.json"]);
    assert_eq!(report["exit_code"], 0);
}

#[test]
fn known_findings_fail_nothing_and_are_quiet_even_where_notes_fail() {
    let files = folder(&[("a.json", BLOCKED)]);
    assert_eq!(code(&osready(files.path(), &["baseline", "create", "."])), 0);
    let asked =
        ["check", "-q", "--fail-on", "note", "--baseline", "osready-baseline.json", "a.json"];
    let quiet = osready(files.path(), &asked);
    assert_eq!((code(&quiet), out(&quiet).trim()), (0, ""));
}

#[test]
fn a_baseline_that_is_none_is_reported_in_words() {
    let files = folder(&[("a.json", BLOCKED)]);
    for (text, why) in [
        ("", "unexpected end of file at line 1, column 0"),
        ("{,", "invalid JSON at line 1, column 2"),
        ("[]", "unexpected content at line 1"),
        (r#"{"version": 1, "findings": [], "\u001b[31m": 1}"#, "unexpected content at line 1"),
    ] {
        fs::write(files.path().join("b.json"), text).expect("a file");
        fs::write(files.path().join("osready.toml"), "baseline = \"b.json\"").expect("a file");
        let reported = osready(files.path(), &["check", "a.json"]);
        assert_eq!(code(&reported), 2);
        assert!(
            err(&reported).contains(&format!("osready: b.json: not an osready baseline: {why}")),
            "{}",
            err(&reported)
        );
    }
}

#[test]
fn config_prints_what_is_excused_and_is_a_configuration_itself() {
    let written = "include = [\"*.json\", # why \"b\"\n  \"\\u0301x\"]\n\
        [site-policy]\nallowed-images = [\"a\", # or \"b\"\n  \"c\"]\nallowed-releases = [\"sles 15.*\"]\n\
        required-drivers = [\"nic\"]\ndeploy-path = { windows = 'c:\\lxca' }\n\
        [[suppress]]\nrule = \"missing-winpe\"\nfiles = [\"lab/**\"]\nimages = [\"win*\"]\n\
        profiles = [\"*Core\"]\nrepository-files = [\"x\"]\nreason = \"a \\\"word\\\" \\u0301\"\nexpires = 2999-06-30\n";
    let files = folder(&[("osready.toml", written)]);
    let printed = out(&osready(files.path(), &["config"]));
    for line in [
        "files = [\"lab/**\"]",
        "images = [\"win*\"]",
        "profiles = [\"*Core\"]",
        "repository-files = [\"x\"]",
    ] {
        assert!(printed.contains(line), "{line}: {printed}");
    }
    let again = folder(&[("osready.toml", &printed)]);
    let reprinted = osready(again.path(), &["config"]);
    assert_eq!(code(&reprinted), 0, "{printed}\n{}", out(&reprinted));
    let values = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.split("  # ").next().unwrap_or_default().trim_end().to_owned())
            .collect()
    };
    assert_eq!(values(&printed)[1..], values(&out(&reprinted))[1..]);
}

#[test]
fn a_configuration_is_read_up_to_a_hundred_errors_and_256_kib_packed_or_not() {
    let mut many = String::new();
    for number in 0..15_000 {
        let _ = writeln!(many, "key-{number} = 1");
    }
    let files = folder(&[("osready.toml", &many)]);
    let report = report(files.path(), &["--allow-empty"]);
    assert_eq!((found(&report).len(), &report["exit_code"]), (100, &json!(2)));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, &vec![b'#'; 2 << 20]).expect("memory");
    fs::write(files.path().join("osready.toml"), packed.finish().expect("memory")).expect("a file");
    let refused = osready(files.path(), &["check", "--allow-empty"]);
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("larger than 256 KiB"), "{}", err(&refused));
}

#[test]
fn globs_may_begin_with_the_folder_that_one_works_in() {
    let files = folder(&[("old/a.json", BLOCKED), ("new.json", READY)]);
    for glob in ["./old/**", "old/**", "./old/a.json", "a.json"] {
        assert_eq!(code(&osready(files.path(), &["check", "--exclude", glob])), 0, "{glob}");
    }
}

#[cfg(unix)]
#[test]
fn a_configuration_that_leads_out_of_the_repository_is_not_read_unless_it_is_named() {
    let elsewhere = folder(&[("secret", "token = hunter2")]);
    let files = folder(&[("a.json", READY), ("shared/strict.toml", "fail-on = \"note\"")]);
    let link = |to: &Path, name: &str| {
        let _ = fs::remove_file(files.path().join(name));
        std::os::unix::fs::symlink(to, files.path().join(name)).expect("a link");
    };
    for name in ["osready.toml", "osready-suppress.toml"] {
        link(&elsewhere.path().join("secret"), name);
        let refused = osready(files.path(), &["check", "a.json"]);
        assert_eq!(code(&refused), 2);
        assert!(err(&refused).contains("a link out of the repository"), "{}", err(&refused));
        assert!(!format!("{}{}", out(&refused), err(&refused)).contains("hunter2"));
        fs::remove_file(files.path().join(name)).expect("the link");
    }
    link(Path::new("shared/strict.toml"), "osready.toml");
    assert_eq!(code(&osready(files.path(), &["check", "a.json"])), 0);
}

#[test]
fn baseline_commands_say_how_many_findings_they_wrote_took_out_and_left() {
    let other = BLOCKED.replace("Core", "Other");
    let third = BLOCKED.replace("Core", "Third");
    let files = folder(&[("a.json", &format!("[{BLOCKED}, {other}, {third}]"))]);
    let created = osready(files.path(), &["baseline", "create", "."]);
    assert!(out(&created).starts_with("wrote 3 findings to "), "{}", out(&created));
    fs::write(files.path().join("a.json"), format!("[{READY}, {other}, {third}]")).expect("a file");
    let pruned =
        osready(files.path(), &["baseline", "prune", "--baseline", "osready-baseline.json", "."]);
    assert!(out(&pruned).starts_with("removed 1 finding from "), "{}", out(&pruned));
    assert!(out(&pruned).ends_with("; 2 left\n"), "{}", out(&pruned));
}

#[test]
fn what_is_excused_is_not_written_into_a_baseline() {
    let other = BLOCKED.replace("Core", "Other");
    let excused =
        "[[suppress]]\nrule = \"missing-winpe\"\nprofiles = [\"*-Core\"]\nreason = \"later\"\n";
    let files =
        folder(&[("a.json", &format!("[{BLOCKED}, {other}]")), ("osready-suppress.toml", excused)]);
    let created = osready(files.path(), &["baseline", "create", "."]);
    assert_eq!(code(&created), 0, "{}", err(&created));
    let written = fs::read_to_string(files.path().join("osready-baseline.json")).expect("a file");
    assert!(written.contains("-Other") && !written.contains("-Core"), "{written}");
}

#[test]
fn a_suppression_of_one_file_is_unused_where_that_file_was_checked() {
    let unused = |file: &str| {
        format!(
            "[[suppress]]\nrule = \"missing-winpe\"\nfiles = [\"{file}\"]\nreason = \"later\"\n"
        )
    };
    let files = folder(&[
        ("a.json", READY),
        ("b.json", READY),
        ("osready-suppress.toml", &(unused("a.json") + &unused("c.json"))),
    ]);
    for paths in [&["a.json"][..], &["a.json", "b.json"]] {
        let report = report(files.path(), paths);
        assert_eq!(found(&report), [], "{paths:?}: a.json may be in another folder");
    }
    let anchored = unused("/a.json") + &unused("c.json");
    fs::write(files.path().join("osready-suppress.toml"), anchored).expect("a file");
    for paths in [&["a.json"][..], &["a.json", "b.json"]] {
        let report = report(files.path(), paths);
        assert_eq!(found(&report), [("suppression-unused", "warning")], "{paths:?}");
        assert_eq!(report["findings"][0]["span"]["line"], 2);
    }
}

#[test]
fn deploying_to_thinksystem_raises_nothing_but_what_is_incompatible_with_it() {
    let warning = READY.replace("\"ready\"", "\"warning\"");
    let files = folder(&[("a.json", &warning)]);
    assert_eq!(verdicts(&report(files.path(), &["--to", "thinksystem", "a.json"])), ["warning"]);
}

#[test]
fn findings_of_an_image_count_where_one_of_its_profiles_or_itself_is_required() {
    let mut both = response(1);
    let mut second = both["items"][0].clone();
    second["id"] = "sles12|".into();
    second["name"] = "sles12".into();
    second["profiles"][0]["id"] = "sles12|profile-0".into();
    both["items"].as_array_mut().expect("images").push(second);
    let files = folder(&[("a.json", &both.to_string())]);
    for required in ["win2016|", "win2016|profile-0"] {
        let report = report(files.path(), &["--require", required, "a.json"]);
        let of_images: Vec<(&Value, &Value)> = report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .filter(|finding| finding["rule"] == "no-deployable-profile")
            .map(|finding| (&finding["image"], &finding["level"]))
            .collect();
        let (error, note) = (json!("error"), json!("note"));
        let (win2016, sles12) = (json!("win2016|"), json!("sles12|"));
        assert_eq!(of_images, [(&win2016, &error), (&sles12, &note)], "{required}");
    }
}

#[test]
fn what_is_required_and_has_a_potential_issue_may_be_let_pass() {
    let files = folder(&[("a.json", &READY.replace("\"ready\"", "\"warning\""))]);
    let warned = report(files.path(), &["--require", "win2016|*", "a.json"]);
    let findings = warned["findings"].as_array().expect("findings");
    let required = findings.iter().find(|finding| finding["rule"] == "required-profile");
    let required = required.expect("a finding");
    assert!(required["help"].as_str().is_some_and(|help| help.contains("allow-warning = true")));
    let files = folder(&[("a.json", BLOCKED)]);
    let blocked = report(files.path(), &["--require", "win2016|*", "a.json"]);
    let help = blocked["findings"][0]["help"].as_str().expect("words");
    assert!(!help.contains("allow-warning"), "{help}");
}

#[test]
fn ids_that_are_like_the_required_one_are_offered_once_each_and_the_likest_first() {
    let near = |end: &str| READY.replace("Core", end);
    let text = format!("[{}, {}, {}]", near("Cord"), near("Cores"), near("Cord"));
    let files = folder(&[("a.json", &text)]);
    let required = "win2016|win2016-x86_64-install-Core";
    let report = report(files.path(), &["--require", required, "a.json"]);
    let findings = report["findings"].as_array().expect("findings");
    let absent = findings.iter().find(|finding| finding["rule"] == "required-profile");
    let help = absent.expect("a finding")["help"].as_str().expect("words");
    assert!(
        help.contains(
            "win2016|win2016-x86_64-install-Cores, or win2016|win2016-x86_64-install-Cord?"
        ),
        "{help}"
    );
}
