//! Where reports go: several formats in one run, files that are written whole, and saved reports
//! that are rendered.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::binary::{BLOCKED, err};

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("blocked.json"), BLOCKED).expect("a file");
    folder
}

fn osready(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_osready"));
    command.args(arguments).current_dir(folder).env_remove("GITHUB_STEP_SUMMARY");
    command.output().expect("osready runs")
}

#[test]
fn several_formats_are_written_in_one_run_and_nothing_else_is_left() {
    let files = folder();
    let output = osready(
        files.path(),
        &[
            "check",
            "--format",
            "concise",
            "--format",
            "sarif=a.sarif",
            "--format",
            "json=a.out",
            "blocked.json",
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(shown.starts_with("blocked.json:1:140: error[missing-winpe] "), "{shown}");
    for (name, exit_code) in [("a.sarif", "\"exitCode\": 1"), ("a.out", "\"exit_code\": 1")] {
        let text = fs::read_to_string(files.path().join(name)).expect("a report");
        assert!(text.contains("missing-winpe") && text.contains(exit_code), "{text}");
    }
    assert_eq!(fs::read_dir(files.path()).expect("a folder").count(), 3);
}

#[test]
fn two_reports_for_one_place_and_a_file_without_a_folder_are_bad_usage() {
    let files = folder();
    for (arguments, reason) in [
        (["--format", "json", "--format", "sarif"], "only one --format"),
        (["--format", "json=a", "--format", "sarif=a"], "two reports have the same destination"),
        (["--format", "json=a", "--format", "sarif=./a"], "two reports have the same destination"),
        (["--format", "json=./blocked.json", "blocked.json", "blocked.json"], "would overwrite"),
        (["--format", "json=absent/a", "--format", "sarif=b"], "cannot write the report"),
        (["--format", "json=", "--format", "sarif=b"], "has no file name"),
        (["--format", "jsno", "--format", "sarif=b"], "json"),
    ] {
        let output = osready(files.path(), &[&["check"][..], &arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(reason), "{}", err(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn no_report_is_written_through_a_symbolic_link() {
    use std::os::unix::fs::symlink;
    let (files, outside) = (folder(), tempfile::tempdir().expect("a folder"));
    let target = outside.path().join("target");
    fs::write(&target, "mine").expect("a file");
    symlink(&target, files.path().join("link.sarif")).expect("a link");
    symlink(outside.path(), files.path().join("out")).expect("a link");
    for file in ["link.sarif", "out/a.sarif", "/dev/null"] {
        let format = format!("sarif={file}");
        let output = osready(files.path(), &["check", "--format", &format, "blocked.json"]);
        assert_eq!(output.status.code(), Some(2), "{file}");
    }
    assert_eq!(fs::read_to_string(&target).expect("it is there"), "mine");
    assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 1);
}

#[test]
fn a_job_summary_is_appended_to_and_other_files_are_replaced() {
    let files = folder();
    let summary = files.path().join("summary.md");
    fs::write(&summary, "before\n").expect("a file");
    let run = |variable: &str| {
        let format = format!("markdown={}", summary.display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_osready"));
        command.args(["check", "--format", &format, "blocked.json"]).current_dir(files.path());
        command.env_remove("GITHUB_STEP_SUMMARY").env(variable, &summary);
        assert_eq!(command.status().expect("osready runs").code(), Some(1));
        fs::read_to_string(&summary).expect("a summary")
    };
    assert!(run("GITHUB_STEP_SUMMARY").starts_with("before\n## osready"));
    assert!(run("ANOTHER").starts_with("## osready"));
}

#[test]
fn a_response_is_no_job_summary() {
    let files = folder();
    let response = files.path().join("blocked.json");
    let before = fs::read(&response).expect("a response");
    let format = format!("markdown={}", response.display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_osready"));
    command.args(["check", "--format", &format, "."]).current_dir(files.path());
    let output = command.env("GITHUB_STEP_SUMMARY", &response).output().expect("osready runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(fs::read(&response).expect("a response"), before);
}

#[test]
fn a_saved_report_is_rendered_and_what_is_none_is_reported() {
    let files = folder();
    osready(
        files.path(),
        &["check", "--format", "json=a.out", "--format", "html=a.html", "blocked.json"],
    );
    let html = osready(files.path(), &["render", "a.out", "--format", "html"]);
    assert_eq!(html.status.code(), Some(0), "{}", err(&html));
    assert_eq!(html.stdout, fs::read(files.path().join("a.html")).expect("a page"));
    let human = osready(files.path(), &["render", "a.out"]);
    assert!(String::from_utf8_lossy(&human.stdout).contains("no WinPE boot file"));
    for file in ["blocked.json", "absent"] {
        let output = osready(files.path(), &["render", file]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(err(&output).contains(file));
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_ended_at_once_leaves_no_file_behind() {
    use std::process::Stdio;
    use std::thread::sleep;
    use std::time::Duration;
    let files = tempfile::tempdir().expect("a folder");
    // Large enough to be checked for some time, since what is waited for can be left.
    let large = files.path().join("large.json");
    fs::write(large, format!("[{}]", vec![crate::binary::READY; 200_000].join(",")))
        .expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_osready"));
    command.args(["check", "--format", "json=a.out", "large.json"]).current_dir(files.path());
    let mut run =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("osready runs");
    let mut were_there = 0;
    while run.try_wait().expect("a state").is_none() {
        sleep(Duration::from_millis(10));
        let there = fs::read_dir(files.path()).expect("a folder").count();
        if there > 1 {
            if were_there == 0 {
                // Until the file is checked, the first signal ends the run in order.
                sleep(Duration::from_millis(200));
            }
            were_there = there;
            let signal = ["-TERM".to_owned(), run.id().to_string()];
            Command::new("kill").args(signal).status().expect("a signal is sent");
        }
    }
    assert_eq!(were_there, 2);
    assert_eq!(fs::read_dir(files.path()).expect("a folder").count(), 1);
}

#[test]
fn a_report_of_osready_is_distinguished_from_other_files() {
    let files = folder();
    let formats = [
        ("json=report.json", "a report of osready,"),
        ("ndjson=lines.ndjson", "a report of osready, one finding per line"),
        ("sarif=sarif.json", "a SARIF report of osready"),
        ("rdjson=rdjson.json", "a report of osready for reviewdog"),
    ];
    for (format, _) in formats {
        osready(files.path(), &["check", "--format", format, "blocked.json"]);
    }
    osready(files.path(), &["baseline", "create", "--output", "known.json", "blocked.json"]);
    let output = osready(files.path(), &["check", "--format", "concise", "."]);
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(!shown.contains("known.json"), "{shown}");
    for (_, what) in formats {
        assert!(shown.contains(what), "{what}: {shown}");
    }
    let output = osready(files.path(), &["check", "--format", "concise", "known.json"]);
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(shown.contains("this is a baseline of osready, not a response"), "{shown}");
}
