//! Words that user-visible text does not use.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::binary::{folder, osready, out};
use crate::nights::snapshots;

const WORDS: &str = r"(?i-u)\b(told|judg(e|ed|es|ing|ement)|mend(s|ed|ing)?|anew|harmless|complain(s|ed|ing)?|the document)\b";

/// The text without code, which may name what others chose.
fn prose(text: &str) -> String {
    let code = Regex::new("(?s)```.*?```|`[^`\n]*`").expect("a regular expression");
    code.replace_all(text, "").into_owned()
}

fn found(words: &Regex, name: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate().filter(|(_, line)| words.is_match(line));
    lines.map(|(number, line)| format!("{name}:{}: {}", number + 1, line.trim())).collect()
}

/// The files of a folder with this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn user_visible_text_uses_the_terms_of_the_field() {
    let words = Regex::new(WORDS).expect("a regular expression");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> =
        ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "action.yml"]
            .map(|name| root.join(name))
            .into();
    paths.extend(files(&root.join("docs"), ".md"));
    paths.extend(files(&root.join("rules"), ".md"));
    paths.extend(files(&root.join("schemas"), ".json"));
    assert!(paths.len() > 70, "{}", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a file");
        wrong.extend(found(&words, &path.display().to_string(), &prose(&text)));
    }
    // Help and reports.
    let here = folder(&[]);
    let help = out(&osready(here.path(), &["--help"]));
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.trim().is_empty());
    let names: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let text = out(&osready(here.path(), &[name, "--help"]));
        wrong.extend(found(&words, &format!("{name} --help"), &text));
    }
    let nights = snapshots();
    for arguments in [
        &["check", "--pedantic", "--verbose", "snapshots"][..],
        &["check", "snapshots"],
        &["status", "snapshots"],
        &["history", "snapshots"],
        &["history", "--format", "html", "snapshots"],
        &["check", "--format", "html", "snapshots"],
        &["rules"],
        &["rules", "--spec"],
    ] {
        let text = out(&osready(nights.path(), arguments));
        wrong.extend(found(&words, &format!("{arguments:?}"), &text));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
