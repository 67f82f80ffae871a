//! A snapshot that is dated in the future is never the newest, and each command reports it.
#![allow(clippy::expect_used)]

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::binary::{BLOCKED, READY, osready};

const WHY: &str = "its date is in the future, so it does not count as the newest";

fn run(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = osready(folder, arguments);
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Gives a file a time, in hours from now.
fn set_time(path: &Path, hours: i64) {
    let by = Duration::from_secs(hours.unsigned_abs() * 3600);
    let now = SystemTime::now();
    let time = if hours < 0 { now - by } else { now + by };
    File::options().write(true).open(path).expect("a file").set_modified(time).expect("a time");
}

#[test]
fn newest_is_never_a_name_dated_in_the_future() {
    for name in ["2199-01-01.json", "rack7-21990101T0000.json", "rack7_2150_06_30.json"] {
        let folder = tempfile::tempdir().expect("a folder");
        put(folder.path(), "2026-01-30.json", READY);
        put(folder.path(), "2026-01-31.json", BLOCKED);
        put(folder.path(), name, READY);
        let (out, err, code) = run(folder.path(), &["check", "--newest", "."]);
        assert!(out.contains("2026-01-31.json"), "{name}: {out}");
        assert!(err.contains(&format!("{name}:1: not checked: {WHY}")), "{err}");
        assert_eq!(code, Some(1), "{name}");
        let (out, _, code) = run(folder.path(), &["status", "--newest", "--format", "json", "."]);
        assert!(out.contains("newest-skipped") && out.contains(WHY), "{out}");
        assert_eq!(code, Some(1), "{name}");
        fs::write(folder.path().join("2026-01-31.json"), READY).expect("a file");
        let (_, _, code) = run(folder.path(), &["check", "--newest", "."]);
        assert_eq!(code, Some(1), "{name}: what may be the newest was not checked");
    }
}

#[test]
fn newest_is_never_a_file_whose_time_is_in_the_future() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text, hours) in
        [("a.json", READY, -2), ("a.json.gz", BLOCKED, -1), ("c.json", READY, 2)]
    {
        put(folder.path(), name, text);
        set_time(&folder.path().join(name), hours);
    }
    let (out, err, code) = run(folder.path(), &["check", "--newest", "."]);
    assert!(out.contains("a.json.gz") && !out.contains("a.json:"), "{out}");
    assert!(err.contains(&format!("c.json:1: not checked: {WHY}")), "{err}");
    assert_eq!(code, Some(1));
    set_time(&folder.path().join("c.json"), 0);
    let (_, err, code) = run(folder.path(), &["check", "--newest", "."]);
    assert!(err.contains("c.json: the newest snapshot of c.json") && !err.contains(WHY), "{err}");
    assert_eq!(code, Some(1), "a.json.gz is blocked");
}

#[test]
fn alone_it_is_no_response_that_was_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "2199-01-01.json", READY);
    let (_, err, code) = run(folder.path(), &["check", "--newest", "."]);
    assert!(err.contains(WHY), "{err}");
    assert_eq!(code, Some(1));
    let (_, _, code) = run(folder.path(), &["check", "--newest", "--fail-on", "never", "."]);
    assert_eq!(code, Some(3));
    // Who names it, or all of a folder, has it checked.
    assert_eq!(run(folder.path(), &["check", "2199-01-01.json"]).2, Some(0));
    assert_eq!(run(folder.path(), &["check", "."]).2, Some(0));
}

#[test]
fn history_and_diff_leave_it_out_and_report_it() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "s/rack7-2026-01-30.json", READY);
    put(folder.path(), "s/rack7-2026-01-31.json", BLOCKED);
    put(folder.path(), "s/rack7-2199-01-01.json", READY);
    put(folder.path(), "s/2199-01-01/rack8.json", READY);
    let (out, err, code) = run(folder.path(), &["history", "--format", "json", "s"]);
    assert!(!out.contains("\"date\": \"2199"), "{out}");
    assert_eq!((err.matches(WHY).count(), code), (2, Some(1)), "{err}");
    put(folder.path(), "old/rack7-2026-01-30.json", READY);
    put(folder.path(), "old/rack7-2199-01-01.json", READY);
    let (out, err, code) = run(folder.path(), &["diff", "old", "s"]);
    assert!(err.contains(&format!("old/rack7-2199-01-01.json:1: not checked: {WHY}")), "{err}");
    assert!(err.contains(&format!("s/rack7-2199-01-01.json:1: not checked: {WHY}")), "{err}");
    assert!(out.contains("blocked") && !out.contains("2199"), "{out}");
    assert_eq!(code, Some(1));
}

#[test]
fn diff_takes_the_newest_by_its_date_however_that_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "old/rack7-20260101.json", READY);
    put(folder.path(), "new/rack7-20260115.json", READY);
    put(folder.path(), "new/rack7-2026-01-31.json", BLOCKED);
    let (out, _, _) = run(folder.path(), &["diff", "--format", "json", "old", "new"]);
    assert!(out.contains("rack7-2026-01-31.json") && !out.contains("20260115"), "{out}");
}
