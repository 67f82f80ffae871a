//! Every label of every rule's page covers the same characters however the response was saved: on
//! one line, laid out, with CRLF, in UTF-16, and with characters beyond ASCII around.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;

use osready::finding::Finding;
use osready::input::{Discovery, Source, read};
use osready::rules;
use osready::sanitize::sanitize;
use osready::source::Region;
use serde_json::Value;

/// What a finding says and the characters that it marks: (rule, label, pointer, characters).
type Marked = BTreeSet<(String, String, String, String)>;

fn marked(bytes: &[u8]) -> (Marked, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("response.json");
    fs::write(&path, bytes).expect("the file is written");
    let file = read(&Source::file(&path, Discovery::Explicit)).expect("it is text");
    let file_report = crate::support::linter(true).lint(&file).expect("it is short");
    let mut all = Marked::new();
    for finding in &file_report.findings {
        for (label, pointer, span) in places(finding) {
            assert_region(&file.text, span, finding);
            let characters = &file.text[span.start..span.end];
            // A container's bracket or key, and a scalar, are written alike in every layout.
            all.insert((
                finding.rule.raw().to_owned(),
                label.to_owned(),
                pointer.to_owned(),
                characters.replace("\r\n", "\n"),
            ));
        }
        assert_excerpt_marks_the_same(finding, &file.text);
    }
    (all, file.text)
}

fn places(finding: &Finding) -> Vec<(&str, &str, Region)> {
    let others =
        finding.labels.iter().map(|label| (label.message.raw(), label.pointer.raw(), label.span));
    std::iter::once((finding.label.raw(), finding.pointer.raw(), finding.span))
        .chain(others)
        .collect()
}

/// Lines and columns, counted again from the start of the text.
fn assert_region(text: &str, region: Region, finding: &Finding) {
    let count = |at: usize| {
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |found| found + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    };
    assert_eq!((region.line, region.column), count(region.start), "{finding:?}");
    assert_eq!((region.end_line, region.end_column), count(region.end), "{finding:?}");
}

/// What the excerpt marks is what the span covers, unless it had to be shortened or masked.
fn assert_excerpt_marks_the_same(finding: &Finding, text: &str) {
    let excerpt = finding.excerpt.as_ref().expect("excerpts were asked for");
    let shown: Vec<&str> = excerpt
        .parts
        .iter()
        .flat_map(|part| part.labels.iter().map(|mark| &part.text[mark.span.range()]))
        .collect();
    for (_, _, region) in places(finding) {
        let characters = &text[region.start..region.end];
        let is_plain =
            characters.len() < 40 && !characters.contains(|character: char| character.is_control());
        let is_masked = shown.iter().any(|shown| shown.contains('•'));
        assert!(
            !is_plain || is_masked || shown.contains(&sanitize(characters).as_str()),
            "{characters:?} in {shown:?} of {finding:?}"
        );
    }
}

/// The responses of the pages that are JSON.
fn responses() -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for rule in rules::ALL {
        let fails = rule
            .page
            .split("\n## Fails")
            .nth(1)
            .and_then(|rest| rest.split("\n## ").next())
            .unwrap_or_default();
        // What follows a configuration is reported under it alone.
        let fails = fails.split("```toml").next().unwrap_or_default();
        let blocks = fails.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
        all.extend(blocks.map(|block| (rule.id, block.to_owned())));
    }
    all
}

/// Gives every object with an id a description beyond ASCII, so that bytes, characters and UTF-16
/// units differ before most places.
fn with_other_characters(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, inner) in members.iter_mut() {
                if key != "messages" {
                    with_other_characters(inner);
                }
            }
            // A misspelt description would no longer be one beside the right name.
            let has_similar_key = members.keys().any(|key| key.ends_with("scription"));
            if members.contains_key("id") && !has_similar_key {
                members.insert("description".to_owned(), "é日本😀".into());
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(with_other_characters),
        _ => {}
    }
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn labels_cover_the_same_characters_in_every_form_of_a_response() {
    let mut compared = 0;
    // The finding is about the encoding, which changes here.
    for (rule, text) in responses().into_iter().filter(|(rule, _)| *rule != "file-encoding") {
        let (as_printed, _) = marked(text.as_bytes());
        assert!(!as_printed.is_empty(), "{rule}");
        // Line ends and encodings leave every character where it was, JSON or not.
        assert_eq!(marked(text.replace('\n', "\r\n").as_bytes()).0, as_printed, "{rule} with CRLF");
        assert_eq!(marked(&utf16(&text)).0, as_printed, "{rule} in UTF-16");
        assert_eq!(
            marked(format!("\u{feff}{text}").as_bytes()).0,
            as_printed,
            "{rule} with a mark"
        );
        // A repeated key is lost when a program reads and writes the text.
        let Some(mut value) =
            serde_json::from_str::<Value>(&text).ok().filter(|_| rule != "repeated-key")
        else {
            continue;
        };
        let one_line = value.to_string();
        let laid_out = serde_json::to_string_pretty(&value).expect("it is written");
        let expected = marked(one_line.as_bytes()).0;
        assert_eq!(expected.len(), as_printed.len(), "{rule} on one line");
        assert_eq!(marked(laid_out.as_bytes()).0, expected, "{rule} laid out");
        assert_eq!(
            marked(&utf16(&laid_out.replace('\n', "\r\n"))).0,
            expected,
            "{rule} as PowerShell saves it"
        );
        with_other_characters(&mut value);
        let others = marked(value.to_string().as_bytes()).0;
        assert!(
            others.is_superset(&expected),
            "{rule} beyond ASCII: {:#?}",
            expected.difference(&others)
        );
        compared += 1;
    }
    assert!(compared >= 5, "{compared} responses were compared");
}
