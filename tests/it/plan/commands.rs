//! The command `plan`: baselines, its section of the configuration, paths, git, and what other programs run.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::HOST;
use crate::binary::{code, err, folder, osready, out};
use crate::git::{commit, git, repository, write};
use crate::support::deployment::SNAPSHOT;

fn blocked() -> String {
    SNAPSHOT.replacen("\"noWinpe\": false", "\"noWinpe\": true", 1)
}

/// A host with this number, which selects the profile that `blocked` blocks.
fn host(number: u8) -> Value {
    let mut host: Value = serde_json::from_str::<Value>(HOST).expect("JSON")[0].take();
    host["uuid"] = json!(format!("{number:032X}"));
    host["networkSettings"]["hostname"] = json!(format!("web{number:02}"));
    host
}

/// The exit code of a plan and its JSON report.
fn report(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let output = osready(folder, &[&["plan", "--format", "json"], arguments].concat());
    let report = serde_json::from_str(&out(&output));
    (code(&output), report.unwrap_or_else(|_| panic!("{}", err(&output))))
}

/// The files of the rows.
fn files(report: &Value) -> Vec<&str> {
    let rows = report["readiness"].as_array().expect("rows").iter();
    rows.map(|row| row["file"].as_str().expect("a name")).collect()
}

#[test]
fn a_baseline_excuses_only_known_findings() {
    let request = |hosts: &[Value]| serde_json::to_string_pretty(hosts).expect("JSON");
    let mut secret = host(1);
    secret["adusername"] = json!("join");
    secret["windowsDomain"] = json!("example.com");
    secret["adpassword"] = json!("Kq7Zx9Wv");
    let folder = folder(&[("s.json", &blocked()), ("r.json", &request(&[secret.clone()]))]);
    let here = folder.path();
    let plan = |arguments: &[&str]| report(here, &[&["--against", "s.json"], arguments].concat());
    assert_eq!(plan(&["r.json"]).0, 1);
    let output =
        osready(here, &["plan", "--against", "s.json", "--write-baseline", "b.json", "r.json"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let written = fs::read_to_string(here.join("b.json")).expect("a baseline");
    assert!(written.contains("profile-not-ready") && !written.contains("Kq7Zx9Wv"), "{written}");
    let known = ["--baseline", "b.json", "--fail-on", "warning", "r.json"];
    let (code_known, known_report) = plan(&known);
    // The findings are known; the host is blocked all the same.
    assert_eq!(code_known, 0);
    assert_eq!(known_report["readiness"][0]["verdict"], "blocked");
    // Neither the order of the hosts, nor the layout, nor the lines above make a finding new.
    for text in [json!([secret]).to_string(), format!("\n\n{}", request(&[secret.clone()]))] {
        fs::write(here.join("r.json"), text).expect("a file");
        assert_eq!(plan(&known).0, 0);
    }
    // Another host has findings of its own.
    fs::write(here.join("r.json"), request(&[host(2), secret.clone()])).expect("a file");
    let (code_new, new_report) = plan(&known);
    assert_eq!(code_new, 1);
    let findings = new_report["findings"].as_array().expect("findings").iter();
    let new: Vec<&str> = findings
        .filter(|finding| finding["baseline"] == "new")
        .map(|finding| finding["host"].as_str().expect("a host"))
        .collect();
    assert_eq!(new, [format!("{:032X}", 2)]);
    // The same host with another defect too.
    let mut other = secret.clone();
    other["uuid"] = json!("0000000000000000000000000000000b");
    fs::write(here.join("r.json"), request(&[other])).expect("a file");
    assert_eq!(plan(&known).0, 1);
    // What is incomplete is never recorded, and nothing but a baseline is overwritten.
    fs::write(here.join("cut.json"), &blocked()[..300]).expect("a file");
    let output =
        osready(here, &["plan", "--against", "cut.json", "--write-baseline", "c.json", "r.json"]);
    assert_ne!(code(&output), 0);
    assert!(!here.join("c.json").exists());
    let output =
        osready(here, &["plan", "--against", "s.json", "--write-baseline", "s.json", "r.json"]);
    assert_eq!(code(&output), 2, "{}", err(&output));
    assert_eq!(fs::read_to_string(here.join("s.json")).expect("a file"), blocked());
    // The findings of people's reports are recorded in full too.
    let many: Vec<Value> = (0..200).map(host).collect();
    fs::write(here.join("r.json"), request(&many)).expect("a file");
    let output =
        osready(here, &["plan", "--against", "s.json", "--write-baseline", "b.json", "r.json"]);
    assert!(err(&output).contains("wrote 200 findings to b.json"), "{}", err(&output));
    assert_eq!(plan(&["--baseline", "b.json", "r.json"]).0, 0);
}

#[test]
fn the_configuration_names_snapshot_and_hosts() {
    let hosts = json!({
        "availableImages": [], "imagesWithoutWinPERemoved": false,
        "items": [{"uuid": format!("{:032X}", 10), "deployStatus": "Not Ready", "deployStatusID": 2,
            "availableImages": [{"value": "win2022|win2022-x86_64-install-Standard"}]}],
    });
    let table =
        "[plan]\nagainst = \"nights\"\nserver = \"lxca1\"\nnewest = true\nhosts = \"h.json\"\n";
    let folder = folder(&[
        ("osready.toml", table),
        ("nights/lxca1-2026-01-30.json", &blocked()),
        ("nights/lxca1-2026-01-31.json", SNAPSHOT),
        ("nights/lxca2-2026-01-31.json", &blocked()),
        ("h.json", &hosts.to_string()),
        ("requests/r.json", HOST),
        ("s.json", &blocked()),
    ]);
    let here = folder.path();
    let rules = |report: &Value| -> Vec<String> {
        let findings = report["findings"].as_array().expect("findings").iter();
        findings.map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
    };
    // Paths of the configuration are relative to its folder.
    for (working, request) in
        [(here.to_owned(), "requests/r.json"), (here.join("requests"), "r.json")]
    {
        let (code, report) = report(&working, &[request]);
        assert_eq!(code, 1, "{report}");
        assert!(rules(&report).contains(&"host-not-ready".to_owned()), "{report}");
        assert!(!rules(&report).contains(&"profile-not-ready".to_owned()), "{report}");
    }
    // Arguments override it.
    let (code_other, other) =
        report(here, &["--against", "s.json", "--server", "s", "requests/r.json"]);
    assert_eq!(code_other, 1);
    assert!(rules(&other).contains(&"profile-not-ready".to_owned()), "{other}");
    let shown = out(&osready(here, &["config"]));
    for line in ["[plan]", "against = \"nights\"", "server = \"lxca1\"", "newest = true"] {
        assert!(shown.contains(line), "{shown}");
    }
    for (table, words) in [
        ("", "no snapshot is named"),
        ("[plan]\nagainst = \"absent.json\"\n", "absent.json"),
        ("[plan]\nagainst = 1\n", ""),
    ] {
        fs::write(here.join("osready.toml"), table).expect("a file");
        let output = osready(here, &["plan", "requests/r.json"]);
        assert_eq!(code(&output), 2, "{table}");
        assert!(err(&output).contains(words), "{table}: {}", err(&output));
    }
}

#[test]
fn the_newest_snapshot_is_that_of_check() {
    let folder = folder(&[
        ("nights/lxca1-2026-01-30.json", SNAPSHOT),
        ("nights/lxca1-2026-01-31.json", &blocked()),
        ("nights/package.json", "{\"name\": \"no snapshot\"}"),
        ("r.json", HOST),
    ]);
    let here = folder.path();
    let newest = |more: &[&str]| {
        let arguments = [&["plan", "--against", "nights", "--newest"], more, &["r.json"]].concat();
        let output = osready(here, &arguments);
        (code(&output), err(&output))
    };
    let (code_newest, said) = newest(&[]);
    assert_eq!(code_newest, 1, "{said}");
    assert!(said.contains("nights/lxca1-2026-01-31.json: the newest snapshot"), "{said}");
    // A newer file that cannot be used fails the run, unless an older one may stand in.
    for newer in ["{\"items\": [", "no response", ""] {
        fs::write(here.join("nights/lxca1-2026-02-01.json"), newer).expect("a file");
        let (code, said) = newest(&[]);
        assert!(matches!(code, 1 | 2), "{newer}: {code}, {said}");
    }
    fs::write(here.join("nights/lxca1-2026-01-31.json"), SNAPSHOT).expect("a file");
    fs::write(here.join("nights/lxca1-2026-02-01.json"), &SNAPSHOT[..200]).expect("a file");
    assert_eq!(newest(&[]).0, 1);
    let (code_older, said) = newest(&["--allow-older"]);
    assert_eq!(code_older, 0, "{said}");
    assert!(said.contains("(skipped)"), "{said}");
    // A date in the future does not count.
    fs::remove_file(here.join("nights/lxca1-2026-02-01.json")).expect("a file");
    fs::write(here.join("nights/lxca1-2099-01-01.json"), blocked()).expect("a file");
    assert_eq!(newest(&[]).0, 1);
    assert_eq!(newest(&["--allow-older"]).0, 0);
}

#[test]
fn reports_for_programs_have_paths_of_the_repository() {
    let folder = repository(&[
        ("deploy/requests/r.json", HOST),
        ("deploy/s.json", &blocked()),
        ("deploy/h.json", "{\"items\": [], \"availableImages\": []}"),
    ]);
    let below = folder.path().join("deploy/requests");
    let sarif = |more: &[&str]| -> String {
        let arguments =
            ["plan", "--against", "../s.json", "--hosts", "../h.json", "--format", "sarif"];
        let output = osready(&below, &[&arguments[..], more, &["r.json"]].concat());
        assert_eq!(code(&output), 1, "{}", err(&output));
        out(&output)
    };
    let uris = |sarif: &str| -> Vec<String> {
        let sarif: Value = serde_json::from_str(sarif).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("results");
        let places = results.iter().flat_map(|result| {
            let own = result["locations"].as_array().into_iter().flatten();
            own.chain(result["relatedLocations"].as_array().into_iter().flatten())
        });
        let uri = |place: &Value| place["physicalLocation"]["artifactLocation"]["uri"].clone();
        let mut uris: Vec<String> =
            places.map(|place| uri(place).as_str().expect("a file").to_owned()).collect();
        uris.sort();
        uris.dedup();
        uris
    };
    assert_eq!(uris(&sarif(&[])), ["deploy/h.json", "deploy/requests/r.json", "deploy/s.json"]);
    assert_eq!(uris(&sarif(&["--base-dir", ".."])), ["h.json", "requests/r.json", "s.json"]);
    let output =
        osready(&below, &["plan", "--against", "../s.json", "--format", "github", "r.json"]);
    assert!(out(&output).contains("file=deploy/requests/r.json"), "{}", out(&output));
    // People open what they named.
    let output = osready(&below, &["plan", "--against", "../s.json", "r.json"]);
    assert!(out(&output).contains("[r.json:") && out(&output).contains("[../s.json:"));
}

#[test]
fn only_changed_requests_are_checked() {
    let folder = repository(&[
        ("requests/same.json", HOST),
        ("requests/changed.json", &json!([host(2)]).to_string()),
        ("requests/README.md", "Requests"),
        ("s.json", SNAPSHOT),
        ("h.json", "{\"items\": [], \"availableImages\": []}"),
        (".gitignore", "ignored.json\n"),
    ]);
    let here = folder.path();
    let since = |more: &[&str]| {
        report(
            here,
            &[
                &["--changed-since", "HEAD", "--fail-on", "never", "--against", "s.json"],
                more,
                &["requests"],
            ]
            .concat(),
        )
    };
    let output =
        osready(here, &["plan", "--changed-since", "HEAD", "--against", "s.json", "requests"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("no request changed since HEAD"), "{}", err(&output));
    write(here, "requests/changed.json", &json!([host(3)]).to_string());
    write(here, "requests/ignored.json", &json!([host(4)]).to_string());
    assert_eq!(files(&since(&[]).1), ["requests/changed.json", "requests/ignored.json"]);
    // A change of what they are compared with concerns all.
    fs::remove_file(here.join("requests/ignored.json")).expect("a file");
    write(here, "s.json", &format!("{SNAPSHOT}\n"));
    assert_eq!(files(&since(&[]).1).len(), 2);
    commit(here, "a snapshot");
    write(here, "h.json", "{\"items\": [], \"availableImages\": [ ]}");
    assert_eq!(files(&since(&[]).1), [] as [&str; 0]);
    assert_eq!(files(&since(&["--hosts", "h.json"]).1).len(), 2);
    git(here, &["checkout", "-q", "h.json"]);
    write(here, "osready.toml", "fail-on = \"warning\"\n");
    assert_eq!(files(&since(&[]).1).len(), 2);
    commit(here, "a policy");
    // A file that is no request changes nothing, unless there is no request at all.
    write(here, "requests/README.md", "All requests");
    let changed = |paths: &[&str]| {
        let arguments = ["plan", "--changed-since", "HEAD", "--against", "s.json"];
        code(&osready(here, &[&arguments[..], paths].concat()))
    };
    write(here, "requests/notes.json", "{\"name\": \"no request\"}");
    assert_eq!(changed(&["requests"]), 0);
    write(here, "requests/broken.json", "selectedImage: win2022|");
    assert_eq!(changed(&["requests"]), 2);
    fs::remove_file(here.join("requests/broken.json")).expect("a file");
    for name in ["same.json", "changed.json"] {
        fs::remove_file(here.join("requests").join(name)).expect("a file");
    }
    assert_eq!(changed(&["requests"]), 2);
}

#[test]
fn a_pull_request_is_planned_under_the_policy_of_its_target() {
    let folder = repository(&[
        ("osready.toml", "fail-on = \"warning\"\n[plan]\nagainst = \"s.json\"\n"),
        ("requests/r.json", HOST),
        ("requests/other.json", &json!([host(7)]).to_string()),
        ("s.json", &blocked()),
        ("ready.json", SNAPSHOT),
    ]);
    let here = folder.path();
    git(here, &["checkout", "-q", "-b", "topic"]);
    write(here, "requests/r.json", &json!([host(5)]).to_string());
    let suppress = "[[suppress]]\nrule = \"profile-not-ready\"\nreason = \"mine\"\n";
    write(
        here,
        "osready.toml",
        &format!("fail-on = \"never\"\n[plan]\nagainst = \"ready.json\"\n{suppress}"),
    );
    write(here, "osready-suppress.toml", suppress);
    write(here, ".gitignore", "requests/\n");
    commit(here, "a pull request");
    let (code_base, plan) = report(here, &["--base-ref", "main", "requests"]);
    assert_eq!(code_base, 1, "{plan}");
    assert_eq!(files(&plan), ["requests/r.json"]);
    assert_eq!(plan["readiness"][0]["verdict"], "blocked");
    let output = osready(here, &["plan", "--base-ref", "main", "requests"]);
    assert!(err(&output).contains("osready.toml differs from the base commit"), "{}", err(&output));
    // Under its own policy it would pass.
    assert_eq!(report(here, &["--no-ignore", "requests"]).0, 0);
    // A snapshot that the pull request brings concerns all requests.
    write(here, "s.json", &blocked().replace("win2022\"", "win2022\" "));
    commit(here, "a snapshot");
    let (_, plan) = report(here, &["--base-ref", "main", "requests"]);
    assert_eq!(files(&plan).len(), 2);
}

/// Only a request that is read from standard input has a name of its own.
#[test]
fn standard_input_is_a_request() {
    let folder = folder(&[("s.json", SNAPSHOT), ("r.json", HOST)]);
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_osready"))
            .args(["plan", "--against", "s.json", "--format", "json"])
            .args(arguments)
            .current_dir(folder.path())
            .stdin(fs::File::open(folder.path().join("r.json")).expect("a file"))
            .output()
            .expect("osready runs");
        let report: Value = serde_json::from_str(&out(&output)).unwrap_or_default();
        (code(&output), report["readiness"][0]["file"].clone())
    };
    assert_eq!(run(&["--stdin-filename", "requests/x.json", "-"]), (0, json!("requests/x.json")));
    assert_eq!(run(&["--stdin-filename", "requests/x.json", "r.json"]).0, 2);
}

/// The script of the step that checks, as a runner would run it.
#[cfg(unix)]
#[test]
fn the_action_plans_requests() {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    let action = include_str!("../../../action.yml");
    let step = action.split("    - name: Check\n").nth(1).expect("the step");
    let step = step.split("\n    - name:").next().unwrap_or_default();
    let (head, script) = step.split_once("      run: |\n").expect("its script");
    let script: String =
        script.lines().flat_map(|line| [line.trim_start_matches("        "), "\n"]).collect();
    // Every input of the action reaches the script by the environment.
    for name in ["against", "hosts", "paths", "base-ref", "fail-on", "baseline"] {
        let variable = format!("OSREADY_{}", name.replace('-', "_").to_uppercase());
        assert!(head.contains(&format!("{variable}: ${{{{ inputs.{name} }}}}")), "{name}");
    }
    let hosts = json!({"items": [{"uuid": format!("{:032X}", 10), "deployStatus": "Ready", "deployStatusID": 0,
        "availableImages": [{"value": "win2022|win2022-x86_64-install-Standard"}]}]});
    let folder = repository(&[
        ("r e/quests.json", HOST),
        ("s.json", SNAPSHOT),
        ("$(touch evil).json", &blocked()),
        ("h.json", &hosts.to_string()),
        (".gitignore", "*.json\n"),
    ]);
    let here = folder.path();
    let runner = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(runner.path().join("osready/bin")).expect("folders");
    symlink(env!("CARGO_BIN_EXE_osready"), runner.path().join("osready/bin/osready"))
        .expect("a link");
    let run = |variables: &[(&str, &str)]| {
        let mut command = Command::new("bash");
        command.args(["-e", "-c", &script]).current_dir(here);
        for name in ["BASE_REF", "FAIL_ON", "REQUIRE", "BASELINE", "HOSTS", "AGAINST"] {
            command.env(format!("OSREADY_{name}"), "");
        }
        command
            .env("RUNNER_TEMP", runner.path())
            .env("OSREADY_SUMMARY", "true")
            .env_remove("GITHUB_BASE_REF");
        command.env("GITHUB_OUTPUT", runner.path().join("output"));
        command.env("GITHUB_STEP_SUMMARY", runner.path().join("summary"));
        command.env("OSREADY_PATHS", "r e").envs(variables.iter().copied());
        for name in ["output", "summary"] {
            fs::write(runner.path().join(name), "").expect("a file");
        }
        let output = command.output().expect("bash runs");
        assert!(output.status.success(), "{}", err(&output));
        assert!(!here.join("evil").exists());
        let written = |name: &str| fs::read_to_string(runner.path().join(name)).expect("a file");
        (written("output"), written("summary"), written("osready.sarif"))
    };
    let (output, summary, _) = run(&[("OSREADY_AGAINST", "s.json"), ("OSREADY_HOSTS", "h.json")]);
    assert!(output.contains("exit-code=0"), "{output}");
    assert!(summary.contains("1 host, 1 ready"), "{summary}");
    let (output, summary, sarif) = run(&[("OSREADY_AGAINST", "$(touch evil).json")]);
    assert!(output.contains("exit-code=1"), "{output}");
    assert!(summary.contains("1 host, 1 blocked"), "{summary}");
    assert!(sarif.contains("profile-not-ready") && sarif.contains("r%20e/quests.json"), "{sarif}");
    // A pull request without a changed request passes, and says so.
    let (output, ..) = run(&[("OSREADY_AGAINST", "s.json"), ("OSREADY_BASE_REF", "HEAD")]);
    assert!(output.contains("exit-code=0"), "{output}");
}

/// The hook names files behind its arguments, as pre-commit calls it.
#[test]
fn the_hook_plans_the_requests_that_pre_commit_names() {
    let hooks = include_str!("../../../.pre-commit-hooks.yaml").replace("\r\n", "\n");
    let hook =
        hooks.split("- id: ").find(|hook| hook.starts_with("osready-plan\n")).expect("the hook");
    let field = |name: &str| {
        let line = hook.lines().find_map(|line| line.trim().strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("{name}")).to_owned()
    };
    assert_eq!(field("entry"), "osready plan");
    let arguments = field("args");
    let arguments: Vec<&str> =
        arguments.trim_matches(['[', ']']).split(", ").map(|one| one.trim_matches('"')).collect();
    let files = field("files").replacen("(?i)", "", 1);
    assert_eq!(
        files,
        r"(^|/)[^/]*(hostplatforms?|deployment[-_]?request)[^/]*\.(json|ndjson|jsonl)$"
    );
    let names = ["--hosts=x-hostPlatforms.json", "deployment-request.json"];
    let mut all = vec![("osimages.json", SNAPSHOT.to_owned())];
    all.extend([(names[0], HOST.to_owned()), (names[1], json!([host(3)]).to_string())]);
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&all);
    let run = |arguments: &[&str]| osready(folder.path(), &[&["plan"], arguments, &names].concat());
    let output = run(&arguments);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(out(&output).contains("2 hosts, 2 ready"), "{}", out(&output));
    fs::write(folder.path().join("osimages.json"), blocked()).expect("a file");
    assert_eq!(code(&run(&arguments)), 1);
    // With a user's own arguments, a file that is named as an option is refused.
    let output = run(&["--against=osimages.json"]);
    assert_eq!(code(&output), 2, "{}", err(&output));
    assert!(err(&output).contains("put -- before the paths"), "{}", err(&output));
}
