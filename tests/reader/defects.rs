//! Each defect by its name and place, and nothing else beside it.

use serde_json::json;

use super::{as_serde, tree};

/// The defects of a text: kind, line from 1, and the characters that are marked.
fn defects(text: &str) -> Vec<String> {
    tree(text)
        .defects()
        .iter()
        .map(|defect| {
            let kind = format!("{:?}", defect.kind);
            let kind = kind.split([' ', '(']).next().unwrap_or_default().to_owned();
            let line = text[..defect.span.start as usize].matches('\n').count() + 1;
            format!("{kind} {line} {}", &text[defect.span.range()])
        })
        .collect()
}

/// The text with all repairs made.
fn repaired(text: &str) -> String {
    let read = tree(text);
    let mut edits: Vec<_> = read.defects().iter().flat_map(|defect| &defect.repair).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut mended = text.to_owned();
    for edit in edits.into_iter().rev() {
        mended.replace_range(edit.span.range(), &edit.replacement);
    }
    mended
}

/// One defect, its place, and the value that is read in spite of it.
fn assert_defect(text: &str, expected: &str, value: &serde_json::Value) {
    assert_eq!(defects(text), [expected], "{text}");
    assert_eq!(&as_serde(tree(text).root().expect("a value")), value, "{text}");
}

/// Likewise, and the repair makes it JSON of that value.
fn assert_repaired(text: &str, expected: &str, value: &serde_json::Value) {
    assert_defect(text, expected, value);
    let mended = repaired(text);
    let read: serde_json::Value =
        serde_json::from_str(&mended).unwrap_or_else(|error| panic!("{error}: {mended}"));
    assert_eq!(&read, value, "{mended}");
}

#[test]
fn commas_that_are_missing_or_too_many() {
    let value = json!({"a": 1, "b": [1, 2]});
    assert_repaired("{\"a\": 1\n \"b\": [1, 2]}", "MissingComma 1 ", &value);
    assert_repaired("{\"a\": 1, \"b\": [1 2]}", "MissingComma 1 ", &value);
    assert_repaired("{\"a\": 1, \"b\": [1, 2,]}", "TrailingComma 1 ,", &value);
    assert_repaired("{\"a\": 1, \"b\": [1, 2]\n,\n}", "TrailingComma 2 ,", &value);
    assert_repaired("{\"a\": 1,, \"b\": [1, 2]}", "ExtraComma 1 ,", &value);
    assert_repaired("{, \"a\": 1, \"b\": [1, 2]}", "ExtraComma 1 ,", &value);
    assert_repaired("{\"a\": 1, \"b\": [1,,2]}", "ExtraComma 1 ,", &value);
    assert_repaired("[{\"a\": 1} {\"b\": 1}]", "MissingComma 1 ", &json!([{"a": 1}, {"b": 1}]));
    assert_repaired("[\"a\" \"b\"]", "MissingComma 1 ", &json!(["a", "b"]));
}

#[test]
fn colons_values_and_keys_that_are_missing() {
    let value = json!({"a": 1, "b": 2});
    assert_repaired("{\"a\" 1, \"b\": 2}", "MissingColon 1 ", &value);
    assert_repaired("{\"a\"1, \"b\": 2}", "MissingColon 1 ", &value);
    assert_repaired("{\"a\" = 1, \"b\": 2}", "MissingColon 1 =", &value);
    assert_defect("{\"a\": 1, \"x\": , \"b\": 2}", "MissingValue 1 \"x\"", &value);
    assert_defect("{\"a\": 1, \"b\": 2, \"x\":}", "MissingValue 1 \"x\"", &value);
    assert_defect("{\"a\": 1, \"x\", \"b\": 2}", "MissingValue 1 \"x\"", &value);
    assert_defect("{\"a\": 1, \"x\" \"b\": 2}", "MissingValue 1 \"x\"", &value);
    assert_defect("{\"a\": 1, 7, \"b\": 2}", "MissingKey 1 7", &value);
    assert_repaired("{a: 1, \"b\": 2}", "UnquotedKey 1 a", &value);
    assert_repaired("{\"a\": 1, b\": 2}", "UnquotedKey 1 b\"", &value);
    assert_repaired("{\"a\": 1, 'b': 2}", "SingleQuotes 1 'b'", &value);
    assert_repaired("{\"a: 1, \"b\": 2}", "UnterminatedString 1 \"a", &value);
    assert_repaired("{\"a: 1,\n\"b\": 2}", "UnterminatedString 1 \"a", &value);
}

#[test]
fn elisions_are_one_defect_with_their_commas() {
    assert_repaired("[1, ..., 2]", "Elision 1 ...", &json!([1, 2]));
    assert_repaired("[1, ... 2]", "Elision 1 ...", &json!([1, 2]));
    assert_repaired("[1, ...]", "Elision 1 ...", &json!([1]));
    assert_repaired("[..., 2]", "Elision 1 ...", &json!([2]));
    assert_repaired("[...]", "Elision 1 ...", &json!([]));
    assert_defect("[1\n...,\n]", "Elision 2 ...", &json!([1]));
    assert_defect("[1,\n…,\n]", "Elision 2 …", &json!([1]));
    assert_repaired("{\"a\": 1, ...}", "Elision 1 ...", &json!({"a": 1}));
    assert_repaired("{\"a\": 1, ..., \"b\": 2}", "Elision 1 ...", &json!({"a": 1, "b": 2}));
    assert_defect("{\"a\": ..., \"b\": 2}", "Elision 1 ...", &json!({"b": 2}));
    for text in ["[1, ...]", "[,]", "[1,,2]"] {
        assert!(tree(text).root().expect("an array").is_incomplete(), "{text}");
    }
}

#[test]
fn strings_that_are_not_closed() {
    let value = json!({"a": "x", "b": "y"});
    assert_repaired("{\"a\": \"x,\n \"b\": \"y\"}", "UnterminatedString 1 \"x", &value);
    assert_repaired("{\"a\": \"x\",\n \"b\": \"y\n}", "UnterminatedString 2 \"y", &value);
    assert_repaired("{\"a\": \"x\",\n \"b\": \"y\n}\n", "UnterminatedString 2 \"y", &value);
    assert_repaired("{\"a\": \"x,\r\n \"b\": \"y\"\r\n}", "UnterminatedString 1 \"x", &value);
    assert_defect("{\"a\": \"x, \"b\": \"y\"}", "UnterminatedString 1 \"x", &value);
    assert_repaired("[\"x\ny\"]", "LineEndInString 1 \n", &json!(["x\ny"]));
    assert_repaired("[\"x\r\ny\nz\", \"w\"]", "LineEndInString 1 \r\n", &json!(["x\r\ny\nz", "w"]));
    assert_repaired("[\"a\tb\tc\"]", "ControlInString 1 \t", &json!(["a\tb\tc"]));
    assert_repaired("[\"a \"b\" c\"]", "InnerQuote 1 \"", &json!(["a \"b\" c"]));
    assert_repaired(
        "{\"a\": \"say \"x\"\", \"b\": 1}",
        "InnerQuote 1 \"",
        &json!({"a": "say \"x\"", "b": 1}),
    );
    assert_repaired("['x']", "SingleQuotes 1 'x'", &json!(["x"]));
    assert_repaired(r#"["C:\lxca"]"#, r"BadEscape 1 \l", &json!(["C:\\lxca"]));
    assert_defect(r#"["\u12"]"#, r"BadUnicodeEscape 1 \u", &json!(["\u{fffd}12"]));
    assert_defect(r#"["\ud800x"]"#, r"LoneSurrogate 1 \ud800", &json!(["\u{fffd}x"]));
}

#[test]
fn literals_numbers_and_text_that_other_languages_write() {
    assert_repaired("[True, 1]", "ForeignLiteral 1 True", &json!([true, 1]));
    assert_repaired("[None]", "ForeignLiteral 1 None", &json!([null]));
    assert_repaired("{\"a\": NaN}", "ForeignLiteral 1 NaN", &json!({"a": null}));
    assert_repaired(
        "{\"a\": -Infinity, \"b\": 1}",
        "ForeignLiteral 1 -Infinity",
        &json!({"a": null, "b": 1}),
    );
    assert_eq!(defects("[007, 1]"), ["BadNumber 1 007"]);
    assert_eq!(repaired("[007, +1, .5, 5.]"), "[7, 1, 0.5, 5.0]");
    assert_repaired(
        "{\"a\": win2016|, \"b\": 1}",
        "UnquotedText 1 win2016|",
        &json!({"a": "win2016|", "b": 1}),
    );
    assert_repaired(
        "{\"a\": ready\", \"b\": 1}",
        "UnquotedText 1 ready\"",
        &json!({"a": "ready", "b": 1}),
    );
    assert_repaired("[1, // one\n 2]", "Remark 1 // one", &json!([1, 2]));
    assert_repaired("{/* all */ \"a\": 1}", "Remark 1 /* all */", &json!({"a": 1}));
    assert_repaired("{\"a\": 1, # all\n \"b\": 2}", "Remark 1 # all", &json!({"a": 1, "b": 2}));
    assert_repaired("// first\n{\"a\": 1}", "Remark 1 // first", &json!({"a": 1}));
    assert_repaired("{\"a\": 1} // last", "Remark 1 // last", &json!({"a": 1}));
}

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
fn a_text_that_ends_early_is_one_defect_at_the_cut() {
    let cuts = [
        ("{\"a\": [1, {\"b\": \"xy", "EndsEarly 1 \"xy"),
        ("{\"a\": [1, {\"b\": \"xy\n", "EndsEarly 1 \"xy"),
        ("{\"a\": [1, {\"b\": tr", "EndsEarly 1 tr"),
        ("{\"a\": [1, {\"b\": 12", "EndsEarly 1 12"),
        ("{\"a\": [1, {\"b\":", "EndsEarly 1 \"b\":"),
        ("{\"a\": [1, {\"b\"", "EndsEarly 1 \"b\""),
        ("{\"a\": [1, {\"b", "EndsEarly 1 \"b"),
        ("{\"a\": [1, {", "EndsEarly 1 {"),
        ("{\"a\": [1,", "EndsEarly 1 ,"),
        ("{\"a\": [1", "EndsEarly 1 1"),
        ("{\"a\": [1]\n", "EndsEarly 1 ]"),
    ];
    for (text, expected) in cuts {
        assert_eq!(defects(text), [expected], "{text}");
    }
    let with_another = "{\"a\": [{\"b\": \"xy\",}";
    assert_eq!(defects(with_another), ["TrailingComma 1 ,", "EndsEarly 1 }"]);
    assert_eq!(defects(""), ["Empty 1 "]);
    assert_eq!(defects(" \n"), ["Empty 1  \n"]);
}

#[test]
fn defects_of_one_text_do_not_hide_each_other() {
    let text =
        "{\n\"a\": [1, 2,],\n\"b\": tru,\n\"c\": 'x'\n\"d\": {\"e\": 01,},\n...\n\"f\": 1\n}";
    let expected = [
        "TrailingComma 2 ,",
        "UnquotedText 3 tru",
        "SingleQuotes 4 'x'",
        "MissingComma 4 ",
        "BadNumber 5 01",
        "TrailingComma 5 ,",
        "Elision 6 ...",
    ];
    assert_eq!(defects(text), expected);
}

#[test]
fn a_million_defects_take_linear_time() {
    for unit in [
        "1 ", ",", "[}", "\"a\"b", "'x'", "{\"a\" ", "\"a\n", "// x\n", "...,", "}", "\"\\x\"",
        "a:",
    ] {
        let read = |times: usize| tree(&("[".to_owned() + &unit.repeat(times))).defects().len();
        assert!(read(100_000) > 0, "{unit}");
    }
}

#[test]
fn a_remark_that_never_ends_is_all_that_is_said_of_a_text_that_it_ends() {
    let value = json!({"a": [1]});
    assert_defect("{\"a\": [1 /* and more\n]}", "UnclosedRemark 1 /* and more\n]}", &value);
}

/// The defects of a text, and the JSON that it is with all repairs made.
fn assert_all_repaired(text: &str, expected: &[&str], json: &str) {
    assert_eq!(defects(text), expected, "{text}");
    assert_eq!(repaired(text), json, "{text}");
    let value: serde_json::Value =
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(as_serde(tree(text).root().expect("a value")), value, "{text}");
}

#[test]
fn brackets_that_are_wrong_in_many_places() {
    // More than are looked for by reading the text again: what follows a bracket tells the rest.
    for (first, again, last, defect, mended) in [
        ("[", r#"{"a": [1}, "#, "2]", "UnclosedBracket 1 ", r#"{"a": [1]}, "#),
        ("[", r#"{"a": 1], "#, "2]", "MismatchedBracket 1 ]", r#"{"a": 1}, "#),
        ("[", r#"{"a": 1]}, "#, "2]", "StrayBracket 1 ]", r#"{"a": 1}, "#),
        ("[", "[1}, ", "2]", "MismatchedBracket 1 }", "[1], "),
        ("[", "1}, ", "2]", "StrayBracket 1 }", "1, "),
        ("[", "\"x\"} , ", "[2]]", "StrayBracket 1 }", "\"x\" , "),
        ("{", r#""a": {"b": [1}, "#, "\"c\": 2}", "UnclosedBracket 1 ", r#""a": {"b": [1]}, "#),
        ("{", r#""a": {"b": 1], "#, "\"c\": 2}", "MismatchedBracket 1 ]", r#""a": {"b": 1}, "#),
        ("{", "\"a\": 1] , ", "\"c\": 2}", "StrayBracket 1 ]", "\"a\": 1 , "),
    ] {
        let text = format!("{first}{}{last}", again.repeat(6));
        let json = format!("{first}{}{last}", mended.repeat(6));
        assert_all_repaired(&text, &[defect; 6], &json);
    }
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
    assert_defect("[1], \"x\": 2]", "TextAfterEnd 1 , \"x\": 2]", &json!([1]));
    assert_defect("[1], 2]", "TextAfterEnd 1 , 2]", &json!([1]));
    assert_defect("[1] ] x", "TextAfterEnd 1 ] x", &json!([1]));
}

#[test]
fn what_stands_after_a_value_in_place_of_a_comma() {
    for (text, expected, json) in [
        ("[1; 2]", &["MissingComma 1 ;"][..], "[1, 2]"),
        ("{\"a\": 1 ; \"b\": 2}", &["MissingComma 1 ;"], "{\"a\": 1 , \"b\": 2}"),
        ("[1;]", &["Unexpected 1 ;"], "[1]"),
        ("{\"a\": 1; }", &["Unexpected 1 ;"], "{\"a\": 1 }"),
        ("{\"a\": [\"x\", \"b\": 1}", &["UnclosedBracket 1 "], "{\"a\": [\"x\"], \"b\": 1}"),
        ("{\"a\": [\"x\", \"b\" : 1}", &["UnclosedBracket 1 "], "{\"a\": [\"x\"], \"b\" : 1}"),
        ("{\"a\": 1 b: 2}", &["MissingComma 1 ", "UnquotedKey 1 b"], "{\"a\": 1, \"b\": 2}"),
    ] {
        assert_all_repaired(text, expected, json);
    }
    let value = json!({"a": 1, "b": 2});
    assert_defect("{\"a\": 1 \"x\", \"b\": 2}", "MissingKey 1 \"x\"", &value);
    assert_defect("{\"a\": 1 x, \"b\": 2}", "Unexpected 1 x", &value);
    assert_defect("{\"a\": 1 @, \"b\": 2}", "Unexpected 1 @", &value);
    assert_defect("{\"a\": 1 \"x", "EndsEarly 1 \"x", &json!({"a": 1}));
    assert_defect("[\"x\": 1, 2]", "Unexpected 1 : 1", &json!(["x", 2]));
    assert_defect("[1 @ 2, 3]", "Unexpected 1 @ 2", &json!([1, 3]));
    assert_eq!(defects("{\"a\": 1 {\"b\": 2}}"), ["MissingComma 1 ", "MissingKey 1 {"]);
    assert_defect("[{\"a\": 1 {\"b\": 2}]", "UnclosedBracket 1 ", &json!([{"a": 1}, {"b": 2}]));
}
