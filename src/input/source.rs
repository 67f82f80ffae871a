//! The files to read, and how they were discovered.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::SystemTime;

use super::Failure;
use super::chunk::Chunk;
use super::kind::is_archive;
use crate::source::shown_name;

/// The channel to which the contents of a source are sent.
pub(super) type SourceSender = SyncSender<Result<Source, Failure>>;

/// How a file was discovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discovery {
    /// The user named the file, so it must be a response.
    Explicit,
    /// A folder walk found the file, so it may be something else.
    Discovered,
}

/// Where the bytes of a file come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Backing {
    At(PathBuf),
    StandardInput,
    /// Memory: the file was read as part of an archive.
    Held(Arc<Vec<u8>>),
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub(super) location: Backing,
    /// The name in reports: as given, with `/`; `-` for standard input; `a.zip!b.json` for an entry
    /// of an archive.
    pub name: String,
    /// How the file was discovered.
    pub discovery: Discovery,
    /// Why a walk skips the file; `None` if it is to be read.
    pub skip_reason: Option<&'static str>,
    /// The chunk of the file; `None` for the whole file.
    pub chunk: Option<Chunk>,
    /// The size in bytes, once [`Self::measured`]; `None` if this is not a regular file.
    length: Option<u64>,
}

impl Source {
    /// Creates a source for the file at `path`.
    #[must_use]
    pub fn file(path: &Path, discovery: Discovery) -> Self {
        Self::new(Backing::At(path.to_owned()), shown_name(path), discovery)
    }

    /// Creates a source for a path that a walk skips, with the reason.
    #[must_use]
    pub(super) fn not_read(path: &Path, why: &'static str) -> Self {
        Self { skip_reason: Some(why), ..Self::file(path, Discovery::Discovered) }
    }

    /// Returns whether reading may block until another process writes: standard input or a pipe.
    #[must_use]
    pub fn may_wait(&self) -> bool {
        match &self.location {
            _ if self.chunk.is_some() || self.length.is_some() => false,
            Backing::At(path) => std::fs::metadata(path).is_ok_and(|about| !about.is_file()),
            Backing::StandardInput => true,
            Backing::Held(_) => false,
        }
    }

    /// Returns the source with its size, so that what reads it need not ask for its metadata by its path again.
    pub(super) fn measured(self) -> Self {
        Self { length: self.length.or_else(|| self.measure()), ..self }
    }

    /// Returns the size in bytes, once [`Self::measured`]; `None` if this is not a regular file.
    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    fn measure(&self) -> Option<u64> {
        let about = std::fs::metadata(self.path()?).ok()?;
        about.is_file().then_some(about.len())
    }

    /// Returns the first bytes, up to `count`. `None` if the source cannot be read or is not a
    /// regular file.
    #[must_use]
    pub fn head(&self, count: usize) -> Option<Vec<u8>> {
        if let Backing::Held(bytes) = &self.location {
            return Some(bytes[..bytes.len().min(count)].to_vec());
        }
        self.measure()?;
        let mut head = Vec::new();
        let file = std::fs::File::open(self.path()?).ok()?;
        file.take(count as u64).read_to_end(&mut head).ok()?;
        Some(head)
    }

    /// Returns the modification time; `None` for standard input.
    #[must_use]
    pub fn modified(&self) -> Option<SystemTime> {
        std::fs::metadata(self.path()?).ok()?.modified().ok()
    }

    /// Creates a source for standard input.
    #[must_use]
    pub fn standard_input() -> Self {
        Self::new(Backing::StandardInput, "-".to_owned(), Discovery::Explicit)
    }

    /// Creates a source for standard input that has the name of the file at `path`, which need not exist.
    #[must_use]
    pub fn standard_input_as(path: &Path) -> Self {
        Self { name: shown_name(path), ..Self::standard_input() }
    }

    /// Creates a source for bytes in memory.
    pub(super) fn held(name: String, discovery: Discovery, bytes: Arc<Vec<u8>>) -> Self {
        Self::new(Backing::Held(bytes), name, discovery)
    }

    fn new(location: Backing, name: String, discovery: Discovery) -> Self {
        Self { location, name, discovery, skip_reason: None, chunk: None, length: None }
    }

    /// Creates a source for one chunk of this one.
    pub(super) fn cut(&self, chunk: Chunk) -> Self {
        Self { chunk: Some(chunk), ..self.clone() }
    }

    /// Returns the path; `None` for standard input and for an entry of an archive.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.location {
            Backing::At(path) => Some(path),
            Backing::StandardInput | Backing::Held(_) => None,
        }
    }

    /// Creates the failure of this source with the given message.
    #[must_use]
    pub fn failure(&self, message: impl Into<String>) -> Failure {
        Failure { file: self.name.clone(), message: message.into() }
    }

    /// Returns whether the name is that of an archive, whose entries are the responses.
    #[must_use]
    pub fn is_archive(&self) -> bool {
        self.path().is_some() && is_archive(&self.name)
    }

    /// Returns the number of bytes in memory before the source is read.
    #[must_use]
    pub fn weight(&self) -> usize {
        match (&self.chunk, &self.location) {
            (Some(chunk), _) => chunk.bytes.len(),
            (None, Backing::Held(bytes)) => bytes.len(),
            (None, Backing::At(_) | Backing::StandardInput) => 0,
        }
    }
}
