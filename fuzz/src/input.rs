//! Everything that a response comes in: whatever the bytes, they are read or refused in words, and a
//! whole response is found in each wrapping as it is alone.

use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use osready::input::{Discovery, File, Source, unpacked};
use serde_json::json;

use super::{lint, samples, text, variant};

/// How a text is written as bytes.
type Encode = fn(&str) -> Vec<u8>;
/// What a text is put in.
type Wrap = fn(&str) -> String;

/// Each gives back the very text.
const ENCODINGS: [Encode; 6] = [
    |text| text.as_bytes().to_vec(),
    |text| [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
    |text| utf16(text, u16::to_le_bytes),
    |text| utf16(text, u16::to_be_bytes),
    |text| packed(text.as_bytes()),
    |text| packed(&utf16(text, u16::to_le_bytes)),
];

/// Each is judged as the response within it is.
const WRAPPINGS: [(&str, Wrap); 8] = [
    ("r.json", |text| format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{text}")),
    ("r.json", |text| format!("HTTP/2 302\nLocation: /é\n\nHTTP/2 200\n\n{text}")),
    ("r.json", |text| format!("{{\"changed\": false, \"result\": {text}}}")),
    ("r.json", |text| format!("{{\"results\": [{{\"json\": {text}, \"item\": 1}}]}}")),
    ("r.json", |text| format!("[\n{text}\n]")),
    ("r.ndjson", |text| format!("\n{}\n\n", text.replace(['\n', '\r'], " "))),
    ("r.har", |text| har(text, None)),
    ("r.har", |text| har(&STANDARD.encode(text), Some("base64"))),
];

/// Bytes as a file, or a text in one of the encodings or wrappings.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    match variant % 4 {
        0 => drop(open("r.json", rest.to_vec()).map(|file| lint::file_report(&file))),
        1 => drop(open("r.json", packed(rest)).map(|file| lint::file_report(&file))),
        2 => assert_read_back(&text(rest), ENCODINGS[usize::from(variant / 4) % ENCODINGS.len()]),
        _ => {
            let (name, wrap) = WRAPPINGS[usize::from(variant / 4) % WRAPPINGS.len()];
            // Half of them are whole responses, more or less.
            let content = if variant < 128 { samples::changed(rest) } else { text(rest) };
            assert_judged_alike(&content, name, wrap);
        }
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
    // A text of these first characters is taken for something else.
    let is_told_apart = text.starts_with(['\u{feff}', '\u{1f}']) || text.contains('\0');
    if is_told_apart || text.is_empty() {
        return;
    }
    let file = open("r.json", encode(text)).expect("it is a text");
    assert_eq!(file.text, text);
}

/// What is found in a response that is JSON is found in it in its wrapping.
fn assert_judged_alike(text: &str, name: &str, wrap: Wrap) {
    let wrapped = lint::file_report(&lint::file(name, wrap(text)));
    // Only an object or array that is whole comes out of its wrapping as it went in.
    let is_whole = serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| {
        value.get("items").is_some_and(|items| items.as_array().is_some_and(|all| !all.is_empty()))
    });
    let is_one_line = !text.contains(['\n', '\r']) || name != "r.ndjson";
    if !is_whole || !is_one_line {
        return;
    }
    let alone = lint::file_report(&lint::file("r.json", text.to_owned()));
    if alone.responses != 1 || wrapped.responses != 1 {
        return;
    }
    let rules = |file_report: &osready::lint::FileReport| {
        let mut rules: Vec<_> =
            file_report.findings.iter().map(|finding| finding.rule.clone()).collect();
        rules.sort();
        rules
    };
    assert_eq!(rules(&wrapped), rules(&alone), "{text:?} in {:?}", wrap("…"));
    assert_eq!(wrapped.readiness.len(), alone.readiness.len(), "{text:?}");
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

fn har(body: &str, encoding: Option<&str>) -> String {
    let mut content = json!({"mimeType": "application/json", "text": body});
    if let Some(encoding) = encoding {
        content["encoding"] = encoding.into();
    }
    let url = "https://192.0.2.7/osImages";
    json!({"log": {"entries": [{"request": {"method": "GET", "url": url}, "response": {"content": content}}]}})
        .to_string()
}
