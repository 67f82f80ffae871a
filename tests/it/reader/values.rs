//! What a tree says of its values: what they are called, how many they are, and what stands around
//! them; and what a vocabulary says of names.

use osready::json::{Interner, KeyId, Value};
use osready::source::Span;

use super::tree;

/// Two names of the vocabulary that the trees are read with.
const ID: KeyId = KeyId::nth(0);
const NAME: KeyId = KeyId::nth(1);

fn keys<'a>(values: impl Iterator<Item = Value<'a>>) -> Vec<String> {
    values.map(|value| value.key().unwrap_or_default().into_owned()).collect()
}

#[test]
fn each_kind_has_a_word_for_a_person() {
    for (text, word) in [
        ("null", "null"),
        ("false", "a boolean"),
        ("true", "a boolean"),
        ("1", "a number"),
        ("\"\"", "a string"),
        ("[]", "an array"),
        ("{}", "an object"),
    ] {
        assert_eq!(tree(text).root().unwrap().kind().as_str(), word, "{text}");
    }
    assert_eq!(format!("{:?}", tree("[1]").root()), "Some(Array at Span { start: 0, end: 3 })");
}

#[test]
fn a_value_knows_how_many_it_is_and_what_follows_it() {
    let read = tree(r#"{"a": [1, {"b": 2}], "x": 3}"#);
    let root = read.root().unwrap();
    let [a, x] = ["a", "x"].map(|key| root.get_key(key).unwrap());
    assert_eq!([root, a, x].map(Value::count), [6, 4, 1]);
    assert_eq!([root, a, x].map(Value::len), [2, 2, 0]);
    assert_eq!([root, a, x].map(Value::is_empty), [false, false, true]);
    assert_eq!([0, 1, 2].map(|steps| a.following(steps)), [Some(a), Some(x), None]);
    assert_eq!(root.following(1), None);
    assert_eq!((read.len(), read.is_empty()), (6, false));
    assert_eq!((tree("").len(), tree("").is_empty()), (0, true));
    let spans = [Span::new(3, 5), Span::at(3)];
    assert_eq!(spans.map(|span| (span.len(), span.is_empty())), [(2, false), (0, true)]);
}

#[test]
fn members_of_other_names_are_found_within_a_value_and_not_beside_it() {
    let read = tree(r#"{"a": {"b": ["win", 1]}, "x": {"id": 1}}"#);
    let root = read.root().unwrap();
    let of = |key| read.has_other_names(root.get_key(key).unwrap());
    assert_eq!([read.has_other_names(root), of("a"), of("x")], [true, false, false]);
    assert_eq!(keys(read.other_members()), ["x"]);
    assert_eq!(keys(tree(r#"["p", {"x": 1, "a": [2], "y": 3}]"#).other_members()), ["x", "y"]);
}

#[test]
fn a_renamed_member_has_the_name_and_keeps_its_key() {
    // The last key is written with an escape and is never closed.
    let text = "{\"idd\": {\"nam\": 1}, \"z\": 3, \"n\\u0061mee: 1,\n\"b\": 2}";
    let mut read = tree(text);
    let id = |key| read.root().and_then(|root| root.get_key(key)).unwrap().id();
    let (idd, namee) = (id("idd"), id("namee"));
    read.rename(&[(namee, NAME), (idd + 1, NAME), (idd, ID)]);
    let root = read.root().unwrap();
    let within = |value| keys(read.renamed_within(value));
    assert_eq!(within(root), ["idd", "nam", "namee"]);
    assert_eq!(within(root.get(ID).unwrap()), ["idd", "nam"]);
    assert_eq!(within(root.get_key("z").unwrap()), [""; 0]);
    let meant: Vec<_> = root.members().map(|member| member.meant_key().unwrap()).collect();
    assert_eq!(meant, ["id", "z", "name", "b"]);
}

#[test]
fn the_value_around_a_place_is_the_innermost_that_holds_it_with_its_key() {
    let text = r#" {"a": [1, {"b": 22}], "x": 3} "#;
    let read = tree(text);
    let around = |part: &str| {
        let start = text.find(part).unwrap();
        let span = Span::new(start as u32, (start + part.len()) as u32);
        read.value_around(span).map_or("none", |value| &text[value.span().range()])
    };
    for (part, value) in [
        ("22", "22"),
        ("b\": 2", "22"),
        ("{\"b\"", "{\"b\": 22}"),
        ("1, {", "[1, {\"b\": 22}]"),
        ("\"a\"", "[1, {\"b\": 22}]"),
        (", \"x\"", text.trim()),
        ("} ", text.trim()),
        (" {", "none"),
    ] {
        assert_eq!(around(part), value, "{part}");
    }
}

#[test]
fn a_value_between_other_quotes_reads_like_one_between_plain_ones() {
    for (text, expected) in [
        ("[“x”]", "x"),
        ("[“x\"]", "x"),
        ("[«x»]", "x"),
        ("['x']", "x"),
        (r"['x\ny']", "x\ny"),
        (r"[“x\ny”]", "x\ny"),
    ] {
        let read = tree(text);
        let value = read.root().unwrap().elements().next().unwrap();
        assert_eq!(value.as_str().unwrap(), expected, "{text}");
        assert_eq!(value.unescaped().unwrap().text, expected, "{text}");
    }
}

#[test]
fn a_value_is_damaged_where_it_is_a_guess() {
    let read = tree("[01, 1, tru, True, 'x', NaN, 1e999, \"x\n]");
    let damaged: Vec<bool> = read.root().unwrap().elements().map(Value::is_damaged).collect();
    assert_eq!(damaged, [true, false, true, false, false, true, true, true]);
}

#[test]
fn keys_outside_of_the_vocabulary_repeat_too() {
    let read = tree(r#"{"x": 1, "x": 2}"#);
    let [repeated] = read.repeated() else { panic!("{:?}", read.repeated()) };
    let (first, last) = read.repeated_members(*repeated);
    assert_eq!((repeated.times, first.as_i64(), last.as_i64()), (2, Some(1), Some(2)));
    assert!(read.root().unwrap().members().eq([last]));
}

#[test]
fn a_name_is_no_other_that_differs_in_one_character() {
    let letters = "abcdefghijklmnopqrst";
    let names: Vec<&str> = (0..=letters.len()).map(|len| &letters[..len]).collect();
    let interner = Interner::new(names.leak(), &["win", "Custom"]);
    for (position, name) in interner.names().iter().enumerate() {
        assert_eq!(interner.find(name.as_bytes()), KeyId::nth(position as u8), "{name}");
        for at in 0..name.len() {
            let mut other = name.as_bytes().to_vec();
            other[at] = b'-';
            assert_eq!(interner.find(&other), KeyId::OTHER, "{name} at {at}");
        }
    }
    assert_eq!(interner.words(), ["win", "Custom"]);
}
