//! Brackets that are missing, mistaken or too many: in what order they are thought of, and what the
//! layout shows.

use serde_json::json;

use super::defects::{assert_all_repaired, assert_defect, assert_repaired, defects};
use super::{as_serde, tree};

#[test]
fn brackets_that_are_missing_or_mistaken() {
    let value = json!({"a": [1, 2], "b": {"c": 3}});
    assert_repaired("{\"a\": [1, 2, \"b\": {\"c\": 3}}", "UnclosedBracket 1 ", &value);
    assert_repaired("{\"a\": [1, 2\n, \"b\": {\"c\": 3}}", "UnclosedBracket 1 ", &value);
    assert_repaired("{\"a\": [1, 2}, \"b\": {\"c\": 3}}", "MismatchedBracket 1 }", &value);
    assert_repaired("{\"a\": [1, 2], \"b\": {\"c\": 3]}", "MismatchedBracket 1 ]", &value);
    assert_repaired("{\"a\": [1, 2]], \"b\": {\"c\": 3}}", "StrayBracket 1 ]", &value);
    assert_repaired("{\"a\": [1, 2]}, \"b\": {\"c\": 3}}", "StrayBracket 1 }", &value);
    assert_repaired("{\"a\": [1, 2], \"b\": {\"c\": 3}}}", "StrayBracket 1 }", &value);
    assert_repaired("[{\"a\": 1, {\"b\": 2}]", "UnclosedBracket 1 ", &json!([{"a": 1}, {"b": 2}]));
    assert_repaired("[{\"a\": 1}, {\"b\": 2]", "UnclosedBracket 1 ", &json!([{"a": 1}, {"b": 2}]));
    assert_repaired(
        "[{\"a\": [1}, {\"b\": 2}]",
        "UnclosedBracket 1 ",
        &json!([{"a": [1]}, {"b": 2}]),
    );
    assert_defect("[1] x", "TextAfterEnd 1 x", &json!([1]));
    assert_defect("GET /osImages [1]", "Unexpected 1 GET /osImages", &json!([1]));
}

#[test]
fn brackets_that_are_wrong_in_many_places() {
    // More than are looked for by reading the text again: what follows a bracket shows the rest.
    for (first, again, last, defect, fixed) in [
        ("[", r#"{"a": [1}, "#, "2]", "UnclosedBracket 1 ", r#"{"a": [1]}, "#),
        ("[", r#"{"a": 1], "#, "2]", "MismatchedBracket 1 ]", r#"{"a": 1}, "#),
        ("[", r#"{"a": 1]}, "#, "2]", "StrayBracket 1 ]", r#"{"a": 1}, "#),
        ("[", "[1}, ", "2]", "MismatchedBracket 1 }", "[1], "),
        // The comma before is none of what closes here.
        ("[", "[}, ", "2]", "MismatchedBracket 1 }", "[], "),
        ("[", "1}, ", "2]", "StrayBracket 1 }", "1, "),
        ("[", "\"x\"} , ", "[2]]", "StrayBracket 1 }", "\"x\" , "),
        ("{", r#""a": {"b": [1}, "#, "\"c\": 2}", "UnclosedBracket 1 ", r#""a": {"b": [1]}, "#),
        ("{", r#""a": {"b": 1], "#, "\"c\": 2}", "MismatchedBracket 1 ]", r#""a": {"b": 1}, "#),
        ("{", "\"a\": 1] , ", "\"c\": 2}", "StrayBracket 1 ]", "\"a\": 1 , "),
        ("{", "\"a\": 1], ", "\"c\": 2}", "StrayBracket 1 ]", "\"a\": 1, "),
        ("[", "[1}], ", "2]", "StrayBracket 1 }", "[1], "),
        ("[", "[[1}], ", "2]", "MismatchedBracket 1 }", "[[1]], "),
        ("{\"a\": [", "1}, ", "2]}", "StrayBracket 1 }", "1, "),
        ("{\"a\": [", "[1}, ", "2]}", "MismatchedBracket 1 }", "[1], "),
        ("[{\"a\": ", "[[1]}, \"b\": ", "2}]", "MismatchedBracket 1 }", "[[1]], \"b\": "),
        // One bracket that is mistaken, or one too many, is likelier than two that are missing.
        ("[", "[{\"a\": [[1}], 3]}], ", "2]", "StrayBracket 1 }", "[{\"a\": [[1], 3]}], "),
        (
            "[",
            "{\"a\": [{\"b\": [[1}], \"c\": 2}]}, ",
            "2]",
            "MismatchedBracket 1 }",
            "{\"a\": [{\"b\": [[1]], \"c\": 2}]}, ",
        ),
    ] {
        let text = format!("{first}{}{last}", again.repeat(6));
        let json = format!("{first}{}{last}", fixed.repeat(6));
        assert_all_repaired(&text, &[defect; 6], &json);
    }
    let mistaken = "\"a\": [1}, ".repeat(6);
    let mut expected = vec!["MismatchedBracket 1 }"; 6];
    expected.extend(["UnclosedBracket 1 "; 2]);
    let json = format!("{{{}\"b\": [[2]]}}", "\"a\": [1], ".repeat(6));
    assert_all_repaired(&format!("{{{mistaken}\"b\": [[2}}"), &expected, &json);
    let without_comma = "\"a\": {\"b\": [1}] \"c\": 2}, ".repeat(6);
    let json = format!("{{{}\"d\": 3}}", "\"a\": {\"b\": [1], \"c\": 2}, ".repeat(6));
    let expected = ["StrayBracket 1 }", "MissingComma 1 "].repeat(6);
    assert_all_repaired(&format!("{{{without_comma}\"d\": 3}}"), &expected, &json);
}

#[test]
fn brackets_beyond_the_end_of_the_outermost_value() {
    for (text, defect, json) in [
        ("{\"a\": 1}, \"b\": 2}", "StrayBracket 1 }", "{\"a\": 1, \"b\": 2}"),
        ("[1], \"x\"]", "StrayBracket 1 ]", "[1, \"x\"]"),
        ("[1] , {\"x\": 2}]", "StrayBracket 1 ]", "[1 , {\"x\": 2}]"),
        ("[1] ] }", "StrayBracket 1 ] }", "[1] "),
    ] {
        assert_all_repaired(text, &[defect], json);
    }
    assert_repaired(
        "[{\"a\": 1}, \"b\": 2}, 3]",
        "StrayBracket 1 }",
        &json!([{"a": 1, "b": 2}, 3]),
    );
    assert_defect("[1], \"x\": 2]", "TextAfterEnd 1 , \"x\": 2]", &json!([1]));
    assert_defect("[1], 2]", "TextAfterEnd 1 , 2]", &json!([1]));
    assert_defect("[1] ] x", "TextAfterEnd 1 ] x", &json!([1]));
    // The outermost value goes on once: more would take time that grows with the square of their number.
    let more = "[\"x\"], \"y\"], \"z\"], 2]";
    assert_eq!(defects(more), ["StrayBracket 1 ]", "TextAfterEnd 1 , \"z\"], 2]"]);
    assert_all_repaired(
        "{\"a\": 1} // x\n, \"b\": 2}",
        &["StrayBracket 1 }", "Comment 1 // x"],
        "{\"a\": 1 \n, \"b\": 2}",
    );
}

#[test]
fn a_bracket_that_is_mistaken_far_from_what_shows_it() {
    let space = " ".repeat(300);
    let text = format!("[True, {{'a': 1]{space}, 2, {{'x': 3}}]");
    let json = format!("[true, {{\"a\": 1}}{space}, 2, {{\"x\": 3}}]");
    let expected = [
        "ForeignLiteral 1 True",
        "SingleQuotes 1 'a'",
        "MismatchedBracket 1 ]",
        "SingleQuotes 1 'x'",
    ];
    assert_all_repaired(&text, &expected, &json);
    let read = tree(&text);
    let others = read.other_members().map(|member| member.key().expect("a key").into_owned());
    assert_eq!(others.collect::<Vec<_>>(), ["x"]);
}

/// A text that is laid out.
const LAID_OUT: &str = r#"{
  "a": [
    {
      "id": 1,
      "b": [
        1,
        2
      ]
    },
    {
      "id": 2,
      "b": [
        "x: y"
      ]
    }
  ],
  "items": {
    "name": "y"
  },
  "name": 3
}
"#;

#[test]
fn each_closing_bracket_of_a_text_that_is_laid_out_is_missed_where_it_stood() {
    let value: serde_json::Value = serde_json::from_str(LAID_OUT).expect("JSON");
    let end = LAID_OUT.trim_end().len() - 1;
    for (at, bracket) in LAID_OUT.match_indices(['}', ']']) {
        let other = if bracket == "}" { "]" } else { "}" };
        for (instead, kind) in [
            (String::new(), "UnclosedBracket"),
            (other.to_owned(), "MismatchedBracket"),
            (bracket.repeat(2), "StrayBracket"),
            (format!("{other}{bracket}"), "StrayBracket"),
            (format!("{bracket}{other}"), "StrayBracket"),
        ] {
            let mut text = LAID_OUT.to_owned();
            text.replace_range(at..=at, &instead);
            if instead.is_empty() && at == end {
                // Nothing distinguishes it from a text that is cut.
                assert_defect(&text, "EndsEarly 20 3", &value);
                continue;
            }
            let reported = defects(&text);
            assert!(reported.len() == 1 && reported[0].starts_with(kind), "{reported:?} in {text}");
            assert_repaired(&text, &reported[0], &value);
        }
    }
}

#[test]
fn a_layout_tells_what_is_wrong_though_it_is_uneven() {
    let value = json!({"a": [1], "b": "2 }", "c": {"d": 3}, "e": 4});
    for text in [
        // A value on a line of its own, indented as no other line is.
        "{\n  \"a\": [1],\n  \"b\":\n      \"2 }\",\n  \"c\": {\n    \"d\": 3,\n  \"e\": 4\n}",
        // The outermost value is not indented, and says nothing by it.
        "{\n\"a\": [1],\n\"b\":\n\"2 }\",\n\"c\": {\n  \"d\": 3,\n\"e\": 4\n}",
    ] {
        assert_repaired(text, "UnclosedBracket 6 ", &value);
    }
    let two_at_once = "{\n  \"a\": {\n    \"b\": {\n      \"c\": 1\n  },\n  \"d\": 2\n}";
    let value = json!({"a": {"b": {"c": 1}}, "d": 2});
    assert_repaired(two_at_once, "UnclosedBracket 4 ", &value);
    // Without the layout the bracket could be one too many: the text is cut.
    let cut = "[\n  [\n    1\n  ],\n  [\n    2\n  },\n  3";
    assert_eq!(defects(cut), ["MismatchedBracket 7 }", "EndsEarly 8 3"]);
    assert_eq!(as_serde(tree(cut).root().expect("an array")), json!([[1], [2], 3]));
}
