//! `--base-dir`: the paths of files in reports for programs that know the repository, but not the working
//! folder.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use osready::input::{Discovery, Folder, Source};
use osready::policy::files::repository;

use super::discover;

/// The folder that paths in reports are relative to.
#[derive(Debug)]
pub(super) struct BaseDir {
    folder: Folder,
    /// The files and folders of the run.
    named: Vec<PathBuf>,
    /// The paths of those that lead through links or are spelled in another way, by their names.
    real: OnceCell<HashMap<String, String>>,
    /// The beginning of the names of files in a commit, which are paths in the repository already.
    commit: Option<String>,
}

impl BaseDir {
    /// Creates the base folder `given`, or else the root of the repository of the working folder, or else the
    /// working folder. `named` are the files and folders of the run, and policy files come from commit `rev`.
    ///
    /// # Errors
    /// Returns an error message if `given` is not a folder.
    pub(super) fn new(
        given: Option<&Path>,
        named: &[PathBuf],
        rev: Option<&str>,
    ) -> Result<Self, String> {
        let working = discover::working();
        let working = fs::canonicalize(&working).unwrap_or(working);
        let path = match given {
            Some(given) => fs::canonicalize(given)
                .ok()
                .filter(|path| path.is_dir())
                .ok_or_else(|| format!("--base-dir {}: not a folder", given.display()))?,
            None => repository(&working).unwrap_or(&working).to_owned(),
        };
        let folder = Folder::new(&name(&path), &name(&working));
        let commit = rev.map(|rev| format!("{rev}:"));
        Ok(Self { folder, named: named.to_owned(), real: OnceCell::new(), commit })
    }

    fn real(&self) -> &HashMap<String, String> {
        let real = |named: &PathBuf| {
            let real = self.folder.address(&name(&fs::canonicalize(named).ok()?));
            let given = name(named);
            let is_within = !Path::new(&real).is_absolute();
            (is_within && real != self.folder.address(&given)).then_some((given, real))
        };
        self.real.get_or_init(|| self.named.iter().filter_map(real).collect())
    }

    /// Returns the path of a file by its name in reports: relative to the base folder, or absolute outside of
    /// it.
    pub(super) fn address(&self, file: &str) -> String {
        if self.commit.as_ref().is_some_and(|commit| file.starts_with(commit)) {
            return file.to_owned();
        }
        let is_end = |(_, character): &(usize, char)| matches!(character, '/' | '!');
        let ends = file.char_indices().filter(is_end).map(|(end, _)| end);
        let ends = if self.real().is_empty() { None } else { Some(ends.chain([file.len()])) };
        let real = ends.into_iter().flatten().find_map(|end| {
            let (named, rest) = file.split_at(end);
            self.real().get(named).map(|real| format!("{real}{rest}"))
        });
        match real.as_deref() {
            Some(".") => ".".to_owned(),
            Some(path) => path.strip_prefix("./").unwrap_or(path).to_owned(),
            None => self.folder.address(file),
        }
    }
}

/// Returns a path as reports write it.
fn name(path: &Path) -> String {
    Source::file(path, Discovery::Explicit).name
}
