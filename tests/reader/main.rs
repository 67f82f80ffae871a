//! The reader, held against `serde_json` and against the defects that people's files have.

#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::unwrap_used)]

mod defects;
mod oracle;
mod suite;

use std::sync::LazyLock;

use osready::json::{Kind, Tree, Value, Vocabulary, read};

static WORDS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(&["id", "name", "a", "b", "items"], &["win", "Custom"]));

fn tree(text: &str) -> Tree<'_> {
    let tree = read(text, &WORDS).expect("shorter than 4 GiB");
    assert_well_formed(&tree);
    tree
}

/// The tree's value as `serde_json` has it.
fn as_serde(value: Value<'_>) -> serde_json::Value {
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
fn assert_well_formed(tree: &Tree<'_>) {
    for defect in tree.defects() {
        let spans =
            defect.repair.iter().map(|edit| edit.span).chain(defect.related).chain([defect.span]);
        for span in spans {
            assert!(tree.text().get(span.range()).is_some(), "{defect:?} in {:?}", tree.text());
        }
    }
    if let Some(root) = tree.root() {
        assert_children_within(root, 0);
    }
}

fn assert_children_within(value: Value<'_>, depth: usize) {
    let text = value.tree().text();
    assert!(text.get(value.span().range()).is_some(), "{value:?} in {text:?}");
    let mut last = value.span().start;
    for child in value
        .elements()
        .chain(std::iter::empty())
        .collect::<Vec<_>>()
        .into_iter()
        .chain(value.members())
    {
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
