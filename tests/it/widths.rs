//! No command prints lines that are wider than its terminal.
#![allow(clippy::expect_used)]

use std::path::Path;
use std::process::{Command, Stdio};

use osready::rules;

use crate::binary::{BLOCKED, READY, folder};
use crate::nights::snapshots;

/// What a command prints in a terminal of so many columns.
fn printed(folder: &Path, columns: usize, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", columns.to_string())
        .stdin(Stdio::null())
        .output()
        .expect("osready runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Returns the lines that are too wide. One word, such as an id or a path, may be wider than a line,
/// and then has a line of its own.
fn too_wide(text: &str, columns: usize) -> Vec<&str> {
    let is_border = |character: char| " ·│╰─┤┬╭⚠×☞".contains(character);
    let is_one_word = |line: &str| !line.trim_matches(is_border).contains(' ');
    text.lines().filter(|line| line.chars().count() > columns && !is_one_word(line)).collect()
}

#[test]
fn no_command_prints_lines_wider_than_80_columns() {
    let long = "a".repeat(90);
    let files = folder(&[
        ("ready.json", READY),
        ("blocked.json", BLOCKED),
        ("long.json", &BLOCKED.replace("Core", &long)),
        (
            "failed.json",
            r#"{"result": "failed", "messages": [{"id": "FQXHMSE0001M", "text": "The request cannot be completed, because the session has expired or another administrator has ended it. Log in again."}]}"#,
        ),
        ("login.json", "<html><title>Log in</title>"),
        ("cut.json", &BLOCKED[..80]),
        ("osready.toml", "[require]\nprofiles = [\"win2016|win2016-x86_64-install-Core\"]\n"),
    ]);
    let nights = snapshots();
    let mut commands: Vec<(&Path, Vec<&str>)> = Vec::new();
    for file in
        ["ready.json", "blocked.json", "long.json", "failed.json", "login.json", "cut.json", "."]
    {
        commands.push((files.path(), vec!["check", "--verbose", file]));
        commands.push((files.path(), vec!["check", file]));
        commands.push((files.path(), vec!["status", file]));
    }
    commands.push((files.path(), vec!["diff", "ready.json", "long.json"]));
    commands.push((files.path(), vec!["diff", "ready.json", "blocked.json"]));
    commands.push((files.path(), vec!["fix", "--dry-run", "."]));
    commands.push((files.path(), vec!["config"]));
    commands.push((files.path(), vec!["config", "ready.json"]));
    commands.push((files.path(), vec!["test"]));
    commands.push((files.path(), vec!["inventory", "--help"]));
    commands.push((files.path(), vec!["plan", "--help"]));
    commands.push((files.path(), vec!["rules"]));
    commands.push((files.path(), vec!["rules", "--spec"]));
    commands.push((files.path(), vec!["explain", "site-policy"]));
    commands.push((nights.path(), vec!["check", "--pedantic", "--verbose", "snapshots"]));
    commands.push((nights.path(), vec!["check", "--pedantic", "--statistics", "snapshots"]));
    commands.push((nights.path(), vec!["status", "snapshots"]));
    commands.push((nights.path(), vec!["history", "snapshots"]));
    for rule in rules::ALL {
        commands.push((files.path(), vec!["explain", rule.id]));
    }
    let mut wide = Vec::new();
    for (folder, arguments) in commands {
        let text = printed(folder, 80, &arguments);
        wide.extend(too_wide(&text, 80).into_iter().map(|line| format!("{arguments:?}: {line}")));
    }
    assert!(wide.is_empty(), "{} lines:\n{}", wide.len(), wide.join("\n"));
}

#[test]
fn ids_and_paths_stay_whole() {
    let id = "win2016|win2016-x86_64-install-".to_owned() + &"Long".repeat(20);
    let blocked = BLOCKED.replace("win2016|win2016-x86_64-install-Core", &id);
    let files = folder(&[("ready.json", READY), ("blocked.json", &blocked)]);
    for arguments in [
        &["check", "blocked.json"][..],
        &["status", "blocked.json"],
        &["check", "."],
        &["diff", "ready.json", "blocked.json"],
    ] {
        let text = printed(files.path(), 80, arguments);
        assert!(text.contains(&id), "{arguments:?}:\n{text}");
    }
}

#[test]
fn explain_renders_pages_lists_groups_and_takes_any_case() {
    let here = folder(&[]);
    let page = printed(here.path(), 80, &["explain", "missing-winpe"]);
    assert!(page.starts_with("MISSING-WINPE\n"), "{page}");
    assert!(!page.contains("```") && !page.contains("\n#"), "{page}");
    assert!(page.contains("IN THE REFERENCE") && page.contains("items[].profiles[]"), "{page}");
    assert_eq!(printed(here.path(), 80, &["explain", "Missing_WinPE"]), page);
    let group = printed(here.path(), 80, &["explain", "site-policy"]);
    let of_group = rules::ALL.iter().filter(|rule| rule.id.starts_with("site-policy/"));
    assert!(of_group.clone().count() > 3);
    assert!(of_group.into_iter().all(|rule| group.contains(rule.id)), "{group}");
    assert!(printed(here.path(), 80, &["explain", "readiness"]).contains("missing-winpe"));
}
