//! The acceptance test of the catalogue: what the generator injects is what osready finds, each
//! defect as the right rule at the right pointer, and nothing else.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use crate::generator::{
    Generated, Layout, Options, Size, clean_response, generate, generate_damaged, kinds,
};
use crate::support::cases;
use osready::diagnostic::{Group, Level};
use osready::finding::Finding;
use osready::input::{Discovery, File};
use serde_json::Value;

/// The seeds of the responses. The first five have every kind of defect; the first one is made in both layouts.
const SEEDS: [u64; 8] = [13, 21, 3, 8, 2, 34, 1, 5];

/// How often each defect stands in a response: a rule and a pointer.
type Times<'a> = BTreeMap<(&'a str, &'a str), usize>;

fn lint(text: &str) -> Vec<Finding> {
    let file = File::new("response.json", Discovery::Explicit, text);
    let mut findings =
        crate::support::linter(false).lint(&file).expect("shorter than 4 GiB").findings;
    // Every generated response has several images of one release: see the test of them.
    findings.retain(|finding| finding.rule.raw() != "same-release-twice");
    findings
}

#[test]
fn each_release_with_several_images_is_reported_once() {
    for seed in 1..4 {
        let response = clean_response(seed, Size::Images(60));
        let mut images: BTreeMap<(String, String), usize> = BTreeMap::new();
        for image in response["items"].as_array().expect("images") {
            let text = |key: &str| image[key].as_str().expect("a string").to_lowercase();
            let system: String = text("id").chars().take_while(char::is_ascii_alphabetic).collect();
            *images.entry((system, text("supportedOsRelease").replace("sp", "."))).or_default() +=
                1;
        }
        let expected =
            images.iter().filter(|((system, _), count)| system != "esxi" && **count > 1).count();
        let text = response.to_string();
        let file = File::new("response.json", Discovery::Explicit, text);
        let findings =
            crate::support::linter(false).lint(&file).expect("shorter than 4 GiB").findings;
        let found = findings.iter().filter(|finding| finding.rule.raw() == "same-release-twice");
        assert_eq!(found.count(), expected, "seed {seed}");
        assert!(expected > 0);
    }
}

fn planted_response(seed: u64, layout: Layout) -> Generated {
    generate_damaged(&Options { seed, size: Size::Images(200), defect_share: 0.015, layout })
}

fn count<'a>(places: impl Iterator<Item = (&'a str, &'a str)>) -> Times<'a> {
    let mut times = Times::new();
    for place in places {
        *times.entry(place).or_default() += 1;
    }
    times
}

/// What `left` has more often than `right`.
fn more<'a>(left: &Times<'a>, right: &Times<'a>) -> Times<'a> {
    let more = left.iter().filter_map(|(place, times)| {
        let more = times.saturating_sub(right.get(place).copied().unwrap_or(0));
        (more > 0).then_some((*place, more))
    });
    more.collect()
}

/// Compares what was injected with what is found, and says what is missing and what is too many.
fn differences(generated: &Generated, findings: &[Finding], title: &str) -> String {
    let injected = generated.injected.iter().map(|one| (one.rule, one.pointer.as_str()));
    let injected = count(injected);
    let found = count(findings.iter().map(|one| (one.rule.raw(), one.pointer.raw())));
    let (missing, extra) = (more(&injected, &found), more(&found, &injected));
    let sum = |times: &Times<'_>| times.values().sum::<usize>();
    let hits = sum(&found) - sum(&extra);
    let ratio = |all: usize| hits as f64 / all.max(1) as f64;
    println!(
        "{title}: {} bytes, {} defects injected, {} found; recall {:.4}, precision {:.4}",
        generated.text.len(),
        sum(&injected),
        sum(&found),
        ratio(sum(&injected)),
        ratio(sum(&found)),
    );
    let mut reported = String::new();
    for ((rule, pointer), _) in missing {
        let what =
            generated.injected.iter().find(|one| (one.rule, &*one.pointer) == (rule, pointer));
        let what = what.map_or("", |one| one.what);
        let _ = writeln!(reported, "{title}: missing {rule} at {pointer} (kind {what:?})");
    }
    for ((rule, pointer), _) in extra {
        let finding =
            findings.iter().find(|one| (one.rule.raw(), one.pointer.raw()) == (rule, pointer));
        let message = finding.map_or("", |one| one.message.raw());
        let _ = writeln!(reported, "{title}: extra {rule} at {pointer}: {message}");
        // A defect of another rule may be one of this rule too.
        let item = pointer.rsplit_once("/customizationOptions").map_or(pointer, |(item, _)| item);
        for one in generated.injected.iter().filter(|one| one.pointer.starts_with(item)) {
            let _ = writeln!(reported, "  {} was injected there (kind {:?})", one.rule, one.what);
        }
    }
    reported
}

#[test]
fn every_injected_defect_is_found_and_nothing_else() {
    let mut reported = String::new();
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut rules: BTreeSet<&str> = BTreeSet::new();
    let runs = SEEDS
        .iter()
        .take(cases(5))
        .map(|seed| (*seed, Layout::OneLine))
        .chain([(SEEDS[0], Layout::Pretty)]);
    for (seed, layout) in runs {
        let generated = planted_response(seed, layout);
        let findings = lint(&generated.text);
        reported += &differences(&generated, &findings, &format!("seed {seed}, {layout:?}"));
        seen.extend(generated.injected.iter().map(|one| (one.rule, one.what)));
        rules.extend(generated.injected.iter().map(|one| one.rule));
    }
    assert!(reported.is_empty(), "{reported}");
    let absent: Vec<_> = kinds().filter(|kind| !seen.contains(kind)).collect();
    println!("{} kinds of {} rules", kinds().count(), rules.len());
    assert!(absent.is_empty(), "never injected: {absent:?}");
    assert!(kinds().count() >= 50);
    // What is no response at all is not generated; the shapes of PowerShell are made of whole responses,
    // and each response has several images of a release.
    // What a site asks for is no defect of a response.
    let of_responses = osready::rules::ALL
        .iter()
        .filter(|rule| !matches!(rule.group, Group::Site | Group::Deployment));
    let all = of_responses.map(|rule| rule.id).filter(|id| {
        let about_files =
            ["not-a-response", "surrounding-text", "file-encoding", "powershell-shape"];
        !about_files.contains(id) && *id != "same-release-twice"
    });
    let silent: Vec<&str> = all.filter(|id| !rules.contains(id)).collect();
    assert!(silent.is_empty(), "rules without an injected defect: {silent:?}");
}

#[test]
fn a_clean_response_has_at_most_a_note_for_each_drifting_attribute() {
    let sizes = [Size::Bytes(20_000), Size::Bytes(300_000), Size::Images(60)];
    for (seed, size) in (100..).zip(sizes.into_iter().cycle()).take(9) {
        let findings = lint(&clean_response(seed, size).to_string());
        println!("clean, seed {seed}, {size:?}: {} findings", findings.len());
        let mut noted = BTreeSet::new();
        for finding in &findings {
            let Finding { rule, pointer, message, .. } = finding;
            let (rule, pointer, message) = (rule.raw(), pointer.raw(), message.raw());
            assert_eq!(finding.level, Level::Note, "seed {seed}: {rule} at {pointer}: {message}");
            let attribute = pointer.rsplit('/').next().unwrap_or_default();
            assert!(noted.insert(attribute), "seed {seed}: {rule} at {pointer}: {message}");
        }
    }
}

#[test]
fn every_finding_stands_where_the_planted_value_is() {
    for layout in [Layout::OneLine, Layout::Pretty] {
        let generated =
            generate(&Options { seed: 55, size: Size::Images(60), defect_share: 0.03, layout });
        let text = &generated.text;
        let response: Value = serde_json::from_str(text).expect("it is JSON");
        let mut walk = Walk { is_pretty: layout == Layout::Pretty, ..Walk::default() };
        walk.value(&response, "", 0);
        assert_eq!(walk.written, *text);
        for finding in lint(text) {
            let Finding { rule, pointer, span, .. } = &finding;
            let (rule, pointer) = (rule.raw(), pointer.raw());
            let (key, value) = walk.places.get(pointer).expect("a pointer into the response");
            let marks_key = (span.start, span.end) == (key.start, key.end);
            let is_in_value = value.start <= span.start && span.end <= value.end;
            let marked = &text[span.start..span.end];
            assert!(marks_key || is_in_value, "{rule} at {pointer}: {marked}");
            let before = &text[..span.start];
            let begin = before.rfind('\n').map_or(0, |at| at + 1);
            assert_eq!(span.line, before.matches('\n').count() + 1, "{rule} at {pointer}");
            assert_eq!(span.column, text[begin..span.start].chars().count() + 1);
        }
    }
}

/// Writes a response as the generator does, and notes where the key and the value of each pointer
/// stand: another way to the places than the reader's.
#[derive(Default)]
struct Walk {
    is_pretty: bool,
    written: String,
    places: BTreeMap<String, (Range<usize>, Range<usize>)>,
}

impl Walk {
    fn value(&mut self, value: &Value, pointer: &str, depth: usize) {
        let (brackets, members): (_, Vec<(Option<String>, &Value)>) = match value {
            Value::Object(members) => {
                let members = members.iter().map(|(key, value)| (Some(key.clone()), value));
                (["{", "}"], members.collect())
            }
            Value::Array(elements) => {
                (["[", "]"], elements.iter().map(|value| (None, value)).collect())
            }
            scalar => {
                self.written += &scalar.to_string();
                return;
            }
        };
        self.written += brackets[0];
        let is_empty = members.is_empty();
        for (index, (key, value)) in members.into_iter().enumerate() {
            if index > 0 {
                self.written.push(',');
            }
            self.line(depth + 1);
            let start = self.written.len();
            if let Some(key) = &key {
                let _ = write!(self.written, "{}:", Value::from(key.as_str()));
            }
            let key_place = start..self.written.len().saturating_sub(1);
            if key.is_some() && self.is_pretty {
                self.written.push(' ');
            }
            let start = self.written.len();
            let name = key.unwrap_or_else(|| index.to_string());
            let inner = format!("{pointer}/{name}");
            self.value(value, &inner, depth + 1);
            self.places.insert(inner, (key_place, start..self.written.len()));
        }
        if !is_empty {
            self.line(depth);
        }
        self.written += brackets[1];
    }

    /// Begins a line where the response is laid out so.
    fn line(&mut self, depth: usize) {
        if self.is_pretty {
            self.written.push('\n');
            self.written += &"  ".repeat(depth);
        }
    }
}
