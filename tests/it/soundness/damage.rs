//! The soundness law: whatever single damage is done to the evidence in a response, nothing is called
//! ready or warning that was worse undamaged, and nothing at all whose evidence the damage touched,
//! unless the damage was repaired without guessing.

use std::collections::BTreeMap;

use osready::input::{Discovery, File};
use osready::lint::Linter;
use osready::model::Verdict;
use serde_json::{Value, json};

use crate::support::stride;

/// Stands in a response for the value that is damaged.
const SITE: &str = "@@SITE@@";

type Verdicts = BTreeMap<String, Verdict>;

/// The verdicts by id; of two rows of one id the better.
fn verdicts(text: &str) -> Verdicts {
    let mut found = Verdicts::new();
    let text = text.to_owned();
    let file = File::new("response.json", Discovery::Explicit, text);
    let file_report = Linter::new().lint(&file).expect("shorter than 4 GiB");
    for row in file_report.readiness {
        let id = row.profile.or(row.image).map(|id| id.raw().to_owned()).unwrap_or_default();
        let known = found.entry(id).or_insert(row.verdict);
        *known = row.verdict.min(*known);
    }
    found
}

fn lets_deploy(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Ready | Verdict::Warning)
}

/// Where evidence lies, and whose.
struct Site {
    /// JSON Pointer of the value.
    pointer: String,
    /// The ids of the images and profiles that rest on it; none where it does not apply.
    owners: Vec<String>,
}

/// A system as its ids name it, with the flags that count for it.
const SYSTEMS: &[(&str, &[&str])] = &[
    ("win2022", &["noWinpe", "preloadedWinpe"]),
    ("rhels8.6", &[]),
    ("sles15.4", &["noPackages", "requiresThinksystemKiso"]),
    ("sle12.5", &["requiresThinksystemKiso"]),
    ("esxi8.0", &[]),
    ("ubuntu22.04", &[]),
    ("ol8", &[]),
];

const ALWAYS: &[&str] = &["isPlaceholder", "incompatibleWithThinksystem"];

const FLAGS: &[&str] = &[
    "incompatibleWithThinksystem",
    "isPlaceholder",
    "noPackages",
    "noWinpe",
    "preloadedWinpe",
    "requiresThinksystemKiso",
];

/// A response of two images of a system, with two profiles each; `blocked` is a flag of the first
/// profile that is true, where there is one.
fn response(system: &str, blocked: Option<&str>) -> Value {
    let image = |name: &str| {
        let profile = |kind: &str, is_first: bool| {
            let id = format!("{name}-x86_64-install-{kind}");
            let flags: serde_json::Map<String, Value> = FLAGS
                .iter()
                .map(|flag| ((*flag).to_owned(), json!(is_first && blocked == Some(*flag))))
                .collect();
            json!({
                "customizationOptions": {"driverOptions": {"driverFileIds": ["drv-a"]}},
                "deployStatus": "ready",
                "id": format!("{name}|{id}"),
                "isAllowedInCurrentSecurityMode": true,
                "name": id,
                "readyCheck": flags,
                "supportedOsRelease": name.trim_start_matches(|c: char| c.is_ascii_alphabetic()),
                "type": "predefined"
            })
        };
        json!({
            "deployStatus": "ready",
            "id": format!("{name}|"),
            "name": name,
            "profiles": [profile("Basic", true), profile("Minimal", false)],
            "readyCheck": {
                "incompatibleWithThinksystem": false,
                "isNotAllowedInCurrentSecurityMode": false
            },
            "type": "base"
        })
    };
    let driver = json!({"failedToLoad": false, "id": "drv-a", "name": "a", "os": os(system), "osrelease": "", "type": "Predefined"});
    json!({
        "driverFiles": [driver],
        "items": [image(system), image(&format!("{system}_2"))],
        "result": "success"
    })
}

fn os(system: &str) -> &str {
    match system {
        "win2022" => "win",
        "rhels8.6" => "rhels",
        "esxi8.0" => "esxi",
        "ubuntu22.04" => "ubuntu",
        "ol8" => "",
        _ => "sles",
    }
}

/// The evidence of the first image and its first profile.
fn sites(system: &str, counting: &[&str]) -> Vec<Site> {
    let image = format!("{system}|");
    let profile = format!("{system}|{system}-x86_64-install-Basic");
    let other = format!("{system}|{system}-x86_64-install-Minimal");
    let site = |pointer: &str, owners: &[&String]| Site {
        pointer: format!("/items/0/{pointer}"),
        owners: owners.iter().map(|id| (*id).clone()).collect(),
    };
    let mut sites = vec![
        site("deployStatus", &[&image, &profile, &other]),
        site("readyCheck", &[&image, &profile, &other]),
        site("readyCheck/isNotAllowedInCurrentSecurityMode", &[&image, &profile, &other]),
        site("readyCheck/incompatibleWithThinksystem", &[&image]),
        site("profiles", &[&image]),
        site("profiles/0/deployStatus", &[&profile]),
        site("profiles/0/readyCheck", &[&profile]),
        site("profiles/0/isAllowedInCurrentSecurityMode", &[&profile]),
        site("profiles/0/customizationOptions", &[&profile]),
        site("profiles/0/customizationOptions/driverOptions", &[&profile]),
        site("profiles/0/customizationOptions/driverOptions/driverFileIds", &[&profile]),
        site("profiles/0/customizationOptions/driverOptions/driverFileIds/0", &[&profile]),
    ];
    for flag in FLAGS {
        let counts = counting.contains(flag) || ALWAYS.contains(flag);
        let owners: &[&String] = if counts { &[&profile] } else { &[] };
        sites.push(site(&format!("profiles/0/readyCheck/{flag}"), owners));
    }
    sites
}

/// What may come in the place of a value, each a damage whose repair would be a guess.
fn damages(key: Option<&str>, value: &Value) -> Vec<String> {
    let raw = value.to_string();
    let mut damages: Vec<String> = Vec::new();
    let other_types: &[&str] = match value {
        Value::Bool(_) => {
            &[r#""true""#, r#""false""#, "0", "1", "null", "[]", "{}", "[false]", r#""""#]
        }
        Value::String(_) if key == Some("deployStatus") => &[
            "null",
            "true",
            "1",
            "[]",
            "{}",
            r#""""#,
            r#""reedy""#,
            r#"" ready""#,
            r#""ready ""#,
            r#"["ready"]"#,
        ],
        Value::String(_) => &["null", "true", "1", "[]", "{}"],
        Value::Array(_) if key == Some("profiles") => {
            &["null", "true", "1", r#""x""#, "{}", "[null]", "[7]"]
        }
        Value::Array(_) => &["true", "1", "{}", "[null]", "[7]"],
        Value::Object(_) if key == Some("readyCheck") => {
            &["null", "true", "1", r#""x""#, "[]", "[{}, {}]", "[7]"]
        }
        _ => &["true", "1", r#""x""#, "[7]"],
    };
    damages.extend(other_types.iter().map(|text| (*text).to_owned()));
    match value {
        Value::Bool(flag) => {
            let half = &raw[..raw.len() - 1];
            damages.extend([
                half.to_owned(),
                raw[..1].to_owned(),
                format!("{} {}", &raw[..2], &raw[2..]),
                format!("{}#{}", &raw[..2], &raw[2..]),
                format!("\"{raw}"),
                format!("{raw} ..."),
                format!("{raw} stray"),
                "...".to_owned(),
                String::new(),
            ]);
            if let Some(key) = key {
                damages.push(format!("{raw}, \"{key}\": {}", !flag));
                damages.push(format!("{}, \"{key}\": {raw}", !flag));
                damages.push(format!("{raw}, \"{key}\": {}, \"{key}\": {raw}", !flag));
            }
        }
        Value::String(text) => {
            damages.extend([
                format!("\"{}", &text[..text.len() - 1]),
                format!("\"{}\"{}\"", &text[..2], &text[2..]),
                format!("\"{}\n{}\"", &text[..2], &text[2..]),
                format!("\"{}\u{1}{}\"", &text[..2], &text[2..]),
                format!("{raw} ..."),
                "...".to_owned(),
            ]);
            if key.is_some() {
                damages.push(String::new());
            }
            if key == Some("deployStatus") {
                damages.push(format!("{raw}, \"deployStatus\": \"notReady\""));
                damages.push(format!("\"notReady\", \"deployStatus\": {raw}"));
            }
        }
        Value::Array(_) | Value::Object(_) => {
            let inner = &raw[1..raw.len() - 1];
            let (open, close) = (&raw[..1], &raw[raw.len() - 1..]);
            damages.extend([
                format!("{open}{inner} ...{close}"),
                format!("{open}... {inner}{close}"),
                format!("{open}...{close}"),
                format!("{open}{inner}"),
                format!("{open}{inner} @ {close}"),
                "...".to_owned(),
            ]);
            if let Some(key) = key {
                let other = if value.is_array() { "[]" } else { r#"{"isPlaceholder": true}"# };
                damages.push(format!("{raw}, \"{key}\": {other}"));
                damages.push(format!("{other}, \"{key}\": {raw}"));
            }
        }
        _ => {}
    }
    damages
}

/// The response as laid-out text, with `text` in the place of the value at `pointer`.
fn with(response: &Value, pointer: &str, text: &str) -> String {
    let mut damaged = response.clone();
    *damaged.pointer_mut(pointer).expect("a site") = json!(SITE);
    let laid_out = serde_json::to_string_pretty(&damaged).expect("JSON");
    laid_out.replacen(&format!("\"{SITE}\""), text, 1)
}

/// The response with a merge conflict about the member or element at `pointer`.
fn with_conflict(response: &Value, pointer: &str, ours: &str, theirs: &str) -> String {
    let text = with(response, pointer, SITE);
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line.contains(SITE) {
            true => format!(
                "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> nightly",
                line.replace(SITE, ours),
                line.replace(SITE, theirs)
            ),
            false => line.to_owned(),
        })
        .collect();
    lines.join("\n")
}

fn key_of(pointer: &str) -> Option<&str> {
    let last = pointer.rsplit('/').next()?;
    (!last.bytes().all(|byte| byte.is_ascii_digit())).then_some(last)
}

/// What breaks the law in the damaged text.
fn violations(undamaged: &Verdicts, text: &str, owners: &[String]) -> Vec<String> {
    let damaged = verdicts(text);
    let mut broken = Vec::new();
    for (id, verdict) in damaged.into_iter().filter(|(_, verdict)| lets_deploy(*verdict)) {
        if undamaged.get(&id).is_some_and(|before| *before > verdict) {
            broken.push(format!("{id} is {verdict:?} and was {:?}", undamaged[&id]));
        }
        if owners.contains(&id) {
            broken.push(format!("{id} is {verdict:?}, and its evidence is damaged"));
        }
    }
    broken
}

#[test]
fn damaged_evidence_is_never_called_ready() {
    let mut broken: Vec<String> = Vec::new();
    let mut tried = 0;
    for (system, counting) in SYSTEMS {
        let flags = counting.iter().chain(ALWAYS).copied();
        for blocked in std::iter::once(None).chain(flags.map(Some)) {
            let response = response(system, blocked);
            let undamaged = verdicts(&serde_json::to_string_pretty(&response).expect("JSON"));
            for Site { pointer, owners } in sites(system, counting) {
                let value = response.pointer(&pointer).expect("a site");
                let mut texts: Vec<String> = damages(key_of(&pointer), value)
                    .iter()
                    .map(|damage| with(&response, &pointer, damage))
                    .collect();
                let other = match value {
                    Value::Bool(flag) => json!(!flag),
                    Value::String(_) => json!("notReady"),
                    Value::Array(_) => json!([]),
                    _ => json!({"isPlaceholder": true}),
                };
                let (ours, theirs) = (value.to_string(), other.to_string());
                texts.push(with_conflict(&response, &pointer, &ours, &theirs));
                texts.push(with_conflict(&response, &pointer, &theirs, &ours));
                for text in texts {
                    tried += 1;
                    if tried % stride() != 0 {
                        continue;
                    }
                    let found = violations(&undamaged, &text, &owners);
                    if !found.is_empty() {
                        let around = text
                            .lines()
                            .filter(|line| key_of(&pointer).is_some_and(|key| line.contains(key)));
                        let around: Vec<&str> = around.take(3).collect();
                        broken.push(format!(
                            "{system} {blocked:?} {pointer}: {found:?}\n  {around:?}"
                        ));
                    }
                }
            }
        }
    }
    assert!(tried > 5_000, "only {tried} damages");
    assert!(
        broken.is_empty(),
        "{} of {tried}:\n{}",
        broken.len(),
        broken[..broken.len().min(25)].join("\n")
    );
}

#[test]
fn response_cut_at_any_byte_is_never_called_better() {
    for (system, blocked) in [("win2022", None), ("sles15.4", Some("noPackages"))] {
        let response = response(system, blocked);
        let text = response.to_string();
        let undamaged = verdicts(&text);
        // An image of which the end was read keeps its verdict.
        let ends: Vec<(String, usize)> = response["items"]
            .as_array()
            .expect("images")
            .iter()
            .map(|image| {
                let written = image.to_string();
                let end = text.find(&written).expect("the image") + written.len();
                (image["name"].as_str().expect("a name").to_owned(), end)
            })
            .collect();
        for end in 0..text.len() {
            let cut: Vec<String> = undamaged
                .keys()
                .filter(|id| {
                    ends.iter().any(|(name, at)| *at > end && id.starts_with(&format!("{name}|")))
                })
                .cloned()
                .collect();
            let broken = violations(&undamaged, &text[..end], &cut);
            assert!(
                broken.is_empty(),
                "cut at {end}: {broken:?}\n…{}",
                &text[end.saturating_sub(80)..end]
            );
        }
    }
}

#[test]
fn damage_that_is_repaired_without_guessing_changes_no_verdict() {
    for (system, _) in SYSTEMS {
        for blocked in [None, Some("isPlaceholder")] {
            let response = response(system, blocked);
            let text = serde_json::to_string_pretty(&response).expect("JSON");
            let undamaged = verdicts(&text);
            for repaired in [
                text.replacen("\"deployStatus\": \"ready\",", "\"deployStatus\": \"ready\"", 3),
                text.replace("\"deployStatus\": \"ready\"", "'deployStatus': 'ready'"),
                text.replace(": false", ": False").replace(": true", ": True"),
                text.replace("false\n", "false,\n"),
                text.replace(
                    "\"deployStatus\": \"ready\",",
                    "\"deployStatus\": \"ready\", // as it was\n",
                ),
                text.replace("  ", "\u{a0}\u{a0}"),
            ] {
                assert_ne!(repaired, text);
                assert_eq!(verdicts(&repaired), undamaged, "{repaired}");
            }
        }
    }
}
