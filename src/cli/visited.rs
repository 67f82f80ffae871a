//! Files that are reached by several names are read once.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use osready::input::{Discovery, Folder, Source, is_named_ndjson};

use super::discover;

/// The files of a run that were read.
#[derive(Debug, Default)]
pub(super) struct Visited<'p> {
    /// The files and folders of the run.
    paths: &'p [PathBuf],
    /// The working folder, if a link and its target are different files.
    by_path: Option<Folder>,
    /// The files that are named, once a walk finds a file: they are read where they are named, not where a walk
    /// finds them.
    named: Option<HashSet<Identity>>,
    /// Those that were read; `None` if a run cannot reach a file twice.
    read: Option<HashSet<Identity>>,
    /// A folder, and its canonical path: mostly that of the next file too.
    folder: Option<(PathBuf, PathBuf)>,
}

/// What makes two names one file.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Identity {
    /// The canonical path.
    real: PathBuf,
    /// The absolute path through links, if it counts.
    path: Option<String>,
    /// Whether it is read as one response per line, or as an archive.
    kind: (bool, bool),
}

impl<'p> Visited<'p> {
    /// Creates the set for a run over `paths`. A walk reaches each file once.
    ///
    /// If names decide what counts (`tells_files_apart`), a link and its target are both read: otherwise
    /// a link to a suppressed file would suppress its target's findings too.
    pub(super) fn new(paths: &'p [PathBuf], tells_files_apart: bool) -> Self {
        if paths.len() < 2 {
            return Self::default();
        }
        let by_path = tells_files_apart.then(|| discover::folder(&discover::working()));
        Self { paths, by_path, read: Some(HashSet::new()), ..Self::default() }
    }

    /// Returns whether a file is to be read now: it was not read yet, nor is it named elsewhere.
    pub(super) fn is_next(&mut self, source: &Source) -> bool {
        if self.read.is_none() || source.skip_reason.is_some() {
            return true;
        }
        let file = self.identity(source);
        let is_elsewhere = source.discovery == Discovery::Discovered && self.is_named(&file);
        !is_elsewhere && self.read.as_mut().is_none_or(|read| read.insert(file))
    }

    fn is_named(&mut self, file: &Identity) -> bool {
        if self.named.is_none() {
            let paths = self.paths.iter().filter(|path| !path.is_dir());
            let named = paths.map(|path| self.identity(&Source::file(path, Discovery::Explicit)));
            self.named = Some(named.collect());
        }
        self.named.as_ref().is_some_and(|named| named.contains(file))
    }

    fn identity(&mut self, source: &Source) -> Identity {
        let given = source.path().unwrap_or(Path::new("-"));
        Identity {
            real: self.real(given).unwrap_or_else(|| given.to_owned()),
            path: self.by_path.as_ref().map(|working| working.absolute(&source.name)),
            kind: (is_named_ndjson(&source.name), source.is_archive()),
        }
    }

    /// Returns the canonical path of a file.
    fn real(&mut self, given: &Path) -> Option<PathBuf> {
        let (folder, name) = given.parent().zip(given.file_name())?;
        // Elsewhere the case of a name may not count.
        if !cfg!(target_os = "linux") || fs::symlink_metadata(given).ok()?.is_symlink() {
            return fs::canonicalize(given).ok();
        }
        if self.folder.as_ref().is_none_or(|(known, _)| known != folder) {
            let real = fs::canonicalize(if folder == "" { Path::new(".") } else { folder }).ok()?;
            self.folder = Some((folder.to_owned(), real));
        }
        self.folder.as_ref().map(|(_, real)| real.join(name))
    }
}
