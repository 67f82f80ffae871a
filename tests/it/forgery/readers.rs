//! What a text in some format is built of, as parsers read it that others wrote: everything but the
//! texts in it.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use osready::sanitize::sanitize;
use pulldown_cmark::{Event, Options, Parser};
use serde_json::Value;

use crate::support::formats::Written;

/// What `text` is built of. Fails where it cannot be read.
pub(crate) fn build(format: &str, text: &str) -> Vec<String> {
    match format {
        // Its lines are broken by width: what must not stand in one is looked for apart.
        "human" => Vec::new(),
        "concise" => text.lines().map(concise).collect(),
        "github" => text.lines().map(command).collect(),
        "ndjson" => text.lines().flat_map(|line| json(format, line)).collect(),
        "json" | "sarif" | "gitlab" | "rdjson" => json(format, text),
        "junit" => xml(text),
        "markdown" | "status" => markdown(text).0,
        "html" => html(text).0,
        other => panic!("a reader for {other}"),
    }
}

/// A line, which ends with what this program says: where, how much it weighs.
fn concise(line: &str) -> String {
    let levels = [": error[", ": warning[", ": note["];
    let level = levels.into_iter().find(|level| line.contains(level));
    level.unwrap_or("the last line").to_owned()
}

/// A workflow command as a runner parses it: its name and the names of its properties.
fn command(line: &str) -> String {
    let rest = line.strip_prefix("::").expect("a command");
    let (head, _) = rest.split_once("::").expect("a command");
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let names = properties.split(',').map(|one| one.split_once('=').expect("a property").0);
    format!("{name} {:?}", names.collect::<Vec<_>>())
}

fn json(format: &str, text: &str) -> Vec<String> {
    fn push(built: &mut Vec<String>, format: &str, path: &str, value: &Value) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    push(built, format, &format!("{path}/{key}"), value);
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    push(built, format, &format!("{path}/{index}"), value);
                }
            }
            Value::String(text) => {
                if path.ends_with("/uri") {
                    let plain =
                        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/%:".contains(&byte);
                    assert!(text.bytes().all(plain), "{text}");
                    let scheme = text.split_once(':').map_or("file", |(scheme, _)| scheme);
                    assert_eq!(scheme, "file", "{text}");
                }
                if format == "sarif" && path.ends_with("/message/text") {
                    assert!(!text.contains("](") && !text.contains("]["), "{text}");
                }
                built.push(format!("{path}: text"));
            }
            other => built.push(format!("{path}: {other}")),
        }
    }
    let mut built = Vec::new();
    push(&mut built, format, "", &serde_json::from_str(text).expect("JSON"));
    built
}

fn xml(text: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(text).expect("XML");
    let elements = document.root().descendants().filter(roxmltree::Node::is_element);
    elements
        .map(|element| {
            let names = element.attributes().map(|attribute| attribute.name().to_owned());
            format!("{} {:?}", element.tag_name().name(), names.collect::<Vec<_>>())
        })
        .collect()
}

/// The events of `CommonMark` with GitHub's and other extensions, and all text.
fn markdown(text: &str) -> (Vec<String>, String) {
    // All but what makes other quotes of quotes: that is no mark-up.
    let options = Options::all().difference(Options::ENABLE_SMART_PUNCTUATION);
    let (mut built, mut read) = (Vec::new(), String::new());
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(text) | Event::Code(text) => read.push_str(&text),
            other => built.push(format!("{other:?}")),
        }
    }
    (built, read)
}

/// All text outside of code, in which alone links, mentions and references are looked for.
pub(crate) fn prose(text: &str) -> String {
    let options = Options::all().difference(Options::ENABLE_SMART_PUNCTUATION);
    let events = Parser::new_ext(text, options);
    let texts = events.filter_map(|event| match event {
        Event::Text(text) => Some(text.into_string()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// The tags with the names of their attributes, and all text.
fn html(text: &str) -> (Vec<String>, String) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut built, mut read) = (Vec::new(), String::new());
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        let token: Token = token;
        match token {
            Token::String(text) => read.push_str(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) => {
                let names = tag.attributes.keys().map(|name| String::from_utf8_lossy(name));
                let names: Vec<_> = names.collect();
                built.push(format!("<{}> {names:?}", String::from_utf8_lossy(&tag.name)));
                for (name, value) in &tag.attributes {
                    let (name, value) =
                        (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
                    assert!(name != "href" || value.starts_with('#'), "{value}");
                    assert!(!name.starts_with("on") && name != "src" && name != "style", "{name}");
                }
            }
            Token::EndTag(tag) => built.push(format!("</{}>", String::from_utf8_lossy(&tag.name))),
            other => built.push(format!("{other:?}")),
        }
    }
    (built, read)
}

/// Fails where a text that stands in every place of a report is not read back from it.
pub(crate) fn assert_read_back(all: &[Written], text: &str) {
    let of = |name: &str| &all.iter().find(|(format, _)| *format == name).expect("it is there").1;
    let json: Value = serde_json::from_str(of("json")).expect("JSON");
    for pointer in ["/findings/0/message", "/readiness/0/profile", "/failures/0/file"] {
        assert_eq!(json.pointer(pointer).and_then(Value::as_str), Some(text), "{pointer}");
    }
    let shown = sanitize(text);
    let document = roxmltree::Document::parse(of("junit")).expect("XML");
    let failure = document.root().descendants().find(|node| node.has_tag_name("failure"));
    let message = failure.and_then(|failure| failure.attribute("message")).expect("a failure");
    // The first failed case is that of the profile.
    assert_eq!(message, format!("cannot be deployed: {shown}"));
    assert!(html(of("html")).1.contains(&shown), "{shown}");
    // Readers differ on a pipe behind a backslash: it is written out. White space at the end of a cell is
    // the table's.
    let read = markdown(of("markdown")).1;
    let shown = shown.replace("\\|", "\\\\u{7c}");
    assert!(read.contains(shown.trim()), "{shown} in {read}");
}
