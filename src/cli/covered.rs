//! Which files and folders a run checked in full, so that it can report what matches nothing.

use std::path::{Path, PathBuf};

use osready::input::Folder;
use osready::policy::Suppression;

/// The checked files and folders.
pub(super) struct Covered {
    /// The canonical paths.
    paths: Vec<PathBuf>,
    /// The canonical path of the configuration's folder; `None` if it does not exist.
    config_dir: Option<PathBuf>,
}

impl Covered {
    pub(super) fn new(paths: &[PathBuf], config_dir: &Folder) -> Self {
        let paths = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
        Self { paths, config_dir: Path::new(config_dir.path()).canonicalize().ok() }
    }

    /// Returns whether everything that a suppression could match was checked.
    pub(super) fn contains_all_of(&self, suppression: &Suppression) -> bool {
        let Some(config_dir) = &self.config_dir else { return false };
        suppression.bases().all(|base| {
            let base = config_dir.join(base);
            self.paths.iter().any(|path| base.starts_with(path))
        })
    }
}
