//! Reading a file, packed or not.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use flate2::bufread::MultiGzDecoder;

use super::archive::is_archive;
use super::name::shown;
use super::{Failure, decode};

/// The most bytes that a packed file may have unpacked: 4 GiB, as one text may have.
pub const MAX_UNPACKED: u64 = 4 << 30;

/// The most times that a packed file may grow when it is unpacked; real responses grow up to 30
/// times. Small files may grow more: 16 MiB harm nobody.
pub(super) const MAX_GROWTH: u64 = 200;
pub(super) const HARMLESS: u64 = 16 << 20;

/// How a file came to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A person named it: it must be a response.
    ByHand,
    /// A walk met it: it may be something else.
    ByWalk,
}

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    At(PathBuf),
    StandardInput,
    /// In memory: it was read with the archive that it stands in.
    Held(Arc<Vec<u8>>),
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    place: Place,
    /// Its name in reports: as it was given, with `/`; `-` for standard input; `a.zip!b.json` for an entry
    /// of an archive.
    pub name: String,
    /// How it came to be read.
    pub named: Named,
    /// Why a walk passes it by; none where it is to be read.
    pub passed_by: Option<&'static str>,
}

impl Source {
    /// The file at `path`.
    #[must_use]
    pub fn file(path: &Path, named: Named) -> Self {
        Self { place: Place::At(path.to_owned()), name: shown(path), named, passed_by: None }
    }

    /// What a walk meets at `path` and does not read, and why.
    #[must_use]
    pub(super) fn not_read(path: &Path, why: &'static str) -> Self {
        Self { passed_by: Some(why), ..Self::file(path, Named::ByWalk) }
    }

    /// Whether reading it may take as long as whoever writes it wants: standard input, a pipe.
    #[must_use]
    pub fn may_wait(&self) -> bool {
        match &self.place {
            Place::At(path) => std::fs::metadata(path).is_ok_and(|about| !about.is_file()),
            Place::StandardInput => true,
            Place::Held(_) => false,
        }
    }

    /// When the file system says that it was last written; none for standard input.
    #[must_use]
    pub fn modified(&self) -> Option<SystemTime> {
        std::fs::metadata(self.path()?).ok()?.modified().ok()
    }

    /// Standard input.
    #[must_use]
    pub fn standard_input() -> Self {
        let name = "-".to_owned();
        Self { place: Place::StandardInput, name, named: Named::ByHand, passed_by: None }
    }

    /// What has been read already.
    pub(super) fn held(name: String, named: Named, bytes: Arc<Vec<u8>>) -> Self {
        Self { place: Place::Held(bytes), name, named, passed_by: None }
    }

    /// Where it is; none for standard input and for an entry of an archive.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::At(path) => Some(path),
            Place::StandardInput | Place::Held(_) => None,
        }
    }

    /// What is told where it cannot be read.
    #[must_use]
    pub fn failure(&self, message: impl Into<String>) -> Failure {
        Failure { file: self.name.clone(), message: message.into() }
    }

    /// Whether it is an archive, by its name: the responses are its entries.
    #[must_use]
    pub fn is_archive(&self) -> bool {
        self.path().is_some() && is_archive(&self.name)
    }

    /// How many bytes of it are in memory before it is read.
    #[must_use]
    pub fn weight(&self) -> usize {
        match &self.place {
            Place::Held(bytes) => bytes.len(),
            Place::At(_) | Place::StandardInput => 0,
        }
    }
}

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
    let bytes = if is_packed(bytes) { unpack(bytes) } else { Ok(bytes.to_vec()) };
    decoded(&source, bytes.map_err(|message| source.failure(message))?)
}

/// The bytes of a file as they stand.
///
/// # Errors
/// A file that is not there or cannot be read.
pub fn read_bytes(source: &Source) -> Result<Vec<u8>, Failure> {
    let bytes = match &source.place {
        _ if source.passed_by.is_some() => {
            Err(io::Error::other(source.passed_by.unwrap_or_default()))
        }
        Place::StandardInput => all_of(io::stdin().lock()),
        Place::At(path) => read_file(path, source.named),
        Place::Held(bytes) => Ok(bytes.to_vec()),
    };
    bytes.map_err(|error| {
        let mut message = explain(&error);
        if error.kind() == io::ErrorKind::NotFound
            && let Some(near) = source.path().and_then(nearest)
        {
            message = format!("{message}; did you mean {near}?");
        }
        source.failure(message)
    })
}

/// The path beside `path` whose name is most like it, if one is like it at all.
fn nearest(path: &Path) -> Option<String> {
    /// How many names of a folder are looked at.
    const LOOKED_AT: usize = 10_000;
    /// How alike two names are, from 0 to 1, for one to be offered for the other.
    const NEAR: f64 = 0.85;
    let name = path.file_name()?.to_string_lossy();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
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
    let text = decode::text(bytes).map_err(|message| source.failure(message))?;
    Ok(File { name: source.name.clone(), named: source.named, text })
}

/// Whether a file is packed with gzip.
#[must_use]
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
}

/// Plain files are read, and pipes that a person named: a shell gives one for `<(curl …)`. A device may
/// have no end.
fn read_file(path: &Path, named: Named) -> io::Result<Vec<u8>> {
    let about = std::fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let is_asked_for = named == Named::ByHand && is_pipe(&about);
    if !about.is_file() && !is_asked_for {
        return Err(io::Error::other(
            "it is no plain file; to read from a device, give - and redirect it",
        ));
    }
    let mut file = std::fs::File::open(path)?;
    let about = file.metadata()?;
    if about.is_file() && about.len() > 0 {
        return whole(&mut file, &about);
    }
    // It may have become something else between the look at it and its opening.
    if named == Named::ByWalk && !about.is_file() {
        return Err(io::Error::other("it was replaced while it was read"));
    }
    // What comes through a pipe, or is made up by the kernel, has no length.
    all_of(file)
}

/// The bytes of a file that was `before` when it was opened.
fn whole(file: &mut std::fs::File, before: &std::fs::Metadata) -> io::Result<Vec<u8>> {
    if before.len() > MAX_UNPACKED {
        return Err(io::Error::other(TOO_LARGE));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(before.len() as usize).map_err(|_| io::ErrorKind::OutOfMemory)?;
    // A file that grows may have no end.
    file.by_ref().take(before.len() + 1).read_to_end(&mut bytes)?;
    let after = file.metadata()?;
    let is_unchanged = bytes.len() as u64 == before.len()
        && after.len() == before.len()
        && after.modified().ok() == before.modified().ok();
    if is_unchanged {
        return Ok(bytes);
    }
    Err(io::Error::other(
        "it changed while it was read; run osready again once it has been written",
    ))
}

/// All bytes that come, up to the most that is read.
fn all_of(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_UNPACKED + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_UNPACKED { Err(io::Error::other(TOO_LARGE)) } else { Ok(bytes) }
}

const TOO_LARGE: &str = "it has more than 4 GiB, the most that is read of one file";

#[cfg(unix)]
fn is_pipe(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    about.file_type().is_fifo()
}

/// No shell of Windows passes a pipe by a name.
#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, String> {
    let most = (packed.len() as u64 * MAX_GROWTH).clamp(HARMLESS, MAX_UNPACKED);
    let mut bytes = Vec::new();
    let mut reader = MultiGzDecoder::new(packed).take(most + 1);
    reader.read_to_end(&mut bytes).map_err(|error| format!("it cannot be unpacked: {error}"))?;
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

    use super::whole;

    #[test]
    fn a_file_that_changes_while_it_is_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let writing = || OpenOptions::new().write(true).open(&path).unwrap();
        let grows = |mut file: File| file.write_all(b"[1, 2, 3, 4]").unwrap();
        let changes: [(&str, &dyn Fn()); 3] = [
            ("grows", &|| grows(writing())),
            ("shrinks", &|| writing().set_len(3).unwrap()),
            ("is emptied", &|| writing().set_len(0).unwrap()),
        ];
        for (what, change) in changes {
            fs::write(&path, "[1, 2, 3]").unwrap();
            let mut file = File::open(&path).unwrap();
            let before = file.metadata().unwrap();
            change();
            let error = whole(&mut file, &before).expect_err(what);
            assert!(error.to_string().contains("changed while it was read"), "{error}");
        }
        fs::write(&path, "[1, 2, 3]").unwrap();
        let mut file = File::open(&path).unwrap();
        let before = file.metadata().unwrap();
        assert_eq!(whole(&mut file, &before).unwrap(), b"[1, 2, 3]");
    }
}
