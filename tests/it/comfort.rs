//! What makes every day easier: completions, manual pages, statistics, suggestions, a configuration
//! to begin with.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::binary::{BLOCKED, osready};

fn text(stream: &[u8]) -> String {
    String::from_utf8(stream.to_vec()).expect("UTF-8")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = text(&osready(Path::new("."), &["-h"]).stdout);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.trim().is_empty());
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_shell_gets_completions_of_every_command() {
    let commands = commands();
    assert!(commands.len() > 7, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = osready(Path::new("."), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        let script = text(&output.stdout);
        assert!(commands.iter().all(|command| script.contains(command)), "{shell}");
    }
}

#[test]
fn every_command_has_a_manual_page_with_its_options() {
    let here = folder(&[]);
    assert!(text(&osready(here.path(), &["man"]).stdout).contains(".TH osready 1"));
    assert_eq!(osready(here.path(), &["man", "--output", "pages"]).status.code(), Some(0));
    let nested = ["baseline-create", "baseline-prune"].map(str::to_owned);
    for command in commands().into_iter().chain(nested) {
        let page = here.path().join(format!("pages/osready-{command}.1"));
        let page = fs::read_to_string(page).expect("a page");
        let name = format!("osready-{command}").replace('-', "\\-");
        assert!(page.contains(".SH NAME") && page.contains(&name), "{page}");
    }
    let check = fs::read_to_string(here.path().join("pages/osready-check.1")).expect("a page");
    assert!(check.contains("changed\\-since"));
}

#[test]
fn help_is_short_or_long_and_each_command_has_examples() {
    let mut commands: Vec<Vec<String>> = commands().into_iter().map(|name| vec![name]).collect();
    for nested in ["create", "prune"] {
        commands.push(vec!["baseline".to_owned(), nested.to_owned()]);
    }
    for command in commands {
        let help = |flag: &str| {
            let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
            arguments.push(flag);
            text(&osready(Path::new("."), &arguments).stdout)
        };
        let (short, long) = (help("-h"), help("--help"));
        assert!(short.lines().count() <= long.lines().count(), "{short}");
        assert!(long.contains("Examples:\n"), "{long}");
    }
}

#[test]
fn statistics_count_findings_by_rule_the_most_frequent_first() {
    let here = folder(&[
        ("a.ndjson", &format!("{BLOCKED}\n{BLOCKED}\n")),
        ("b.json", r#"{"items": [], "items": []}"#),
    ]);
    let output = osready(here.path(), &["check", "--statistics", "."]);
    let shown = text(&output.stdout);
    let table = shown.split("FINDINGS  LEVEL    RULE\n").nth(1).expect("a table");
    assert_eq!(table, "       2  error    missing-winpe\n       1  warning  repeated-key\n");
    let output = osready(here.path(), &["check", "--statistics", "--format", "json", "."]);
    serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("the report alone");
    assert!(text(&output.stderr).contains("       2  error    missing-winpe\n"));
}

#[test]
fn a_misspelt_command_rule_or_file_is_reported_with_what_may_be_meant() {
    let here = folder(&[("osimages.json", BLOCKED), ("other.json", BLOCKED)]);
    for (arguments, meant) in [
        (&["chek"][..], "check"),
        (&["explain", "mising-winpe"], "did you mean missing-winpe?"),
        (&["fix", "--rule", "sintax", "."], "did you mean syntax?"),
        (&["check", "osimage.json"], "osimage.json: no such file; did you mean osimages.json?"),
    ] {
        let output = osready(here.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(meant), "{}", text(&output.stderr));
    }
    let output = osready(here.path(), &["check", "nothing-like-it"]);
    assert!(!text(&output.stderr).contains("did you mean"));
}

#[test]
fn a_first_configuration_tells_what_was_found_and_changes_nothing() {
    let ready =
        BLOCKED.replace("notReady", "ready").replace("true", "false").replace("Core", "Best");
    let hostile =
        ready.replace("install-Best\"", "install-Best\\n[levels]\\nmissing-winpe = 'off'\"");
    let here = folder(&[("a.json", BLOCKED), ("b.json", &ready), ("c.json", &hostile)]);
    let output = osready(here.path(), &["init"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let written = fs::read_to_string(here.path().join("osready.toml")).expect("a file");
    assert!(written.contains("# missing-winpe = \"error\"  # found 1: "), "{written}");
    assert!(written.contains("#   \"win2016|win2016-x86_64-install-Best\",\n"), "{written}");
    assert!(!written.contains("install-Core"), "{written}");
    let said: Vec<&str> =
        written.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(said, ["fail-on = \"error\""]);
    let again = osready(here.path(), &["init"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("osready.toml: the file exists already"));
    let printed = osready(here.path(), &["init", "--output", "-", "."]);
    assert_eq!(text(&printed.stdout), written);
}

#[test]
fn what_the_first_configuration_offers_can_be_taken_as_it_stands() {
    let ready =
        BLOCKED.replace("notReady", "ready").replace("true", "false").replace("Core", "Best");
    let here = folder(&[
        ("a.json", BLOCKED),
        ("b.json", &ready),
        ("c.json", r#"{"number": 0, "number": 0}"#),
    ]);
    let offered = text(&osready(here.path(), &["init", "--output", "-"]).stdout);
    let taken = |line: &str| {
        // A baseline has to be there before it can be named.
        let rest = line.strip_prefix("# ").filter(|rest| !rest.starts_with("baseline"))?;
        let key = rest.split(" = ").next().unwrap_or_default();
        let is_key = rest.contains(" = ")
            && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        (is_key || rest.starts_with(['[', ']', ' '])).then(|| rest.to_owned())
    };
    let all: Vec<String> =
        offered.lines().map(|line| taken(line).unwrap_or_else(|| line.to_owned())).collect();
    let all = all.join("\n");
    assert!(
        all.contains("\n[require]\n") && all.contains("\nmissing-winpe = \"error\"  #"),
        "{all}"
    );
    fs::write(here.path().join("osready.toml"), &all).expect("a file");
    let output = osready(here.path(), &["config"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{all}\n{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    assert!(text(&output.stdout).contains("install-Best"), "{}", text(&output.stdout));
}

#[test]
fn a_pointer_is_shown_only_if_asked_for() {
    let saved = r#"{"deployStatus":"notReady","id":"win2016|a","readyCheck":{"noWinpe":true}}"#;
    let here =
        folder(&[("osimages.json", saved), ("snapshot.json", &format!("{{\"data\": {saved:?}}}"))]);
    let shown = |arguments: &[&str]| text(&osready(here.path(), arguments).stdout);
    assert!(!shown(&["check", "osimages.json"]).contains("/readyCheck"));
    assert!(shown(&["check", "-v", "osimages.json"]).contains("\n    at: /readyCheck/noWinpe\n"));
    let in_string = shown(&["check", "-v", "snapshot.json"]);
    assert!(in_string.contains("\n    at: /data\n in it: /readyCheck/noWinpe\n"), "{in_string}");
}
