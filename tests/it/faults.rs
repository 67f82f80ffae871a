//! What goes wrong around a run: a full disk, a reader that leaves, an interruption, a file among a
//! thousand that cannot be read. What can be reported is reported, and nothing is half written.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::binary::{BLOCKED, err, osready};
use serde_json::Value;
use tempfile::TempDir;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("blocked.json"), BLOCKED).expect("a file");
    folder
}

fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).expect("a folder").count()
}

#[test]
fn a_file_among_a_thousand_that_cannot_be_read_takes_nothing_from_the_others() {
    let files = tempfile::tempdir().expect("a folder");
    for number in 0..1000 {
        let text = if number == 500 { &b"{\"id\": \"\x81\x8d\"}"[..] } else { BLOCKED.as_bytes() };
        fs::write(files.path().join(format!("{number:04}.json")), text).expect("a file");
    }
    let output = osready(files.path(), &["check", "--format", "json", ".", "absent.json"]);
    assert_eq!(output.status.code(), Some(2));
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is whole");
    let files_found: Vec<&str> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|finding| finding["rule"] == "missing-winpe")
        .filter_map(|finding| finding["file"].as_str())
        .collect();
    assert_eq!(files_found.len(), 999);
    assert!(!files_found.contains(&"0500.json"));
    assert_eq!(report["readiness"].as_array().expect("a list").len(), 999);
    let failed = |index: usize| report["failures"][index]["file"].as_str();
    assert_eq!((failed(0), failed(1), failed(2)), (Some("0500.json"), Some("absent.json"), None));
    assert_eq!(err(&output).lines().count(), 2, "{}", err(&output));
}

#[test]
fn a_report_that_cannot_take_its_place_is_reported_and_the_others_are_written() {
    let files = folder();
    fs::create_dir_all(files.path().join("taken/full")).expect("a folder");
    let output = osready(files.path(), &["check", "--format", "json=taken", "blocked.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("cannot write the report to taken: it exists"),
        "{}",
        err(&output)
    );
    for arguments in [
        &["baseline", "create", "--output", "taken", "blocked.json"][..],
        &["redact", "blocked.json", "--output", "taken"],
    ] {
        let output = osready(files.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains("taken"), "{}", err(&output));
    }
    assert_eq!(entries(files.path()), 2);
}

/// Windows ends no process by a signal that a test could send without code of its own that is not
/// safe, and has no limit on the size of files and no file that is always full. What is tested here
/// is the same code on every system.
#[cfg(unix)]
mod unix {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Child, Command, Stdio};

    use super::*;
    use crate::binary::READY;

    /// osready with `arguments`, which may write files of no more than 512 or 1024 bytes.
    fn with_full_disk(folder: &Path, arguments: &[&str]) -> Output {
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
        Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_osready")])
            .args(arguments)
            .current_dir(folder)
            .output()
            .expect("sh runs")
    }

    /// A folder with this many files, each of which has an error.
    fn many(count: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..count {
            fs::write(folder.path().join(format!("{number}.json")), BLOCKED).expect("a file");
        }
        folder
    }

    #[test]
    fn a_full_disk_leaves_what_was_there_and_the_other_reports_are_whole() {
        let files = folder();
        fs::write(files.path().join("a.out"), "the last report").expect("a file");
        for format in ["json", "sarif", "html", "junit", "markdown", "human", "ndjson", "concise"] {
            let target = format!("{format}=a.out");
            let many = many(20);
            let many = many.path().to_str().expect("UTF-8");
            let arguments = ["check", "--format", &target, "--format", "gitlab", many];
            let output = with_full_disk(files.path(), &arguments);
            assert_eq!(output.status.code(), Some(2), "{format}: {}", err(&output));
            let said = err(&output);
            assert!(said.contains("cannot write the report to a.out: "), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
            let other: Value = serde_json::from_slice(&output.stdout).expect("it is whole");
            assert!(other.as_array().is_some_and(|issues| issues.len() >= 20), "{format}");
            let before = fs::read_to_string(files.path().join("a.out")).expect("it is there");
            assert_eq!(before, "the last report", "{format}");
            assert_eq!(entries(files.path()), 2, "{format}");
        }
    }

    #[test]
    fn a_full_disk_takes_no_file_that_is_fixed_redacted_or_known() {
        let files = tempfile::tempdir().expect("a folder");
        let profiles = vec![READY; 20].join(" ");
        let damaged = format!("[{profiles}]");
        fs::write(files.path().join("damaged.json"), &damaged).expect("a file");
        fs::write(files.path().join("known.json"), "before").expect("a file");
        for arguments in [
            &["fix", "damaged.json"][..],
            &["redact", "damaged.json", "--output", "new.json"],
            &["baseline", "create", "--fail-on", "never", "--output", "known.json", "damaged.json"],
            &["init", "--output", "new.toml", "damaged.json"],
            &["man", "--output", "."],
        ] {
            let output = with_full_disk(files.path(), arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", err(&output));
            assert!(output.stdout.is_empty(), "{arguments:?} says that something was done");
            assert!(!err(&output).contains("panicked"), "{}", err(&output));
        }
        let read = |name: &str| fs::read_to_string(files.path().join(name)).expect("it is there");
        assert_eq!((read("damaged.json"), read("known.json")), (damaged, "before".to_owned()));
        assert_eq!(entries(files.path()), 2);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_standard_output_is_reported() {
        let files = folder();
        let commands = [
            &["check", "blocked.json"][..],
            &["check", "--format", "html", "blocked.json"],
            &["status", "--format", "json", "blocked.json"],
            &["redact", "blocked.json"],
            &["explain", "missing-winpe"],
            &["rules"],
        ];
        for arguments in commands {
            let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
            let output = Command::new(env!("CARGO_BIN_EXE_osready"))
                .args(arguments)
                .current_dir(files.path())
                .stdout(full)
                .output()
                .expect("osready runs");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert_eq!(err(&output).lines().count(), 1, "{arguments:?}: {}", err(&output));
            assert!(err(&output).contains("cannot write the report"), "{}", err(&output));
        }
    }

    fn started(folder: &Path, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_osready"))
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("osready runs")
    }

    #[test]
    fn a_reader_that_leaves_is_no_error_and_the_code_is_that_of_the_findings() {
        let files = many(300);
        for format in ["human", "concise", "ndjson", "json", "html", "sarif"] {
            let mut run = started(files.path(), &["check", "--format", format, "."]);
            let mut line = String::new();
            let mut reader = BufReader::new(run.stdout.take().expect("a pipe"));
            reader.read_line(&mut line).expect("a line");
            drop(reader);
            let output = run.wait_with_output().expect("it ends");
            assert_eq!(output.status.code(), Some(1), "{format}");
            assert_eq!(err(&output), "", "{format}");
        }
    }

    fn interrupt(run: &Child, signal: &str) {
        let sent = Command::new("kill").args([signal, &run.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// What is on standard output up to a line that `is_last` takes.
    fn read_until(reader: &mut impl std::io::BufRead, is_last: impl Fn(&str) -> bool) -> String {
        let mut all = String::new();
        while !all.lines().last().is_some_and(&is_last) {
            assert!(reader.read_line(&mut all).expect("a line") > 0, "{all}");
        }
        all
    }

    #[test]
    fn an_interrupted_run_tells_what_it_knows_even_while_it_waits_for_a_pipe() {
        let files = folder();
        let made = Command::new("mkfifo").arg(files.path().join("pipe")).status();
        assert!(made.expect("mkfifo runs").success());
        for (waits_for, signal) in [("pipe", "-INT"), ("-", "-INT"), ("pipe", "-TERM")] {
            let arguments = [
                "check",
                "--verbose",
                "--format",
                "human",
                "--format",
                "json=a.out",
                "blocked.json",
                waits_for,
                "blocked.json",
            ];
            let mut run = started(files.path(), &arguments);
            let mut reader = BufReader::new(run.stdout.take().expect("a pipe"));
            // Each file's findings are shown as soon as it is checked.
            read_until(&mut reader, |line| line.contains("help:"));
            interrupt(&run, signal);
            let mut rest = String::new();
            reader.read_to_string(&mut rest).expect("UTF-8");
            let output = run.wait_with_output().expect("it ends");
            assert_eq!(output.status.code(), Some(130), "{waits_for}");
            // The file behind the pipe may have been checked beside it.
            let known = ["1 error in 1 response of 1 file", "2 errors in 2 responses of 2 files"];
            assert!(known.iter().any(|known| rest.contains(known)), "{rest}");
            assert_eq!(
                err(&output),
                "osready: interrupted; the report contains the results so far\n"
            );
            let text = fs::read(files.path().join("a.out")).expect("a report");
            let report: Value = serde_json::from_slice(&text).expect("it is whole");
            assert_eq!(report["exit_code"], 130);
            assert_eq!(report["findings"][0]["rule"], "missing-winpe");
        }
    }

    #[test]
    fn an_interrupted_fix_leaves_every_file_as_it_was_or_fixed() {
        let files = tempfile::tempdir().expect("a folder");
        let damaged = READY.replace(',', ",,");
        for number in 0..500 {
            let name = format!("{number:04}.json");
            fs::write(files.path().join(name), &damaged).expect("a file");
        }
        let mut run = started(files.path(), &["fix", "."]);
        let mut reader = BufReader::new(run.stdout.take().expect("a pipe"));
        read_until(&mut reader, |line| line.contains("fixed"));
        interrupt(&run, "-INT");
        let mut rest = String::new();
        reader.read_to_string(&mut rest).expect("UTF-8");
        let output = run.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(130), "{}", err(&output));
        let reported = 1 + rest.lines().count();
        let mut fixed = 0;
        for entry in fs::read_dir(files.path()).expect("a folder") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("it is there");
            assert!(text == READY || text == damaged, "{path:?}: {text}");
            fixed += usize::from(text == READY);
        }
        assert_eq!((fixed, entries(files.path())), (reported, 500));
    }

    #[test]
    fn a_run_that_is_interrupted_between_files_ends_after_the_one_at_hand() {
        let files = tempfile::tempdir().expect("a folder");
        for number in 0..2000 {
            let name = format!("{number:04}.json");
            fs::write(files.path().join(name), BLOCKED).expect("a file");
        }
        let mut run = started(files.path(), &["check", "--format", "ndjson", "."]);
        let mut reader = BufReader::new(run.stdout.take().expect("a pipe"));
        read_until(&mut reader, |line| line.contains("missing-winpe"));
        interrupt(&run, "-INT");
        let mut rest = String::new();
        reader.read_to_string(&mut rest).expect("UTF-8");
        let output = run.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(130));
        assert!(rest.lines().count() < 1999, "it went on");
        let whole = rest.lines().all(|line| serde_json::from_str::<Value>(line).is_ok());
        assert!(whole, "a line is cut off");
    }
}
