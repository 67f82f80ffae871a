//! Everything that a response comes in: whatever the bytes, they are read or refused in words, and a
//! whole response is found in each wrapping as it is alone.

#![allow(clippy::disallowed_methods)]

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use osready::input::{Discovery, File, Source, unpacked};
use osready::lint::FileReport;

use super::wrappings::{WRAPPINGS, can_contain, wrapped};
use super::{lint, samples, text, variant};

/// The rules whose findings are about a file, whatever the response in it.
const ABOUT_FILES: [&str; 2] = ["surrounding-text", "file-encoding"];

/// How a text is written as bytes.
type Encode = fn(&str) -> Vec<u8>;

/// Each gives back the very text.
const ENCODINGS: [Encode; 6] = [
    |text| text.as_bytes().to_vec(),
    |text| [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
    |text| utf16(text, u16::to_le_bytes),
    |text| utf16(text, u16::to_be_bytes),
    |text| packed(text.as_bytes()),
    |text| packed(&utf16(text, u16::to_le_bytes)),
];

/// Bytes as a file, or a text in one of the encodings or wrappings.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    match variant % 4 {
        0 => drop(open("r.json", rest.to_vec()).map(|file| lint::file_report(&file))),
        1 => drop(open("r.json", packed(rest)).map(|file| lint::file_report(&file))),
        2 => assert_read_back(&text(rest), ENCODINGS[usize::from(variant / 4) % ENCODINGS.len()]),
        _ => assert_found(rest),
    }
}

fn open(name: &str, bytes: Vec<u8>) -> Option<File> {
    match unpacked(&Source::file(Path::new(name), Discovery::Explicit), bytes) {
        Ok(file) => Some(file),
        Err(failure) => {
            let says = failure.message;
            assert!(!says.is_empty() && says.len() < 300, "{says}");
            assert!(!says.contains(char::is_control), "{says:?}");
            None
        }
    }
}

fn assert_read_back(text: &str, encode: Encode) {
    // A text of these first characters is taken for something else. U+FFFE, which is no character, shows that
    // the bytes are in the other order.
    let is_distinguished =
        text.starts_with(['\u{feff}', '\u{1f}']) || text.contains(['\0', '\u{fffe}']);
    if is_distinguished || text.is_empty() {
        return;
    }
    let file = open("r.json", encode(text)).expect("it is a text");
    assert_eq!(file.text, text);
}

/// A response that is JSON has the same findings and verdicts in two wrappings, which the first bytes pick.
fn assert_found(data: &[u8]) {
    let ([inner, outer], rest) = data.split_first_chunk().unwrap_or((&[0, 0], &[]));
    let wrapping = |number: u8| &WRAPPINGS[usize::from(number) % WRAPPINGS.len()];
    let (inner, outer) = (wrapping(*inner), wrapping(*outer));
    let text = samples::changed(rest);
    let is_response = serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|value| {
        value.get("items").is_some_and(|items| items.as_array().is_some_and(|all| !all.is_empty()))
    });
    let wrapped = wrapped(&text, &[inner, outer]);
    let found = lint::file_report(&lint::file("r.json", wrapped));
    if !is_response || !can_contain(outer, inner) {
        return;
    }
    let alone = lint::file_report(&lint::file("r.json", text.clone()));
    let rules = |file_report: &FileReport| {
        let rules = file_report.findings.iter().map(|finding| finding.rule.raw().to_owned());
        let is_about_response = |rule: &String| !ABOUT_FILES.contains(&rule.as_str());
        let mut rules: Vec<_> = rules.filter(is_about_response).collect();
        rules.sort();
        rules
    };
    let verdicts = |file_report: &FileReport| {
        file_report.readiness.iter().map(|row| row.verdict.as_str()).collect::<Vec<_>>()
    };
    let names = (inner.0, outer.0);
    assert_eq!(rules(&found), rules(&alone), "{text:?} in {names:?}");
    assert_eq!(verdicts(&found), verdicts(&alone), "{text:?} in {names:?}");
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(unit).collect()
}

/// Bytes as gzip packs them.
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
