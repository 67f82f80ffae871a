//! What the reader is not sure of: damaged values, and containers that may lack something. What it
//! repairs without guessing is neither.

use osready::json::{Tree, Value};

use super::tree;

/// The pointers of the values of which `is` holds.
fn those<'t>(tree: &'t Tree<'t>, is: fn(Value<'t>) -> bool) -> Vec<String> {
    let values = (0..tree.len() as u32).map(|id| tree.value_by_id(id));
    values.filter(|value| is(*value)).map(|value| value.pointer().to_string()).collect()
}

fn assert_certain(text: &str, damaged: &[&str], incomplete: &[&str]) {
    let read = tree(text);
    assert_eq!(those(&read, Value::is_damaged), damaged, "damaged in {text:?}");
    assert_eq!(those(&read, Value::is_incomplete), incomplete, "incomplete in {text:?}");
}

#[test]
fn what_is_repaired_without_guessing_is_certain() {
    for text in [
        "{\"a\": 1 \"b\": [1 2]}",
        "{\"a\": 1, \"b\": [1, 2,],}",
        "{\"a\": 1,, \"b\": 2}",
        "{\"a\" 1, \"b\" = 2, \"c\" => 3, \"d\":: 4}",
        "{\"a\": 1; \"b\": 2}",
        "{'a': 'x', 'b': 'it\\n\\\\'}",
        "{“a”: “x”}",
        "{a: 1, $b_2: 2}",
        "[True, False, None, $true, TRUE, undefined]",
        "[1, // remark\n 2 /* another */]",
        "{\u{a0}\"a\":\u{200b}1,\n\u{3000}\"b\": [\u{a0}]}",
        "GET /osImages [1]",
    ] {
        assert!(!tree(text).syntax_errors().is_empty(), "{text}");
        assert_certain(text, &[], &[]);
    }
}

#[test]
fn a_value_that_is_cut_misspelt_or_holds_what_no_json_holds_is_damaged() {
    for value in [
        "tru",
        "flase",
        "nul",
        "fals e",
        "yes",
        "0x1F",
        "007",
        "+1",
        ".5",
        "5.",
        "1e",
        "NaN",
        "1e999",
        "\"a\tb\"",
        "\"a\nb c\"",
        "\"a\u{1}\"",
        "\"a\\q\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"a \"b\" c\"",
        "ready\"",
        "'it\\'s'",
        "'\\x41'",
        "“a\"",
    ] {
        assert_certain(&format!("{{\"a\": {value}, \"b\": 1}}"), &["/a"], &[]);
        assert_certain(&format!("[{value}, 1]"), &["/0"], &[]);
    }
    assert_certain("{\"a\": \"x,\n \"b\": 1}", &["/a"], &[]);
}

#[test]
fn a_container_that_may_lack_something_is_incomplete() {
    for (text, incomplete) in [
        // Something left out, or out of place.
        ("{\"a\": [1, ...], \"b\": {}}", &["/a"][..]),
        ("{\"a\": [1,, 2], \"b\": {}}", &["/a"]),
        ("{\"a\": [, 1], \"b\": {}}", &["/a"]),
        ("{\"a\": {\"x\": , \"y\": 1}, \"b\": {}}", &["/a"]),
        ("{\"a\": {\"x\", \"y\": 1}, \"b\": {}}", &["/a"]),
        ("{\"a\": {7, \"y\": 1}, \"b\": {}}", &["/a"]),
        ("{\"a\": {\"y\": 1 \"z\"}, \"b\": {}}", &["/a"]),
        ("{\"a\": [1, *, 2], \"b\": {}}", &["/a"]),
        // A key that may be another one.
        ("{\"a\": {\"x: 1, \"y\": 1}, \"b\": {}}", &["/a"]),
        ("{\"a\": {x\": 1, \"y\": 1}, \"b\": {}}", &["/a"]),
        ("{\"a\": {\"x\u{1}\": 1, \"y\": 1}, \"b\": {}}", &["/a"]),
        ("{\"a\": {\"\\q\": 1, \"y\": 1}, \"b\": {}}", &["/a"]),
        ("{\"a\": {7x: 1, \"y\": 1}, \"b\": {}}", &["/a"]),
        // Brackets, with the containers that members may belong to.
        ("{\"a\": [1, 2, \"b\": {\"c\": 3}}", &["", "/a"]),
        ("{\"a\": [1, 2}, \"b\": {\"c\": 3}}", &["", "/a"]),
        ("{\"a\": [1, 2]], \"b\": {\"c\": 3}}", &["", "/a"]),
        ("[{\"a\": 1, {\"b\": 2}]", &["", "/0"]),
        ("{\n  \"a\": {\n    \"x\": 1\n  ,\n  \"b\": {\n    \"y\": 2\n  }\n}", &["", "/a"]),
    ] {
        assert_certain(text, &[], incomplete);
    }
}

#[test]
fn each_cut_leaves_all_that_is_open_incomplete_and_what_is_cut_damaged() {
    let text = "{\"a\": [{\"b\": \"x\", \"c\": true, \"d\": 123}, null], \"e\": {\"f\": -1.5}}";
    let whole = tree(text);
    for end in 1..text.len() {
        let cut = tree(&text[..end]);
        let closed = |value: Value<'_>| (value.span().end as usize) < end;
        for id in 0..cut.len() as u32 {
            let value = cut.value_by_id(id);
            let meant = whole.value_by_id(id);
            let is_whole = meant.span().end as usize <= end;
            if meant.is_empty() {
                // A number at the very end may have lost digits.
                let is_certain =
                    if value.number_text().is_some() { closed(value) } else { is_whole };
                assert_eq!(value.is_damaged(), !is_certain, "{value:?} of {:?}", &text[..end]);
            } else {
                assert_eq!(value.is_incomplete(), !is_whole, "{value:?} of {:?}", &text[..end]);
            }
        }
    }
}
