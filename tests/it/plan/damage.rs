//! The soundness law for plans: a host is ready only if everything that its request names was read in full
//! and is ready, however the texts are damaged.
#![allow(clippy::expect_used, clippy::disallowed_methods, clippy::print_stdout)]

use fastrand::Rng;
use osready::diagnostic::Level;
use osready::lint::{Linter, Plan};
use osready::sanitize::Untrusted;
use serde_json::{Value, json};

use super::generator::{CUSTOM, LINUX, Layout, PLAIN, pair};
use super::oracle;
use crate::support::cases;
use crate::support::deployment::plan;

/// A text without what a parser can restore without a guess: blanks, quotes, brackets and separators.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace() && !"\"'{}[],:".contains(*character))
        .collect()
}

/// The maximum length of a member between two others, in characters.
const MAX_NAME: usize = 80;

/// Damages a text at a random place.
fn damaged(text: &str, rng: &mut Rng) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = rng.usize(0..bytes.len());
    let end = (at + rng.usize(1..40)).min(bytes.len());
    match rng.u8(0..7) {
        0 => drop(bytes.drain(at..end)),
        1 => drop(bytes.remove(at)),
        2 => bytes[at] = *rng.choice(b"\"{}[],:x0\n").expect("there are some"),
        3 => bytes.insert(at, *rng.choice(b"\"{}[],:x0\n").expect("there are some")),
        4 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        5 => bytes.truncate(at),
        _ => drop(bytes.splice(at..end, b"...".to_vec())),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The uuids of the hosts that are ready.
fn ready(plan: &Plan) -> Vec<String> {
    let rows = plan.files.iter().flat_map(|file| &file.readiness);
    let rows = rows.filter(|row| row.verdict.as_str() == "ready");
    let uuid = |row: &osready::finding::ReadinessRow| {
        row.host.as_ref()?.uuid.as_ref().map(|uuid| uuid.raw().to_owned())
    };
    rows.filter_map(uuid).collect()
}

/// Returns whether a gate passes: nothing is an error, incomplete or unreadable.
fn passes(plan: &Plan) -> bool {
    let is_error = |finding: &osready::finding::Finding| finding.level == Level::Error;
    plan.failures.is_empty()
        && plan
            .files
            .iter()
            .all(|file| file.incomplete.is_empty() && !file.findings.iter().any(is_error))
}

/// The values in a snapshot that the readiness of a host rests on.
fn evidence<'v>(host: &Value, snapshot: &'v Value) -> Vec<&'v Value> {
    let all = |list: &'v Value| list.as_array().into_iter().flatten();
    let images = if snapshot.is_array() { snapshot } else { &snapshot["items"] };
    let profiles = all(images).flat_map(|image| all(&image["profiles"]));
    let named = profiles.filter(|profile| profile["id"] == host["selectedImage"]);
    let files = all(&snapshot["customConfigFiles"]).chain(all(&snapshot["unattendFiles"]));
    let files = files.filter(|file| {
        let id = &file["id"];
        *id == host["configFileId"] || *id == host["unattendFileId"]
    });
    named.chain(files).collect()
}

#[test]
fn no_damage_of_a_snapshot_makes_a_host_ready() {
    let linter = Linter::new();
    let mut rng = Rng::with_seed(11);
    let (mut runs, mut ready_in_damaged) = (0, 0);
    for seed in 0..cases(150) as u64 {
        let pair = pair(seed, Layout::OneLine);
        let Ok(snapshot) = serde_json::from_str::<Value>(&pair.snapshot) else { continue };
        let request: Value = serde_json::from_str(&pair.request).expect("JSON");
        for _ in 0..3 {
            let text = damaged(&pair.snapshot, &mut rng);
            let plan = plan(&linter, &pair.request, &text, None);
            runs += 1;
            for uuid in ready(&plan) {
                ready_in_damaged += 1;
                let context = || format!("seed {seed}: {uuid}\n{}\n{text}", pair.request);
                let hosts: Vec<_> =
                    oracle::hosts(&request).filter(|host| host["uuid"] == json!(uuid)).collect();
                let [host] = hosts[..] else { panic!("{}", context()) };
                let damaged = serde_json::from_str::<Value>(&text).ok();
                if damaged.is_some_and(|damaged| oracle::must_be_ready(host, &damaged).is_ok()) {
                    continue;
                }
                // What it rests on was ready, and no character of it is lost or changed.
                oracle::must_be_ready(host, &snapshot)
                    .unwrap_or_else(|why| panic!("{why}: {}", context()));
                let kept = letters(&text);
                for value in evidence(host, &snapshot) {
                    assert!(is_kept(value, &kept), "{value} was damaged: {}", context());
                }
            }
        }
    }
    println!("{runs} damaged snapshots, {ready_in_damaged} ready hosts");
    assert!(
        runs > cases(375) && ready_in_damaged > cases(25),
        "{runs} runs, {ready_in_damaged} ready"
    );
}

/// Returns whether the letters of a text still have those of a profile or a file, except a name, on which nothing
/// rests.
fn is_kept(value: &Value, kept: &str) -> bool {
    let members = value.as_object().expect("an object").iter();
    let written = |(key, value): (&String, &Value)| letters(&format!("{key}{value}"));
    let (before, after): (Vec<_>, Vec<_>) =
        members.filter(|(key, _)| *key != "name").partition(|(key, _)| key.as_str() < "name");
    let [before, after] =
        [before, after].map(|part| part.into_iter().map(written).collect::<String>());
    let mut places = kept.match_indices(&before);
    places.any(|(at, _)| {
        let rest = &kept[at + before.len()..];
        rest.find(&after).is_some_and(|distance| distance <= MAX_NAME)
    })
}

#[test]
fn no_damage_of_a_request_makes_a_host_ready_or_lets_one_vanish() {
    let linter = Linter::new();
    let mut rng = Rng::with_seed(12);
    let (mut runs, mut vanished) = (0, 0);
    for seed in 0..cases(150) as u64 {
        let layout = [Layout::OneLine, Layout::Pretty, Layout::Dictionary][seed as usize % 3];
        let pair = pair(seed, layout);
        let Ok(snapshot) = serde_json::from_str::<Value>(&pair.snapshot) else { continue };
        let request: Value = serde_json::from_str(&pair.request).expect("JSON");
        let hosts = match layout {
            Layout::Dictionary => &request["osimages_dict"]["hostPlatforms"],
            _ => &request,
        };
        for _ in 0..3 {
            let text = damaged(&pair.request, &mut rng);
            let plan = plan(&linter, &text, &pair.snapshot, None);
            runs += 1;
            let kept = letters(&text);
            for uuid in ready(&plan) {
                let context = || format!("seed {seed}: {uuid}\n{text}");
                let damaged = serde_json::from_str::<Value>(&text).ok();
                let host = damaged.as_ref().and_then(|damaged| {
                    let hosts = match layout {
                        Layout::Dictionary => &damaged["osimages_dict"]["hostPlatforms"],
                        _ => damaged,
                    };
                    oracle::hosts(hosts).find(|host| host["uuid"] == json!(uuid))
                });
                let before = oracle::hosts(hosts).find(|host| host["uuid"] == json!(uuid));
                let host = host.or(before).unwrap_or_else(|| panic!("{}", context()));
                oracle::must_be_ready(host, &snapshot)
                    .unwrap_or_else(|why| panic!("{why}: {}", context()));
                // What the host names is as it was.
                for name in ["uuid", "selectedImage", "configFileId", "unattendFileId"] {
                    let value = &before.unwrap_or(host)[name];
                    let member = letters(&format!("{name}{value}"));
                    assert!(value.is_null() || kept.contains(&member), "{name}: {}", context());
                }
            }
            // A host that is not among the rows is not deployed unseen.
            let rows: usize = plan.files.iter().map(|file| file.readiness.len()).sum();
            let is_json = serde_json::from_str::<Value>(&text).is_ok();
            if rows < pair.verdicts.len() && !is_json {
                vanished += 1;
                assert!(!passes(&plan), "seed {seed}: {rows} rows of\n{}\n{text}", pair.request);
            }
        }
    }
    println!("{runs} damaged requests, {vanished} with fewer hosts");
    assert!(runs > cases(375) && vanished > cases(5), "{runs} runs, {vanished} with fewer hosts");
}

/// A key that is repeated with another value leaves open which one the server means.
#[test]
fn nothing_is_ready_by_a_repeated_key() {
    let linter = Linter::new();
    let mut rng = Rng::with_seed(5);
    let snapshot = super::snapshot(&mut rng).to_string();
    let host = |selected: &str| {
        let mut host = json!({
            "uuid": "0000000000000000000000000000000A", "selectedImage": selected,
            "storageSettings": {"targetDevice": "localdisk"},
            "networkSettings": {"hostname": "web01"},
        });
        if selected == CUSTOM {
            host["configFileId"] = json!("1_c.json");
            host["unattendFileId"] = json!("2_u.xml");
        }
        host
    };
    let mut repeated = 0;
    for id in [PLAIN, LINUX, CUSTOM] {
        let request = json!([host(id)]).to_string();
        assert_eq!(ready(&plan(&linter, &request, &snapshot, None)).len(), 1, "{id}");
        let document: Value = serde_json::from_str(&snapshot).expect("JSON");
        for value in evidence(&host(id), &document) {
            let text = value.to_string();
            let keys = ["deployStatus", "id", "readyCheck", "customizationOptions", "osrelease"];
            for key in keys.iter().filter(|key| !value[**key].is_null()) {
                for other in ["\"x\"", "null", "[1]"] {
                    let first = format!("{{\"{key}\":{other},{}", &text[1..]);
                    let last = format!("{},\"{key}\":{other}}}", &text[..text.len() - 1]);
                    for damaged in [first, last] {
                        let damaged = snapshot.replacen(&text, &damaged, 1);
                        assert_ne!(damaged, snapshot);
                        repeated += 1;
                        let plan = plan(&linter, &request, &damaged, None);
                        assert_eq!(
                            ready(&plan),
                            [] as [String; 0],
                            "{id}: {key} {other}\n{damaged}"
                        );
                    }
                }
            }
        }
    }
    assert!(repeated > 50, "{repeated}");
    // The list of hosts itself, and what wraps it.
    let two = |key: &str| {
        let other = json!([host(LINUX)]).to_string();
        format!(
            "{{\"osimages_dict\": {{\"{key}\": {other}, \"{key}\": {}}}}}",
            json!([host(PLAIN)])
        )
    };
    let plan = plan(&linter, &two("hostPlatforms"), &snapshot, None);
    assert!(!passes(&plan), "{:?}", plan.files[0].findings);
    assert_eq!(ready(&plan), [] as [String; 0]);
}

/// A list that says how many elements it has is cut if it has others.
#[test]
fn nothing_is_ready_in_a_list_of_another_length() {
    let linter = Linter::new();
    let mut rng = Rng::with_seed(6);
    let snapshot = super::snapshot(&mut rng).to_string();
    let host = json!({
        "uuid": "0000000000000000000000000000000A", "selectedImage": PLAIN,
        "storageSettings": {"targetDevice": "localdisk"}, "networkSettings": {"hostname": "web01"},
    });
    for (count, is_ready) in [(1, true), (2, false), (0, false)] {
        let request = json!({"value": [host], "Count": count}).to_string();
        let plan = plan(&linter, &request, &snapshot, None);
        assert_eq!(!ready(&plan).is_empty(), is_ready, "{count}");
        assert_eq!(passes(&plan), is_ready, "{count}");
    }
    let uuid = |row: &Untrusted| row.raw().to_owned();
    let plan = plan(&linter, &json!([host, 7]).to_string(), &snapshot, None);
    let rows = &plan.files[0].readiness;
    let ids: Vec<_> =
        rows.iter().filter_map(|row| row.host.as_ref()?.uuid.as_ref().map(uuid)).collect();
    assert_eq!(ids, ["0000000000000000000000000000000A"]);
    assert!(ready(&plan).is_empty() && !passes(&plan));
}
