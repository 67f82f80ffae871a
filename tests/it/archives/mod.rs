//! Archives are read entry by entry, and nothing in one leads anywhere else.
#![allow(clippy::expect_used)]

mod tar;
mod zip;

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use crate::binary::{BLOCKED, READY, osready};
use ::tar::{EntryType, Header};
use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

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
    let mut archive = ::tar::Builder::new(Vec::new());
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
fn every_archive_is_checked_as_the_folder_that_it_was_made_of() {
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
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = gzip(BLOCKED.as_bytes());
    for (name, bytes) in [("b.json.gz", &packed), ("c.log", &packed), ("d.log.gz", &packed)] {
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
fn a_name_that_leads_out_is_refused_and_the_other_entries_are_checked() {
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
        let refused = err.matches("skipped, since its name leads out of the archive").count();
        assert_eq!(refused, names.len(), "{name}: {err}");
    }
}

#[test]
fn a_bomb_stops_at_its_limit_and_what_is_cut_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let large = " ".repeat(20 << 20);
    for (name, bytes) in archives(&[("a.json", BLOCKED), ("b.json", &large), ("c.json", BLOCKED)]) {
        // What is not packed does not grow.
        if name == "a.tar" {
            continue;
        }
        fs::write(folder.path().join(name), &bytes).expect("a file");
        let (out, err, code) = check(folder.path(), &[name]);
        assert_eq!((out.matches("missing-winpe").count(), code), (2, Some(2)), "{name}: {err}");
        assert!(
            err.contains(&format!("{name}!b.json: skipped, since it exceeds the unpack limit")),
            "{err}"
        );
        // The directory of a zip stands at its end.
        let expected = usize::from(name != "a.zip");
        fs::write(folder.path().join(name), &bytes[..bytes.len() - 30]).expect("a file");
        let (out, err, code) = check(folder.path(), &[name]);
        assert!(out.matches("missing-winpe").count() >= expected, "{name}: {out}{err}");
        assert!(err.contains(&format!("{name}: cannot be unpacked")), "{name}: {err}");
        assert_eq!(code, Some(2), "{name}");
    }
    fs::write(folder.path().join("no.zip"), "<html>").expect("a file");
    let (_, err, code) = check(folder.path(), &["no.zip", "absent.zip"]);
    assert!(err.contains("no.zip: cannot be unpacked"), "{err}");
    assert!(err.contains("absent.zip: no such file"), "{err}");
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
            let mut damaged = bytes.clone();
            for _ in 0..random.usize(1..6) {
                let at = random.usize(0..damaged.len());
                damaged[at] = random.u8(..);
            }
            fs::write(folder.path().join(name), damaged).expect("a file");
            let (out, err, code) = check(folder.path(), &[name]);
            assert!(code.is_some_and(|code| code < 4), "{name}: {out}{err}");
        }
        fs::remove_file(folder.path().join(name)).expect("a file");
    }
}

#[test]
fn what_is_packed_within_an_archive_is_reported_unless_excluded() {
    for (inner, is_reported) in [
        ("inner.zip", true),
        ("d/inner.tar.gz", true),
        ("inner.TAR", true),
        ("inner.tar.xz", true),
        ("inner.7z", true),
        ("inner.rar", true),
        ("rack7.json.zst", true),
        ("rack7.ndjson.bz2", true),
        ("notes.txt.xz", false),
        ("messages.gz", false),
    ] {
        for (name, bytes) in archives(&[("a.json", READY), (inner, "bytes")]) {
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join(name), bytes).expect("a file");
            let (_, err, code) = check(folder.path(), &[name]);
            let file = format!("osready: {name}!{inner}: ");
            assert_eq!(err.contains(&file), is_reported, "{name}!{inner}: {err}");
            assert_eq!(code, Some(if is_reported { 2 } else { 0 }), "{name}!{inner}: {err}");
            let glob = format!("*{}", inner.rsplit('/').next().expect("a name"));
            let (_, err, code) = check(folder.path(), &["--exclude", &glob, name]);
            assert_eq!((err.as_str(), code), ("", Some(0)), "{name}!{inner}");
        }
    }
}

#[test]
fn one_name_twice_is_reported() {
    for other in ["a.json", "./a.json", "d/../a.json"] {
        for (name, bytes) in archives(&[("a.json", READY), ("b.json", READY)]) {
            // The writer of zip takes no name twice.
            if name == "a.zip" || other == "d/../a.json" {
                continue;
            }
            drop(bytes);
            let entries = [("a.json", READY), (other, BLOCKED)];
            let bytes = match name {
                "a.tar" => tar(&entries),
                "a.tar.zst" => compress_to_vec(&*tar(&entries), CompressionLevel::Fastest),
                _ => gzip(&tar(&entries)),
            };
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join(name), bytes).expect("a file");
            let (_, err, code) = check(folder.path(), &[name]);
            assert!(err.contains("skipped, since another entry has the same name"), "{err}");
            assert_eq!(code, Some(2), "{name}");
        }
    }
}

#[test]
fn every_member_and_every_frame_is_read_and_what_follows_is_reported() {
    let whole = tar(&ENTRIES);
    let halves = || whole.split_at(700);
    let skippable = |content: &[u8]| {
        [b"\x51\x2A\x4D\x18", &u32::to_le_bytes(content.len() as u32)[..], content].concat()
    };
    let zstd = |bytes: &[u8]| compress_to_vec(bytes, CompressionLevel::Fastest);
    let (first, second) = halves();
    let folder = tempfile::tempdir().expect("a folder");
    let run = |name: &str, bytes: Vec<u8>| {
        fs::write(folder.path().join(name), bytes).expect("a file");
        check(folder.path(), &[name])
    };
    for (name, bytes) in [
        ("a.tgz", [gzip(first), gzip(second)].concat()),
        ("a.tgz", [gzip(first), gzip(b""), gzip(second)].concat()),
        ("a.tar.zst", [zstd(first), zstd(second)].concat()),
        ("a.tar.zst", [skippable(b"x"), zstd(first), skippable(&whole), zstd(second)].concat()),
    ] {
        let (out, err, code) = run(name, bytes);
        assert!(out.contains(&format!("{name}!2026-01-31/rack7.json:1:")), "{name}: {out}{err}");
        assert_eq!((err.as_str(), code), ("", Some(1)), "{name}");
    }
    let more = tar(&[("more.json", BLOCKED)]);
    for (index, (name, bytes)) in [
        ("a.tgz", [gzip(&whole), b"rest".to_vec()].concat()),
        ("a.tgz", [gzip(&whole), gzip(&more)].concat()),
        ("a.tgz", gzip(&[&whole[..], &more].concat())),
        ("a.tar.zst", [zstd(&whole), b"rest".to_vec()].concat()),
        ("a.tar.zst", [zstd(&whole), zstd(&more)].concat()),
        ("a.tar.zst", [zstd(&whole), skippable(b"x")[..8].to_vec()].concat()),
        ("a.tar.zst", zstd(&whole)[1..].to_vec()),
    ]
    .into_iter()
    .enumerate()
    {
        let (out, err, code) = run(name, bytes);
        let why = format!("osready: {name}: cannot be unpacked");
        assert!(err.contains(&why), "{index}: {out}{err}");
        assert_eq!(code, Some(2), "{index}");
    }
}

#[test]
fn a_file_that_is_packed_as_its_name_does_not_say_is_reported() {
    let tar = tar(&ENTRIES);
    let zstd = compress_to_vec(READY.as_bytes(), CompressionLevel::Fastest);
    let samples: [(&str, Vec<u8>); 12] = [
        ("tar", tar.clone()),
        ("tar", gzip(&tar)),
        ("zip", zip(&ENTRIES)),
        ("zip", gzip(&zip(&ENTRIES))),
        ("gzip twice", gzip(&gzip(READY.as_bytes()))),
        ("zstd", zstd),
        ("7z", b"7z\xBC\xAF\x27\x1C\0\x04".to_vec()),
        ("RAR", b"Rar!\x1A\x07\x01\0".to_vec()),
        ("cabinet", b"MSCF\0\0\0\0".to_vec()),
        ("lz4", b"\x04\x22\x4D\x18\x64".to_vec()),
        ("xz", b"\xFD7zXZ\0\0\x04".to_vec()),
        ("bzip2", b"BZh91AY&SY\0\0".to_vec()),
    ];
    for (kind, bytes) in samples {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["rack7.json", "backup.gz", "other"] {
            fs::write(folder.path().join(name), &bytes).expect("a file");
            let (out, err, code) = check(folder.path(), &[name]);
            assert!(err.contains(&format!("osready: {name}: it is ")), "{kind}: {err}");
            assert!(err.contains(kind), "{kind}: {err}");
            assert_eq!((out.contains("missing-winpe"), code), (false, Some(2)), "{kind}");
        }
        // A walk reads what the name says, and reports that it cannot.
        assert_eq!(check(folder.path(), &["."]).2, Some(2), "{kind}");
    }
}

#[test]
fn a_walk_names_the_archives_that_it_does_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rack7.json"), READY).expect("a file");
    for name in ["a.7z", "b.tar.xz", "rack8.json.zst", "notes.txt.xz"] {
        fs::write(folder.path().join(name), "bytes").expect("a file");
    }
    let (_, err, code) = check(folder.path(), &["."]);
    let discovery: Vec<&str> = err.lines().filter_map(|line| line.split(": ").nth(1)).collect();
    assert_eq!(
        (discovery.as_slice(), code),
        (&["a.7z", "b.tar.xz", "rack8.json.zst"][..], Some(0))
    );
    let (_, err, _) = check(folder.path(), &["--exclude", "*.{7z,xz,zst}", "."]);
    assert_eq!(err, "");
    fs::write(folder.path().join("c.zip"), zip(&[("a.json", BLOCKED)])).expect("a file");
    let output = osready(folder.path(), &["history", "--exclude", "*.{7z,xz,zst}", "."]);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("c.zip: archive skipped"), "{err}");
}
