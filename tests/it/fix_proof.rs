//! Safe fixes change bytes and no meaning: whatever damages a text, what they make of it is read as
//! the same values, and its other errors stay.
#![allow(clippy::expect_used)]

use std::fmt::Write as _;
use std::sync::LazyLock;

use fastrand::Rng;
use osready::fix::{FixError, FixOptions, apply_fixes};
use osready::input::{Discovery, File};
use osready::json::{Interner, Tree, read};
use osready::lint::Linter;

use crate::binary::osready;
use crate::support::{cases, stride};

static NO_NAMES: LazyLock<Interner> = LazyLock::new(|| Interner::new(&[], &[]));

static LINTER: LazyLock<Linter> = LazyLock::new(|| crate::support::linter(false));

/// A small response in which each kind of value stands.
const RESPONSE: &str = r#"{
  "items": [
    {
      "deployStatus": "ready", "id": "win2022|",
      "profiles": [
        { "id": "win2022|b", "readyCheck": { "noWinpe": false, "isPlaceholder": null } }
      ], "bootFileIds": [ "x", "y" ]
    }
  ],
  "number": -1.5
}
"#;

/// What stands in wrong places: what people, programs and merges put there.
const DAMAGES: &[&str] = &[
    "",
    ",",
    ",,",
    ";",
    ":",
    "=",
    "\"",
    "'",
    "“",
    "{",
    "}",
    "[",
    "]",
    "\n",
    "\r\n",
    "\t",
    "\\",
    "\\u",
    "\u{1}",
    "\u{a0}",
    "\u{200b}",
    "...",
    "// x\n",
    "/*",
    "#",
    "x",
    "7",
    ".",
    "+",
    "True",
    "None",
    "tru",
    "\"k\": ",
    "\n<<<<<<< HEAD\n",
    "\n=======\n",
    "\n>>>>>>> x\n",
];

/// Every value of a text in its order, repeated keys too, and what the reader is not sure of.
fn values(tree: &Tree<'_>) -> String {
    let mut values = String::new();
    for id in 0..tree.len() as u32 {
        let value = tree.value_by_id(id);
        let content = value.as_str().or_else(|| value.number_text().map(Into::into));
        let flags = (value.is_damaged(), value.is_incomplete());
        let (key, kind, len) = (value.key(), value.kind(), value.len());
        writeln!(values, "{key:?} {kind:?} {len} {content:?} {flags:?}").expect("it is memory");
    }
    values
}

fn safely_fixed(text: &str) -> Result<String, FixError> {
    let file = File::new("r.json", Discovery::Explicit, text);
    let choice = FixOptions { with_unsafe: false, rules: vec!["syntax".into()] };
    apply_fixes(&LINTER, &file, &choice).map(|fixed| fixed.text)
}

/// Fixes a damaged text, and compares. Returns whether it was changed; `None` if it was refused.
fn assert_same_values(text: &str) -> Option<bool> {
    let after = match safely_fixed(text) {
        Ok(after) => after,
        Err(FixError::Unproven) => return None,
        Err(error) => panic!("{error} of {text:?}"),
    };
    if after == text {
        return Some(false);
    }
    let (old, new) =
        (read(text, &NO_NAMES).expect("short"), read(&after, &NO_NAMES).expect("short"));
    assert_eq!(values(&old), values(&new), "{text}\n{after}");
    assert!(new.syntax_errors().len() < old.syntax_errors().len(), "{text}\n{after}");
    Some(true)
}

#[test]
fn single_damage_of_each_kind_at_each_byte() {
    let (mut fixed, mut refused, mut all) = (0, Vec::new(), 0);
    for at in 0..RESPONSE.len() {
        for (number, damage) in DAMAGES.iter().enumerate() {
            if (at + number / 2) % stride() != 0 {
                continue;
            }
            // In place of the character, and before it, by turns.
            let end = at + (at + number) % 2;
            let text = format!("{}{damage}{}", &RESPONSE[..at], &RESPONSE[end..]);
            all += 1;
            match assert_same_values(&text) {
                Some(is_fixed) => fixed += usize::from(is_fixed),
                None => refused.push(text),
            }
        }
    }
    assert!(fixed > all / 25, "{fixed} of {all}");
    assert!(refused.len() < fixed / 8, "{} of {fixed}: {:#?}", refused.len(), refused.first());
}

#[test]
fn double_damage_at_random() {
    let mut rng = Rng::with_seed(15);
    let mut fixed = 0;
    let texts = cases(500);
    for _ in 0..texts {
        let mut text = RESPONSE.to_owned();
        for _ in 0..2 {
            let at = text.floor_char_boundary(rng.usize(..=text.len()));
            let end = text.ceil_char_boundary((at + rng.usize(..2)).min(text.len()));
            text.replace_range(at..end, rng.choice(DAMAGES).expect("one of them"));
        }
        fixed += usize::from(assert_same_values(&text) == Some(true));
    }
    assert!(fixed > texts / 10, "{fixed}");
}

#[test]
fn fixes_that_would_change_values_write_nothing_and_fail() {
    // The first key lacks its quote, so that the quotes after it are out of step.
    let text = RESPONSE.replacen("\"items", "\"bootFiles\": [], ;items", 1);
    assert_eq!(safely_fixed(&text), Err(FixError::Unproven), "{text}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("r.json");
    for arguments in [&["fix"][..], &["fix", "--diff"], &["fix", "--dry-run"]] {
        std::fs::write(&path, &text).expect("a file");
        let output = osready(folder.path(), &[arguments, &["r.json"]].concat());
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains("r.json: ") && error.contains("nothing was fixed"), "{error}");
        assert!(output.stdout.is_empty());
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), text);
    }
}
