//! Reading reports with parsers that others wrote.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

/// The elements of the page.
const ELEMENTS: &[&str] = &[
    "a", "b", "body", "button", "code", "dd", "details", "div", "dl", "dt", "em", "form", "h1",
    "h2", "h3", "head", "header", "html", "input", "label", "li", "main", "mark", "meta", "ol",
    "option", "p", "pre", "script", "section", "select", "span", "strong", "style", "summary",
    "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
];

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).expect("a list")
}

pub(super) fn json(text: &str) {
    let report = parsed(text);
    let findings = list(&report, "/findings").len() as u64;
    for reason in list(&report, "/readiness").iter().flat_map(|row| list(row, "/reasons")) {
        let leads_to = reason["finding"].as_u64();
        assert!(leads_to.is_none_or(|index| index < findings), "{reason}");
    }
}

pub(super) fn lines(text: &str) {
    for line in text.lines() {
        let value = parsed(line);
        let is_end = value["incomplete"].is_object() || value["left_out"].is_u64();
        assert!(is_end || value["rule"].is_string(), "{line}");
    }
}

pub(super) fn concise(text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    let (last, findings) = lines.split_last().expect("a last line");
    assert!(last.contains(" of "), "{last}");
    for line in findings {
        let is_finding = ["error[", "warning[", "note["].iter().any(|level| line.contains(level));
        assert!(is_finding, "{line}");
    }
}

pub(super) fn github(text: &str) {
    for line in text.lines() {
        let ours = ["::error ", "::warning ", "::notice "];
        let command = ours.iter().find_map(|ours| line.strip_prefix(ours));
        let (properties, _) = command.and_then(|rest| rest.split_once("::")).expect("a command");
        for property in properties.split(',') {
            let name = property.split_once('=').map(|(name, _)| name);
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(name.is_some_and(|name| known.contains(&name)), "{line}");
        }
    }
}

pub(super) fn sarif(text: &str) {
    let log = parsed(text);
    let rules = list(&log, "/runs/0/tool/driver/rules");
    for result in list(&log, "/runs/0/results") {
        let rule = result["ruleIndex"].as_u64().and_then(|index| rules.get(index as usize));
        assert_eq!(rule.expect("its rule")["id"], result["ruleId"]);
        assert!(!list(result, "/locations").is_empty());
    }
}

pub(super) fn gitlab(text: &str) {
    let issues = parsed(text);
    let mut fingerprints: Vec<&str> =
        list(&issues, "").iter().map(|issue| issue["fingerprint"].as_str().expect("one")).collect();
    let all = fingerprints.len();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), all, "a fingerprint stands twice");
}

pub(super) fn rdjson(text: &str) {
    let document = parsed(text);
    for diagnostic in list(&document, "/diagnostics") {
        assert!(diagnostic["location"]["path"].is_string(), "{diagnostic}");
    }
}

pub(super) fn junit(text: &str) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| {
        panic!("{error}: {text}");
    });
    let root = document.root_element();
    let discovery = |name: &str| root.descendants().filter(|node| node.has_tag_name(name)).count();
    for (attribute, element) in
        [("tests", "testcase"), ("failures", "failure"), ("errors", "error")]
    {
        let reported = root.attribute(attribute).and_then(|reported| reported.parse().ok());
        assert_eq!(reported, Some(discovery(element)), "{attribute}");
    }
}

/// Headings, tables, and text: nothing else comes of the input.
pub(super) fn markdown(text: &str) {
    let mut columns = 0;
    let mut cells = 0;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableRow) => cells = 0,
            Event::Start(Tag::TableCell) => cells += 1,
            Event::End(pulldown_cmark::TagEnd::TableRow) => assert_eq!(cells, columns, "{text}"),
            Event::Start(Tag::Heading { .. } | Tag::Paragraph | Tag::Strong | Tag::TableHead)
            | Event::End(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::SoftBreak => {}
            other => panic!("{other:?} in {text}"),
        }
    }
}

/// The page's own elements, of which one is a script and none has a handler.
pub(super) fn html(text: &str) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut scripts = 0;
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        let Token::StartTag(tag) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        assert!(ELEMENTS.contains(&&*name), "<{name}>");
        scripts += usize::from(name == "script");
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute);
            assert!(!attribute.starts_with("on") && attribute != "src", "{attribute} of <{name}>");
            assert!(attribute != "href" || value.starts_with(b"#"), "{value:?} of <{name}>");
        }
    }
    assert_eq!(scripts, 1);
}
