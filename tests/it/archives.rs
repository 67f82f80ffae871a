//! Archives are read entry by entry, and nothing in one leads anywhere else.
#![allow(clippy::expect_used)]

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use crate::binary::{BLOCKED, READY, osready};
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use tar::{EntryType, Header};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A name and its text.
type Entry<'e> = (&'e str, &'e str);

const ENTRIES: [Entry<'_>; 5] = [
    ("2026-01-30/rack7.json", READY),
    ("2026-01-31/rack7.json", BLOCKED),
    ("2026-01-31/rack8.json", "{\"items\": [],}"),
    ("notes.txt", BLOCKED),
    ("rack9.har", "{}"),
];

fn tar(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in entries {
        let mut header = header(name, EntryType::Regular);
        header.set_size(text.len() as u64);
        header.set_cksum();
        archive.append(&header, text.as_bytes()).expect("memory takes all");
    }
    archive.into_inner().expect("memory takes all")
}

/// A header with whatever name: the library itself would refuse some.
fn header(name: &str, kind: EntryType) -> Header {
    let mut header = Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).expect("memory takes all");
        archive.write_all(text.as_bytes()).expect("memory takes all");
    }
    archive.finish().expect("memory takes all").into_inner()
}

/// The same entries as an archive of each kind.
fn archives(entries: &[Entry<'_>]) -> [(&'static str, Vec<u8>); 5] {
    let tar = tar(entries);
    [
        ("a.tar.gz", gzip(&tar)),
        ("a.TGZ", gzip(&tar)),
        ("a.tar.zst", compress_to_vec(&*tar, CompressionLevel::Fastest)),
        ("a.zip", zip(entries)),
        ("a.tar", tar),
    ]
}

/// What is printed, what is complained of, and the exit code.
fn check(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = osready(folder, &[&["check", "--format", "concise"], arguments].concat());
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn every_archive_is_judged_as_the_folder_that_it_was_made_of() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in ENTRIES {
        let path = folder.path().join("a").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let (expected, err, code) = check(folder.path(), &["a"]);
    assert_eq!((err.as_str(), code), ("", Some(1)));
    assert!(expected.contains("a/2026-01-31/rack7.json:1:"), "{expected}");
    for (name, bytes) in archives(&ENTRIES) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), bytes).expect("a file");
        for path in [name, "."] {
            let (out, err, code) = check(folder.path(), &[path]);
            assert_eq!((err.as_str(), code), ("", Some(1)), "{name}");
            assert_eq!(out, expected.replace("a/", &format!("{name}!")), "{name}");
        }
    }
}

#[test]
fn what_is_read_of_an_archive_is_what_would_be_read_of_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = zip(&ENTRIES);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = gzip(BLOCKED.as_bytes());
    for (name, bytes) in [("inner.zip", &inner), ("b.json.gz", &packed), ("c.log", &packed)] {
        archive.start_file(name, SimpleFileOptions::default()).expect("memory takes all");
        archive.write_all(bytes).expect("memory takes all");
    }
    let bytes = archive.finish().expect("memory takes all").into_inner();
    fs::write(folder.path().join("a.zip"), bytes).expect("a file");
    fs::write(folder.path().join("b.tar"), tar(&ENTRIES)).expect("a file");
    let names = |arguments: &[&str]| -> Vec<String> {
        let (out, err, _) = check(folder.path(), arguments);
        assert_eq!(err, "", "{arguments:?}");
        let lines = out.lines().filter(|line| line.contains("missing-winpe"));
        lines.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(names(&["."]), ["a.zip!b.json.gz", "b.tar!2026-01-31/rack7.json"]);
    assert_eq!(names(&["--exclude", "*.zip", "."]), ["b.tar!2026-01-31/rack7.json"]);
    assert_eq!(names(&["--exclude", "rack*", "."]), ["a.zip!b.json.gz"]);
    assert_eq!(
        names(&["--include", "*.log", "--include", "rack7.*", "."]),
        ["a.zip!c.log", "b.tar!2026-01-31/rack7.json"]
    );
}

#[test]
fn a_name_that_leads_out_is_refused_and_the_other_entries_are_judged() {
    let names =
        ["../a.json", "/a.json", "b/../../a.json", "..\\a.json", "C:\\a.json", "\\\\host\\a.json"];
    let mut entries: Vec<Entry<'_>> = names.iter().map(|name| (*name, BLOCKED)).collect();
    entries.push(("in.json", BLOCKED));
    for (name, bytes) in archives(&entries) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), bytes).expect("a file");
        let (out, err, code) = check(folder.path(), &[name]);
        assert_eq!(code, Some(2), "{name}");
        assert_eq!(out.matches("missing-winpe").count(), 1, "{name}: {out}");
        assert!(out.contains(&format!("{name}!in.json:1:")), "{name}: {out}");
        let refused = err.matches("its name leads out of the archive; it was not read").count();
        assert_eq!(refused, names.len(), "{name}: {err}");
    }
}

#[test]
fn links_and_devices_in_an_archive_are_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("secret.json"), BLOCKED).expect("a file");
    let mut archive = tar::Builder::new(Vec::new());
    for (name, kind) in [
        ("link.json", EntryType::Symlink),
        ("hard.json", EntryType::Link),
        ("device.json", EntryType::Char),
        ("pipe.json", EntryType::Fifo),
        ("folder.json", EntryType::Directory),
    ] {
        let mut header = header(name, kind);
        header.set_size(0);
        header.set_link_name("secret.json").expect("a name");
        header.set_cksum();
        archive.append(&header, &b""[..]).expect("memory takes all");
    }
    fs::write(folder.path().join("a.tar"), archive.into_inner().expect("a list")).expect("a file");
    let (out, err, code) = check(folder.path(), &["a.tar"]);
    let why = "osready: a.tar:1: not checked: the archive holds no response\n";
    assert_eq!((err.as_str(), code), (why, Some(1)), "{out}");
}

#[test]
fn a_bomb_stops_at_its_limit_and_what_is_cut_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let large = " ".repeat(40 << 20);
    for (name, bytes) in archives(&[("a.json", BLOCKED), ("b.json", &large), ("c.json", BLOCKED)]) {
        // What is not packed does not grow.
        if name == "a.tar" {
            continue;
        }
        fs::write(folder.path().join(name), &bytes).expect("a file");
        let (out, err, code) = check(folder.path(), &[name]);
        assert_eq!((out.matches("missing-winpe").count(), code), (2, Some(2)), "{name}: {err}");
        assert!(err.contains(&format!("{name}!b.json: it unpacks to more than any")), "{err}");
        // The directory of a zip stands at its end.
        let expected = usize::from(name != "a.zip");
        fs::write(folder.path().join(name), &bytes[..bytes.len() - 30]).expect("a file");
        let (out, err, code) = check(folder.path(), &[name]);
        assert!(out.matches("missing-winpe").count() >= expected, "{name}: {out}{err}");
        assert!(err.contains(&format!("{name}: it cannot be unpacked")), "{name}: {err}");
        assert_eq!(code, Some(2), "{name}");
    }
    fs::write(folder.path().join("no.zip"), "<html>").expect("a file");
    let (_, err, code) = check(folder.path(), &["no.zip", "absent.zip"]);
    assert!(err.contains("no.zip: it cannot be unpacked"), "{err}");
    assert!(err.contains("absent.zip: there is no such file"), "{err}");
    assert_eq!(code, Some(2));
}

#[test]
fn what_an_entry_is_called_steers_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = zip(&[("\u{1b}[2J\n::error::a.json", BLOCKED), ("##[error]\u{202e}b.json", "x")]);
    fs::write(folder.path().join("a.zip"), bytes).expect("a file");
    for format in ["human", "concise", "github", "json", "sarif", "html", "markdown", "junit"] {
        let output = osready(folder.path(), &["check", "--format", format, "a.zip"]);
        let out = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(out.contains("missing-winpe"), "{format}");
        for harmful in ["\u{1b}", "\n::error::a", "##[error]", "\u{202e}"] {
            assert!(!out.contains(harmful), "{format}: {out}");
        }
    }
}

#[test]
fn a_damaged_archive_stops_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut random = fastrand::Rng::with_seed(7);
    for (name, bytes) in archives(&ENTRIES) {
        for _ in 0..40 {
            let mut spoilt = bytes.clone();
            for _ in 0..random.usize(1..6) {
                let at = random.usize(0..spoilt.len());
                spoilt[at] = random.u8(..);
            }
            fs::write(folder.path().join(name), spoilt).expect("a file");
            let (out, err, code) = check(folder.path(), &[name]);
            assert!(code.is_some_and(|code| code < 4), "{name}: {out}{err}");
        }
        fs::remove_file(folder.path().join(name)).expect("a file");
    }
}
