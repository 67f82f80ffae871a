//! Lists that PowerShell made something else of are read as the lists that they were: the same verdicts,
//! the same findings at the same values, and one finding about the shapes.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;

use osready::diagnostic::Level;
use osready::fix::{FixOptions, apply_fixes};
use osready::input::{Discovery, File};
use osready::lint::FileReport;
use osready::model::Verdict;
use osready::redact::{Preserved, redact};
use serde_json::{Value, json};

use crate::binary::osready;
use crate::generator::{Layout, Options, Size, generate};
use crate::support::cases;

/// What is made of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Element,
    Counted,
    CountedFirst,
    Array,
}

/// Makes of the lists of a response what PowerShell makes of them. Which attributes are lists, and what
/// attributes their elements have, is read from the reference's table.
struct PowerShell {
    /// The paths of the reference: `items[].profiles[]`.
    paths: BTreeSet<String>,
    forms: Vec<Form>,
    random: fastrand::Rng,
    changed: usize,
}

impl PowerShell {
    fn new(seed: u64, forms: &[Form]) -> Self {
        let table = fs::read_to_string("tests/spec/attributes.tsv").expect("the table");
        let paths = table.lines().filter_map(|line| line.split('\t').nth(1)).map(str::to_owned);
        let (forms, random) = (forms.to_vec(), fastrand::Rng::with_seed(seed));
        Self { paths: paths.collect(), forms, random, changed: 0 }
    }

    fn convert(&mut self, value: &Value, path: &str) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .map(|(key, member)| {
                    let dot = if path.is_empty() { "" } else { "." };
                    (key.clone(), self.convert(member, &format!("{path}{dot}{key}")))
                })
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Value::Array(elements) => self.convert_list(elements, &format!("{path}[]")),
            scalar => scalar.clone(),
        }
    }

    fn convert_list(&mut self, elements: &[Value], path: &str) -> Value {
        let list: Vec<Value> = elements.iter().map(|one| self.convert(one, path)).collect();
        // A release's platforms are lists as well: the table has no names for them.
        let is_list =
            self.paths.contains(path) || path.starts_with("supportedImages[].releases[].");
        let form = *self.random.choice(&self.forms).expect("a form");
        if !is_list || form == Form::Array {
            return list.into();
        }
        let is_one = list.len() == 1 && self.can_stand_alone(&list[0], path);
        match form {
            Form::Element if !is_one => return list.into(),
            _ => self.changed += 1,
        }
        match form {
            Form::Element => list.into_iter().next().expect("one"),
            Form::CountedFirst => json!({"Count": list.len(), "value": list}),
            _ => {
                let mut counted = serde_json::Map::new();
                counted.insert("value".to_owned(), list.clone().into());
                counted.insert("Count".to_owned(), list.len().into());
                counted.into()
            }
        }
    }

    fn can_stand_alone(&self, element: &Value, path: &str) -> bool {
        match element {
            Value::Object(members) => members.keys().any(|key| {
                path == "supportedImages[].releases[]"
                    || ["", "[]"]
                        .iter()
                        .any(|end| self.paths.contains(&format!("{path}.{key}{end}")))
            }),
            Value::String(text) => {
                !text.is_empty()
                    && !text.contains(char::is_whitespace)
                    && !path.ends_with("Files[]")
            }
            _ => false,
        }
    }
}

fn file(text: &str) -> File {
    File::new("response.json", Discovery::Explicit, text)
}

fn lint(text: &str) -> FileReport {
    crate::support::linter(true).lint(&file(text)).expect("shorter than 4 GiB")
}

/// What is found, wherever it stands, without what is said about the shapes.
fn findings(file_report: &FileReport, text: &str) -> Vec<String> {
    let others = file_report.findings.iter().filter(|one| one.rule != "powershell-shape");
    others
        .map(|one| {
            let characters = &text[one.span.start..one.span.end];
            let labels: Vec<&str> = one.labels.iter().map(|label| label.message.raw()).collect();
            let (rule, message, label) = (one.rule.raw(), one.message.raw(), one.label.raw());
            let fingerprint = one.fingerprint.raw();
            let level = one.level;
            format!("{level:?} {rule} {message:?} {characters} {label:?} {labels:?} {fingerprint}")
        })
        .collect()
}

fn verdicts(file_report: &FileReport) -> Vec<(Option<String>, Option<String>, Verdict)> {
    let text = |text: &Option<osready::sanitize::Untrusted>| {
        text.as_ref().map(|text| text.raw().to_owned())
    };
    let rows = file_report.readiness.iter();
    rows.map(|row| (text(&row.image), text(&row.profile), row.verdict)).collect()
}

fn about_shapes(file_report: &FileReport) -> usize {
    file_report.findings.iter().filter(|one| one.rule == "powershell-shape").count()
}

/// Both texts have the same verdicts and findings, but for one about the shapes of the second; and its
/// pointers lead to values of it.
fn assert_alike(plain: &str, changed: &str, title: &str) {
    let (before, after) = (lint(plain), lint(changed));
    assert_eq!(verdicts(&after), verdicts(&before), "{title}");
    assert_eq!(findings(&after, changed), findings(&before, plain), "{title}");
    assert_eq!(about_shapes(&before), 0, "{title}");
    assert_eq!(about_shapes(&after), 1, "{title}");
    let value: Value = serde_json::from_str(changed).expect("JSON");
    for finding in &after.findings {
        let at = value.pointer(finding.pointer.raw());
        assert!(at.is_some(), "{title}: nothing at {:?}", finding.pointer);
    }
}

#[test]
fn every_response_is_read_alike_in_every_shape() {
    let all: [&[Form]; 4] = [
        &[Form::Element],
        &[Form::Counted],
        &[Form::CountedFirst],
        &[Form::Element, Form::Counted, Form::CountedFirst, Form::Array],
    ];
    for seed in 1..=cases(2) as u64 {
        for (defect_share, layout) in [(0.0, Layout::OneLine), (0.05, Layout::Pretty)] {
            let size = Size::Images(3 + seed as usize % 3);
            let generated = generate(&Options { seed, size, defect_share, layout });
            let plain: Value = serde_json::from_str(&generated.text).expect("JSON");
            for forms in all {
                let mut power_shell = PowerShell::new(seed, forms);
                let changed = power_shell.convert(&plain, "");
                assert!(power_shell.changed > 3, "{} lists changed", power_shell.changed);
                let title = format!("seed {seed}, {defect_share}, {forms:?}");
                assert_alike(&plain.to_string(), &changed.to_string(), &title);
                assert_alike(&format!("{plain:#}"), &format!("{changed:#}"), &title);
            }
        }
    }
}

const MINIMAL: &str = "rhels8.6|rhels8.6-x86_64-install-Minimal";

/// An image of RHEL with one profile, which is what `profile` says.
fn image(profile: &Value) -> Value {
    json!({"deployStatus": "ready", "id": "rhels8.6|", "name": "rhels8.6", "profiles": profile, "type": "base"})
}

fn profile(id: &str, status: &str) -> Value {
    let name = id.split('|').next_back().unwrap_or_default();
    json!({"deployStatus": status, "id": id, "name": name, "readyCheck": {"isPlaceholder": status != "ready"},
        "type": "predefined"})
}

fn counted(list: &[Value]) -> Value {
    json!({"value": list, "Count": list.len()})
}

#[test]
fn parts_of_a_response_are_read_alike_too() {
    let one = || profile(MINIMAL, "ready");
    let other = || profile("rhels8.6|rhels8.6-x86_64-install-Graphical", "notReady");
    let plain = json!([image(&json!([one()])), image(&json!([one(), other()]))]);
    let changed = counted(&[image(&one()), image(&counted(&[one(), other()]))]);
    assert_alike(&plain.to_string(), &changed.to_string(), "images at the root");
    let plain = json!([one(), other()]);
    assert_alike(
        &plain.to_string(),
        &counted(&[one(), other()]).to_string(),
        "profiles at the root",
    );
    let wrapped =
        |list: Value| json!({"changed": false, "result": {"items": list, "result": "success"}});
    let plain = wrapped(json!([image(&json!([other()]))]));
    let changed = wrapped(image(&other()));
    assert_alike(&plain.to_string(), &changed.to_string(), "in an Ansible result");
    let responses = [json!({"items": []}), json!({"items": [image(&json!([one()]))]})];
    let plain = Value::from(responses.to_vec());
    assert_alike(&plain.to_string(), &counted(&responses).to_string(), "responses at the root");
}

#[test]
fn lists_that_may_be_objects_are_read_within_their_count_and_not_reported_alone() {
    let response = |messages: Value, check: Value| {
        let mut profile = profile(MINIMAL, "ready");
        profile["readyCheck"] = check;
        json!({"items": [image(&json!([profile]))], "messages": messages, "result": "success"})
            .to_string()
    };
    let message =
        json!({"id": "FQXHMFC0295M", "recovery": {"text": "Ask again.", "URL": ""}, "text": "No."});
    let check = json!({"isPlaceholder": true});
    let plain = response(json!([message]), json!([check]));
    let one = std::slice::from_ref;
    let changed = response(counted(one(&message)), counted(one(&check)));
    assert_alike(&plain, &changed, "messages and readyCheck");
    assert_eq!(about_shapes(&lint(&response(message, check))), 0, "objects");
}

#[test]
fn a_misspelled_list_that_lost_its_shape_is_read_too() {
    let bootd = |list: Value| json!({"bootdFiles": list, "items": []}).to_string();
    let boot = json!({"id": "WinPE_10", "name": "WinPE_10", "os": "mac", "type": "predefined"});
    assert_alike(&bootd(json!([boot])), &bootd(boot.clone()), "an element");
    assert_alike(&bootd(json!([boot])), &bootd(counted(&[boot])), "a count");
}

#[test]
fn another_object_or_text_in_the_place_of_a_list_stays_what_it_is() {
    for profiles in [
        json!({"win2016": "ready"}),
        json!({"value": [profile(MINIMAL, "ready")]}),
        json!({"value": [profile(MINIMAL, "ready")], "Count": "1"}),
        json!({"value": [profile(MINIMAL, "ready")], "Count": 1, "next": null}),
        json!({"value": profile(MINIMAL, "ready"), "Count": 1}),
        json!("rhels8.6-x86_64-install-Minimal"),
        json!(7),
    ] {
        let file_report = lint(&json!({"items": [image(&profiles)]}).to_string());
        assert_eq!(about_shapes(&file_report), 0, "{profiles}");
        assert!(file_report.findings.iter().any(|one| one.rule == "schema"), "{profiles}");
        assert!(
            verdicts(&file_report).iter().all(|(_, profile, _)| profile.is_none()),
            "{profiles}"
        );
    }
    // Several strings that PowerShell joined are not one.
    // What PowerShell cut off is one finding about the response.
    for (text, rule) in [
        ("WinPE_10 WinPE_11", "schema"),
        ("System.Object[]", "not-a-response"),
        ("@{id=a}", "not-a-response"),
    ] {
        let options = json!({"bootOptions": {"bootFileIds": text}});
        let mut one = profile(MINIMAL, "ready");
        one["customizationOptions"] = options;
        let file_report =
            lint(&json!({"bootFiles": [], "items": [image(&json!([one]))]}).to_string());
        assert_eq!(about_shapes(&file_report), 0, "{text}");
        let rules: Vec<&str> = file_report.findings.iter().map(|one| one.rule.raw()).collect();
        assert!(rules.contains(&rule) && !rules.contains(&"dangling-reference"), "{rules:?}");
    }
}

#[test]
fn a_count_that_differs_says_that_the_list_is_incomplete() {
    let list = |count: usize| json!({"value": [profile(MINIMAL, "ready")], "Count": count});
    let text = |count| json!({"items": [image(&list(count))]}).to_string();
    let reported = |count| lint(&text(count)).findings[0].label.raw().to_owned();
    assert_eq!(reported(1), "the list is in \"value\" of an object");
    assert_eq!(reported(3), "\"Count\" is 3, but the list has 1: it is incomplete");
    assert_eq!(lint(&text(1)).findings[0].level, Level::Warning);
    assert_eq!(lint(&text(3)).findings[0].level, Level::Error);
    // What an incomplete list lacks is no evidence: no file is called unused.
    let unused = |count: usize| {
        let text = json!({
            "items": [image(&list(count))],
            "softwareFiles": [{"id": "1_a.zip", "name": "a.zip", "os": "rhel", "type": "Custom"}],
        });
        let file_report = lint(&text.to_string());
        file_report.findings.iter().any(|one| one.rule == "unused-file")
    };
    assert!(unused(1));
    assert!(!unused(2));
}

#[test]
fn a_cut_by_depth_is_one_finding_in_every_shape() {
    for text in [
        json!({"items": {"value": "@{id=rhels8.6|; profiles=System.Object[]}", "Count": 1}}),
        json!({"items": {"id": "rhels8.6|", "profiles": "System.Object[]"}}),
        json!({"items": {"id": "rhels8.6|", "profiles": "@{id=a; deployStatus=ready}"}}),
        json!({"items": {"value": [{"id": "rhels8.6|", "profiles": "System.Object[]"}], "Count": 1}}),
        json!({"items": [{"id": "rhels8.6|", "profiles": {"value": "System.Object[]", "Count": 2}}]}),
    ] {
        let file_report = lint(&text.to_string());
        assert_eq!(file_report.findings.len(), 1, "{text}: {:?}", file_report.findings);
        assert_eq!(file_report.findings[0].rule, "not-a-response", "{text}");
        assert!(file_report.readiness.is_empty(), "{text}");
    }
}

#[test]
fn damaged_shapes_are_read_and_keep_their_damage() {
    let whole = json!({"items": counted(&[image(&profile(MINIMAL, "ready"))])}).to_string();
    for end in 0..whole.len() {
        let file_report = lint(&whole[..end]);
        assert!(about_shapes(&file_report) <= 1, "{}", &whole[..end]);
        // The tree of a cut text leads to no place outside of it.
        assert!(file_report.findings.iter().all(|one| one.span.end <= end));
    }
    let damaged = whole.replace("\"Count\":1", "\"Count\":1,").replace("\"type\":", "\"type\" ");
    let file_report = lint(&damaged);
    assert_eq!(about_shapes(&file_report), 1);
    assert!(file_report.findings.iter().any(|one| one.rule == "syntax"));
}

#[test]
fn no_damage_to_shapes_leads_out_of_the_text() {
    let check = json!({"noWinpe": "x"});
    let mut one = profile(MINIMAL, "ready");
    one["readyCheck"] = counted(&[check]);
    one["attributes"] = "a".into();
    let list = counted(&[image(&one), image(&counted(&[profile(MINIMAL, "notReady")]))]);
    let whole =
        json!({"bootdFiles": {"id": "a", "os": "mac"}, "items": list.clone(), "value": list});
    let texts = [whole.to_string(), format!("{whole:#}"), whole["items"].to_string()];
    let parts = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"value\"",
        "\"Count\":1",
        "\"items\":",
        "null",
        "...",
        "\n",
    ];
    let mut random = fastrand::Rng::with_seed(15);
    for text in &texts {
        for _ in 0..cases(50) {
            let mut text = text.clone();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..text.len());
                let until = (at + random.usize(..4)).min(text.len());
                text.replace_range(at..until, random.choice(parts).expect("a part"));
            }
            let file_report = lint(&text);
            assert!(about_shapes(&file_report) <= 1, "{text}");
            for finding in &file_report.findings {
                assert!(text.get(finding.span.start..finding.span.end).is_some(), "{text}");
            }
            let redacted = redact(&file(&text)).expect("short").text;
            assert_eq!(redacted.lines().count(), text.lines().count(), "{redacted}");
        }
    }
}

/// A response of PowerShell with a password in the one configuration-settings file, and a name that a safe
/// fix rewrites.
fn with_secret() -> String {
    let content = r#"{"server_settings": {"password": "Passw0rd-of-mine"}}"#;
    let mut one = profile(MINIMAL, "notReady");
    one["supportedOsRelese"] = "8.6".into();
    json!({
        "customConfigFiles": {"content": content, "id": "1_a.json", "name": "a.json", "os": "rhel",
            "description": "of Jane in Springfield", "type": "Custom"},
        "items": image(&counted(&[one])),
    })
    .to_string()
}

#[test]
fn redact_hides_what_stands_in_such_lists_and_changes_no_finding() {
    for text in [with_secret(), with_secret().replace("}}", "},}")] {
        let before = file(&text);
        let after = file(&redact(&before).expect("short").text);
        for private in ["Passw0rd-of-mine", "Jane", "Springfield"] {
            assert!(!after.text.contains(private), "{}", after.text);
        }
        assert!(
            after.text.contains("\"value\":[") && after.text.contains("\"Count\":1"),
            "{}",
            after.text
        );
        let linter = crate::support::linter(false);
        let differences = Preserved::of(&linter, &before, &after).expect("short").differences;
        assert!(differences.is_empty(), "{differences:#?}");
    }
}

#[test]
fn fix_writes_the_name_and_leaves_the_shape() {
    let text = with_secret();
    let choice = FixOptions { with_unsafe: false, rules: Vec::new() };
    let fixed = apply_fixes(&crate::support::linter(false), &file(&text), &choice).expect("short");
    assert_eq!(fixed.text, text.replace("supportedOsRelese", "supportedOsRelease"));
}

#[test]
fn commands_that_compare_see_the_lists() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, value: &Value| {
        fs::write(folder.path().join(name), value.to_string()).expect("a file");
    };
    put("old.json", &json!({"items": [image(&json!([profile(MINIMAL, "ready")]))]}));
    put("same.json", &json!({"items": image(&profile(MINIMAL, "ready"))}));
    put("new.json", &json!({"items": counted(&[image(&profile(MINIMAL, "notReady"))])}));
    let run = |arguments: &[&str]| {
        let output = osready(folder.path(), arguments);
        (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
    };
    let (same, _) = run(&["diff", "--no-config", "--format", "json", "old.json", "same.json"]);
    let same: Value = serde_json::from_str(&same).expect("JSON");
    assert!(!same.to_string().contains(MINIMAL), "{same}");
    let (changed, _) = run(&["diff", "--no-config", "old.json", "new.json"]);
    assert!(changed.contains(MINIMAL), "{changed}");
    let (rows, _) = run(&["status", "--no-config", "same.json", "new.json"]);
    assert!(rows.contains("ready") && rows.contains("blocked"), "{rows}");
    let (_, code) = run(&["status", "--no-config", "--require", MINIMAL, "same.json"]);
    assert_eq!(code, Some(0));
    let (_, code) = run(&["status", "--no-config", "--require", MINIMAL, "new.json"]);
    assert_eq!(code, Some(1));
}

#[test]
fn a_response_on_one_line_is_shown_as_it_is_written() {
    let human =
        crate::support::human(&json!({"items": image(&profile(MINIMAL, "notReady"))}).to_string());
    assert!(human.contains("\"items\": {"), "{human}");
    assert!(!human.contains("[\n"), "{human}");
}

#[test]
fn a_clean_response_is_not_looked_through_for_shapes() {
    let lacks = |text: &str| {
        let tree = osready::json::read(text, osready::spec::names::interner()).expect("short");
        tree.may_lack_arrays()
    };
    for seed in 1..=4 {
        let clean = crate::generator::clean_response(seed, Size::Bytes(200_000));
        assert!(!lacks(&clean.to_string()), "seed {seed}");
    }
    assert!(lacks(&json!({"items": image(&json!([]))}).to_string()));
    assert!(lacks(&json!({"items": counted(&[])}).to_string()));
}
