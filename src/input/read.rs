//! Reading a file, packed or not.

use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;

use super::archive::{is_archive, packed_as, why_not_unpacked};
use super::name::shown;
use super::source::Place;
use super::{Failure, Named, Source, decode};

/// The most bytes that a packed file may have unpacked: 4 GiB, as one text may have.
pub const MAX_UNPACKED: u64 = 4 << 30;

/// The most times that a packed file may grow when it is unpacked; real responses grow up to 30
/// times. Small files may grow more, up to 2 MiB.
pub(super) const MAX_GROWTH: u64 = 64;
pub(super) const HARMLESS: u64 = 2 << 20;

/// A file as characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in reports.
    pub name: String,
    /// How it came to be read.
    pub named: Named,
    /// Its characters, without a byte order mark.
    pub text: String,
}

/// Reads and decodes a file, unpacking it first if it is packed with gzip.
///
/// # Errors
/// A file that is not there, cannot be read, is not text, or unpacks to more than it may.
pub fn read(source: &Source) -> Result<File, Failure> {
    unpacked(source, read_bytes(source)?)
}

/// The file that `bytes`, which may be packed, are.
///
/// # Errors
/// Bytes that are not text, or that unpack to more than they may.
pub fn unpacked(source: &Source, bytes: Vec<u8>) -> Result<File, Failure> {
    let bytes = if is_packed(&bytes) {
        unpack(&bytes).map_err(|message| source.failure(message))?
    } else {
        bytes
    };
    decoded(source, bytes)
}

/// The file of this name that `bytes` in memory, which may be packed, are.
///
/// # Errors
/// An archive, bytes that are not text, or that unpack to more than they may.
pub fn in_memory(name: &str, named: Named, bytes: &[u8]) -> Result<File, Failure> {
    let source = Source::held(name.to_owned(), named, Arc::default());
    if is_archive(name) {
        return Err(source.failure(
            "it is an archive, which is not unpacked here; give each of its files by itself",
        ));
    }
    unpacked(&source, bytes.to_vec())
}

/// The bytes of a file as they stand.
///
/// # Errors
/// A file that is not there or cannot be read.
pub fn read_bytes(source: &Source) -> Result<Vec<u8>, Failure> {
    let bytes = match (&source.piece, &source.place) {
        _ if source.passed_by.is_some() => {
            Err(io::Error::other(source.passed_by.unwrap_or_default()))
        }
        (Some(piece), _) => Ok(piece.bytes.to_vec()),
        (None, Place::Held(bytes)) => Ok(bytes.to_vec()),
        (None, Place::At(_) | Place::StandardInput) => open(source).and_then(Opened::whole),
    };
    bytes.map_err(|error| cannot_be_read(source, &error))
}

/// What is told where reading a source fails.
pub(super) fn cannot_be_read(source: &Source, error: &io::Error) -> Failure {
    let mut message = explain(error);
    if error.kind() == io::ErrorKind::NotFound
        && let Some(near) = source.path().and_then(nearest)
    {
        message = format!("{message}; did you mean {near}?");
    }
    source.failure(message)
}

/// The path beside `path` whose name is most like it, if one is like it at all.
fn nearest(path: &Path) -> Option<String> {
    /// How many names of a folder are looked at.
    const LOOKED_AT: usize = 10_000;
    /// How alike two names are, from 0 to 1, for one to be offered for the other.
    const NEAR: f64 = 0.85;
    let name = path.file_name()?.to_string_lossy();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.flatten().take(LOOKED_AT).map(|entry| entry.file_name());
    let likeness =
        |other: &std::ffi::OsString| strsim::jaro_winkler(&name, &other.to_string_lossy());
    let mut near: Vec<_> = names
        .map(|other| (likeness(&other), other))
        // A link that leads nowhere has the very name.
        .filter(|(likeness, other)| *likeness > NEAR && other.to_string_lossy() != name)
        .collect();
    near.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    let (_, nearest) = near.into_iter().next()?;
    Some(shown(&path.with_file_name(nearest)))
}

/// The file that `bytes`, which are not packed, are.
///
/// # Errors
/// Bytes that are not text.
pub fn decoded(source: &Source, bytes: Vec<u8>) -> Result<File, Failure> {
    if let Some(what) = packed_as(&bytes).filter(|_| source.piece.is_none()) {
        let message = format!("it is {what}, which is not unpacked here; unpack it first");
        return Err(source.failure(message));
    }
    let text = match &source.piece {
        // The encoding of a file is told at its beginning alone.
        Some(piece) if !piece.part.is_first() => decode::utf8(bytes),
        _ => decode::text(bytes),
    };
    let text = text.map_err(|message| source.failure(message))?;
    Ok(File { name: source.name.clone(), named: source.named, text })
}

/// Whether a file is packed with gzip.
#[must_use]
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
}

/// What a source's bytes come from.
pub(super) struct Opened {
    pub(super) reader: Box<dyn Read + Send>,
    /// The plain file that it is, and what was known of it when it was opened; none for what has no
    /// length: it comes through a pipe, or is made up by the kernel.
    pub(super) file: Option<(fs::File, Metadata)>,
}

/// Opens a source that is not in memory. Plain files are read, and pipes that a person named: a shell
/// gives one for `<(curl …)`. A device may have no end.
pub(super) fn open(source: &Source) -> io::Result<Opened> {
    let Some(path) = source.path() else {
        return Ok(Opened { reader: Box::new(io::stdin()), file: None });
    };
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let is_asked_for = source.named == Named::ByHand && is_pipe(&about);
    if !about.is_file() && !is_asked_for {
        return Err(io::Error::other(
            "it is no plain file; to read from a device, give - and redirect it",
        ));
    }
    let file = fs::File::open(path)?;
    let about = file.metadata()?;
    if about.is_file() && about.len() > 0 {
        return Ok(Opened { reader: Box::new(file.try_clone()?), file: Some((file, about)) });
    }
    // It may have become something else between the look at it and its opening.
    if source.named == Named::ByWalk && !about.is_file() {
        return Err(io::Error::other("it was replaced while it was read"));
    }
    Ok(Opened { reader: Box::new(file), file: None })
}

impl Opened {
    /// All its bytes.
    fn whole(self) -> io::Result<Vec<u8>> {
        let Some((_, before)) = &self.file else { return all_of(self.reader) };
        if before.len() > MAX_UNPACKED {
            return Err(io::Error::other(TOO_LARGE));
        }
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(before.len() as usize).map_err(|_| io::ErrorKind::OutOfMemory)?;
        // A file that grows may have no end.
        self.reader.take(before.len() + 1).read_to_end(&mut bytes)?;
        unchanged(self.file.as_ref(), bytes.len() as u64)?;
        Ok(bytes)
    }
}

/// An error where a file, of which `count` bytes were read, is not what it was when it was opened.
pub(super) fn unchanged(file: Option<&(fs::File, Metadata)>, count: u64) -> io::Result<()> {
    let Some((file, before)) = file else { return Ok(()) };
    let after = file.metadata()?;
    let is_unchanged = count == before.len()
        && after.len() == before.len()
        && after.modified().ok() == before.modified().ok();
    if is_unchanged {
        return Ok(());
    }
    Err(io::Error::other(
        "it changed while it was read; run osready again once it has been written",
    ))
}

/// All bytes that come, up to the most that is read.
pub(super) fn all_of(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_UNPACKED + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_UNPACKED { Err(io::Error::other(TOO_LARGE)) } else { Ok(bytes) }
}

const TOO_LARGE: &str = "it has more than 4 GiB, the most that is read of one file";

#[cfg(unix)]
fn is_pipe(about: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    about.file_type().is_fifo()
}

/// No shell of Windows passes a pipe by a name.
#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, String> {
    let most = (packed.len() as u64 * MAX_GROWTH).clamp(HARMLESS, MAX_UNPACKED);
    let mut bytes = Vec::new();
    let mut reader = MultiGzDecoder::new(packed).take(most + 1);
    reader.read_to_end(&mut bytes).map_err(why_not_unpacked)?;
    if bytes.len() as u64 > most {
        return Err(format!(
            "it unpacks to more than {MAX_GROWTH} times its size, as no response does; it was not read"
        ));
    }
    Ok(bytes)
}

/// What an error of the system means, in words.
#[must_use]
pub fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => format!("it cannot be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File, OpenOptions};
    use std::io::Write as _;

    use super::{Named, Opened, Source, open};

    #[test]
    fn a_file_that_changes_while_it_is_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let opened = || open(&Source::file(&path, Named::ByHand)).unwrap();
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
