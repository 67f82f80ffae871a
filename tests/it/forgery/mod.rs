//! Nothing of an input forges output: every control character, every character that turns, hides or
//! breaks text, and what has been used against others, through every text of a report into every
//! format, read by parsers that others wrote; then through the binary.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

mod fields;
mod payloads;
mod readers;
mod run;

use osready::lint::Report;
use serde_json::Value;

use crate::support::formats::{Written, all};
use fields::{FIELDS, report, set_all};
use payloads::{EXPLOITS, REFERENCES, characters, is_forbidden};

/// What stands for a text that harms nobody.
const PLAIN: &str = "plain";

/// Fails where a report in some format is built otherwise than that of texts that harm nobody.
fn assert_built_alike(what: &str, hostile: &[Written], plain: &[Vec<String>]) {
    for ((format, hostile), plain) in hostile.iter().zip(plain) {
        assert_nothing_forbidden(&format!("{what} in {format}"), *format == "github", hostile);
        assert_eq!(readers::build(format, hostile), *plain, "{what} in {format}");
    }
}

/// What every format is built of where `set` sets something that harms nobody.
fn built_of_plain(set: impl Fn(&mut Report, &str)) -> Vec<Vec<String>> {
    let mut plain = report();
    set(&mut plain, PLAIN);
    all(&plain).iter().map(|(format, text)| readers::build(format, text)).collect()
}

/// Every format where `set` sets `text`.
fn hostile(set: impl Fn(&mut Report, &str), text: &str) -> Vec<Written> {
    let mut hostile = report();
    set(&mut hostile, text);
    all(&hostile)
}

/// Fails where a character steers a terminal, or a line a runner of CI.
fn assert_nothing_forbidden(what: &str, has_commands: bool, text: &str) {
    let found = text.chars().find(|character| is_forbidden(*character));
    assert_eq!(found, None, "{what}");
    for line in text.lines() {
        let begun = line.trim_start();
        let is_ours = has_commands
            && ["::error ", "::warning ", "::notice "].iter().any(|ours| line.starts_with(ours));
        assert!(is_ours || !begun.starts_with("::"), "{what}: {line}");
        for (at, _) in line.match_indices("##") {
            let rest =
                line[at + 2..].trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
            assert!(!rest.starts_with('['), "{what}: {line}");
        }
    }
}

#[test]
fn the_fields_are_all_texts_that_a_report_has() {
    /// Keys whose texts are this program's own.
    const OWN: [&str; 5] = ["level", "verdict", "applicability", "baseline", "cause"];
    fn look(key: &str, value: &Value, left: &mut Vec<String>) {
        match value {
            Value::String(text) if !text.contains("marked") && !OWN.contains(&key) => {
                left.push(format!("{key}: {text}"));
            }
            Value::Array(list) => list.iter().for_each(|value| look(key, value, left)),
            Value::Object(object) => object.iter().for_each(|(key, value)| look(key, value, left)),
            _ => {}
        }
    }
    let mut marked = report();
    set_all(&mut marked, "marked");
    let json = all(&marked).into_iter().find(|(name, _)| *name == "json").expect("it is there").1;
    let mut left = Vec::new();
    look("", &serde_json::from_str(&json).expect("JSON"), &mut left);
    assert_eq!(left, [""; 0]);
}

#[test]
fn no_character_and_no_exploit_in_any_field_changes_what_a_report_is_built_of() {
    let (characters, exploits) = (characters(), EXPLOITS.join(" "));
    for (name, set) in FIELDS {
        let plain = built_of_plain(set);
        for text in [&characters, &exploits] {
            assert_built_alike(name, &hostile(set, text), &plain);
        }
    }
}

#[test]
fn no_exploit_in_all_fields_changes_what_a_report_is_built_of_and_each_is_read_back() {
    let plain = built_of_plain(set_all);
    for exploit in EXPLOITS {
        let hostile = hostile(set_all, exploit);
        assert_built_alike(&format!("{exploit:?}"), &hostile, &plain);
        readers::assert_read_back(&hostile, exploit);
    }
}

#[test]
fn nothing_becomes_a_link_a_mention_or_a_reference_in_markdown() {
    for reference in REFERENCES {
        for text in [
            (*reference).to_owned(),
            format!("see {reference} and {reference}"),
            format!("{reference} {reference}, then"),
            format!("a`b {reference}"),
        ] {
            let mut hostile = report();
            set_all(&mut hostile, &text);
            for (format, written) in all(&hostile) {
                if matches!(format, "markdown" | "status") {
                    let prose = readers::prose(&written);
                    assert!(!prose.contains(reference), "{reference:?} in {prose}\n{written}");
                    let of_references = |c: char| "#!@~$%&:^*[]<>`/\\{}=+|".contains(c);
                    let stray = prose.lines().find(|line| {
                        line.split(' ')
                            .any(|word| word.trim_end_matches(':').contains(of_references))
                    });
                    assert_eq!(stray, None, "{reference:?} in {written}");
                }
            }
        }
    }
}

#[test]
fn a_saved_report_that_was_tampered_with_forges_nothing_when_it_is_rendered() {
    let json = |report: &Report| {
        let all = all(report);
        all.into_iter().find(|(name, _)| *name == "json").expect("it is there").1
    };
    let mut marked = report();
    set_all(&mut marked, "marked");
    for exploit in EXPLOITS.iter().map(|text| (*text).to_owned()).chain([characters()]) {
        let quoted = Value::from(exploit).to_string();
        let saved = json(&marked).replace("marked", &quoted[1..quoted.len() - 1]);
        let read = osready::report::saved::read(&saved).expect("it is a report");
        for (format, text) in all(&read) {
            assert_nothing_forbidden(&format!("{quoted} in {format}"), format == "github", &text);
            readers::build(format, &text);
        }
    }
}
