//! What people see, whole: snapshots of the reports of files with the defects of the document's
//! three examples, and of a response on one line of a megabyte.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;

use crate::generator::{Layout, Options, Size, generate};
use osready::lint::{Report, Retention};
use osready::report::{Human, Theme};

use crate::support::lint;

/// The whole report of `text` in 80 columns.
fn report(text: &str) -> String {
    let mut report = Report::new();
    report.add(crate::support::lint(text), Retention::All);
    let human = Human::new(Theme { color: false, unicode: true }, 80);
    let findings = human.findings(&report.findings).expect("it is written");
    findings.to_string() + &human.end(&report)
}

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    fs::read_to_string(path).expect("the fixture")
}

#[test]
fn a_base_image_with_eighteen_defects_of_its_text() {
    insta::assert_snapshot!(report(&fixture("base-image.txt")));
}

#[test]
fn one_image_alone() {
    insta::assert_snapshot!(report(&fixture("single-image.json")));
}

#[test]
fn a_failed_request() {
    insta::assert_snapshot!(report(&fixture("failure.txt")));
}

#[test]
fn the_same_response_on_one_line_is_reformatted() {
    let text = r#"{"items": [{"deployStatus": "notReady", "id": "win2016|", "name": "win2016", "osBuildId": "", "profiles": [{"attributes": [], "customizationOptions": null, "deployStatus": "notReady", "description": "é日本😀", "id": "win2016|win2016-x86_64-install-Datacenter", "isCustomizedISO": false, "name": "win2016-x86_64-install-Datacenter", "readyCheck": {"incompatibleWithThinksystem": false, "isPlaceholder": false, "noWinpe": true, "preloadedWinpe": false}, "type": "predefined"}], "type": "base"}], "number": 1}"#;
    insta::assert_snapshot!(report(text));
}

#[test]
fn colours_change_nothing_but_the_colours() {
    let text = fixture("base-image.txt").replace('\n', " ");
    let file_report = crate::support::lint(&text);
    let reported = |color| {
        let human = Human::new(Theme { color, unicode: true }, 80);
        human.findings(&file_report.findings).expect("it is written").to_string()
    };
    let mut plain = String::new();
    for (number, piece) in reported(true).split('\u{1b}').enumerate() {
        let color = if number == 0 { 0 } else { piece.find('m').expect("its end") + 1 };
        plain.push_str(&piece[color..]);
    }
    assert_eq!(plain, reported(false));
}

#[test]
fn the_table_is_no_wider_than_the_terminal() {
    let mut report = Report::new();
    report.add(crate::support::lint(&fixture("base-image.txt")), Retention::All);
    for width in [64, 80, 100, 120] {
        let table = Human::new(Theme { color: false, unicode: true }, width).table(&report);
        let widest = table.as_str().lines().map(|line| line.chars().count()).max();
        assert!(widest.is_some_and(|widest| (60..=width).contains(&widest)), "{table}");
    }
}

#[test]
fn no_line_of_a_megabyte_is_ever_shown() {
    let options = Options {
        seed: 11,
        size: Size::Bytes(1_000_000),
        defect_share: 0.05,
        layout: Layout::OneLine,
    };
    let generated = generate(&options);
    assert!(!generated.text.contains('\n') && !generated.injected.is_empty());
    let report = report(&generated.text);
    let widest = report.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    // Pointers and lists of rules are as long as they are; the text of the file is not shown so wide.
    assert!(widest <= 160, "a line of {widest} characters");
    for injected in &generated.injected {
        assert!(report.contains(injected.rule), "{}", injected.rule);
    }
}

#[test]
fn the_readme_shows_what_is_printed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme =
        fs::read_to_string(folder.join("README.md")).expect("the README").replace("\r\n", "\n");
    let (before, rest) = readme.split_once("```text\n").expect("a picture");
    let (_, after) = rest.split_once("```\n").expect("its end");
    let text = fs::read_to_string(folder.join("tests/samples/nightly.ndjson")).expect("the sample");
    let last = text.lines().last().expect("a line");
    let picture: Vec<String> =
        report(last).lines().map(|line| line.trim_end().to_owned()).collect();
    let updated = format!("{before}```text\n{}\n```\n{after}", picture.join("\n"));
    if std::env::var_os("OSREADY_BLESS").is_some() {
        fs::write(folder.join("README.md"), &updated).expect("the README is written");
    } else {
        assert_eq!(readme, updated, "OSREADY_BLESS=1 cargo test --test it reports");
    }
}

#[test]
fn the_main_location_has_the_color_of_the_level() {
    let saved = r#"{"deployStatus":"notReady","id":"win2016|a","readyCheck":{"noWinpe":true}}"#;
    let found = lint(saved).findings;
    let finding = found.iter().find(|finding| finding.rule == "missing-winpe").expect("it");
    let human = Human::new(Theme { color: true, unicode: true }, 80);
    let text = human.finding(finding).expect("a report");
    let has = |part: &str| assert!(text.as_str().contains(part), "{part:?} in {text:?}");
    has("\u{1b}[31merror[missing-winpe]");
    has("\u{1b}[31mno WinPE boot file");
    has("\u{1b}[36mthis profile cannot be deployed");
}
