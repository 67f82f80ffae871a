//! Tar archives in which programs disagree about what an entry is.

use std::fs;

use tar::{Builder, EntryType, Header};

use super::{check, header};
use crate::binary::{BLOCKED, READY};

/// A header and its content, as blocks.
fn entry(mut header: Header, content: &[u8]) -> Vec<u8> {
    header.set_size(content.len() as u64);
    sealed(header, content)
}

/// The same with the size that stands in the header.
fn sealed(mut header: Header, content: &[u8]) -> Vec<u8> {
    header.set_cksum();
    let padding = content.len().next_multiple_of(512) - content.len();
    [header.as_bytes().as_slice(), content, &vec![0; padding]].concat()
}

fn of_kind(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    entry(header(name, EntryType::new(kind)), content)
}

fn plain(name: &str, text: &str) -> Vec<u8> {
    of_kind(name, b'0', text.as_bytes())
}

/// A record of pax.
fn record(key: &str, value: &str) -> Vec<u8> {
    let rest = format!(" {key}={value}\n");
    let mut length = rest.len();
    while length != rest.len() + length.to_string().len() {
        length = rest.len() + length.to_string().len();
    }
    format!("{length}{rest}").into_bytes()
}

fn pax(kind: u8, records: &[(&str, &str)]) -> Vec<u8> {
    let records: Vec<u8> = records.iter().flat_map(|(key, value)| record(key, value)).collect();
    of_kind("pax", kind, &records)
}

const END: [u8; 1024] = [0; 1024];

fn run(bytes: &[u8]) -> (String, String, Option<i32>) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.tar"), bytes).expect("a file");
    check(folder.path(), &["a.tar"])
}

fn link(name: &str, kind: u8, to: &str) -> Vec<u8> {
    let mut header = header(name, EntryType::new(kind));
    header.as_old_mut().linkname[..to.len()].copy_from_slice(to.as_bytes());
    entry(header, b"")
}

#[test]
fn what_tar_extracts_as_a_file_is_read() {
    let long = format!("{}/rack7.json", "d".repeat(140));
    let mut writer = Builder::new(Vec::new());
    let mut plain_header = Header::new_gnu();
    plain_header.set_size(BLOCKED.len() as u64);
    writer.append_data(&mut plain_header, &long, BLOCKED.as_bytes()).expect("memory takes all");
    let by_gnu = writer.into_inner().expect("memory takes all");
    let mut ustar = Header::new_ustar();
    ustar.set_path(format!("{}/a.json", "d".repeat(90))).expect("a name");
    for (what, bytes) in [
        ("a plain file", plain("a.json", BLOCKED)),
        ("an old plain file", of_kind("a.json", 0, BLOCKED.as_bytes())),
        ("a contiguous file", of_kind("a.json", b'7', BLOCKED.as_bytes())),
        ("a long name of GNU", by_gnu[..by_gnu.len() - 1024].to_vec()),
        ("a long name of pax", [pax(b'x', &[("path", &long)]), plain("a", BLOCKED)].concat()),
        ("a size of pax", {
            let mut zero = header("a.json", EntryType::Regular);
            zero.set_size(0);
            let size = BLOCKED.len().to_string();
            [pax(b'x', &[("size", &size)]), sealed(zero, BLOCKED.as_bytes())].concat()
        }),
        ("a prefix of ustar", entry(ustar, BLOCKED.as_bytes())),
        (
            "a comment for all",
            [pax(b'g', &[("comment", "0123"), ("mtime", "1")]), plain("a.json", BLOCKED)].concat(),
        ),
        (
            "other attributes",
            [
                pax(b'x', &[("mtime", "1.5"), ("SCHILY.xattr.user.a", "b")]),
                plain("a.json", BLOCKED),
            ]
            .concat(),
        ),
        ("a name of the archive", [of_kind("V", b'V', b""), plain("a.json", BLOCKED)].concat()),
        ("a folder", [of_kind("d.json/", b'5', b""), plain("a.json", BLOCKED)].concat()),
        ("a name with a space at its end", plain("a.json ", BLOCKED)),
        ("a stream of Windows", plain("a.json::$DATA", BLOCKED)),
    ] {
        let (out, err, code) = run(&[&bytes[..], &END].concat());
        assert_eq!((err.as_str(), code), ("", Some(1)), "{what}: {out}");
        assert!(out.contains("missing-winpe"), "{what}: {out}");
    }
}

#[test]
fn a_sparse_file_of_pax_is_not_read_whatever_its_header_calls_it() {
    for (header, name) in
        [("b.txt", "b.json"), ("b.json", "b.txt"), ("GNUSparseFile.0/b", "b.json")]
    {
        let sparse = pax(b'x', &[("GNU.sparse.name", name)]);
        let (_, err, code) = run(&[sparse, plain(header, BLOCKED), END.to_vec()].concat());
        assert_eq!(code, Some(2), "{header} {name}: {err}");
        assert!(err.contains("pax sparse file skipped"), "{header} {name}: {err}");
    }
}

#[test]
fn a_sparse_file_of_gnu_is_read() {
    let mut sparse = Header::new_gnu();
    sparse.set_entry_type(EntryType::GNUSparse);
    sparse.set_path("a.json").expect("a name");
    let fields = sparse.as_gnu_mut().expect("a header of GNU");
    let octal = |number: usize| -> [u8; 12] {
        format!("{number:011o}\0").into_bytes().try_into().expect("12 bytes")
    };
    fields.sparse[0].offset = octal(0);
    fields.sparse[0].numbytes = octal(BLOCKED.len());
    fields.realsize = octal(BLOCKED.len());
    let (out, err, code) = run(&[entry(sparse, BLOCKED.as_bytes()), END.to_vec()].concat());
    assert_eq!((err.as_str(), code), ("", Some(1)), "{out}");
    assert!(out.contains("missing-winpe"), "{out}");
}

#[test]
fn an_entry_that_is_not_read_is_reported_and_the_others_are_checked() {
    let sparse = pax(b'x', &[("GNU.sparse.major", "1"), ("GNU.sparse.name", "a.json")]);
    for (what, bytes) in [
        ("hard link", link("a.json", b'1', "notes.txt")),
        ("symbolic link", link("a.json", b'2', "notes.txt")),
        ("device", link("a.json", b'3', "")),
        ("device", link("a.json", b'4', "")),
        ("pipe", link("a.json", b'6', "")),
        ("sparse", [sparse, plain("a.json", "x")].concat()),
    ] {
        let after = plain("b.json", BLOCKED);
        let (out, err, code) = run(&[&bytes[..], &after, &END].concat());
        assert!(err.contains("osready: a.tar!a.json: ") && err.contains(what), "{what}: {err}");
        assert_eq!((out.matches("missing-winpe").count(), code), (1, Some(2)), "{what}: {out}");
    }
    let other = [link("notes.txt", b'2', "a.json"), plain("a.json", READY), END.to_vec()].concat();
    assert_eq!(run(&other).1, "");
}

#[test]
fn an_archive_is_read_no_further_where_programs_disagree() {
    let ready = plain("r.json", READY);
    let mut huge = header("a.json", EntryType::Regular);
    huge.as_old_mut().size = [0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let mut other_version = Header::new_ustar();
    other_version.set_path("a.json").expect("a name");
    other_version.as_ustar_mut().expect("ustar").version = *b"  ";
    let mut with_size = header("a.json", EntryType::Link);
    with_size.set_size(BLOCKED.len() as u64);
    let a = || plain("a.json", BLOCKED);
    for (what, bytes) in [
        ("an unknown kind", of_kind("a.json", b'Z', BLOCKED.as_bytes())),
        ("another volume", of_kind("a.json", b'M', BLOCKED.as_bytes())),
        ("a dumped folder", of_kind("d", b'D', b"Ya.json\0\0")),
        ("an old long name", of_kind("a", b'N', b"x")),
        ("a link with content", sealed(with_size, BLOCKED.as_bytes())),
        ("a folder with content", of_kind("d/", b'5', BLOCKED.as_bytes())),
        ("an old folder with content", of_kind("a.json/", b'0', BLOCKED.as_bytes())),
        ("a path for all", [pax(b'g', &[("path", "b.json")]), a()].concat()),
        ("a size for all", [pax(b'g', &[("size", "0")]), a()].concat()),
        ("sparse for all", [pax(b'g', &[("GNU.sparse.map", "0,1")]), a()].concat()),
        ("two paths", [pax(b'x', &[("path", "n.txt"), ("path", "b.json")]), a()].concat()),
        (
            "two kinds of long names",
            [of_kind("L", b'L', b"n.txt\0"), pax(b'x', &[("path", "b.json")]), a()].concat(),
        ),
        ("two sizes", [pax(b'x', &[("size", "0x10")]), a()].concat()),
        ("attributes for nothing", pax(b'x', &[("path", "b.json")])),
        (
            "attributes before those of all",
            [pax(b'x', &[("path", "b.json")]), pax(b'g', &[]), a()].concat(),
        ),
        ("a broken record", [of_kind("x", b'x', b"99 path=b.json\n"), a()].concat()),
        ("an impossible size", sealed(huge, b"")),
        ("another version of ustar", entry(other_version, BLOCKED.as_bytes())),
    ] {
        let (_, err, code) = run(&[&ready[..], &bytes, &END].concat());
        assert!(err.contains("osready: a.tar: cannot be unpacked: "), "{what}: {err}");
        assert_eq!(code, Some(2), "{what}: {err}");
    }
    let in_name = [of_kind("L", b'L', b"b.json\0.txt\0"), a(), END.to_vec()].concat();
    let (_, err, code) = run(&in_name);
    assert!(err.contains("its name contains a NUL"), "{err}");
    assert_eq!(code, Some(2));
}

#[test]
fn what_follows_the_end_is_reported_and_so_is_an_end_that_is_missing() {
    let ready = plain("r.json", READY);
    let more = plain("more.json", BLOCKED);
    let zeros = |count: usize| vec![0; count];
    for (what, bytes) in [
        ("an archive behind it", [&ready[..], &END, &more, &END].concat()),
        ("one behind one block", [&ready[..], &zeros(512), &more, &END].concat()),
        ("one far behind it", [&ready[..], &zeros(1 << 20), &more, &END].concat()),
        ("a byte behind it", [&ready[..], &END, b"x"].concat()),
        ("no end", ready.clone()),
        ("half an end", [&ready[..], &zeros(512)].concat()),
        ("nothing", Vec::new()),
        ("a cut entry", more[..700].to_vec()),
    ] {
        let (_, err, code) = run(&bytes);
        assert!(err.contains("osready: a.tar"), "{what}: {err}");
        assert!(err.contains("cannot be unpacked: "), "{what}: {err}");
        assert_eq!(code, Some(2), "{what}");
    }
    for count in [1024, 1025, 10_240, 1 << 20] {
        let (_, err, code) = run(&[&ready[..], &zeros(count)].concat());
        assert_eq!((err.as_str(), code), ("", Some(0)), "{count}");
    }
}
