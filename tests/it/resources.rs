//! Twice the input is twice the work, whatever it consists of: counted in allocations and their bytes,
//! since seconds say little. What reads without allocating is counted in instructions, by
//! `tests/external/resources/run`.
#![allow(clippy::expect_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::fs;
use std::io::Write as _;

use allocation_counter::measure;
use flate2::Compression;
use flate2::write::GzEncoder;
use osready::input::{Discovery, File};
use osready::lint::{Linter, Report, Retention};
use osready::redact::redact;
use osready::report::{Format, Style};

use crate::binary::{BLOCKED, READY, osready};

/// How many of each thing there are, and then twice as many.
const COUNT: usize = 200;

/// A profile of this number.
fn profile(number: usize, text: &str) -> String {
    text.replace("Core", &format!("Core-{number}"))
}

fn profiles(count: usize, of: impl Fn(usize) -> String) -> String {
    let profiles: Vec<String> = (0..count).map(of).collect();
    format!(
        r#"{{"items": [{{"id": "win2016|", "name": "win2016", "profiles": [{}]}}], "number": 1}}"#,
        profiles.join(",")
    )
}

fn joined(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(of).collect::<Vec<_>>().join(",")
}

/// What there is much of, and a text with so much of it.
type Input = (&'static str, fn(usize) -> String);

const INPUTS: [Input; 15] = [
    ("nesting", |count| {
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        format!(r#"{{"items": [], "x": [{}]}}"#, joined(count / 50, |_| deep.clone()))
    }),
    ("siblings", |count| profiles(count, |number| profile(number, READY))),
    ("keys", |count| {
        format!(r#"{{"items": [], {}}}"#, joined(count, |number| format!("\"k{number}\": 1")))
    }),
    ("repeated keys", |count| {
        let members = joined(count, |number| format!("\"number\": 0, \"k{}\": 1", number / 2));
        format!(r#"{{"items": [], {members}}}"#)
    }),
    ("repeated keys within each other", |count| {
        // Values are nested up to 127 levels.
        let depth = count / 8;
        let deep = format!("{}1{}", "{\"a\": 1, \"a\": ".repeat(depth), "}".repeat(depth));
        format!(r#"{{"items": [], "a": {deep}}}"#)
    }),
    ("escapes", |count| {
        let text = "\\n\\u00e9\\\\".repeat(count);
        format!(r#"{{"items": [{{"id": "a|", "name": "a", "description": "{text}"}}]}}"#)
    }),
    ("errors of the text", |count| {
        format!("{{\"items\": [{}]}}", "{\"id\": 'a',},\n".repeat(count))
    }),
    ("errors on one line", |count| {
        format!("{{\"items\": [{}]}}", "{\"id\": True, },,".repeat(count))
    }),
    ("brackets", |count| format!("{{\"items\": [{}1]}}", "{\"id\": [1}, ".repeat(count))),
    ("findings", |count| profiles(count, |number| profile(number, BLOCKED))),
    ("labels", |count| profiles(count, |_| BLOCKED.to_owned())),
    ("findings of one profile", |count| {
        let ids = joined(count, |number| format!("\"none-{number}\""));
        let options = format!(
            r#"{{"customizationOptions": {{"driverOptions": {{"driverFileIds": [{ids}]}}}}, "#
        );
        profiles(1, |number| profile(number, READY).replacen('{', &options, 1)).replacen(
            '{',
            "{\"driverFiles\": [], ",
            1,
        )
    }),
    ("files", |count| {
        let files = joined(count, |number| format!("{{\"id\": \"d{number}\", \"name\": \"d\"}}"));
        format!(r#"{{"items": [], "driverFiles": [{files}], "bootFiles": [{files}]}}"#)
    }),
    ("an id", |count| {
        let id = "é\u{1b}|".repeat(count).replace('\u{1b}', "\\u001b");
        profiles(2, |number| profile(number, BLOCKED).replace("win2016|", &format!("{id}|")))
    }),
    ("responses", |count| {
        (0..count).map(|number| profile(number, BLOCKED) + "\n").collect::<String>()
    }),
];

fn file(text: String) -> File {
    File::new("a.json", Discovery::Explicit, text)
}

/// Checks a text and writes it in every format; hides what is private in it, too.
fn checked_and_reported(linter: &Linter, file: &File) -> usize {
    let mut report = Report::new();
    report.add(linter.lint(file).expect("it is short"), Retention::All);
    let mut size = redact(file).expect("it is short").text.len();
    for format in Format::ALL {
        let mut written = Vec::new();
        format.write(&report, Style::plain(80), &mut written).expect("memory takes all");
        size += written.len();
    }
    size
}

#[test]
fn twice_the_input_is_twice_the_work() {
    let linter = crate::support::linter(true);
    // What is made once is made before anything is counted.
    for (_, input) in INPUTS {
        checked_and_reported(&linter, &file(input(60)));
    }
    let mut reported = Vec::new();
    for (what, input) in INPUTS {
        let work = |count: usize| {
            let file = file(input(count));
            let counted = measure(|| assert!(checked_and_reported(&linter, &file) > 0));
            (counted.count_total, counted.bytes_total, counted.bytes_max)
        };
        let (once, twice) = (work(COUNT), work(2 * COUNT));
        let ratio = |twice: u64, once: u64| twice as f64 / once.max(1) as f64;
        let ratios = [ratio(twice.0, once.0), ratio(twice.1, once.1), ratio(twice.2, once.2)];
        println!(
            "{what:24} {:9} allocations, x {:.2}; {:11} bytes, x {:.2}; {:10} at once, x {:.2}",
            twice.0, ratios[0], twice.1, ratios[1], twice.2, ratios[2]
        );
        // Lists grow by doubling, which is not seen at every size.
        if ratios.iter().any(|ratio| *ratio > 2.4) {
            reported.push(format!("{what}: {ratios:.2?}"));
        }
    }
    assert!(reported.is_empty(), "{reported:#?}");
}

#[test]
fn what_is_large_in_one_way_is_checked_by_the_binary() {
    let folder = tempfile::tempdir().expect("a folder");
    let count = 30_000;
    let keys = joined(count, |number| format!("\"k{number}\": 1"));
    let repeated = joined(count, |_| "\"number\": 0".to_owned());
    let id = "x".repeat(1 << 20);
    for (name, text, says) in [
        ("keys", format!("{{\"items\": [], {keys}}}"), "undocumented-attribute"),
        ("repeated", format!("{{\"items\": [], {repeated}}}"), "repeated-key"),
        ("errors", format!("{{\"items\": [], \"x\": [{}]}}", "'a',\n".repeat(count)), "syntax"),
        ("id", BLOCKED.replace("Core", &id), "missing-winpe"),
    ] {
        fs::write(folder.path().join("a.json"), text).expect("a file");
        let output =
            osready(folder.path(), &["check", "--pedantic", "--max-findings", "100", "a.json"]);
        let out = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.code().is_some_and(|code| code < 2), "{name}: {:?}", output.status);
        assert!(out.contains(says), "{name}");
        assert!(out.len() < 300_000, "{name}: {} bytes", out.len());
    }
}

#[test]
fn a_bomb_is_not_unpacked_and_the_other_files_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let packed = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    };
    let bomb = packed(&vec![b' '; 40 << 20]);
    fs::write(folder.path().join("bomb.json.gz"), &bomb).expect("a file");
    fs::write(folder.path().join("b.json.gz"), packed(BLOCKED.as_bytes())).expect("a file");
    // Several members, each of which is small.
    fs::write(folder.path().join("many.json.gz"), bomb.repeat(3)).expect("a file");
    fs::write(folder.path().join("cut.json.gz"), &bomb[..100]).expect("a file");
    let output = osready(folder.path(), &["check", "--format", "concise", "."]);
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    for name in ["bomb.json.gz", "many.json.gz"] {
        assert!(
            err.contains(&format!("{name}: the file was not read: it unpacks to more than")),
            "{err}"
        );
    }
    assert!(err.contains("cut.json.gz: cannot be unpacked"), "{err}");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("missing-winpe"));
}

#[test]
fn what_an_input_refers_to_is_not_fetched() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("other.json"), "{\"required\": [\"nowhere\"]}").expect("a file");
    let text =
        |key: &str, value: &str| READY.replacen('{', &format!("{{\"{key}\": \"{value}\", "), 1);
    let rules = |text: &str| {
        let found = crate::support::lint(text).findings;
        found.into_iter().map(|finding| (finding.rule, finding.level)).collect::<Vec<_>>()
    };
    let plain = rules(&text("anything", "x"));
    let other = folder.path().join("other.json").to_string_lossy().replace('\\', "/");
    for key in ["$ref", "$schema", "$id", "$dynamicRef"] {
        for value in [&format!("file://{other}"), &other, "https://192.0.2.1/schema.json", "#/x"] {
            assert_eq!(rules(&text(key, value)), plain, "{key}: {value}");
        }
    }
}
