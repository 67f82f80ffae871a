//! `osready plan`: deployment requests against a snapshot.
#![allow(clippy::expect_used, clippy::disallowed_methods, clippy::print_stdout)]

mod commands;
mod damage;
mod generator;
mod layouts;
mod oracle;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;
use osready::lint::{Linter, Plan, PlanInput};
use osready::report::Format;
use osready::sanitize::Untrusted;
use osready::spec::requests::{REQUEST_ATTRIBUTES, REQUEST_SCHEMA};
use serde_json::{Value, json};

use crate::binary::{code, err, folder, osready, out};
use crate::generator::{Size, clean_response};
use crate::support::cases;
use crate::support::deployment::{SNAPSHOT, file, plan};
use generator::{Expected, KINDS, KINDS_OF_ALL, Layout, clean_host, pair, snapshot};

/// The number of pairs that are generated.
const PAIRS: u64 = 1_000;

const HOST: &str = r#"[{
  "uuid": "0000000000000000000000000000000A",
  "selectedImage": "win2022|win2022-x86_64-install-Standard",
  "storageSettings": {"targetDevice": "localdisk"},
  "networkSettings": {"hostname": "web01"}
}]"#;

/// The findings of a plan, as the generator lists them.
fn found(plan: &Plan) -> Vec<Expected> {
    let rules: BTreeMap<&str, &'static str> =
        osready::rules::ALL.iter().map(|rule| (rule.id, rule.id)).collect();
    let files: BTreeMap<&str, &'static str> =
        ["request.json", "snapshot.json", "hosts.json"].map(|name| (name, name)).into();
    let findings = plan.files.iter().flat_map(|file| &file.findings);
    let mut found: Vec<Expected> = findings
        .map(|finding| Expected {
            rule: rules[finding.rule.raw()],
            file: files[finding.file.raw()],
            pointer: finding.pointer.raw().to_owned(),
        })
        .collect();
    found.sort();
    found
}

#[test]
fn every_injected_defect_is_found_and_nothing_else() {
    let linter = Linter::new();
    let mut injected = BTreeSet::new();
    let mut count = 0;
    for seed in 0..PAIRS {
        let layout = Layout::ALL[(seed % 5) as usize];
        let pair = pair(seed, layout);
        let plan = plan(&linter, &pair.request, &pair.snapshot, pair.hosts.as_deref());
        let context = || format!("seed {seed}, {layout:?}, {:?}\n{}", pair.kinds, pair.request);
        assert_eq!(plan.failures, [], "{}", context());
        assert_eq!(found(&plan), pair.expected, "{}", context());
        let rows = plan.files.iter().flat_map(|file| &file.readiness);
        let verdicts: Vec<&str> = rows.map(|row| row.verdict.as_str()).collect();
        assert_eq!(verdicts, pair.verdicts, "{}", context());
        injected.extend(pair.kinds.iter().copied().chain(pair.kind_of_all));
        count += pair.expected.len();
    }
    println!("{PAIRS} pairs: all of {count} injected findings, and no other one");
    let kinds: BTreeSet<&str> = KINDS
        .iter()
        .map(|(kind, _)| *kind)
        .chain(KINDS_OF_ALL.iter().map(|(kind, _)| *kind))
        .collect();
    let absent: Vec<_> = kinds.difference(&injected).collect();
    assert!(absent.is_empty(), "never injected: {absent:?}");
}

#[test]
fn every_rule_about_requests_is_injected() {
    let rules: BTreeSet<&str> = (0..PAIRS)
        .flat_map(|seed| pair(seed, Layout::OneLine).expected)
        .map(|one| one.rule)
        .collect();
    let group = osready::diagnostic::Group::Deployment;
    for rule in osready::rules::ALL.iter().filter(|rule| rule.group == group) {
        assert!(rules.contains(rule.id), "{} is never injected", rule.id);
    }
}

/// A second reading of the tables, over `serde_json`: it never sees a host as worse than osready does.
#[test]
fn verdict_is_ready_only_if_the_oracle_agrees() {
    let linter = Linter::new();
    let mut rng = Rng::with_seed(7);
    let (mut ready, mut changed) = (0, 0);
    for seed in 0..PAIRS {
        let pair = pair(seed, Layout::OneLine);
        let mut documents = [&pair.snapshot, &pair.request]
            .map(|text| serde_json::from_str::<Value>(text).expect("it is JSON"));
        for _ in 0..rng.usize(0..4) {
            let at = rng.usize(0..2);
            changed += usize::from(oracle::change(&mut documents[at], &mut rng));
        }
        let [snapshot, request] = &documents;
        let plan = plan(&linter, &request.to_string(), &snapshot.to_string(), None);
        let rows = plan.files.iter().flat_map(|file| &file.readiness);
        for row in rows.filter(|row| row.verdict.as_str() == "ready") {
            ready += 1;
            let uuid = row.host.as_ref().and_then(|host| host.uuid.as_ref()).map(Untrusted::raw);
            let hosts: Vec<&Value> =
                oracle::hosts(request).filter(|host| host["uuid"].as_str() == uuid).collect();
            assert_eq!(hosts.len(), 1, "seed {seed}: {uuid:?}");
            oracle::must_be_ready(hosts[0], snapshot)
                .unwrap_or_else(|why| panic!("seed {seed}: {why}\n{}\n{snapshot}", hosts[0]));
        }
    }
    assert!(ready > 500 && changed > 500, "{ready} ready, {changed} changed");
}

#[test]
fn nothing_is_ready_if_a_text_is_cut() {
    let linter = Linter::new();
    let mut rng = Rng::with_seed(3);
    let snapshot = snapshot(&mut rng).to_string();
    let request = json!([clean_host(0, &mut rng), clean_host(1, &mut rng)]).to_string();
    let ready = |request: &str, snapshot: &str| {
        let plan = plan(&linter, request, snapshot, None);
        let rows = plan.files.iter().flat_map(|file| &file.readiness);
        rows.filter(|row| row.verdict.as_str() == "ready").count()
    };
    assert_eq!(ready(&request, &snapshot), 2);
    for at in 0..request.len() {
        assert_eq!(ready(&request[..at], &snapshot), 0, "{}", &request[..at]);
    }
    for at in (0..snapshot.len()).step_by(7) {
        assert_eq!(ready(&request, &snapshot[..at]), 0, "{}", &snapshot[..at]);
    }
}

#[test]
fn nothing_is_ready_by_a_damaged_or_repeated_value() {
    let linter = Linter::new();
    let verdict = |request: &str| {
        let plan = plan(&linter, request, SNAPSHOT, None);
        plan.files[0].readiness.first().map(|row| row.verdict.as_str())
    };
    assert_eq!(verdict(HOST), Some("ready"));
    for (from, to) in [
        ("\"web01\"", "\"web01"),
        ("\"selectedImage\":", "\"selectedImage\": \"win2022|\", \"selectedImage\":"),
        ("{\"hostname\"", "{\"hostname\": \"web02\", \"hostname\""),
        ("}]", "}, ...]"),
        ("}]", "},"),
        ("}]", ""),
    ] {
        let damaged = HOST.replacen(from, to, 1);
        let verdict = verdict(&damaged);
        assert!(!matches!(verdict, Some("ready" | "warning")), "{verdict:?}: {damaged}");
    }
}

#[test]
fn exit_codes_follow_the_contract() {
    let blocked = SNAPSHOT.replacen("\"noWinpe\": false", "\"noWinpe\": true", 1);
    let hosts = r#"{"items": [{"uuid": "0000000000000000000000000000000B", "deployStatus": "Ready", "availableImages": []}]}"#;
    let folder = folder(&[
        ("s.json", SNAPSHOT),
        ("blocked.json", &blocked),
        ("cut.json", &SNAPSHOT[..SNAPSHOT.len() / 2]),
        ("two.ndjson", &format!("{0}\n{0}\n", SNAPSHOT.replace('\n', ""))),
        ("r.json", HOST),
        ("empty.json", "[]"),
        ("nothing.json", ""),
        ("other.json", "{\"name\": \"x\"}"),
        ("h.json", hosts),
        ("requests/r.json", HOST),
        ("requests/package.json", "{\"name\": \"x\"}"),
        ("snapshots/lxca1-2026-01-30.json", &blocked),
        ("snapshots/lxca1-2026-01-31.json", SNAPSHOT),
        ("snapshots/lxca2-2026-01-31.json", &blocked),
    ]);
    for (arguments, expected, words) in [
        (&["--against", "s.json", "r.json"][..], 0, ""),
        (&["--against", "blocked.json", "r.json"], 1, ""),
        (&["--against", "blocked.json", "--fail-on", "never", "r.json"], 0, ""),
        (&["--against", "cut.json", "r.json"], 1, "the text ends before the response does"),
        (&["--against", "two.ndjson", "r.json"], 2, "contains 2 responses"),
        (&["--against", "s.json", "empty.json"], 2, "contains no host"),
        (&["--against", "s.json", "nothing.json"], 2, "contains no host"),
        (&["--against", "s.json", "other.json"], 2, "contains no host"),
        (&["--against", "s.json", "h.json"], 2, "pass it with --hosts"),
        (&["--against", "s.json", "r.json", "empty.json"], 2, "contains no host"),
        (&["--against", "s.json", "s.json"], 2, "contains no host"),
        (&["--against", "r.json", "r.json"], 2, "the snapshot cannot be used"),
        (&["--against", "absent.json", "r.json"], 2, "absent.json"),
        (&["--against", "s.json", "absent.json"], 2, "absent.json"),
        (
            &["--against", "s.json", "--hosts", "r.json", "r.json"],
            2,
            "no response of GET /hostPlatforms",
        ),
        (&["--against", "s.json", "--hosts", "h.json", "r.json"], 1, ""),
        (&["--against", "s.json", "requests"], 0, ""),
        (&["--against", "snapshots", "r.json"], 2, "snapshots of 2 servers"),
        (&["--against", "snapshots", "--server", "lxca1", "r.json"], 2, "use --newest"),
        (&["--against", "snapshots", "--newest", "--server", "lxca1", "r.json"], 0, ""),
        (&["--against", "snapshots", "--newest", "--server", "LXCA2", "r.json"], 1, ""),
        (
            &["--against", "snapshots", "--newest", "--server", "lxca3", "r.json"],
            2,
            "no snapshot of the server",
        ),
    ] {
        let output = osready(folder.path(), &[&["plan"], arguments].concat());
        let said = err(&output);
        assert_eq!(code(&output), expected, "{arguments:?}: {said}{}", out(&output));
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn labels_in_both_files_are_right_in_every_layout() {
    let linter = Linter::new().with_excerpts(true).every_excerpt();
    for seed in 0..cases(50) as u64 {
        let pair = pair(seed, Layout::ALL[(seed % 5) as usize]);
        let hosts = pair.hosts.as_deref();
        let plan = plan(&linter, &pair.request, &pair.snapshot, hosts);
        let text = |file: &str| match file {
            "request.json" => pair.request.as_str(),
            "snapshot.json" => pair.snapshot.as_str(),
            _ => hosts.unwrap_or_default(),
        };
        for finding in plan.files.iter().flat_map(|file| &file.findings) {
            let own = (finding.file.raw(), finding.pointer.raw(), finding.span);
            let labels = finding.labels.iter().map(|label| {
                (
                    label.file.as_ref().map_or(own.0, |file| file.raw()),
                    label.pointer.raw(),
                    label.span,
                )
            });
            let mut files = BTreeSet::new();
            for (file, pointer, span) in [own].into_iter().chain(labels) {
                files.insert(file);
                let whole = text(file);
                let marked = &whole[span.start..span.end];
                assert_eq!(whole[..span.start].matches('\n').count() + 1, span.line, "{file}");
                let line = whole.lines().nth(span.line - 1).unwrap_or_default();
                let document: Value = match serde_json::from_str(whole) {
                    Ok(document) => document,
                    Err(_) => serde_json::from_str(line).expect("one value a line"),
                };
                let value =
                    document.pointer(pointer).unwrap_or_else(|| panic!("{file}: {pointer}"));
                let key = pointer.rsplit('/').next().unwrap_or_default();
                let is_value =
                    serde_json::from_str::<Value>(marked).is_ok_and(|marked| marked == *value);
                let is_key = marked == format!("\"{key}\"");
                let is_bracket = matches!(marked, "{" | "[");
                let is_inside = value.as_str().is_some_and(|text| text.contains(marked));
                assert!(is_value || is_key || is_bracket || is_inside, "{file}{pointer}: {marked}");
            }
            let excerpt = finding.excerpt.as_ref().expect("an excerpt");
            let shown: BTreeSet<&str> = excerpt
                .parts
                .iter()
                .map(|part| part.file.as_ref().map_or(own.0, |file| file.raw()))
                .collect();
            assert_eq!(shown, files, "every file of a label has an excerpt");
        }
    }
}

#[test]
fn every_format_names_both_files() {
    let blocked = SNAPSHOT.replacen("\"noWinpe\": false", "\"noWinpe\": true", 1);
    let folder = folder(&[("s.json", &blocked), ("r.json", HOST)]);
    let format = |format: &str| {
        let arguments = ["plan", "--against", "s.json", "--format", format, "r.json"];
        let output = osready(folder.path(), &arguments);
        assert_eq!(code(&output), 1, "{format}: {}", err(&output));
        out(&output)
    };
    let sarif: Value = serde_json::from_str(&format("sarif")).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    let uri = |place: &Value| place["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(result["ruleId"], "profile-not-ready");
    assert_eq!(uri(&result["locations"][0]), "r.json");
    let related = result["relatedLocations"].as_array().expect("locations");
    assert!(related.iter().all(|place| uri(place) == "s.json"), "{related:?}");
    let line = |place: &Value| {
        let line = place["physicalLocation"]["region"]["startLine"].as_u64().expect("a line");
        blocked.lines().nth(line as usize - 1).unwrap_or_default()
    };
    assert!(related.iter().any(|place| line(place).contains("noWinpe")), "{related:?}");
    let report: Value = serde_json::from_str(&format("json")).expect("JSON");
    assert_eq!(report["summary"]["hosts"], 1);
    assert_eq!(report["findings"][0]["host"], "0000000000000000000000000000000A");
    assert_eq!(report["findings"][0]["labels"][0]["file"], "s.json");
    assert_eq!(report["readiness"][0]["host"]["hostname"], "web01");
    let schema: Value =
        serde_json::from_str(include_str!("../../../schemas/report.schema.json")).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    assert!(
        schema.is_valid(&report),
        "{:?}",
        schema.iter_errors(&report).map(|error| error.to_string()).collect::<Vec<_>>()
    );
    let human = format("human");
    assert!(human.contains("[r.json:3:20]") && human.contains("[s.json:"), "{human}");
    assert!(human.contains("1 host, 1 blocked: 1 error in 2 files"), "{human}");
    let html = format("html");
    assert!(html.contains("web01") && html.contains("s.json"), "{html}");
    let rdjson: Value = serde_json::from_str(&format("rdjson")).expect("JSON");
    let related = &rdjson["diagnostics"][0]["related_locations"][0]["location"]["path"];
    assert_eq!(related, "s.json", "{rdjson}");
    assert!(format("markdown").contains("**1 host, 1 blocked: 1 error in 2 files**"));
    assert!(format("junit").contains("host web01"));
    for other in ["concise", "github", "gitlab", "ndjson"] {
        let text = format(other);
        assert!(text.contains("r.json") && text.contains("profile-not-ready"), "{other}: {text}");
    }
}

#[test]
fn suppressions_levels_and_baselines_apply() {
    let blocked = SNAPSHOT.replacen("\"noWinpe\": false", "\"noWinpe\": true", 1);
    let suppress = "[[suppress]]\nrule = \"profile-not-ready\"\nreason = \"tested\"\n";
    let folder = folder(&[("s.json", &blocked), ("r.json", HOST)]);
    let run = |configuration: &str| {
        std::fs::write(folder.path().join("osready.toml"), configuration).expect("a file");
        let output =
            osready(folder.path(), &["plan", "--against", "s.json", "--format", "json", "r.json"]);
        let report: Value = serde_json::from_str(&out(&output)).expect("a report");
        (code(&output), report["readiness"][0]["verdict"].clone())
    };
    // No level and no suppression makes a host ready.
    assert_eq!(run(""), (1, json!("blocked")));
    assert_eq!(run(suppress), (0, json!("blocked")));
    assert_eq!(run("[levels]\nprofile-not-ready = \"off\"\n"), (0, json!("blocked")));
    assert_eq!(run("[levels]\ndeployment = \"warning\"\n"), (0, json!("blocked")));
    let note = "[levels]\nstorage-target = \"error\"\n";
    std::fs::write(folder.path().join("s.json"), SNAPSHOT).expect("a file");
    assert_eq!(run(note), (0, json!("ready")));
    let other = HOST.replace("localdisk", "floppy");
    std::fs::write(folder.path().join("r.json"), other).expect("a file");
    assert_eq!(run(""), (0, json!("ready")));
    assert_eq!(run(note), (1, json!("blocked")));
}

#[test]
fn passwords_are_in_no_output() {
    const CANARY: &str = "Kq7Zx9Wv";
    let request = json!([{
        "uuid": "0000000000000000000000000000000A",
        "selectedImage": "win2022|win2022-x86_64-install-Core",
        "storageSettings": {"targetDevice": "localdisk", "token": CANARY},
        "networkSettings": {"hostname": "web01", "mt": 1, "secret": {"value": CANARY}},
        "adpassword": CANARY, "adusername": "join", "licenseKey": CANARY,
        "windowsDomainBlob": CANARY, "note": CANARY, "PassWord": CANARY,
        "osCredentials": {"name": "root", "password": CANARY, "passwort": CANARY, "x": [CANARY]},
    }]);
    let pretty = serde_json::to_string_pretty(&request).expect("JSON");
    let plain = [request.to_string(), pretty.clone()];
    let nested = [
        // A repeated key marks the lines around the text.
        json!({"changed": true, "stdout": pretty}).to_string().replacen(
            '{',
            "{\n\"changed\": 1,\n",
            1,
        ),
        json!({"body": STANDARD.encode(&pretty)}).to_string(),
        format!("$ cat r.json\n{pretty}\n$ exit\n"),
        // Cut, damaged, and with a key in another spelling.
        pretty[..pretty.len() - 10].to_owned(),
        pretty.replacen("\"note\": \"", "\"note\": ", 1),
    ];
    for (text, is_nested) in
        plain.iter().map(|text| (text, false)).chain(nested.iter().map(|text| (text, true)))
    {
        let folder = folder(&[("s.json", SNAPSHOT), ("r.json", text)]);
        for format in Format::ALL.map(Format::as_str) {
            let arguments = ["plan", "--against", "s.json", "--format", format, "r.json"];
            let output = osready(folder.path(), &arguments);
            let all = out(&output) + &err(&output);
            assert!(all.contains("request-password"), "{format}: {all}");
            assert!(!all.contains(CANARY), "{format}: {all}");
        }
        let arguments = ["plan", "--against", "s.json", "--show-contents", "r.json"];
        let shown = out(&osready(folder.path(), &arguments));
        for key in ["\"adpassword\": \"", "\\\"adpassword\\\": \\\"", "\"password\": \""] {
            assert!(!shown.contains(&format!("{key}{CANARY}")), "{shown}");
        }
        assert!(!is_nested || !shown.contains(&STANDARD.encode(&pretty)[..40]), "{shown}");
        // Nor do the commands for responses show any of it.
        for command in
            [&["check", "r.json"][..], &["fix", "--diff", "r.json"], &["status", "r.json"]]
        {
            let output = osready(folder.path(), command);
            let all = out(&output) + &err(&output);
            assert!(!all.contains(CANARY), "{command:?}: {all}");
        }
        let redacted = out(&osready(folder.path(), &["redact", "r.json"]));
        assert!(!redacted.contains(CANARY), "{redacted}");
    }
}

/// The schema and the rules have the same table.
#[test]
fn the_schema_is_the_table() {
    let schema: Value = serde_json::from_str(REQUEST_SCHEMA).expect("JSON");
    let mut listed = BTreeSet::new();
    for parent in ["host", "storageSettings", "networkSettings", "osCredentials"] {
        let object = &schema["$defs"][parent];
        let required: Vec<&str> =
            object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, _) in object["properties"].as_object().expect("attributes") {
            let parent = if parent == "host" { "" } else { parent };
            listed.insert((parent, name.as_str(), required.contains(&name.as_str())));
        }
    }
    let known: BTreeSet<_> = REQUEST_ATTRIBUTES
        .iter()
        .map(|attribute| (attribute.parent, attribute.name, attribute.is_required))
        .collect();
    assert_eq!(listed, known);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let linter = Linter::new();
    // What the schema rejects, the rules reject.
    for seed in 0..cases(75) as u64 {
        let pair = pair(seed, Layout::OneLine);
        let request: Value = serde_json::from_str(&pair.request).expect("JSON");
        let plan = plan(&linter, &pair.request, &pair.snapshot, None);
        if !validator.is_valid(&request) {
            assert!(!plan.files[0].findings.is_empty(), "{request}");
        }
    }
    let folder = folder(&[]);
    assert_eq!(out(&osready(folder.path(), &["schema", "--request"])), REQUEST_SCHEMA);
}

/// Four times as many hosts cost about four times as much beyond the snapshot: nothing is quadratic. A plan of a host
/// per kilobyte takes less than twice the check of the snapshot alone, if optimized. `PLAN_BYTES=10000000` measures
/// 10,000 hosts.
#[test]
fn hosts_cost_linear_time() {
    let bytes = std::env::var("PLAN_BYTES")
        .map_or(500_000, |bytes| bytes.parse().expect("PLAN_BYTES is a number"));
    let response = clean_response(1, Size::Bytes(bytes));
    let profiles = response["items"].as_array().into_iter().flatten();
    let profiles = profiles.flat_map(|image| image["profiles"].as_array().into_iter().flatten());
    let ids: Vec<&Value> = profiles.map(|profile| &profile["id"]).collect();
    let request = |count: usize| {
        let host = |number: usize| {
            json!({
                "uuid": format!("{number:032X}"), "selectedImage": ids[number % ids.len()],
                "storageSettings": {"targetDevice": "localdisk"},
                "networkSettings": {"hostname": format!("web{number:05}")},
            })
        };
        let hosts: Vec<Value> = (0..count).map(host).collect();
        [file("request.json", &json!(hosts).to_string())]
    };
    let snapshot = file("snapshot.json", &response.to_string());
    let linter = Linter::new();
    let fastest_of = |run: &dyn Fn()| {
        let time = |_| {
            let start = Instant::now();
            run();
            start.elapsed()
        };
        (0..3).map(time).min().unwrap_or(Duration::MAX)
    };
    let fastest = |requests: &[osready::input::File]| {
        let input = PlanInput { requests, snapshot: &snapshot, saved: None, platforms: None };
        fastest_of(&|| drop(linter.plan(&input)))
    };
    let check = fastest_of(&|| drop(linter.lint(&snapshot)));
    let plan = fastest(&request(bytes / 1_000));
    println!(
        "{check:?} for the check of {bytes} bytes, {plan:?} for the plan of {} hosts",
        bytes / 1_000
    );
    // Without optimization, the rules about hosts cost more than the reader, which works on blocks of bytes.
    let most = if cfg!(debug_assertions) { 6 } else { 2 };
    assert!(plan < check * most, "{check:?} for the check, {plan:?} for the plan");
    let [none, some, many] = [1, 1_000, 4_000].map(|count| fastest(&request(count)));
    let (some, many) = (some.saturating_sub(none), many.saturating_sub(none));
    println!("{none:?} for one host, {some:?} more for 1,000 hosts, {many:?} more for 4,000");
    assert!(many < some * 10, "{some:?} for 1,000 hosts, {many:?} for 4,000");
}
