//! The entries of a tar archive.

use std::collections::HashSet;
use std::io::{self, Read};

use tar::{Archive, Entry, EntryType, Header, PaxExtensions};

use super::{Content, Limited, Most, Reader, Stop, broken};
use crate::input::name::shown_bytes;

/// How many bytes a header has, and a block of zeros.
const BLOCK: usize = 512;

/// The attributes of pax that say what an entry is, where another program may not know them.
const SPARSE: &[&str] = &["GNU.", "SUN.", "SCHILY.realsize", "SCHILY.filetype", "SCHILY.offset"];

impl Reader<'_> {
    pub(super) fn tar(&mut self, reader: impl Read, most: Most) -> Result<(), Stop> {
        let mut source = Ended { reader: Limited { reader, left: most.all }, is_at_end: false };
        let mut archive = Archive::new(&mut source);
        for entry in archive.entries().map_err(broken)? {
            self.tar_entry(entry.map_err(broken)?, most)?;
        }
        // Whatever follows the end, `tar --ignore-zeros` reads.
        match source {
            Ended { is_at_end: true, .. } => {
                Err(broken("it has no end-of-archive marker, so that it may be cut"))
            }
            Ended { reader, .. } => check_end(reader),
        }
    }

    fn tar_entry(&mut self, mut entry: Entry<'_, impl Read>, most: Most) -> Result<(), Stop> {
        let name = shown_bytes(&entry.path_bytes());
        let wrong = |why: &str| Err(broken(format!("the entry {name} {why}")));
        let kind = entry.header().entry_type();
        if let Some(why) = unclear_header(entry.header()) {
            return wrong(why);
        }
        let attributes = attributes(&mut entry)?;
        let has = |key: &str| attributes.iter().any(|(known, _)| known == key);
        if kind == EntryType::XGlobalHeader {
            // Its own, unless attributes of one entry stand before it.
            let mut rest = Vec::new();
            entry.by_ref().take(most.entry).read_to_end(&mut rest)?;
            let rest = collected(PaxExtensions::new(&rest))?;
            return match attributes.iter().chain(&rest).any(|(key, _)| is_about_content(key)) {
                true => wrong("changes what all entries after it are"),
                false => Ok(()),
            };
        }
        // The library prefers the other kinds of long names; not every program does.
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
        // So did the oldest programs write folders.
        let is_folder = kind.is_dir() || is_file && name.ends_with('/');
        if (!is_file || is_folder) && size > 0 {
            return wrong("is no file and has content, which programs read in different ways");
        }
        let content = match kind {
            _ if is_folder => return Ok(()),
            _ if is_file && is_sparse => Content::NotRead("a sparse file of pax was not read"),
            EntryType::Link => Content::NotRead("a hard link to another entry was not read"),
            EntryType::Symlink => Content::NotRead("a symbolic link was not read"),
            EntryType::Char | EntryType::Block | EntryType::Fifo => {
                Content::NotRead("a pipe or device was not read")
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
            // The name of the whole archive.
            _ if kind.as_byte() == b'V' => return Ok(()),
            other => {
                let kind = char::from(other.as_byte()).escape_default();
                return wrong(&format!("is of the type '{kind}', which is not supported"));
            }
        };
        self.entry(&name, content)
    }
}

/// What programs would read differently in a header. `None` if they agree.
fn unclear_header(header: &Header) -> Option<&'static str> {
    let is_known = header.as_ustar().is_some() || header.as_gnu().is_some();
    if !is_known && header.as_bytes()[257..].starts_with(b"ustar") {
        return Some("has a header of an unknown format");
    }
    // A size in base 256 that no 64 bits hold.
    let size = &header.as_old().size;
    (size[0] & 0x80 != 0 && size[..4] != [0x80, 0, 0, 0]).then_some("has an impossible size")
}

/// The attributes of pax that an entry has.
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
        // Some programs take the first, others the last.
        if is_about_content(&key) && !keys.insert(key.clone()) {
            return Err(broken(format!("an entry has two values of {key}")));
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

/// Checks that nothing but zeros stands behind the first of the two blocks of zeros that end an archive.
fn check_end(mut reader: impl Read) -> Result<(), Stop> {
    let mut buffer = vec![0; 64 << 10];
    let mut count = 0;
    loop {
        match reader.read(&mut buffer).map_err(broken)? {
            0 if count < BLOCK => {
                return Err(broken(
                    "its end-of-archive marker is cut, so that more may be missing",
                ));
            }
            0 => return Ok(()),
            more if buffer[..more].iter().any(|byte| *byte != 0) => {
                return Err(broken("it goes on behind its end-of-archive marker"));
            }
            more => count += more,
        }
    }
}

/// A reader that knows whether its end was met.
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
