//! A file to read: where it is, and how it came to be read.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::Failure;
use super::archive::is_archive;
use super::name::shown;
use super::pieces::Piece;

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
pub(super) enum Place {
    At(PathBuf),
    StandardInput,
    /// In memory: it was read with the archive that it stands in.
    Held(Arc<Vec<u8>>),
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub(super) place: Place,
    /// Its name in reports: as it was given, with `/`; `-` for standard input; `a.zip!b.json` for an entry
    /// of an archive.
    pub name: String,
    /// How it came to be read.
    pub named: Named,
    /// Why a walk passes it by; none where it is to be read.
    pub passed_by: Option<&'static str>,
    /// The piece of it that this is; none where it is the whole.
    pub piece: Option<Piece>,
}

impl Source {
    /// The file at `path`.
    #[must_use]
    pub fn file(path: &Path, named: Named) -> Self {
        Self::new(Place::At(path.to_owned()), shown(path), named)
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
            _ if self.piece.is_some() => false,
            Place::At(path) => std::fs::metadata(path).is_ok_and(|about| !about.is_file()),
            Place::StandardInput => true,
            Place::Held(_) => false,
        }
    }

    /// How many bytes it has; none where it is no plain file.
    pub(super) fn length(&self) -> Option<u64> {
        let about = std::fs::metadata(self.path()?).ok()?;
        about.is_file().then_some(about.len())
    }

    /// Returns its first bytes, up to `count`. `None` if it cannot be read or is no plain file.
    #[must_use]
    pub fn head(&self, count: usize) -> Option<Vec<u8>> {
        if let Place::Held(bytes) = &self.place {
            return Some(bytes[..bytes.len().min(count)].to_vec());
        }
        self.length()?;
        let mut head = Vec::new();
        let file = std::fs::File::open(self.path()?).ok()?;
        file.take(count as u64).read_to_end(&mut head).ok()?;
        Some(head)
    }

    /// When the file system says that it was last written; none for standard input.
    #[must_use]
    pub fn modified(&self) -> Option<SystemTime> {
        std::fs::metadata(self.path()?).ok()?.modified().ok()
    }

    /// Standard input.
    #[must_use]
    pub fn standard_input() -> Self {
        Self::new(Place::StandardInput, "-".to_owned(), Named::ByHand)
    }

    /// What has been read already.
    pub(super) fn held(name: String, named: Named, bytes: Arc<Vec<u8>>) -> Self {
        Self::new(Place::Held(bytes), name, named)
    }

    fn new(place: Place, name: String, named: Named) -> Self {
        Self { place, name, named, passed_by: None, piece: None }
    }

    /// One piece of it.
    pub(super) fn cut(&self, piece: Piece) -> Self {
        Self { piece: Some(piece), ..self.clone() }
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
        match (&self.piece, &self.place) {
            (Some(piece), _) => piece.bytes.len(),
            (None, Place::Held(bytes)) => bytes.len(),
            (None, Place::At(_) | Place::StandardInput) => 0,
        }
    }
}
