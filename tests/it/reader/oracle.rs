//! `serde_json` as the oracle: the same verdict, the same values, and the first defect not after the
//! place where it gives up, on valid, random and mutated texts.

use proptest::prelude::*;
use serde_json::Value;

use super::{assert_same_as_serde, tree};

fn json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z\"\\\\\u{1}é😀]{0,12}".prop_map(Value::from),
    ];
    scalar.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("(id|name|a|b|[a-zé\"]{0,4})", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A text of the characters that JSON is made of, and of those that break it.
const SOUP: &str = "[\\[\\]{}:,\"'\\\\/*. \n\r\t0-9eE+truefalsnN#-]{0,24}";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_valid_text_has_the_values_that_serde_json_reads(value in json()) {
        assert_same_as_serde(&value.to_string());
        assert_same_as_serde(&serde_json::to_string_pretty(&value).expect("a value is written"));
    }

    #[test]
    fn a_mutated_text_has_a_defect_exactly_where_serde_json_refuses_it(
        value in json(),
        place in any::<prop::sample::Index>(),
        len in 0_usize..4,
        inserted in SOUP,
    ) {
        let mut text = value.to_string();
        let boundary = |text: &str, mut at: usize| { while !text.is_char_boundary(at) { at -= 1; } at };
        let start = boundary(&text, place.index(text.len() + 1));
        let end = boundary(&text, (start + len).min(text.len())).max(start);
        text.replace_range(start..end, &inserted);
        assert_same_as_serde(&text);
    }

    #[test]
    fn a_cut_text_ends_early_once(value in json(), place in any::<prop::sample::Index>()) {
        let text = value.to_string();
        let mut at = place.index(text.len() + 1);
        while !text.is_char_boundary(at) { at -= 1; }
        assert_same_as_serde(&text[..at]);
    }

    #[test]
    fn a_random_text_has_a_defect_exactly_where_serde_json_refuses_it(text in SOUP) {
        assert_same_as_serde(&text);
    }

    #[test]
    fn any_text_at_all_is_read(text in any::<String>()) {
        assert_same_as_serde(&text);
    }
}

#[test]
fn what_once_went_wrong_goes_right() {
    for text in [
        "{\"a\":[N\r[e]:]}",
        "{ »dr: \"nic   \"bosage\": 1}",
        "{\"a\": [1, \",,\n\"\":], \"b\": 2}",
        "{\"a\": [1, \" \n\"\":], \"b\": 2}",
        "{\"a\": [[1,, \"\":], \"b\": 2}",
        "{\"id\":[[N]:null,null]]}",
        "{\"id\":[n\"[r]:1]}",
        "{\"a\": [1, {\"\"k\u{c}], \"b\": 2}",
        "[{\"a\": 1}\n {\"a\": \"b},\n ...,\n {\"a\": \"b\"}]",
        "[{\"\n{\":{\"\"d\"},};{",
        "{}#\u{fffd}\n,\"\":",
        "{\n  \"a\": [\n    {\"a\": \"b\" \n    {\"a\": \"b},\n    ...,\n    {\"a\": \"b\"}\n  ]\n}\n",
    ] {
        assert_same_as_serde(text);
    }
}

#[test]
fn nesting_is_read_to_127_levels_and_refused_from_128_as_in_serde_json() {
    for depth in [1, 126, 127, 128, 129, 100_000] {
        assert_same_as_serde(&("[".repeat(depth) + &"]".repeat(depth)));
        assert_same_as_serde(&("{\"a\":".repeat(depth) + "1" + &"}".repeat(depth)));
        assert_same_as_serde(&"[".repeat(depth));
    }
    let deep = "[".repeat(200) + &"]".repeat(200);
    assert_eq!(tree(&deep).syntax_errors().len(), 1);
}

#[test]
fn numbers_beyond_64_bits_of_floating_point_are_refused_as_in_serde_json() {
    for text in [
        "1e308",
        "1e309",
        "-1e400",
        "1e-400",
        "123e45678",
        "9007199254740993",
        "18446744073709551616",
    ] {
        assert_same_as_serde(text);
    }
    assert_same_as_serde(&"9".repeat(308));
    assert_same_as_serde(&"9".repeat(310));
}

#[test]
fn of_a_repeated_key_the_last_value_holds() {
    let text = r#"{"id": 1, "x": 0, "id": 2, "y": 1, "\u0069d": 3, "y": 4}"#;
    assert_same_as_serde(text);
    let read = tree(text);
    let times: Vec<u32> = read.repeated().iter().map(|repeated| repeated.times).collect();
    assert_eq!(times, [3, 2]);
}
