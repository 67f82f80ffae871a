//! One cause, one finding: foreign spaces, lines broken at a fixed width, merge conflicts. What
//! stands around them is read as if they were not there.
#![allow(clippy::disallowed_methods, clippy::expect_used)]

use std::sync::LazyLock;

use osready::finding::Finding;
use osready::fix::{FixOptions, apply_fixes};
use osready::input::{Discovery, File};
use osready::json::{Interner, Tree, Value, read};
use osready::lint::Linter;

use crate::generator::{Layout, Options, Size, generate};

static LINTER: LazyLock<Linter> = LazyLock::new(|| crate::support::linter(false));
static NO_NAMES: LazyLock<Interner> = LazyLock::new(|| Interner::new(&[], &[]));

fn file(text: &str) -> File {
    File::new("r.json", Discovery::Explicit, text)
}

fn fixed(text: &str, with_unsafe: bool) -> String {
    let choice = FixOptions { with_unsafe, rules: vec!["syntax".into()] };
    apply_fixes(&LINTER, &file(text), &choice).expect("it is proven").text
}

/// What syntax finds in a text, and the rules and pointers of all else, with the verdicts.
fn checked(text: &str) -> (Vec<Finding>, Vec<String>) {
    let report = LINTER.lint(&file(text)).expect("short");
    let (syntax, others): (Vec<_>, Vec<_>) =
        report.findings.into_iter().partition(|finding| finding.rule == "syntax");
    let others =
        others.iter().map(|finding| format!("{} {}", finding.rule.raw(), finding.pointer.raw()));
    let rows = report.readiness.iter().map(|row| format!("{row:?}"));
    let rows: Vec<String> =
        rows.map(|row| row.split("reasons").next().unwrap_or_default().to_owned()).collect();
    (syntax, others.chain(rows).collect())
}

fn responses(layout: Layout) -> impl Iterator<Item = String> {
    (0..3).map(move |seed| {
        generate(&Options { seed, size: Size::Bytes(1), defect_share: 0.03, layout }).text
    })
}

/// Whether one finding of syntax says `cause`, and all else is as in `plain`.
fn assert_one_cause(text: &str, cause: &str, plain: &str) -> Finding {
    let (syntax, others) = checked(text);
    let messages: Vec<&str> = syntax.iter().map(|finding| finding.message.raw()).collect();
    assert!(syntax.len() == 1 && messages[0].contains(cause), "{messages:#?} in\n{text:.2000}");
    assert_eq!(others, checked(plain).1, "{text:.2000}");
    syntax.into_iter().next().expect("one")
}

#[test]
fn spaces_that_json_does_not_allow_are_one_finding_and_safely_replaced() {
    for plain in responses(Layout::Pretty) {
        for (from, to) in [
            ("  ", "\u{a0}\u{a0}"),
            ("  ", "\u{a0} "),
            ("  ", "\t\u{a0}"),
            ("  ", "\u{200b}  "),
            ("  ", "\u{3000}"),
            (": ", ":\u{202f}"),
            ("\n", "\u{feff}\n"),
            ("\n", "\r\n\u{2003}"),
        ] {
            // Outside of strings, which hold no line ends here.
            let indent = |line: &str| {
                let content = line.trim_start();
                let spaces = &line[..line.len() - content.len()];
                format!(
                    "{}{}\n",
                    spaces.replace(from, to),
                    content.replacen(
                        from,
                        to,
                        usize::from(
                            from == ": " && content.starts_with('"') && !content.contains(',')
                        )
                    )
                )
            };
            let text: String = plain.lines().map(indent).collect();
            let text = if from == "\n" { text.replace(from, to) } else { text };
            let finding =
                assert_one_cause(&text, "spaces between values that JSON does not allow", &plain);
            assert!(finding.message.raw().contains("U+"), "{}", finding.message.raw());
            let after = fixed(&text, false);
            let parsed: serde_json::Value = serde_json::from_str(&after).expect("it is JSON");
            assert_eq!(parsed, serde_json::from_str::<serde_json::Value>(&plain).expect("JSON"));
        }
    }
}

#[test]
fn spaces_within_strings_and_words_are_left() {
    let valid = "{\"items\": [], \"text\": \"a\u{a0}b\u{200b}\"}";
    assert!(checked(valid).0.is_empty());
    for text in [
        "{\"items\": [],\u{a0}\"text\": \"a\u{a0}b\u{200b}\"}",
        "{\"items\": [],\u{a0}'text': 'a\u{a0}b\u{200b}'}",
    ] {
        assert_eq!(
            fixed(text, false).replace('\'', "\""),
            valid.replacen(',', ", ", 1).replace(",  ", ", ")
        );
    }
    let text = "{\"a\": tr\u{200b}ue, \"b\": 1\u{a0}000}";
    assert_eq!(fixed(text, false), text);
}

/// `text` broken into lines of `width` characters.
fn wrapped(text: &str, width: usize, line_end: &str) -> String {
    let lines = text.lines().flat_map(|line| {
        let characters: Vec<char> = line.chars().collect();
        let pieces: Vec<String> = characters.chunks(width).map(String::from_iter).collect();
        if pieces.is_empty() { vec![String::new()] } else { pieces }
    });
    lines.collect::<Vec<_>>().join(line_end)
}

#[test]
fn lines_broken_at_a_width_are_one_finding_and_joined_again() {
    for plain in responses(Layout::OneLine) {
        let value: serde_json::Value = serde_json::from_str(&plain).expect("JSON");
        for width in [40, 72, 80, 100, 120, 132] {
            for line_end in ["\n", "\r\n"] {
                let text = wrapped(&plain, width, line_end);
                let cause = format!("lines are broken after {width} characters");
                let finding = assert_one_cause(&text, &cause, &plain);
                assert!(finding.fix.is_some_and(
                    |fix| fix.applicability == osready::diagnostic::Applicability::Unsafe
                ));
                assert_eq!(fixed(&text, false), text);
                let joined = fixed(&text, true);
                assert_eq!(
                    serde_json::from_str::<serde_json::Value>(&joined).ok().as_ref(),
                    Some(&value)
                );
            }
        }
        // A terminal breaks long lines of a text that is laid out, too.
        let pretty = serde_json::to_string_pretty(&value).expect("JSON");
        for width in [40, 60, 72] {
            let text = wrapped(&pretty, width, "\n");
            assert_one_cause(&text, &format!("after {width} characters"), &plain);
        }
    }
}

#[test]
fn keys_literals_and_numbers_are_whole_again_wherever_a_line_broke_them() {
    let plain = r#"{"items":[{"id":"win2022|","deployStatus":"ready","profiles":[{"id":"win2022|a","deployStatus":"ready","readyCheck":{"noWinpe":false,"isPlaceholder":false}}]}],"number":12345,"isAuthorized":true,"result":"success"}"#;
    let expected = checked(plain).1;
    for width in 20..plain.len() / 2 {
        let text = wrapped(plain, width, "\n");
        let (syntax, others) = checked(&text);
        // Where each line ends between two values it is JSON.
        if serde_json::from_str::<serde_json::Value>(&text).is_err() {
            assert!(
                syntax.len() == 1 && syntax[0].message.raw().contains("lines are broken"),
                "{width}: {syntax:#?}"
            );
        }
        assert_eq!(others, expected, "{text}");
    }
    // One broken line is enough at a usual width.
    let plain = format!(r#"{{"items":[],"text":"{}"}}"#, "x".repeat(140));
    for width in [72, 80, 100, 120, 132] {
        assert_one_cause(&wrapped(&plain, width, "\n"), "lines are broken", &plain);
    }
}

#[test]
fn lines_that_lack_the_spaces_at_their_ends_are_joined_between_tokens_only() {
    let member = |number: usize, text: &str| format!("\"key{number}\": \"{text}\"");
    let response = |text: &str| {
        let members: Vec<String> = (0..9).map(|number| member(number, text)).collect();
        format!("{{\"items\": [], {}}}", members.join(", "))
    };
    let (mut between, mut within) = (0, 0);
    for width in 30..60 {
        let trimmed = |text: &str| wrapped(text, width, "\n").replace(" \n", "\n");
        let plain = response("one-text-of-some-length");
        let text = trimmed(&plain);
        between += usize::from(text.len() < wrapped(&plain, width, "\n").len());
        assert_one_cause(&text, "lines are broken", &plain);
        let plain = response("some words in one text");
        let is_word = |part: &str| part.ends_with(|last: char| last.is_ascii_lowercase());
        let wide = wrapped(&plain, width, "\n");
        let text = trimmed(&plain);
        // Where each line lost one, nothing shows it.
        let is_shown = text.lines().any(|line| line.len() == width);
        if is_shown
            && wide
                .split_inclusive(" \n")
                .any(|part| part.ends_with(" \n") && is_word(part.trim_end()))
        {
            within += 1;
            let (syntax, _) = checked(&text);
            let is_joined = |finding: &Finding| finding.message.raw().contains("lines are broken");
            assert!(!syntax.iter().any(is_joined), "{width}: {syntax:#?}");
        }
    }
    assert!(between > 5 && within > 5, "{between} {within}");
}

#[test]
fn line_ends_in_strings_that_no_width_explains_stay_as_they_are() {
    for text in [
        "{\n  \"items\": [],\n  \"description\": \"Drivers and boot files,\n    for one release\"\n}",
        "{\"items\": [], \"description\": \"one line that is long enough\nand another\nand a third one\"}",
        "{\n\"items\": [],\n\"a\": \"twenty characters at least\nx\"\n}",
    ] {
        let (syntax, _) = checked(text);
        let messages: Vec<&str> = syntax.iter().map(|finding| finding.message.raw()).collect();
        assert!(messages.iter().all(|message| message.contains("in a string")), "{messages:?}");
        assert_eq!(fixed(text, false), text);
    }
}

/// Every container that a marker stands in, or that begins on one side, is incomplete.
fn assert_marked(tree: &Tree<'_>) {
    let text = tree.text();
    let is_marker = |line: &&str| {
        ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|marker| line.starts_with(marker))
    };
    let markers =
        text.lines().filter(is_marker).map(|line| line.as_ptr() as usize - text.as_ptr() as usize);
    for marker in markers {
        let values = (0..tree.len() as u32).map(|id| tree.value_by_id(id));
        let holds = |value: &Value<'_>| {
            !value.kind().as_str().contains("string")
                && (value.span().start as usize) < marker
                && marker < value.span().end as usize
                && !value.is_empty()
        };
        if let Some(innermost) = values.filter(holds).last() {
            assert!(innermost.is_incomplete(), "{innermost:?} of\n{text}");
        }
    }
}

/// A conflict of `ours` and `theirs`, in each style.
fn conflicts(ours: &str, theirs: &str) -> [String; 3] {
    [
        format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> nightly\n"),
        format!(
            "<<<<<<< HEAD\n{ours}||||||| 1a2b3c\n\"old\": {{\n=======\n{theirs}>>>>>>> nightly\n"
        ),
        format!("<<<<<<<\r\n{ours}=======\r\n{theirs}>>>>>>>\r\n"),
    ]
}

#[test]
fn a_merge_conflict_is_one_finding_and_both_sides_are_read() {
    let cases = [
        ("{\"items\": [\n", "{\"id\": \"a|\"},\n", "{\"id\": \"b|\"},\n", "{\"id\": \"c|\"}]}", 3),
        ("{\"items\": [\n{\"id\": \"a|\"},\n", "{\"id\": \"b|\"}\n", "{\"id\": \"c|\"}\n", "]}", 3),
        ("{\"items\": [\n{\"id\": \"a|\"}\n", "", ",{\"id\": \"c|\"}\n", "]}", 2),
        ("{\"items\": [\n{\n\"id\": \"a|\",\n", "\"x\": true\n", "\"x\": false\n", "}]}", 1),
        ("{\"items\": [\n{\n\"id\": \"a|\"\n", "}\n", "},\n{\"id\": \"b|\"\n}\n", "]}", 2),
        (
            "{\"items\": [\n{\n",
            "\"id\": \"a|\" },\n{ \"id\": \"b|\"\n",
            "\"id\": \"c|\"\n",
            "}]}",
            2,
        ),
        ("", "{\"items\": [{\"id\": \"a|\"}]}\n", "{\"items\": []}\n", "", 1),
        (
            "{\n",
            "\"items\": [{\"id\": \"a|\"}],\n",
            "\"items\": [{\"id\": \"b|\"}],\n",
            "\"number\": 1}",
            1,
        ),
        ("{\"items\": [{\"id\": \"a|\"}],\n\"number\":\n", "1\n", "2\n", "}", 1),
    ];
    for (before, ours, theirs, after, items) in cases {
        for conflict in conflicts(ours, theirs) {
            let text = format!("{before}{conflict}{after}\n");
            let (syntax, others) = checked(&text);
            let messages: Vec<&str> = syntax.iter().map(|finding| finding.message.raw()).collect();
            assert!(
                messages.len() == 1 && messages[0].contains("merge conflict"),
                "{messages:?} in\n{text}"
            );
            let markers = text.lines().filter(|line| {
                ["<<<<", "||||", "====", ">>>>"].iter().any(|marker| line.starts_with(marker))
            });
            assert_eq!(syntax[0].labels.len() + 1, markers.count(), "{text}");
            assert!(
                !others
                    .iter()
                    .any(|other| other.starts_with("repeated-key")
                        || other.starts_with("duplicate-id")),
                "{others:?}"
            );
            let tree = read(&text, &NO_NAMES).expect("short");
            assert_marked(&tree);
            let list = tree.root().and_then(|root| root.get_key("items")).expect("a list");
            assert_eq!(list.elements().count(), items, "{text}");
            for with_unsafe in [false, true] {
                assert_eq!(fixed(&text, with_unsafe), text);
            }
        }
    }
}

#[test]
fn values_that_differ_between_the_sides_are_repeated_keys_of_an_incomplete_object() {
    for conflict in conflicts("\"a\": true,\n", "\"a\": false,\n") {
        let text = format!("{{\n{conflict}\"b\": {{\"c\": 1}}\n}}");
        let tree = read(&text, &NO_NAMES).expect("short");
        let root = tree.root().expect("an object");
        assert!(root.is_incomplete());
        assert!(!root.get_key("b").expect("it is there").is_incomplete());
        let [repeated] = tree.repeated() else { panic!("{:?}", tree.repeated()) };
        let (first, last) = tree.repeated_members(*repeated);
        assert_eq!((first.as_bool(), last.as_bool()), (Some(true), Some(false)));
        assert!(tree.are_alternatives(first, last));
        assert!(tree.is_in_conflict(first) && !tree.is_in_conflict(root));
    }
    // Twice on one side is a repetition of its own.
    let text = "{\n<<<<<<< a\n\"a\": 1, \"a\": 2\n=======\n>>>>>>> b\n}";
    assert!(
        checked(&format!("{{\"items\": [], \"x\": {text}}}"))
            .1
            .iter()
            .any(|other| other.starts_with("repeated-key"))
    );
}

#[test]
fn several_nested_and_unfinished_conflicts_are_one_finding_each() {
    let conflict =
        |id: &str| conflicts(&format!("\"{id}\": 1,\n"), &format!("\"{id}\": 2,\n"))[0].clone();
    let count = |text: &str, cause: &str| {
        let (syntax, _) = checked(text);
        syntax.iter().filter(|finding| finding.message.raw().contains(cause)).count()
    };
    let several: String = (0..40).map(|number| conflict(&number.to_string())).collect();
    let text = format!("{{\n{several}\"items\": []\n}}");
    assert_eq!((checked(&text).0.len(), count(&text, "merge conflict")), (40, 40), "{text}");

    let inner = conflict("x")
        .replace("<<<<<<<", "<<<<<<<<<")
        .replace("=======", "=========")
        .replace(">>>>>>>", ">>>>>>>>>");
    for inner in [inner, conflict("x")] {
        let text = format!("{{\n{}\"items\": []\n}}", conflicts(&inner, "\"x\": 3,\n")[0]);
        assert_eq!((checked(&text).0.len(), count(&text, "merge conflict")), (2, 2), "{text}");
    }

    // The file ends within it: that is a second thing that is wrong.
    for unfinished in ["<<<<<<< HEAD\n\"a\": 1,\n", "<<<<<<< HEAD\n\"a\": 1,\n=======\n\"a\": 2\n"]
    {
        let text = format!("{{\"items\": [],\n{unfinished}");
        assert_eq!((checked(&text).0.len(), count(&text, "merge conflict")), (2, 1), "{text}");
        let tree = read(&text, &NO_NAMES).expect("short");
        assert!(tree.root().expect("an object").is_incomplete());
    }
}

#[test]
fn other_errors_beside_a_conflict_are_reported_and_fixed() {
    let conflict = &conflicts("\"a\": 1,\n", "\"a\": 2,\n")[0];
    let text = format!("{{\n{conflict}\"items\": []\n\"number\": 0,\n}}");
    assert_eq!(checked(&text).0.len(), 3, "{text}");
    assert_eq!(fixed(&text, false), format!("{{\n{conflict}\"items\": [],\n\"number\": 0\n}}"));
}

#[test]
fn what_merely_looks_like_a_marker_is_no_conflict() {
    for text in [
        r#"{"items": [], "description": "<<<<<<< HEAD\n=======\n>>>>>>> x"}"#,
        "{\"items\": [],\n\"description\": \"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\nd\"}",
        "{\"items\": [],\n=======\n\"number\": 0}",
        "{\"items\": [],\n<<<<<< HEAD\n\"number\": 0}",
        "{\"items\": [],\n<<<<<<<HEAD\n\"number\": 0}",
    ] {
        let (syntax, _) = checked(text);
        assert!(!syntax.iter().any(|finding| finding.message.raw().contains("conflict")), "{text}");
    }
}

#[test]
fn what_is_private_is_hidden_though_a_line_end_breaks_it() {
    let plain = r#"{"items":[],"unattendFiles":[{"id":"a.cfg","name":"a.cfg","os":"rhels","type":"Custom","content":"rootpw --plaintext Sommer2024\nnetwork --ip 10.11.12.13\n"}],"url":"https://lxca.acme.example:443/x"}"#;
    for width in 20..80 {
        let text = wrapped(plain, width, "\n");
        let hidden = osready::redact::redact(&file(&text)).expect("short").text.replace('\n', "");
        for private in ["Sommer", "mer2024", "2024\\n", "10.11", "12.13", "acme"] {
            assert!(!hidden.contains(private), "{width}: {hidden}");
        }
        let json: serde_json::Value = serde_json::from_str(&hidden).expect("JSON");
        let id = json["unattendFiles"][0]["id"].as_str().expect("an id");
        assert_eq!(id.rsplit('.').next(), Some("cfg"), "{width}: {hidden}");
        let report = crate::support::human(&text);
        assert!(!report.contains("Sommer2024") && !report.contains("mer2024"), "{report}");
    }
}
