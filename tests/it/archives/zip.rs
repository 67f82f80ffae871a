//! Zip archives in which programs disagree about what an entry is.

use std::fs;
use std::io::Write as _;
use std::slice::from_ref;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::check;
use crate::binary::{BLOCKED, READY};

/// An entry, as its two headers say.
#[derive(Clone, Default)]
struct Entry {
    name: Vec<u8>,
    local_name: Option<Vec<u8>>,
    content: Vec<u8>,
    method: u16,
    local_method: Option<u16>,
    flags: u16,
    attributes: u32,
    extra: Vec<u8>,
    size: Option<u32>,
    crc: Option<u32>,
    /// What follows its data.
    behind: Vec<u8>,
    is_hidden: bool,
}

fn entry(name: &str, text: &str) -> Entry {
    Entry { name: name.into(), content: text.into(), ..Entry::default() }
}

/// A checksum as zip has it, which gzip ends with.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

impl Entry {
    fn packed(&self) -> Vec<u8> {
        if self.method != 8 {
            return self.content.clone();
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&self.content).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    }

    /// What both headers hold after their versions.
    fn common(&self, method: u16, name: &[u8]) -> Vec<u8> {
        let size = self.size.unwrap_or(self.content.len() as u32);
        let mut bytes = Vec::new();
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(method.to_le_bytes());
        bytes.extend([0, 0, 0x21, 0]);
        bytes.extend(self.crc.unwrap_or(crc(&self.content)).to_le_bytes());
        bytes.extend((self.packed().len() as u32).to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend((self.extra.len() as u16).to_le_bytes());
        bytes
    }

    fn local(&self) -> Vec<u8> {
        let name = self.local_name.as_ref().unwrap_or(&self.name);
        let mut common = self.common(self.local_method.unwrap_or(self.method), name);
        if self.flags & 8 != 0 {
            common[8..20].fill(0);
        }
        [b"PK\x03\x04\x14\0", &common[..], name, &self.extra, &self.packed(), &self.behind].concat()
    }

    fn central(&self, offset: usize) -> Vec<u8> {
        let common = self.common(self.method, &self.name);
        let mut bytes = [b"PK\x01\x02\x14\x03\x14\0", &common[..]].concat();
        bytes.extend([0; 6]);
        bytes.extend(self.attributes.to_le_bytes());
        bytes.extend((offset as u32).to_le_bytes());
        [bytes, self.name.clone(), self.extra.clone()].concat()
    }
}

/// An archive of these entries, with `gap` between them and their directory, and a comment.
fn archive(entries: &[Entry], gap: &[u8], comment: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    let mut count = 0_u16;
    for entry in entries {
        if !entry.is_hidden {
            directory.extend(entry.central(bytes.len()));
            count += 1;
        }
        bytes.extend(entry.local());
    }
    bytes.extend(gap);
    let begin = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(begin.to_le_bytes());
    bytes.extend((comment.len() as u16).to_le_bytes());
    bytes.extend(comment);
    bytes
}

fn zip(entries: &[Entry]) -> Vec<u8> {
    archive(entries, b"", b"")
}

fn run(bytes: &[u8]) -> (String, String, Option<i32>) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.zip"), bytes).expect("a file");
    check(folder.path(), &["a.zip"])
}

/// What follows the data of an entry whose size was not known before.
fn descriptor(entry: &Entry, has_mark: bool, is_long: bool) -> Vec<u8> {
    let mut bytes = if has_mark { b"PK\x07\x08".to_vec() } else { Vec::new() };
    bytes.extend(crc(&entry.content).to_le_bytes());
    for size in [entry.packed().len(), entry.content.len()] {
        match is_long {
            true => bytes.extend((size as u64).to_le_bytes()),
            false => bytes.extend((size as u32).to_le_bytes()),
        }
    }
    bytes
}

/// The archive with the end of zip64.
fn zip64(entries: &[Entry]) -> Vec<u8> {
    let bytes = zip(entries);
    let (before, end) = bytes.split_at(bytes.len() - 22);
    let number = |at: usize| u32::from_le_bytes(end[at..at + 4].try_into().expect("4 bytes"));
    let words = [entries.len() as u64, entries.len() as u64, number(12).into(), number(16).into()];
    let mut record = b"PK\x06\x06\x2C\0\0\0\0\0\0\0\x2D\0\x2D\0\0\0\0\0\0\0\0\0".to_vec();
    record.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    record.extend(b"PK\x06\x07\0\0\0\0");
    record.extend((before.len() as u64).to_le_bytes());
    record.extend([1, 0, 0, 0]);
    let end = [b"PK\x05\x06\0\0\0\0", &[0xFF; 12][..], &[0, 0]].concat();
    [before, &record, &end].concat()
}

#[test]
fn what_unzip_extracts_is_read() {
    let stored = entry("a.json", BLOCKED);
    let deflated = Entry { method: 8, ..stored.clone() };
    let streamed = |has_mark, is_long| {
        let entry = Entry { flags: 8, ..deflated.clone() };
        Entry { behind: descriptor(&entry, has_mark, is_long), ..entry }
    };
    let unix = Entry { attributes: 0o100_644 << 16, ..stored.clone() };
    let folder = Entry { attributes: 0o040_755 << 16, ..entry("d/", "") };
    for (what, bytes) in [
        ("stored", zip(from_ref(&stored))),
        ("deflated", zip(from_ref(&deflated))),
        ("streamed", zip(&[streamed(true, false), entry("b.txt", "x")])),
        ("streamed, without a mark", zip(&[streamed(false, false)])),
        ("streamed, long", zip(&[streamed(true, true)])),
        ("made on Unix", zip(&[folder, unix])),
        ("in zip64", zip64(&[stored.clone(), entry("b.txt", "")])),
        ("with a comment", archive(&[deflated], b"", b"comment")),
        ("with backslashes", zip(&[entry("d\\a.json", BLOCKED)])),
        ("with other letters", zip(&[entry("A.JSON", BLOCKED), entry("a.json", READY)])),
    ] {
        let (out, err, code) = run(&bytes);
        assert_eq!((err.as_str(), code), ("", Some(1)), "{what}: {out}");
        assert_eq!(out.matches("missing-winpe").count(), 1, "{what}: {out}");
    }
}

#[test]
fn an_entry_that_is_not_read_is_reported_and_the_others_are_checked() {
    let a = entry("a.json", BLOCKED);
    for (what, entry) in [
        ("encrypted entry", Entry { flags: 1, ..a.clone() }),
        ("encrypted entry", Entry { flags: 0x41, ..a.clone() }),
        ("an unsupported compression method", Entry { method: 9, ..a.clone() }),
        ("an unsupported compression method", Entry { method: 93, ..a.clone() }),
        ("symbolic link", Entry { attributes: 0o120_777 << 16, ..a.clone() }),
        ("folder with content", entry("a.json/", BLOCKED)),
        ("contains a NUL", entry("a.json\0.txt", BLOCKED)),
        ("the same name", entry("./b.json", BLOCKED)),
        ("cannot be unpacked", Entry { crc: Some(1), ..a.clone() }),
        ("cannot be unpacked", Entry { size: Some(1), ..a.clone() }),
        ("cannot be unpacked", Entry { size: Some(9_999), method: 8, ..a.clone() }),
    ] {
        let (out, err, code) = run(&zip(&[self::entry("b.json", BLOCKED), entry]));
        assert!(err.contains("osready: a.zip!") && err.contains(what), "{what}: {err}");
        assert_eq!((out.matches("missing-winpe").count(), code), (1, Some(2)), "{what}: {out}");
    }
}

#[test]
fn an_archive_is_not_read_where_programs_disagree() {
    let (a, b) = (entry("a.json", READY), entry("b.json", BLOCKED));
    let twice = zip(&[a.clone(), Entry { local_name: None, ..a.clone() }]);
    let whole = zip(from_ref(&a));
    let hidden = Entry { is_hidden: true, ..b.clone() };
    let other = |change: fn(&mut Entry)| {
        let mut entry = b.clone();
        change(&mut entry);
        zip(&[a.clone(), entry])
    };
    let unicode = |name: &[u8]| {
        let mut field = b"\x75\x70".to_vec();
        field.extend((name.len() as u16 + 5).to_le_bytes());
        field.push(1);
        field.extend(crc(b"n.txt").to_le_bytes());
        field.extend(name);
        field
    };
    let changed = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        let at = bytes.len() - 22 + at;
        bytes[at] = byte;
        bytes
    };
    let mut stray = Entry { flags: 8, method: 8, ..b.clone() };
    stray.behind = [descriptor(&stray, true, false), vec![0]].concat();
    let mut lying = Entry { flags: 8, method: 8, ..b.clone() };
    lying.behind = descriptor(&entry("b.json", "other"), true, false);
    for (what, bytes) in [
        ("another local name", other(|b| b.local_name = Some(b"n.txt".to_vec()))),
        ("a name of another length", other(|b| b.local_name = Some(b"b.jso".to_vec()))),
        ("another local method", other(|b| b.local_method = Some(8))),
        ("another name in Unicode", {
            zip(&[Entry { extra: unicode(b"b.json"), ..entry("n.txt", BLOCKED) }])
        }),
        ("one that the directory lacks", zip(&[a.clone(), hidden.clone()])),
        ("one that it lacks, first", zip(&[hidden.clone(), a.clone()])),
        ("one that it lacks, between", zip(&[a.clone(), hidden, entry("c.json", READY)])),
        ("bytes before", [b"#!/bin/sh\n", &whole[..]].concat()),
        ("an archive before", [&zip(from_ref(&b))[..], &whole].concat()),
        ("bytes behind", [&whole[..], b"x"].concat()),
        ("an archive behind", [&whole[..], &zip(from_ref(&b))].concat()),
        ("an archive in the comment", archive(from_ref(&a), b"", &zip(from_ref(&b)))),
        ("bytes before the directory", archive(from_ref(&a), b"gap", b"")),
        ("bytes behind a descriptor", zip(&[stray])),
        ("a descriptor of another", zip(&[lying])),
        ("another number of entries", changed(10, 2)),
        ("another number of entries here", changed(8, 0)),
        ("another disk", changed(4, 1)),
        ("another size of the directory", changed(12, 1)),
        ("another place of the directory", changed(16, 1)),
        ("a cut end", whole[..whole.len() - 1].to_vec()),
        ("nothing", Vec::new()),
        ("another kind", super::tar(&[("a.json", READY)])),
        ("overlapping entries", {
            let mut bytes = twice.clone();
            // The offset of the second record is that of the first.
            let at = bytes.len() - 22 - 6 - 4;
            bytes[at..at + 4].fill(0);
            bytes
        }),
    ] {
        let (out, err, code) = run(&bytes);
        assert!(err.contains("osready: a.zip: cannot be unpacked"), "{what}: {out}{err}");
        assert_eq!(code, Some(2), "{what}: {out}{err}");
    }
    let (_, err, code) = run(&twice);
    assert!(err.contains("a.zip!a.json: skipped, since another entry has the same name"), "{err}");
    assert_eq!(code, Some(2));
}
