//! The reader against `serde_json`: the same verdict and the same values; and whatever the text, a
//! tree that is well-formed.

use std::sync::LazyLock;

use osready::json::{Interner, KeywordId, Kind, Tree, Value, read, unescape};

use super::{samples, text, variant};

static WORDS: LazyLock<Interner> =
    LazyLock::new(|| Interner::new(&["id", "name", "a", "b", "items"], &["win", "Custom"]));

/// A text as it stands, in an object, in a string, or made of a sample.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    match variant % 4 {
        0 => assert_same_as_serde(&text(rest)),
        1 => assert_same_as_serde(&format!("{{\"a\": [1, {}], \"b\": 2}}", text(rest))),
        2 => assert_unescaped(&text(rest)),
        _ => assert_same_as_serde(&samples::changed(rest)),
    }
}

/// The tree of a text, which is well-formed.
pub fn tree(text: &str) -> Tree<'_> {
    let tree = read(text, &WORDS).expect("shorter than 4 GiB");
    assert_well_formed(&tree);
    tree
}

/// The reader says of a text what `serde_json` says, and where that gives up it has found something
/// by then.
pub fn assert_same_as_serde(text: &str) {
    let read = tree(text);
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => {
            assert_eq!(read.syntax_errors(), [], "{text:?}");
            assert_eq!(as_serde(read.root().expect("a value")), value, "{text:?}");
        }
        Err(error) => {
            let Some(first) = read.syntax_errors().first() else {
                panic!("serde_json says {error} of {text:?}");
            };
            let given_up = offset(text, error.line(), error.column());
            assert!(
                first.span.start as usize <= given_up,
                "{first:?}, but serde_json says {error} of {text:?}"
            );
        }
    }
}

/// The byte offset past the last character that `serde_json` had read.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before + column
}

/// A value as `serde_json` has it.
pub fn as_serde(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::Null => serde_json::Value::Null,
        Kind::False => false.into(),
        Kind::True => true.into(),
        Kind::Number => {
            let text = value.number_text().expect("a number has a text");
            serde_json::from_str(text).unwrap_or(serde_json::Value::Null)
        }
        Kind::String => value.as_str().expect("a string has a content").into_owned().into(),
        Kind::Array => value.elements().map(as_serde).collect(),
        Kind::Object => serde_json::Value::Object(
            value
                .members()
                .map(|member| {
                    (member.key().expect("a member has a key").into_owned(), as_serde(member))
                })
                .collect(),
        ),
    }
}

/// Spans lie in the text and on its characters, children lie in their parents and in order, and
/// every pointer leads back to its value.
pub fn assert_well_formed(tree: &Tree<'_>) {
    let text = tree.text();
    for defect in tree.syntax_errors() {
        let spans =
            defect.repair.iter().map(|edit| edit.span).chain(defect.related).chain([defect.span]);
        for span in spans {
            assert!(text.get(span.range()).is_some(), "{defect:?} in {text:?}");
        }
    }
    for repeated in tree.repeated() {
        let (first, last) = tree.repeated_members(*repeated);
        assert_eq!(first.parent(), last.parent(), "{repeated:?} in {text:?}");
        assert!(first.id() < last.id() && repeated.times > 1, "{repeated:?} in {text:?}");
    }
    if let Some(root) = tree.root() {
        assert_children_within(root, 0);
    }
}

fn assert_children_within(value: Value<'_>, depth: usize) {
    let text = value.tree().text();
    assert!(text.get(value.span().range()).is_some(), "{value:?} in {text:?}");
    if value.keyword() != KeywordId::OTHER {
        let content = value.as_str().expect("a word is a string");
        assert_eq!(WORDS.find_word(content.as_bytes()), value.keyword(), "{value:?} in {text:?}");
    }
    // A pointer is found in time that grows with the text: that of a large one would take long.
    if text.len() < 1000 && value.tree().repeated().is_empty() {
        let pointer = value.pointer().to_string();
        let found = value.tree().resolve(&pointer).map(Value::id);
        let is_found = found == Some(value.id());
        assert!(is_found || !value.tree().syntax_errors().is_empty(), "{pointer} in {text:?}");
    }
    let mut last = value.span().start;
    for child in value.elements().chain(value.members()) {
        let begin = child.key_span().unwrap_or(child.span());
        assert!(text.get(begin.range()).is_some(), "key {begin:?} in {text:?}");
        assert!(last <= begin.start && begin.start <= child.span().start, "{child:?} in {text:?}");
        assert!(value.span().contains(child.span()), "{child:?} in {value:?} of {text:?}");
        assert_eq!(child.parent(), Some(value), "the parent of {child:?} in {text:?}");
        assert!(depth < 200);
        last = child.span().end;
        assert_children_within(child, depth + 1);
    }
}

/// The content of a string, whatever its escapes: each of its characters leads back to a stretch of
/// the string.
fn assert_unescaped(raw: &str) {
    let read = unescape(raw);
    for (at, character) in read.text.char_indices() {
        let inner = osready::json::Span::new(at as u32, (at + character.len_utf8()) as u32);
        let outer = read.offsets.outer(inner);
        assert!(raw.get(outer.range()).is_some(), "{inner:?} leads to {outer:?} of {raw:?}");
    }
    if let Ok(content) = serde_json::from_str::<String>(&format!("\"{raw}\"")) {
        assert_eq!(read.text, content, "{raw:?}");
    }
}
