//! Which files and folders a run checked in full, so that it can report what matches nothing.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use osready::input::Folder;
use osready::policy::Suppression;

/// The checked files and folders.
pub(super) struct Covered<'p> {
    paths: &'p [PathBuf],
    /// The canonical paths.
    real: OnceCell<Vec<PathBuf>>,
    /// The canonical path of the configuration's folder; `None` if it does not exist.
    config_dir: Option<PathBuf>,
}

impl<'p> Covered<'p> {
    pub(super) fn new(paths: &'p [PathBuf], config_dir: &Folder) -> Self {
        let config_dir = Path::new(config_dir.path()).canonicalize().ok();
        Self { paths, real: OnceCell::new(), config_dir }
    }

    /// Returns whether everything that a suppression could match was checked.
    pub(super) fn contains_all_of(&self, suppression: &Suppression) -> bool {
        let Some(config_dir) = &self.config_dir else { return false };
        let real = |path: &PathBuf| path.canonicalize().ok();
        let paths = self.real.get_or_init(|| self.paths.iter().filter_map(real).collect());
        suppression.bases().all(|base| {
            let base = config_dir.join(base);
            paths.iter().any(|path| base.starts_with(path))
        })
    }
}
