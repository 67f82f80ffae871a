//! The entries of a tar archive.

use std::collections::HashSet;
use std::io::{self, Read};

use tar::{Archive, Entry, EntryType, Header, PaxExtensions};

use crate::input::unpack::Limited;

use super::{Content, Limits, Reader, Stop, broken};
use crate::source::shown_bytes;

/// The size of a header and of a block of zeros, in bytes.
const BLOCK: usize = 512;

/// The pax attributes that change the kind of an entry, and that other programs may not support.
const SPARSE: &[&str] = &["GNU.", "SUN.", "SCHILY.realsize", "SCHILY.filetype", "SCHILY.offset"];

impl Reader<'_> {
    pub(super) fn tar(&mut self, reader: impl Read, most: Limits) -> Result<(), Stop> {
        let mut source = Ended { reader: Limited::new(reader, most.all), is_at_end: false };
        let mut archive = Archive::new(&mut source);
        for entry in archive.entries().map_err(broken)? {
            self.tar_entry(entry.map_err(broken)?, most)?;
        }
        // `tar --ignore-zeros` also reads what follows the end.
        match source {
            Ended { is_at_end: true, .. } => {
                Err(broken("the end-of-archive marker is missing; the archive may be truncated"))
            }
            Ended { reader, .. } => check_end(reader),
        }
    }

    fn tar_entry(&mut self, mut entry: Entry<'_, impl Read>, most: Limits) -> Result<(), Stop> {
        let name = shown_bytes(&entry.path_bytes());
        let wrong = |why: &str| Err(broken(format!("entry {name} {why}")));
        let kind = entry.header().entry_type();
        if let Some(why) = unclear_header(entry.header()) {
            return wrong(why);
        }
        let attributes = attributes(&mut entry)?;
        let has = |key: &str| attributes.iter().any(|(known, _)| known == key);
        if kind == EntryType::XGlobalHeader {
            // The attributes above are the global header's own, unless those of a single entry
            // precede it.
            let mut rest = Vec::new();
            entry.by_ref().take(most.entry).read_to_end(&mut rest)?;
            let rest = collected(PaxExtensions::new(&rest))?;
            return match attributes.iter().chain(&rest).any(|(key, _)| is_about_content(key)) {
                true => wrong("changes all entries after it"),
                false => Ok(()),
            };
        }
        // The library prefers the other kinds of long names; some programs do not.
        let value = |key: &str| attributes.iter().find(|(known, _)| known == key);
        if value("path").is_some_and(|(_, path)| **path != *entry.path_bytes()) {
            return wrong("has two names");
        }
        let is_sparse = attributes.iter().any(|(key, _)| is_sparse(key));
        let size = entry.size();
        if kind.is_gnu_sparse() && (is_sparse || has("size")) {
            return wrong("has two sizes");
        }
        if value("size").is_some_and(|(_, digits)| **digits != *size.to_string().as_bytes()) {
            return wrong("has two sizes");
        }
        let is_file = kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse();
        // The oldest programs wrote folders as files with a trailing slash.
        let is_folder = kind.is_dir() || is_file && name.ends_with('/');
        if (!is_file || is_folder) && size > 0 {
            return wrong("is not a file but has content, which programs read differently");
        }
        let content = match kind {
            _ if is_folder => return Ok(()),
            _ if is_file && is_sparse => Content::NotRead("pax sparse file skipped"),
            EntryType::Link => Content::NotRead("hard link to another entry skipped"),
            EntryType::Symlink => Content::NotRead("symbolic link skipped"),
            EntryType::Char | EntryType::Block | EntryType::Fifo => {
                Content::NotRead("pipe or device skipped")
            }
            _ if is_file => Content::File(&mut |bytes| {
                if size > most.entry {
                    return Ok(false);
                }
                entry.read_to_end(bytes)?;
                if bytes.len() as u64 == size {
                    return Ok(true);
                }
                Err(io::ErrorKind::UnexpectedEof.into())
            }),
            // The volume label of the archive.
            _ if kind.as_byte() == b'V' => return Ok(()),
            other => {
                let kind = char::from(other.as_byte()).escape_default();
                return wrong(&format!("has the unsupported type '{kind}'"));
            }
        };
        // Programs that know sparse files of pax give the entry this name.
        if let Some((_, other)) = value("GNU.sparse.name").filter(|_| is_file) {
            self.entry(&shown_bytes(other), Content::NotRead("pax sparse file skipped"))?;
        }
        self.entry(&name, content)
    }
}

/// Returns why programs would read a header differently. `None` if they agree.
fn unclear_header(header: &Header) -> Option<&'static str> {
    let is_known = header.as_ustar().is_some() || header.as_gnu().is_some();
    if !is_known && header.as_bytes()[257..].starts_with(b"ustar") {
        return Some("has a header in an unknown format");
    }
    // A base-256 size that exceeds 64 bits.
    let size = &header.as_old().size;
    (size[0] & 0x80 != 0 && size[..4] != [0x80, 0, 0, 0]).then_some("has an invalid size")
}

/// Returns the pax attributes of an entry.
fn attributes(entry: &mut Entry<'_, impl Read>) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    match entry.pax_extensions().map_err(broken)? {
        Some(extensions) => collected(extensions),
        None => Ok(Vec::new()),
    }
}

fn collected(extensions: PaxExtensions<'_>) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let mut attributes = Vec::new();
    let mut keys = HashSet::new();
    for extension in extensions {
        let extension = extension.map_err(broken)?;
        let key = extension.key().map_err(broken)?.to_owned();
        // Some programs use the first value, others the last.
        if is_about_content(&key) && !keys.insert(key.clone()) {
            return Err(broken(format!("an entry has two values for {key}")));
        }
        attributes.push((key, extension.value_bytes().to_vec()));
    }
    Ok(attributes)
}

fn is_about_content(key: &str) -> bool {
    matches!(key, "path" | "size" | "linkpath" | "hdrcharset" | "charset") || is_sparse(key)
}

fn is_sparse(key: &str) -> bool {
    SPARSE.iter().any(|begin| key.starts_with(begin))
}

/// Checks that only zeros follow the first of the two zero blocks that end an archive.
fn check_end(mut reader: impl Read) -> Result<(), Stop> {
    let mut buffer = vec![0; 64 << 10];
    let mut count = 0;
    loop {
        match reader.read(&mut buffer).map_err(broken)? {
            0 if count < BLOCK => {
                return Err(broken(
                    "the end-of-archive marker is incomplete; the archive may be truncated",
                ));
            }
            0 => return Ok(()),
            more if buffer[..more].iter().any(|byte| *byte != 0) => {
                return Err(broken("data follows the end-of-archive marker"));
            }
            more => count += more,
        }
    }
}

/// A reader that records whether its end was reached.
struct Ended<R> {
    reader: R,
    is_at_end: bool,
}

impl<R: Read> Read for Ended<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(to)?;
        self.is_at_end |= count == 0 && !to.is_empty();
        Ok(count)
    }
}
