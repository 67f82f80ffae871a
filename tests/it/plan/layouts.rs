//! Labels in two files cover the same characters however both were saved, in every format.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use osready::lint::{Linter, Plan};
use serde_json::{Value, json};

use super::generator::{Layout, pair};
use crate::binary::{code, err, folder, osready};
use crate::support::cases;
use crate::support::deployment::plan;
use crate::targets::wrappings::{WRAPPINGS, Wrapping, can_contain, wrapped};

/// A mark: the rule, the file, and the characters.
type Mark = (String, String, String);

/// The request: a host per kind of label, and characters beyond ASCII before most of them.
fn request() -> Value {
    let host = |number: u8, id: &str| {
        json!({
            "note": "é日本😀",
            "uuid": format!("{number:032X}"),
            "selectedImage": id,
            "storageSettings": {"targetDevice": "localdisk"},
            "networkSettings": {"hostname": format!("web{number:02}")},
        })
    };
    let mut custom = host(1, "win2022|win2022-x86_64-install-Custom");
    custom["configFileId"] = json!("9_c.json");
    let mut twin = host(3, "rhels8.6|rhels8.6-x86_64-install-Minimal");
    twin["licenseKey"] = json!("AAAAA");
    twin["networkSettings"]["hostname"] = json!("web02");
    json!([
        custom,
        host(2, "win2019|win2019-x86_64-install-Core"),
        twin,
        host(4, "win2022|win2022-x86_64-install-Macros"),
        host(5, "win2022|win2022-x86_64-install-Stand"),
    ])
}

fn snapshot() -> Value {
    let mut snapshot = super::snapshot(&mut fastrand::Rng::with_seed(1));
    for image in snapshot["items"].as_array_mut().expect("images") {
        image["description"] = json!("é日本😀");
    }
    snapshot
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

/// How a file is saved.
#[derive(Clone, Copy, Debug)]
enum Saved {
    Pretty,
    OneLine,
    Crlf,
    Utf16,
    Mark,
    Indented,
}

impl Saved {
    const ALL: [Self; 6] =
        [Self::Pretty, Self::OneLine, Self::Crlf, Self::Utf16, Self::Mark, Self::Indented];

    /// The text as a reader decodes it, and the bytes of the file.
    fn save(self, value: &Value) -> (String, Vec<u8>) {
        let text = match self {
            Self::OneLine => value.to_string(),
            Self::Crlf => pretty(value).replace('\n', "\r\n"),
            Self::Indented => {
                pretty(value).lines().flat_map(|line| ["\t      ", line, "\n"]).collect()
            }
            _ => pretty(value),
        };
        let bytes = match self {
            Self::Utf16 => {
                format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
            }
            Self::Mark => format!("\u{feff}{text}").into_bytes(),
            _ => text.clone().into_bytes(),
        };
        (text, bytes)
    }
}

/// Where a report says that something is: line and column of the start and of the end, 1-based.
struct Region([u64; 4]);

impl Region {
    fn of(value: &Value, keys: [&str; 4]) -> Self {
        let start = value[keys[0]].as_u64().expect("a line");
        let number = |key: &str, default: u64| value[key].as_u64().unwrap_or(default);
        Self([start, number(keys[1], 1), number(keys[2], start), number(keys[3], 1)])
    }

    /// The characters of the region; a column is a number of units of `len`.
    fn characters(&self, text: &str, len: fn(char) -> usize) -> String {
        let Self([line, column, end_line, end_column]) = *self;
        let (mut at_line, mut at_column) = (1, 1);
        let mut found = String::new();
        for character in text.chars() {
            let at = (at_line, at_column);
            if at >= (line, column) && at < (end_line, end_column) {
                found.push(character);
            }
            if character == '\n' {
                (at_line, at_column) = (at_line + 1, 1);
            } else {
                at_column += len(character) as u64;
            }
        }
        found
    }
}

/// The marks of a JSON report.
fn marks(report: &Value, text: &dyn Fn(&str) -> String) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    for finding in report["findings"].as_array().expect("findings") {
        let labels = finding["labels"].as_array().into_iter().flatten();
        for place in std::iter::once(finding).chain(labels) {
            let file = place["file"].as_str().or(finding["file"].as_str()).expect("a file");
            let keys = ["line", "column", "end_line", "end_column"];
            let region = Region::of(&place["span"], keys);
            let characters = region.characters(&text(file), |_| 1);
            let rule = finding["rule"].as_str().expect("a rule");
            marks.insert((rule.to_owned(), file.to_owned(), characters));
        }
    }
    marks
}

/// The marks of a SARIF report, each in its own artifact.
fn sarif_marks(report: &Value, text: &dyn Fn(&str) -> String) -> BTreeSet<Mark> {
    let run = &report["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let mut marks = BTreeSet::new();
    for result in run["results"].as_array().expect("results") {
        let places = [&result["locations"], &result["relatedLocations"]];
        for place in places.into_iter().flat_map(|places| places.as_array().into_iter().flatten()) {
            let place = &place["physicalLocation"];
            let file = place["artifactLocation"]["uri"].as_str().expect("a file");
            let keys = ["startLine", "startColumn", "endLine", "endColumn"];
            let region = Region::of(&place["region"], keys);
            let characters = region.characters(&text(file), char::len_utf16);
            let rule = result["ruleId"].as_str().expect("a rule");
            marks.insert((rule.to_owned(), file.to_owned(), characters));
        }
    }
    marks
}

/// Runs a plan of the files in `folder`. Returns its reports: JSON, SARIF, HTML, for people.
fn reports(folder: &Path) -> [String; 4] {
    let formats = ["json", "sarif", "html", "human"];
    let named = formats.map(|format| format!("--format={format}=out.{format}"));
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let output =
        osready(folder, &[&["plan", "--against", "s.json"], &named[..], &["r.json"]].concat());
    assert_eq!(code(&output), 1, "{}", err(&output));
    formats
        .map(|format| fs::read_to_string(folder.join(format!("out.{format}"))).expect("a report"))
}

#[test]
fn every_format_marks_the_same_characters_in_every_layout() {
    let mut expected = None;
    let mut compared = 0;
    for of_request in Saved::ALL {
        for of_snapshot in Saved::ALL {
            for in_ansible in [false, true] {
                let request = match in_ansible {
                    false => request(),
                    true => json!([{"hosts": "localhost", "tasks": [{"pylxca_module": {
                        "command_options": "update", "osimages_dict": {"hostPlatforms": request()},
                    }}]}]),
                };
                let (request, bytes) = of_request.save(&request);
                let (snapshot, snapshot_bytes) = of_snapshot.save(&snapshot());
                let folder = folder(&[]);
                fs::write(folder.path().join("r.json"), bytes).expect("a file");
                fs::write(folder.path().join("s.json"), snapshot_bytes).expect("a file");
                let context = format!("{of_request:?}, {of_snapshot:?}, {in_ansible}");
                let text =
                    |file: &str| if file == "r.json" { request.clone() } else { snapshot.clone() };
                let [json, sarif, html, human] = reports(folder.path());
                let json: Value = serde_json::from_str(&json).expect("JSON");
                let marks = marks(&json, &text);
                let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
                assert_eq!(sarif_marks(&sarif, &text), marks, "{context}");
                // A value is written alike in every layout, and of an object its bracket or key is marked.
                let expected = expected.get_or_insert_with(|| marks.clone());
                assert_eq!(marks, *expected, "{context}");
                compared += both_excerpts(&json, &html, &human, &context);
            }
        }
    }
    let expected: BTreeSet<Mark> = expected.expect("marks");
    let has = |rule: &str, file: &str, characters: &str| {
        expected.contains(&(rule.to_owned(), file.to_owned(), characters.to_owned()))
    };
    // What the marks are, by hand.
    for (rule, of_request, of_snapshot) in [
        ("request-file", "\"9_c.json\"", "\"customConfigFiles\""),
        ("profile-not-ready", "\"win2019|win2019-x86_64-install-Core\"", "true"),
        ("license-key-ignored", "\"licenseKey\"", "\"rhels8.6|rhels8.6-x86_64-install-Minimal\""),
        (
            "macro-without-value",
            "\"win2022|win2022-x86_64-install-Macros\"",
            "#predefined.hostPlatforms.licenseKey#",
        ),
        (
            "unknown-profile",
            "\"win2022|win2022-x86_64-install-Stand\"",
            "\"win2022|win2022-x86_64-install-Standard\"",
        ),
    ] {
        assert!(has(rule, "r.json", of_request), "{rule}: {expected:#?}");
        assert!(has(rule, "s.json", of_snapshot), "{rule}: {expected:#?}");
    }
    assert!(compared > 300, "{compared}");
}

/// Asserts that HTML and the report for people show an excerpt of each file in which a finding has labels.
/// Returns the number of findings with labels in two files.
fn both_excerpts(json: &Value, html: &str, human: &str, context: &str) -> usize {
    let mut in_two = 0;
    for finding in json["findings"].as_array().expect("findings") {
        let own = finding["file"].as_str().expect("a file");
        let labels = finding["labels"].as_array().into_iter().flatten();
        let mut files: BTreeSet<&str> = BTreeSet::new();
        let mut places = Vec::new();
        for place in std::iter::once(finding).chain(labels) {
            let file = place["file"].as_str().unwrap_or(own);
            let (line, column) = (&place["span"]["line"], &place["span"]["column"]);
            files.insert(file);
            places.push((file, format!("{file}:{line}:{column}")));
        }
        in_two += usize::from(files.len() == 2);
        for file in files {
            let shows = |text: &str, end: &str| {
                let mut of_file = places.iter().filter(|(other, _)| *other == file);
                of_file.any(|(_, place)| text.contains(&format!("{place}{end}")))
            };
            assert!(
                shows(human, "]") || shows(human, ":"),
                "{context}: {file} of {finding}\n{human}"
            );
            assert!(shows(html, "</span>"), "{context}: {file} of {finding}");
        }
    }
    in_two
}

/// The rows and findings of a plan, without their positions.
fn content(plan: &Plan) -> (Vec<String>, BTreeSet<(String, String)>) {
    let rows = plan.files.iter().flat_map(|file| &file.readiness);
    let rows = rows.map(|row| {
        let uuid = row.host.as_ref().and_then(|host| host.uuid.as_ref());
        format!("{} {}", uuid.map_or("", |uuid| uuid.raw()), row.verdict.as_str())
    });
    let findings = plan.files.iter().flat_map(|file| &file.findings);
    let findings =
        findings.map(|finding| (finding.rule.raw().to_owned(), finding.message.raw().to_owned()));
    (rows.collect(), findings.collect())
}

fn assert_found(seed: u64, wrappings: &[&Wrapping]) {
    let linter = Linter::new();
    let layout = if seed.is_multiple_of(2) { Layout::OneLine } else { Layout::Pretty };
    let pair = pair(seed, layout);
    let names: Vec<&str> = wrappings.iter().map(|(name, _)| *name).collect();
    let expected = plan(&linter, &pair.request, &pair.snapshot, pair.hosts.as_deref());
    let hosts = pair.hosts.as_ref().map(|hosts| wrapped(hosts, wrappings));
    for (request, hosts) in
        [(wrapped(&pair.request, wrappings), pair.hosts.clone()), (pair.request.clone(), hosts)]
    {
        let plan = plan(&linter, &request, &pair.snapshot, hosts.as_deref());
        let context = || format!("seed {seed} in {names:?}\n{request}\n{hosts:?}");
        assert_eq!(plan.failures, expected.failures, "{}", context());
        assert_eq!(content(&plan), content(&expected), "{}", context());
        for file in &plan.files {
            assert!(file.incomplete.is_empty(), "{:?}: {}", file.incomplete, context());
        }
    }
}

/// Requests are found wherever responses are.
#[test]
fn requests_are_found_in_any_wrapping() {
    for seed in 0..6 {
        for wrapping in WRAPPINGS {
            assert_found(seed, &[wrapping]);
        }
    }
}

#[test]
fn requests_are_found_in_any_two_wrappings() {
    let mut rng = fastrand::Rng::with_seed(7);
    for seed in 0..cases(40) as u64 {
        let mut choose = || rng.choice(WRAPPINGS).expect("there are some");
        let (first, second) = (choose(), choose());
        if can_contain(second, first) {
            assert_found(seed, &[first, second]);
        }
    }
}

/// What names a host and cannot be read is no host that passes.
#[test]
fn unread_texts_with_hosts_are_incomplete() {
    let linter = Linter::new();
    let snapshot = snapshot().to_string();
    let mut host = request()[2].clone();
    host["networkSettings"]["hostname"] = json!("web01");
    for (request, is_complete) in [
        (json!([host]).to_string(), true),
        (json!({"request": [host], "log": "selectedImage is set"}).to_string(), true),
        (json!({"request": [host], "other": "{\"selectedImage\": \"a|b\""}).to_string(), true),
        (json!({"request": [host], "other": "- 'selectedImage': a|b"}).to_string(), false),
        (format!("request:\n{}\nselectedImage: a|b\n", json!([host])), false),
        (format!("$ cat request.json\n{}\n$ exit\n", json!([host])), true),
    ] {
        let plan = plan(&linter, &request, &snapshot, None);
        assert!(plan.files[0].hosts > 0, "{request}");
        let is_incomplete = plan.files.iter().any(|file| !file.incomplete.is_empty());
        let has_two = plan.files[0].hosts == 2;
        assert_eq!(
            !is_incomplete,
            is_complete && !has_two,
            "{request}: {:?}",
            plan.files[0].incomplete
        );
    }
}
