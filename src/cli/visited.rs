//! Files that are reached by several names are read once.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use osready::input::{Discovery, Source};

/// The files of a run that were read.
#[derive(Debug, Default)]
pub(super) struct Visited {
    /// The files that are named: they are read where they are named, not where a walk finds them.
    named: HashSet<PathBuf>,
    /// Those that were read; `None` if a run cannot reach a file twice.
    read: Option<HashSet<PathBuf>>,
}

impl Visited {
    /// Creates the set for a run over `paths`. A walk reaches each file once.
    pub(super) fn new(paths: &[PathBuf]) -> Self {
        if paths.len() < 2 {
            return Self::default();
        }
        let named = paths.iter().filter(|path| !path.is_dir()).map(|path| real(path));
        Self { named: named.collect(), read: Some(HashSet::new()) }
    }

    /// Returns whether a file is to be read now: it was not read yet, nor is it named elsewhere.
    pub(super) fn is_next(&mut self, source: &Source) -> bool {
        let Some(read) = &mut self.read else { return true };
        let path = match source.path() {
            _ if source.skip_reason.is_some() => return true,
            Some(path) => real(path),
            None => PathBuf::from("-"),
        };
        let is_elsewhere = source.discovery == Discovery::Discovered && self.named.contains(&path);
        !is_elsewhere && read.insert(path)
    }
}

/// Returns the canonical path of a file, or its path as given if it cannot be found.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
