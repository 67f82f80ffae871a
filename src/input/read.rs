//! Reading of plain and packed files.

use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;

use super::explain::explain;
use super::kind::{is_archive, packed_as};
use super::source::Backing;
use super::unpack::{MAX_UNPACKED, max_unpacked, why_not_unpacked};
use super::{Decoding, Discovery, Failure, Source, decode};
use crate::source::shown_name;

/// A decoded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name in reports.
    pub name: String,
    /// How the file was discovered.
    pub discovery: Discovery,
    /// The text, without a byte order mark.
    pub text: String,
    /// How its bytes were decoded.
    pub decoding: Decoding,
}

impl File {
    /// Creates a file with a text that is already decoded.
    #[must_use]
    pub fn new(name: impl Into<String>, discovery: Discovery, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        Self { name, discovery, text, decoding: Decoding::default() }
    }
}

/// Reads and decodes a file. Unpacks it first if it is packed with gzip.
///
/// # Errors
/// Returns an error if the file does not exist, cannot be read, is not text, or exceeds the unpack
/// limit.
pub fn read(source: &Source) -> Result<File, Failure> {
    unpacked(source, read_bytes(source)?)
}

/// Unpacks (if packed) and decodes the `bytes` of a file.
///
/// # Errors
/// Returns an error if the bytes are not text or exceed the unpack limit.
pub fn unpacked(source: &Source, bytes: Vec<u8>) -> Result<File, Failure> {
    let bytes = if is_packed(&bytes) {
        unpack(&bytes).map_err(|message| source.failure(message))?
    } else {
        bytes
    };
    decoded(source, bytes)
}

/// Unpacks (if packed) and decodes the `bytes` of a file in memory.
///
/// # Errors
/// Returns an error if the bytes are an archive, are not text, or exceed the unpack limit.
pub fn in_memory(name: &str, discovery: Discovery, bytes: &[u8]) -> Result<File, Failure> {
    let source = Source::held(name.to_owned(), discovery, Arc::default());
    if is_archive(name) {
        return Err(source
            .failure("archives are not supported here; extract the archive and pass its files"));
    }
    unpacked(&source, bytes.to_vec())
}

/// Reads the raw bytes of a file.
///
/// # Errors
/// Returns an error if the file does not exist or cannot be read.
pub fn read_bytes(source: &Source) -> Result<Vec<u8>, Failure> {
    let bytes = match (&source.chunk, &source.location) {
        _ if source.skip_reason.is_some() => {
            Err(io::Error::other(source.skip_reason.unwrap_or_default()))
        }
        (Some(chunk), _) => Ok(chunk.bytes.to_vec()),
        (None, Backing::Held(bytes)) => Ok(bytes.to_vec()),
        (None, Backing::At(_) | Backing::StandardInput) => open(source).and_then(Opened::whole),
    };
    bytes.map_err(|error| cannot_be_read(source, &error))
}

/// Creates the failure for a source that cannot be read.
pub(super) fn cannot_be_read(source: &Source, error: &io::Error) -> Failure {
    let mut message = explain(error);
    if error.kind() == io::ErrorKind::NotFound
        && let Some(near) = source.path().and_then(nearest)
    {
        message = format!("{message}; did you mean {near}?");
    }
    source.failure(message)
}

/// Returns the sibling of `path` with the most similar name, if any is similar enough.
fn nearest(path: &Path) -> Option<String> {
    /// The maximum number of names in the folder that are compared.
    const MAX_COMPARED_NAMES: usize = 10_000;
    /// The minimum similarity of a suggested name, from 0 to 1.
    const MIN_SIMILARITY: f64 = 0.85;
    let name = path.file_name()?.to_string_lossy();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.flatten().take(MAX_COMPARED_NAMES).map(|entry| entry.file_name());
    let likeness =
        |other: &std::ffi::OsString| strsim::jaro_winkler(&name, &other.to_string_lossy());
    let mut near: Vec<_> = names
        .map(|other| (likeness(&other), other))
        // A dangling link has the same name.
        .filter(|(likeness, other)| *likeness > MIN_SIMILARITY && other.to_string_lossy() != name)
        .collect();
    near.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    let (_, nearest) = near.into_iter().next()?;
    Some(shown_name(&path.with_file_name(nearest)))
}

/// Decodes the `bytes` of a file that is not packed.
///
/// # Errors
/// Returns an error if the bytes are not text.
pub fn decoded(source: &Source, bytes: Vec<u8>) -> Result<File, Failure> {
    if let Some(what) = packed_as(&bytes).filter(|_| source.chunk.is_none()) {
        let message = format!("it is {what}, which is not supported here; unpack the file first");
        return Err(source.failure(message));
    }
    // A byte order mark within a file is part of its text.
    let is_within = source.chunk.as_ref().is_some_and(|chunk| !chunk.part.is_first());
    let decoded = if is_within { decode::text_within(bytes) } else { decode::text(bytes) };
    let decoded = decoded.map_err(|message| source.failure(message))?;
    let decode::Decoded { text, decoding } = decoded;
    Ok(File { name: source.name.clone(), discovery: source.discovery, text, decoding })
}

/// Returns whether the bytes of a file are packed with gzip.
#[must_use]
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
}

/// An opened source.
pub(super) enum Opened {
    /// A regular file, and its metadata when it was opened.
    File(fs::File, Metadata),
    /// What has no length: standard input, a pipe, or a file that the kernel generates.
    Stream(Box<dyn Read + Send>),
}

/// Opens a source that is not in memory. Accepts regular files, and pipes that were named
/// explicitly: a shell creates one for `<(curl …)`. A device may have no end.
pub(super) fn open(source: &Source) -> io::Result<Opened> {
    let Some(path) = source.path() else {
        return Ok(Opened::Stream(Box::new(io::stdin())));
    };
    // A measured source was a regular file.
    if source.length().is_none() {
        let about = fs::metadata(path)?;
        if about.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        let is_named_pipe = source.discovery == Discovery::Explicit && is_pipe(&about);
        if !about.is_file() && !is_named_pipe {
            return Err(io::Error::other(
                "not a regular file; to read from a device, pass - and redirect standard input",
            ));
        }
    }
    let file = fs::File::open(path)?;
    let about = file.metadata()?;
    if about.is_file() && about.len() > 0 {
        return Ok(Opened::File(file, about));
    }
    // The path may have been replaced between the check and the opening.
    if source.discovery == Discovery::Discovered && !about.is_file() {
        return Err(io::Error::other("the file was replaced while it was read"));
    }
    Ok(Opened::Stream(Box::new(file)))
}

impl Opened {
    /// Reads all bytes.
    fn whole(self) -> io::Result<Vec<u8>> {
        let (mut file, before) = match self {
            Self::File(file, before) => (file, before),
            Self::Stream(reader) => return all_of(reader),
        };
        let length = before.len();
        if length > MAX_UNPACKED {
            return Err(io::Error::other(TOO_LARGE));
        }
        let bytes = if length <= MAX_ONE_READ {
            let mut bytes = vec![0; length as usize];
            file.read_exact(&mut bytes).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => io::Error::other(CHANGED),
                _ => error,
            })?;
            bytes
        } else {
            let mut bytes = Vec::new();
            bytes.try_reserve_exact(length as usize).map_err(|_| io::ErrorKind::OutOfMemory)?;
            // A growing file may have no end.
            (&file).take(length).read_to_end(&mut bytes)?;
            bytes
        };
        unchanged(&file, &before, bytes.len() as u64)?;
        Ok(bytes)
    }
}

/// The maximum size of a file that is read with one call, in bytes.
const MAX_ONE_READ: u64 = 1 << 20;

/// Checks that a file, of which `count` bytes were read, has not changed since it was opened.
pub(super) fn unchanged(file: &fs::File, before: &Metadata, count: u64) -> io::Result<()> {
    let after = file.metadata()?;
    let is_unchanged = count == before.len()
        && after.len() == before.len()
        && after.modified().ok() == before.modified().ok();
    if is_unchanged {
        return Ok(());
    }
    Err(io::Error::other(CHANGED))
}

const CHANGED: &str = "the file changed while it was read; run osready again when it is complete";

/// Reads all bytes, up to the maximum size of a file.
pub(super) fn all_of(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_UNPACKED + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_UNPACKED { Err(io::Error::other(TOO_LARGE)) } else { Ok(bytes) }
}

const TOO_LARGE: &str = "the file exceeds the limit of 4 GiB";

#[cfg(unix)]
fn is_pipe(about: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    about.file_type().is_fifo()
}

/// Windows shells do not pass pipes by name.
#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, String> {
    let most = max_unpacked(packed.len() as u64);
    let mut bytes = Vec::new();
    let mut reader = MultiGzDecoder::new(packed).take(most + 1);
    reader.read_to_end(&mut bytes).map_err(why_not_unpacked)?;
    if bytes.len() as u64 > most {
        return Err(format!(
            "the file was not read: it unpacks to more than {} MiB, the limit for its size; unpack it to check it",
            most >> 20
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File, OpenOptions};
    use std::io::Write as _;

    use super::{Discovery, Opened, Source, open};

    #[test]
    fn rejects_a_file_that_changes_while_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let opened = || open(&Source::file(&path, Discovery::Explicit)).unwrap();
        let writing = || OpenOptions::new().write(true).open(&path).unwrap();
        let grows = |mut file: File| file.write_all(b"[1, 2, 3, 4]").unwrap();
        let changes: [(&str, &dyn Fn()); 3] = [
            ("grows", &|| grows(writing())),
            ("shrinks", &|| writing().set_len(3).unwrap()),
            ("is emptied", &|| writing().set_len(0).unwrap()),
        ];
        for (what, change) in changes {
            fs::write(&path, "[1, 2, 3]").unwrap();
            let opened = opened();
            change();
            let error = Opened::whole(opened).expect_err(what);
            assert!(error.to_string().contains("changed while it was read"), "{error}");
        }
        fs::write(&path, "[1, 2, 3]").unwrap();
        assert_eq!(opened().whole().unwrap(), b"[1, 2, 3]");
    }
}
