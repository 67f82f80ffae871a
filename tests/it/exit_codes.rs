//! One contract for exit codes, for every command and format: 2 before 1 before 3 before 0, and 130 where
//! somebody interrupts. A report is whole in each case but that of bad usage. The contract itself is a
//! table beside `osready::policy::Outcome`; here are the runs that lead to it.
#![allow(clippy::expect_used)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{BLOCKED, READY};

/// Files that are named, the code of every command, and the words that say why.
const INPUTS: &[(&str, &str, u8, &str)] = &[
    ("ready.json", READY, 0, ""),
    ("no-items.json", r#"{"items": []}"#, 0, ""),
    ("login.html", "<html><title>Log in</title>", 1, "this is a login page, not a response"),
    ("empty.json", "", 1, "the file is empty"),
    (
        "cut.json",
        r#"{"items": [{"id": "win2016|", "profiles": [{"id": "win2016|win2016-x86_64-install-Core""#,
        1,
        "the text ends before the response does",
    ),
    (
        "object.json",
        r#"{"items": [{"id": "win2016|", "deployStatus": "ready", "profiles": {"a": 1}}]}"#,
        1,
        "the list profiles could not be read",
    ),
    (
        "string.json",
        r#"{"items": [{"id": "win2016|", "deployStatus": "ready", "profiles": "a"}]}"#,
        1,
        "the list profiles could not be read",
    ),
    ("null.json", r#"{"items": null}"#, 1, "the list items could not be read"),
    (
        "glued.json",
        r#"{"items": []}: [{"id": "win2016|", "deployStatus": "ready"}]}"#,
        1,
        "the text continues with another response, which was not read",
    ),
    ("package.json", r#"{"name": "x"}"#, 1, "not a response of GET /osImages"),
    ("nodes.json", r#"{"nodeList": []}"#, 1, "a response of GET /nodes"),
    (
        "power-shell.json",
        r#"{"items": [{"id": "win2016|", "profiles": "System.Object[]"}]}"#,
        1,
        "PowerShell truncated this response",
    ),
    ("python.json", "{'deployStatus': 'ready'}", 1, "this is a Python literal, not JSON"),
    (
        "failed.json",
        r#"{"result": "failed", "messages": [{"id": "FQXHMSE0001M", "text": "no"}]}"#,
        1,
        "the request failed, and the response has no images",
    ),
    // Not UTF-8, as `files` writes it.
    ("bytes.json", "\u{fffd}", 2, "not valid UTF-8"),
];

/// A configuration under which no finding is reported.
const OFF: &str = r#"[levels]
input = "off"
readiness = "off"
consistency = "off"
references = "off"
customization = "off"
content = "off"
drift = "off"
"#;

fn files() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text.replace('\u{fffd}', "")).expect("a file");
        if text == "\u{fffd}" {
            fs::write(folder.path().join(name), b"\"\x81\x8d\"").expect("a file");
        }
    };
    for (name, text, ..) in INPUTS {
        put(name, text);
        put(&format!("nights/{name}/2026-01-01.json"), READY);
        put(&format!("nights/{name}/2026-01-02.json"), text);
        put(&format!("nights/{name}/2026-01-03.json"), READY);
    }
    let find =
        |wanted: &str| INPUTS.iter().find(|(name, ..)| *name == wanted).expect("it is there").1;
    for (name, text) in [
        ("blocked.json", BLOCKED),
        ("twice.json", r#"{"items": [], "items": [], "number": 0}"#),
        ("nothing/readme.md", ""),
        ("others/package.json", find("package.json")),
        ("mixed/package.json", find("package.json")),
        ("mixed/a.json", READY),
        ("with-cut/a.json", READY),
        ("with-cut/b.json", find("cut.json")),
        ("with-python/a.json", READY),
        ("with-python/b.json", find("python.json")),
        ("new/a-2026-01-01.json", READY),
        ("new/a-2026-01-02.json", find("login.html")),
        ("first/a-2026-01-01.json", find("login.html")),
        ("first/a-2026-01-02.json", READY),
        ("before/a-2026-01-01.json", READY),
        ("after/a-2026-01-02.json", find("login.html")),
        ("mistaken.toml", "nothing = 1"),
        ("fine.toml", ""),
        ("never.toml", "fail-on = \"never\""),
        ("off.toml", OFF),
        ("suppress.toml", "[[suppress]]\nrule = \"not-a-response\"\nreason = \"no\""),
        ("baseline.txt", "{"),
    ] {
        put(name, text);
    }
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    let archive = fs::File::create(folder.path().join("a.tar")).expect("a file");
    tar::Builder::new(archive)
        .append_path_with_name(folder.path().join("nothing/readme.md"), "readme.md")
        .expect("an entry");
    folder
}

/// The exit code and all that is printed.
fn run(folder: &Path, arguments: &[&str]) -> (u8, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osready runs");
    let _ = child.stdin.take().expect("a pipe").write_all(br#"{"name": "x"}"#);
    let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
    let printed = String::from_utf8([stdout, stderr].concat()).expect("UTF-8");
    (u8::try_from(status.code().expect("it was not killed")).expect("a code"), printed)
}

#[test]
fn no_command_passes_what_it_could_not_check_though_all_rules_are_off() {
    let files = files();
    for (name, _, code, why) in INPUTS {
        let night = format!("nights/{name}");
        for arguments in [
            &["check", "--config", "off.toml", name][..],
            &["check", "-q", "--format", "concise", "--config", "off.toml", name],
            &["status", "--config", "off.toml", name],
            &["status", "--format", "markdown", "--config", "off.toml", name],
            &["baseline", "create", "--config", "off.toml", "--output", "new.txt", name],
            &["diff", "--config", "off.toml", "ready.json", name],
            &["diff", "--config", "off.toml", "--fail-on-regression", name, "ready.json"],
            &["history", "--config", "off.toml", &night],
        ] {
            let (given, printed) = run(files.path(), arguments);
            assert_eq!(given, *code, "{arguments:?}: {printed}");
            assert!(printed.contains(why), "{arguments:?}: {printed}");
            // Of what a file lacks nobody knows whether it went, or came since.
            let guess = match arguments {
                ["diff", .., "ready.json"] => ": added, ",
                ["diff", ..] => ": removed, was",
                ["history", ..] => "  removed",
                _ => "no guess is possible",
            };
            assert!(*code == 0 || !printed.contains(guess), "{arguments:?}: {printed}");
            let written = fs::remove_file(files.path().join("new.txt")).is_ok();
            assert_eq!(written, *code == 0 && arguments[0] == "baseline", "{arguments:?}");
        }
    }
}

#[test]
fn each_code_has_its_causes_and_says_them() {
    let files = files();
    let nothing = "no saved responses found in ";
    let login = "not checked: this is a login page, not a response";
    for (code, arguments, why) in [
        (0, "check ready.json", "no findings"),
        (0, "check --fail-on note ready.json", "no findings"),
        (0, "check twice.json", "1 warning"),
        (0, "check --config fine.toml ready.json", "no findings"),
        (1, "check blocked.json", "missing-winpe"),
        (1, "check -q blocked.json", "missing-winpe"),
        (1, "check ready.json blocked.json", "missing-winpe"),
        (1, "check --fail-on warning twice.json", "repeated-key"),
        (1, "check --require absent ready.json", "absent"),
        (1, "status --require absent ready.json", "absent"),
        (1, "status --require win2016|* no-items.json", "win2016|*"),
        (0, "status no-items.json", "no image and no profile"),
        (1, "status blocked.json", "blocked"),
        (1, "diff --fail-on-regression ready.json blocked.json", "ready -> blocked"),
        (0, "diff ready.json blocked.json", "ready -> blocked"),
        // What was named must be a response; what a walk met need not be one.
        (1, "check -", "not a response of GET /osImages"),
        (0, "check mixed", "1 note"),
        (1, "check with-cut", "b.json"),
        (1, "check --config off.toml with-cut", "b.json:1: not checked in full: the text ends"),
        (1, "check --config off.toml with-python", "b.json:1: not checked: this is a Python"),
        (1, "check ready.json a.tar", "a.tar:1: not checked: the archive contains no response"),
        (1, "check --newest new", login),
        (1, "status --newest new", login),
        (1, "diff before after", login),
        (1, "history first", login),
        (1, "history new", login),
        // Only --fail-on never lifts 1.
        (0, "check --fail-on never blocked.json", "missing-winpe"),
        (0, "check --fail-on never cut.json", "1 file not checked, or not in full"),
        (0, "check --config never.toml cut.json", "1 file not checked, or not in full"),
        (0, "status --fail-on never cut.json", "the text ends before the response does"),
        (0, "check --fail-on never --newest new", login),
        (0, "diff --fail-on never before after", login),
        (0, "history --fail-on never new", login),
        (
            0,
            "baseline create --fail-on never --output known.txt login.html ready.json",
            "wrote 1 finding",
        ),
        (1, "check --baseline known.txt login.html ready.json", login),
        (1, "check --suppressions-from suppress.toml login.html", login),
        (1, "check --allow-empty login.html", "this is a login page, not a response"),
        // Only --allow-empty lifts 3.
        (3, "check nothing", nothing),
        (3, "check -q nothing", nothing),
        (3, "check others", nothing),
        (3, "check --newest others", nothing),
        (3, "check --fail-on never nothing", nothing),
        (3, "check --fail-on never login.html", nothing),
        (3, "status others", nothing),
        (3, "baseline create --output new.txt others", nothing),
        (3, "diff others others", nothing),
        (3, "history others", nothing),
        (0, "check --allow-empty others", "1 note"),
        (0, "status --allow-empty others", ""),
        (0, "diff --allow-empty others others", "no changes"),
        (0, "history --allow-empty others", ""),
        // Nothing lifts 2.
        (2, "check absent.json", "no such file"),
        (2, "check --fail-on never --allow-empty absent.json", "no such file"),
        (2, "status absent.json", "no such file"),
        (2, "diff ready.json absent.json", "no such file"),
        (2, "baseline create --output new.txt absent.json", "no such file"),
        (2, "check -q blocked.json login.html absent.json", "no such file"),
        (2, "check --config mistaken.toml --fail-on never ready.json", "nothing"),
        (2, "status --config mistaken.toml ready.json", "nothing"),
        (2, "check --config absent.toml ready.json", "absent.toml"),
        (2, "check --policy-from mistaken.toml ready.json", "nothing"),
        (2, "check --suppressions-from mistaken.toml ready.json", "nothing"),
        (2, "check --baseline baseline.txt ready.json", "not an osready baseline"),
        (2, "check --baseline absent.txt --fail-on never ready.json", "absent.txt"),
        (2, "check --include a[ ready.json", "a["),
        (2, "check --require a[ ready.json", "a["),
        (2, "check --config fine.toml --no-config ready.json", "--no-config"),
    ] {
        let (given, printed) = run(files.path(), &arguments.split(' ').collect::<Vec<_>>());
        assert_eq!(given, code, "{arguments}: {printed}");
        assert!(printed.contains(why), "{arguments}: {printed}");
    }
}

/// Every format of `check`, as its help lists them.
fn formats() -> Vec<String> {
    let (_, help) = run(Path::new("."), &["check", "--help"]);
    let after = help.split("--format").nth(1).expect("the flag");
    let values = after.split("Possible values:").nth(1).expect("its values");
    let lines = values.lines().skip(1).take_while(|line| !line.trim().is_empty());
    let lines = lines.filter_map(|line| line.trim().strip_prefix("- "));
    let names: Vec<String> =
        lines.map(|line| line.split(':').next().expect("a name").to_owned()).collect();
    assert!(names.contains(&"human".to_owned()) && names.contains(&"json".to_owned()), "{names:?}");
    names
}

/// What one run writes in every format, by the format's name, and its code.
fn in_all_formats(folder: &Path, input: &str) -> (u8, Vec<(String, String)>) {
    let formats = formats();
    let targets: Vec<String> =
        formats.iter().map(|format| format!("--format={format}=out/{format}")).collect();
    fs::create_dir_all(folder.join("out")).expect("a folder");
    let mut arguments = vec!["check", "--config", "off.toml"];
    arguments.extend(targets.iter().map(String::as_str).chain([input]));
    let (code, printed) = run(folder, &arguments);
    let read = |format: String| {
        let text = fs::read_to_string(folder.join("out").join(&format));
        (format, text.unwrap_or_else(|_| panic!("{printed}")))
    };
    (code, formats.into_iter().map(read).collect())
}

#[test]
fn every_format_says_what_was_not_checked_and_none_calls_it_a_success() {
    let files = files();
    let schema = serde_json::from_str(include_str!("../../schemas/report.schema.json"));
    let schema = jsonschema::validator_for(&schema.expect("JSON")).expect("a schema");
    for (input, code, words) in [
        ("login.html", 1, "this is a login page, not a response"),
        ("cut.json", 1, "the text ends before the response does"),
        ("nothing", 3, "no response was found: nothing was checked"),
        ("ready.json", 0, ""),
    ] {
        let (given, reports) = in_all_formats(files.path(), input);
        assert_eq!(given, code, "{input}");
        let is_whole = code == 0;
        for (format, text) in reports {
            let expected = match format.as_str() {
                // Their last line counts the files; each is named on standard error.
                "human" | "concise" if code == 1 => "1 file not checked, or not in full",
                "human" | "concise" if code == 3 => "in 0 responses of 0 files",
                "json" if code == 3 => "\"exit_code\": 3",
                // A finding a line: there is none.
                "ndjson" if code == 3 => "",
                _ => words,
            };
            assert!(text.contains(expected), "{format} of {input}: {text}");
            let json = || serde_json::from_str::<Value>(&text).expect("JSON");
            match format.as_str() {
                "json" => {
                    let report = json();
                    assert!(schema.is_valid(&report), "{text}");
                    let incomplete = report["incomplete"].as_array().expect("a list");
                    assert_eq!(incomplete.len(), usize::from(code == 1), "{text}");
                }
                "sarif" => {
                    let invocation = &json()["runs"][0]["invocations"][0];
                    assert_eq!(invocation["executionSuccessful"], is_whole, "{text}");
                }
                "junit" => assert_eq!(text.contains("<error "), !is_whole, "{text}"),
                "gitlab" => assert_eq!(json() == serde_json::json!([]), is_whole, "{text}"),
                "rdjson" => assert_eq!(json()["severity"] == "ERROR", !is_whole, "{text}"),
                "github" => assert_eq!(text.starts_with("::error "), !is_whole, "{text}"),
                _ if is_whole => assert!(!text.to_lowercase().contains("not checked"), "{text}"),
                _ => {}
            }
        }
    }
}

#[test]
fn a_whole_report_is_written_whatever_the_code_but_on_bad_usage() {
    let files = files();
    let check = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_osready"))
            .args(["check", "--format", "json"])
            .args(arguments)
            .current_dir(files.path())
            .stdin(Stdio::null())
            .output();
        output.expect("osready runs")
    };
    for (arguments, failures, findings) in [
        (&["blocked.json", "absent.json"][..], 1, 1),
        (&["--config", "mistaken.toml", "blocked.json"], 0, 1),
        (&["--config", "absent.toml", "blocked.json"], 1, 0),
        (&["--baseline", "baseline.txt", "blocked.json"], 1, 0),
        (&["nothing"], 0, 0),
    ] {
        let output = check(arguments);
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let count = |list: &str| report[list].as_array().expect("a list").len();
        assert_eq!((count("failures"), count("findings")), (failures, findings), "{arguments:?}");
        assert_eq!(report["exit_code"], output.status.code().expect("a code"), "{arguments:?}");
    }
    assert!(check(&["--require", "a["]).stdout.is_empty());
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_130_and_what_is_known_by_then_is_reported() {
    use std::io::{BufRead as _, BufReader, Read as _};

    let files = files();
    for number in 0..400 {
        let name = format!("many/{number:03}.json");
        fs::create_dir_all(files.path().join("many")).expect("a folder");
        let profiles = vec![BLOCKED; 300].join(",");
        fs::write(files.path().join(name), format!("[{profiles}]")).expect("a file");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(["check", "--verbose", "many"])
        .current_dir(files.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("osready runs");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    // It has begun: its first line is there.
    let mut reported = String::new();
    stdout.read_line(&mut reported).expect("a line");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    stdout.read_to_string(&mut reported).expect("UTF-8");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"));
    let summary = reported.lines().last().expect("a summary");
    assert!(summary.contains(" in ") && !summary.contains("of 400 files"), "{summary}");
}
