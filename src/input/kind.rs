//! Detection of archive and compression formats, by name or by the first bytes.

use std::path::Path;

/// The file name endings that a walk reads, also with `.gz`.
pub const ENDINGS: &[&str] = &[".json", ".ndjson", ".jsonl", ".har"];

/// The supported kinds of archives, by name ending.
const ARCHIVE_ENDINGS: &[(&str, Kind)] = &[
    (".tar", Kind::Tar),
    (".tar.gz", Kind::TarGzip),
    (".tgz", Kind::TarGzip),
    (".tar.zst", Kind::TarZstd),
    (".zip", Kind::Zip),
];

/// The unsupported kinds of archives, by name ending.
const UNSUPPORTED: &[&str] = &[
    ".7z",
    ".rar",
    ".cab",
    ".cpio",
    ".iso",
    ".arj",
    ".lha",
    ".lzh",
    ".wim",
    ".tar.xz",
    ".txz",
    ".tar.bz2",
    ".tbz",
    ".tbz2",
    ".tzst",
    ".tar.lz4",
    ".tar.lz",
    ".tar.lzma",
    ".tlz",
    ".tar.br",
    ".tar.z",
    ".taz",
];

/// The name endings of unsupported single-file compression formats.
const PACKED: &[&str] = &[".xz", ".bz2", ".zst", ".lz4", ".lz", ".lzma", ".br", ".z"];

/// The magic bytes of other kinds of files.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"PK\x07\x08", "a zip archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"MSCF\0\0\0\0", "a cabinet"),
    (b"\xFD7zXZ\0", "packed with xz"),
    (b"BZh", "packed with bzip2"),
    (b"\x28\xB5\x2F\xFD", "packed with zstd"),
    (b"\x04\x22\x4D\x18", "packed with lz4"),
    (b"LZIP", "packed with lzip"),
    (b"\x1F\x8B", "packed with gzip twice"),
    (b"\x1F\x9D", "packed with compress"),
    (b"!<arch>\n", "an ar archive"),
    (b"070701", "a cpio archive"),
];

/// The kind of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Tar,
    TarGzip,
    TarZstd,
    Zip,
}

impl Kind {
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        ARCHIVE_ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, kind)| *kind)
    }
}

/// Returns whether a file is a supported archive, by its name.
pub(super) fn is_archive(name: &str) -> bool {
    Kind::of(name).is_some()
}

/// Describes a file, by its name, that is not read though it may contain responses.
/// `holds_response` returns whether a file of the given name is read.
pub(super) fn unsupported(
    name: &str,
    holds_response: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    let small = name.to_ascii_lowercase();
    if UNSUPPORTED.iter().any(|ending| small.ends_with(ending)) {
        return Some("an archive of an unsupported kind");
    }
    let ending = PACKED.iter().find(|ending| small.ends_with(**ending))?;
    let stem = &name[..name.len() - ending.len()];
    holds_response(stem).then_some("a file in an unsupported compression")
}

/// Describes an entry that is an archive itself, by its name.
pub(super) fn nested(name: &str) -> Option<&'static str> {
    if is_archive(name) {
        return Some("an archive");
    }
    unsupported(name, |stem| has_known_ending(stem.as_ref()))
}

/// Describes the packed format of bytes that should be text. `None` if they may be text.
pub(super) fn packed_as(bytes: &[u8]) -> Option<&'static str> {
    // A skippable zstd frame.
    if let [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] = bytes {
        return Some("packed with zstd");
    }
    let is_tar = bytes
        .get(257..265)
        .is_some_and(|magic| magic.starts_with(b"ustar\0") || magic == b"ustar  \0");
    if is_tar {
        return Some("a tar archive");
    }
    let (magic, what) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic))?;
    // Magic bytes that are all letters may begin a text.
    let is_binary = magic.iter().any(|byte| !(0x20..0x7F).contains(byte));
    (is_binary || bytes.iter().take(512).any(|byte| *byte == 0)).then_some(what)
}

/// Returns whether a file has the name ending of a saved response.
pub(super) fn has_known_ending(path: &Path) -> bool {
    let name = crate::source::without_gz(&path.file_name().unwrap_or_default().to_string_lossy());
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}
