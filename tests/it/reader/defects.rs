//! Each defect by its name and place, and nothing else beside it.

use osready::json::{KeyId, Kind, MAX_DEPTH, SyntaxErrorKind, Value};
use osready::source::Span;
use serde_json::json;

use super::{as_serde, tree};

/// The defects of a text: kind, line from 1, and the characters that are marked.
pub(super) fn defects(text: &str) -> Vec<String> {
    tree(text)
        .syntax_errors()
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
    let mut edits: Vec<_> = read.syntax_errors().iter().flat_map(|defect| &defect.repair).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut fixed = text.to_owned();
    for edit in edits.into_iter().rev() {
        fixed.replace_range(edit.span.range(), &edit.replacement);
    }
    fixed
}

/// One defect, its place, and the value that is read in spite of it.
pub(super) fn assert_defect(text: &str, expected: &str, value: &serde_json::Value) {
    assert_eq!(defects(text), [expected], "{text}");
    assert_eq!(&as_serde(tree(text).root().expect("a value")), value, "{text}");
}

/// Likewise, and the repair makes it JSON of that value.
pub(super) fn assert_repaired(text: &str, expected: &str, value: &serde_json::Value) {
    assert_defect(text, expected, value);
    let fixed = repaired(text);
    let read: serde_json::Value =
        serde_json::from_str(&fixed).unwrap_or_else(|error| panic!("{error}: {fixed}"));
    assert_eq!(&read, value, "{fixed}");
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
    assert_repaired("{\"a\": 1, \"b\": [, 1, 2]}", "ExtraComma 1 ,", &value);
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
    assert_repaired("[\"a\"b\", 1]", "InnerQuote 1 \"", &json!(["a\"b", 1]));
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
    assert_repaired("[False, 1]", "ForeignLiteral 1 False", &json!([false, 1]));
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
        "{\"a\": not yet , \"b\": 1}",
        "UnquotedText 1 not yet",
        &json!({"a": "not yet", "b": 1}),
    );
    assert_repaired(
        "{\"a\": ready\", \"b\": 1}",
        "UnquotedText 1 ready\"",
        &json!({"a": "ready", "b": 1}),
    );
    assert_repaired("[1, // one\n 2]", "Comment 1 // one", &json!([1, 2]));
    assert_repaired("{/* all */ \"a\": 1}", "Comment 1 /* all */", &json!({"a": 1}));
    assert_repaired("{\"a\": 1, # all\n \"b\": 2}", "Comment 1 # all", &json!({"a": 1, "b": 2}));
    assert_repaired("// first\n{\"a\": 1}", "Comment 1 // first", &json!({"a": 1}));
    assert_repaired("{\"a\": 1} // last", "Comment 1 // last", &json!({"a": 1}));
}

#[test]
fn a_text_that_ends_early_is_one_defect_at_the_cut() {
    let cuts = [
        ("{\"a\": [1, {\"b\": \"xy", "EndsEarly 1 \"xy"),
        ("{\"a\": [1, {\"b\": \"xy\n", "EndsEarly 1 \"xy"),
        ("{\"a\": [1, {\"b\": tr", "EndsEarly 1 tr"),
        ("{\"a\": [1, {\"b\": 12", "EndsEarly 1 12"),
        ("{\"a\": [1, {\"b\": -", "EndsEarly 1 -"),
        ("{\"a\": [1, {\"b\": 1.", "EndsEarly 1 1."),
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
    assert_eq!(defects("[1, win-"), ["UnquotedText 1 win-", "EndsEarly 1 win-"]);
    assert_eq!(defects("[1, 007"), ["BadNumber 1 007", "EndsEarly 1 007"]);
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
        let read =
            |times: usize| tree(&("[".to_owned() + &unit.repeat(times))).syntax_errors().len();
        assert!(read(100_000) > 0, "{unit}");
    }
}

#[test]
fn a_remark_that_never_ends_is_all_that_is_said_of_a_text_that_it_ends() {
    let value = json!({"a": [1]});
    assert_defect("{\"a\": [1 /* and more\n]}", "UnclosedComment 1 /* and more\n]}", &value);
}

#[test]
fn what_is_nested_too_deep_is_skipped_and_what_follows_is_read() {
    let (open, close) = ("[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    let text = format!("{open}{{\"a}}\": [1, \"]\", {{}}]}}, 2{close}");
    assert_eq!(defects(&text), ["TooDeep 1 {"]);
    let read = tree(&text);
    let first = |value: Value<'_>| value.elements().next().expect("an element").id();
    let root = read.root().expect("an array");
    let innermost = (1..MAX_DEPTH).fold(root, |outer, _| read.value_by_id(first(outer)));
    assert_eq!(as_serde(innermost), json!([2]));
    assert!(innermost.is_incomplete());
    // What is open where the text ends cannot be distinguished from what was skipped.
    assert_eq!(defects(&format!("{open}[[1], 2")), ["TooDeep 1 ["]);
}

/// The defects of a text, and the JSON that it is with all repairs made.
pub(super) fn assert_all_repaired(text: &str, expected: &[&str], json: &str) {
    assert_eq!(defects(text), expected, "{text}");
    assert_eq!(repaired(text), json, "{text}");
    let value: serde_json::Value =
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(as_serde(tree(text).root().expect("a value")), value, "{text}");
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
        (
            "{\"a\": [\"x,,\n\"b\": 1}",
            &["UnterminatedString 1 \"x,", "UnclosedBracket 1 "],
            "{\"a\": [\"x,\"],\n\"b\": 1}",
        ),
    ] {
        assert_all_repaired(text, expected, json);
    }
    let value = json!({"a": 1, "b": 2});
    assert_defect("{\"a\": 1 \"x\", \"b\": 2}", "MissingKey 1 \"x\"", &value);
    assert_defect("{\"a\": 1 \"x\"\n, \"b\": 2}", "MissingKey 1 \"x\"", &value);
    assert_defect("{\"a\": 1 \"x\n, \"b\": 2}", "MissingKey 1 \"x", &value);
    assert_defect("{\"a\": 1 x, \"b\": 2}", "Unexpected 1 x", &value);
    assert_defect("{\"a\": 1 @, \"b\": 2}", "Unexpected 1 @", &value);
    assert_defect("{\"a\": 1 \"x", "EndsEarly 1 \"x", &json!({"a": 1}));
    assert_defect("[\"x\": 1, 2]", "Unexpected 1 : 1", &json!(["x", 2]));
    assert_defect("[1 @ 2, 3]", "Unexpected 1 @ 2", &json!([1, 3]));
    let value = json!({"a": [1], "b": 3});
    assert_defect("{\"a\": [1: 2], \"b\": 3}", "Unexpected 1 : 2", &value);
    assert_eq!(defects("{\"a\": 1 {\"b\": 2}}"), ["MissingComma 1 ", "MissingKey 1 {"]);
    assert_defect("[{\"a\": 1 {\"b\": 2}]", "UnclosedBracket 1 ", &json!([{"a": 1}, {"b": 2}]));
}

#[test]
fn keys_between_other_quotes_or_none() {
    let value = json!({"id": 1, "b": 2});
    for (key, defect) in [
        ("“id”", "TypographicQuotes 1 “id”"),
        ("„id“", "TypographicQuotes 1 „id“"),
        ("“id\"", "TypographicQuotes 1 “id\""),
        ("'id'", "SingleQuotes 1 'id'"),
        ("id", "UnquotedKey 1 id"),
    ] {
        let text = format!("{{{key}: 1, \"b\": 2}}");
        assert_repaired(&text, defect, &value);
        let read = tree(&text);
        let root = read.root().expect("an object");
        let found = root.get(KeyId::nth(0)).expect("the name of the vocabulary");
        assert_eq!(&text[found.key_span().expect("a key").range()], key);
        let no_value = format!("{{{key}: , \"b\": 2}}");
        let missing = format!("MissingValue 1 {key}");
        assert_eq!(defects(&no_value), [defect, &missing], "{no_value}");
        assert_eq!(defects(&format!("{{{key}: ..., \"b\": 2}}"))[1], "Elision 1 ...");
    }
    assert_repaired("{é: 1}", "UnquotedKey 1 é", &json!({"é": 1}));
    assert_defect("{\"a\": 1, b", "EndsEarly 1 ,", &json!({"a": 1}));
    assert_defect("{\"a\": 1, b }", "MissingKey 1 b", &json!({"a": 1}));
    assert_defect("{\"a\": 1, @: 2}", "Unexpected 1 @: 2", &json!({"a": 1}));
    assert_defect("[\n{\"a\": 1, {\"b\": 2}]", "UnclosedBracket 2 ", &json!([{"a": 1}, {"b": 2}]));
    assert_defect("{\"a\": 1, {\"b\": 2}}", "MissingKey 1 {", &json!({"a": 1, "": {"b": 2}}));
    let fixed = "{\"id\": [1, 2], \"b\": 3}";
    assert_eq!(repaired("{id: [1, 2], b: 3}"), fixed);
    // A key that has no value is forgotten with its place.
    let read = tree("{'x': , 'y': 1}");
    let y = read.root().and_then(|root| root.get_key("y")).expect("the other key");
    assert_eq!(y.key_span(), Some(Span::new(8, 11)));
}

#[test]
fn what_stands_after_a_key_in_place_of_its_colon() {
    let value = json!({"a": 1, "b": 2});
    assert_repaired("{\"a\" /* x */ : 1, \"b\": 2}", "Comment 1 /* x */", &value);
    assert_repaired("{\"a\" => 1, \"b\": 2}", "MissingColon 1 =>", &value);
    assert_repaired("{\"a\" =1, \"b\": 2}", "MissingColon 1 =", &value);
    assert_repaired("{\"a\" \"x\", \"b\": 2}", "MissingColon 1 ", &json!({"a": "x", "b": 2}));
    assert_repaired("{\"a\": 1, // x\n \"b\": 2}", "Comment 1 // x", &value);
    assert_defect("{\"a\" @ 1, \"b\": 2}", "Unexpected 1 @ 1", &json!({"b": 2}));
    assert_defect("{\"a\" @é, \"b\": 2}", "Unexpected 1 @é", &json!({"b": 2}));
}

#[test]
fn elisions_leave_one_comma_between_two_values_and_none_at_a_bracket() {
    for (text, json) in [
        ("[1 ... 2]", "[1 , 2]"),
        ("[1 ..., 2]", "[1 , 2]"),
        ("[1 ...]", "[1 ]"),
        ("[... 2]", "[ 2]"),
        ("[ ... ]", "[  ]"),
        ("[1, ... 2]", "[1,  2]"),
        ("[[], ... 2]", "[[],  2]"),
        ("{\"a\": 1 ..., \"b\": 2}", "{\"a\": 1 , \"b\": 2}"),
        ("{\"a\": 1 ... \"b\": 2}", "{\"a\": 1 , \"b\": 2}"),
    ] {
        assert_all_repaired(text, &["Elision 1 ..."], json);
    }
    // The comma of what is closed is none before the elision.
    let both = ["TrailingComma 1 ,", "Elision 1 ..."];
    assert_all_repaired("[{\"a\": 1,} ...]", &both, "[{\"a\": 1} ]");
    assert_defect("[1] ... ", "TextAfterEnd 1 ...", &json!([1]));
}

#[test]
fn values_between_the_quotes_of_a_word_processor() {
    assert_repaired("[“x”, 2]", "TypographicQuotes 1 “x”", &json!(["x", 2]));
    assert_repaired("[“x\", 2]", "TypographicQuotes 1 “x\"", &json!(["x", 2]));
    assert_repaired("{\"a\": «x»}", "TypographicQuotes 1 «x»", &json!({"a": "x"}));
    // With a backslash in it the repair is not plain.
    let with_escape = "[“x\\ny”]";
    assert_defect(with_escape, "TypographicQuotes 1 “x\\ny”", &json!(["x\ny"]));
    assert_eq!(repaired(with_escape), with_escape);
    assert_eq!(defects("[“x\n, 1]"), ["UnquotedText 1 “x"]);
}

#[test]
fn what_stands_in_place_of_a_value() {
    assert_repaired("[1, : 2]", "Unexpected 1 :", &json!([1, 2]));
    assert_repaired("{\"a\": [, \"b\": 1}", "UnclosedBracket 1 ", &json!({"a": [], "b": 1}));
    let both = ["UnclosedBracket 1 ", "ExtraComma 1 ,"];
    assert_all_repaired("{\"a\": [1,, \"b\": 2}", &both, "{\"a\": [1], \"b\": 2}");
    assert_defect("[1, @, 2]", "Unexpected 1 @", &json!([1, 2]));
    assert_defect("[1, @ x\n, 2]", "Unexpected 1 @ x", &json!([1, 2]));
    assert_repaired("} [1]", "StrayBracket 1 }", &json!([1]));
    for text in ["]", ", 1", "@ 1", ": 1"] {
        assert_eq!(defects(text), [format!("Unexpected 1 {text}")]);
        assert!(tree(text).root().is_none(), "{text}");
    }
    assert_eq!(defects("{\"a\": 1, @"), ["Unexpected 1 @", "EndsEarly 1 @"]);
}

#[test]
fn strings_that_go_on_past_a_line_end_and_those_that_do_not() {
    let of = |text| (defects(text), repaired(text));
    let two = |first: &str, second: &str| vec![first.to_owned(), second.to_owned()];
    for (text, first, second, json) in [
        ("[\"a\n\"b\", 1]", "UnterminatedString 1 \"a", "MissingComma 1 ", "[\"a\",\n\"b\", 1]"),
        (
            "[\"a\n[1, \"c\", \"d\"\n]]",
            "UnterminatedString 1 \"a",
            "MissingComma 1 ",
            "[\"a\",\n[1, \"c\", \"d\"\n]]",
        ),
        (
            "[\"a\nb \"c\" d\", 1]",
            "LineEndInString 1 \n",
            "InnerQuote 2 \"",
            "[\"a\\nb \\\"c\\\" d\", 1]",
        ),
        (
            "[\"a\nb\" \"c\"\n, 1]",
            "LineEndInString 1 \n",
            "MissingComma 2 ",
            "[\"a\\nb\", \"c\"\n, 1]",
        ),
    ] {
        assert_eq!(of(text), (two(first, second), json.to_owned()), "{text}");
    }
    assert_repaired("[\"a\n[b\", 1]", "LineEndInString 1 \n", &json!(["a\n[b", 1]));
    assert_repaired(
        "[\"a\nb \\\"c\\\"\", \"d\"]",
        "LineEndInString 1 \n",
        &json!(["a\nb \"c\"", "d"]),
    );
    assert_repaired("[\"a\\\\\nb\", 1]", "LineEndInString 1 \n", &json!(["a\\\nb", 1]));
    assert_repaired("[\"a\n\\\\\", 1]", "LineEndInString 1 \n", &json!(["a\n\\", 1]));
    assert_repaired(r#"["\é", 1]"#, r"BadEscape 1 \é", &json!(["\\é", 1]));
    assert_defect(r#"["\ud800\u0041"]"#, r"LoneSurrogate 1 \ud800", &json!(["\u{fffd}A"]));
    assert_defect(r#"["x\ud83d\ude00\ud800"]"#, r"LoneSurrogate 1 \ud800", &json!(["x😀\u{fffd}"]));
}

#[test]
fn strings_that_took_the_quote_of_the_next() {
    let value = json!({"a": "x", "b": 1});
    assert_repaired("{\"a\": \"x, \"b\": 1}", "UnterminatedString 1 \"x", &value);
    assert_defect("{\"a\": \"x \"b\": 1}", "UnterminatedString 1 \"x", &value);
    assert_repaired("[\"x,\"y\", 1]", "UnterminatedString 1 \"x", &json!(["x", "y", 1]));
    assert_repaired("[\"x,\"y\"]", "UnterminatedString 1 \"x", &json!(["x", "y"]));
    assert_repaired(
        "[{\"a\": \"x}, {\"b\": 1}]",
        "UnterminatedString 1 \"x",
        &json!([{"a": "x"}, {"b": 1}]),
    );
    assert_repaired("{\"a: 1, \"b\": 2}", "UnterminatedString 1 \"a", &json!({"a": 1, "b": 2}));
    assert_repaired("{\"id: 1, \"b\": 2}", "UnterminatedString 1 \"id", &json!({"id": 1, "b": 2}));
}

#[test]
fn a_defect_counts_and_leads_to_what_belongs_to_it() {
    let last = |text: &str| tree(text).syntax_errors().last().cloned().expect("a defect");
    let related = |text: &str| {
        let span = last(text).related.expect("a place that belongs to it");
        (span.start, text[span.range()].to_owned())
    };
    let many = |unit: &str| format!("[{}2]", unit.repeat(6));
    for (text, start, expected) in [
        ("[\"x\ny\"]".to_owned(), 1, "\""),
        ("[\"a \"b\" c\"]".to_owned(), 1, "\"a \"b\" c\""),
        ("{\"a\": [1, 2, \"b\": {\"c\": 3}}".to_owned(), 6, "["),
        ("[\n  [\n    1\n  ,\n  2\n]".to_owned(), 4, "["),
        (many("{\"a\": [1}, "), 1 + 5 * 11 + 6, "["),
        (many("{\"a\": 1], "), 1 + 5 * 10, "{"),
        (many("{\"a\": 1]}, "), 1 + 5 * 11, "{"),
    ] {
        assert_eq!(related(&text), (start, expected.to_owned()), "{text}");
    }
    let kinds = [
        ("[\"a\tb\tc\"]", SyntaxErrorKind::ControlInString { first: '\t', count: 2 }),
        ("[\"a\nb\nc\nd\"]", SyntaxErrorKind::LineEndInString { count: 3 }),
        (
            "[1, {\"b\": 2",
            SyntaxErrorKind::EndsEarly {
                open: vec![Span::new(0, 1), Span::new(4, 5)],
                in_string: false,
            },
        ),
        ("[\"x", SyntaxErrorKind::EndsEarly { open: vec![Span::new(0, 1)], in_string: true }),
        ("{\"a\": [1, 2, \"b\": 3}", SyntaxErrorKind::UnclosedBracket { opened: Kind::Array }),
        ("[{\"a\": 1, {\"b\": 2}]", SyntaxErrorKind::UnclosedBracket { opened: Kind::Object }),
        (
            "{\n  \"a\": {\n    \"b\": 1,\n  \"c\": 2\n}",
            SyntaxErrorKind::UnclosedBracket { opened: Kind::Object },
        ),
    ];
    for (text, kind) in kinds {
        assert_eq!(last(text).kind, kind, "{text}");
    }
}

#[test]
fn a_key_is_known_by_its_name_however_it_is_written() {
    for (text, key) in [
        (r#"{"i\u0064": 1, "b": 2}"#, r#""i\u0064""#),
        ("{\"i\\u0064: 1,\n\"b\": 2}", r#""i\u0064"#),
        ("{\"id: 1,\n\"b\": 2}", "\"id"),
        ("{\"id: 1, \"b\": 2}", "\"id"),
        (r#"{"i\u0064: 1, "b": 2}"#, r#""i\u0064"#),
        (r#"{'i\u0064': 1, "b": 2}"#, r"'i\u0064'"),
        (r#"{“i\u0064”: 1, "b": 2}"#, r"“i\u0064”"),
    ] {
        let read = tree(text);
        let root = read.root().expect("an object");
        assert_eq!(as_serde(root), json!({"id": 1, "b": 2}), "{text}");
        let found = root.get(KeyId::nth(0)).expect("the name of the vocabulary");
        assert_eq!(found.as_i64(), Some(1), "{text}");
        assert_eq!(&text[found.key_span().expect("a key").range()], key, "{text}");
    }
    let with_colon = r#"{"a\n:b": 1}"#;
    assert_eq!(as_serde(tree(with_colon).root().expect("an object")), json!({"a\n:b": 1}));
}

#[test]
fn a_key_that_is_forgotten_takes_no_other_with_it() {
    let text = "{'x': 1, 'y': , 'z': 2}";
    let read = tree(text);
    let root = read.root().expect("an object");
    assert_eq!(as_serde(root), json!({"x": 1, "z": 2}));
    let written = root.members().map(|member| &text[member.key_span().expect("a key").range()]);
    assert_eq!(written.collect::<Vec<_>>(), ["'x'", "'z'"]);
    assert_eq!(
        defects("{'x': , \"y\": , \"b\": 2}"),
        ["SingleQuotes 1 'x'", "MissingValue 1 'x'", "MissingValue 1 \"y\""]
    );
}

#[test]
fn text_right_after_a_value_that_is_no_string_is_no_part_of_it() {
    assert_eq!(defects("[1 x\", 2]"), ["MissingComma 1 ", "UnquotedText 1 x\""]);
    assert_eq!(
        defects("['a' x\", 2]"),
        ["SingleQuotes 1 'a'", "MissingComma 1 ", "UnquotedText 1 x\""]
    );
    assert_repaired("[\"a \"b\" c\"\n]", "InnerQuote 1 \"", &json!(["a \"b\" c"]));
    let value = json!({"a": ["x"], "b": 1});
    assert_defect("{\"a\": [\"x\" \"b\": 1}", "UnclosedBracket 1 ", &value);
    assert_eq!(defects("{\"x\": {\"a\": 1, {\"b\": 2}}"), ["MissingKey 1 {", "EndsEarly 1 }"]);
}

#[test]
fn a_backslash_before_a_line_end_is_reported_beside_it() {
    let text = "[\"a \\\nb\", 1]";
    let expected = [r"BadEscape 1 \", "LineEndInString 1 \n"];
    assert_all_repaired(text, &expected, r#"["a \\\nb", 1]"#);
}
