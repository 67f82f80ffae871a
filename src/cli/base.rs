//! `--base-ref`: the team's own files as they are in a commit, so that a pull request is checked by
//! what it would be merged into.

use std::path::{Path, PathBuf};

use osready::input::{Failure, Named, in_memory};

use super::discover;
use super::repository::{Entry, Repository, Tree};

/// The most bytes of a baseline.
const MAX_BASELINE_BYTES: u64 = 256 << 20;

/// The commit whose configuration, suppressions and baseline count.
#[derive(Debug)]
pub(super) struct Base {
    repository: Repository,
    rev: String,
    tree: Tree,
}

impl Base {
    /// The commit that `rev` means.
    ///
    /// # Errors
    /// Words for people: no git, no repository, no such commit.
    pub(super) fn open(rev: &str) -> Result<Self, String> {
        let repository = Repository::open(rev)?;
        let commit = repository.commit(rev)?;
        let tree = repository.tree(&commit)?;
        Ok(Self { repository, rev: rev.to_owned(), tree })
    }

    /// As [`discover::nearest`].
    pub(super) fn nearest(&self) -> Result<Option<PathBuf>, Failure> {
        for folder in discover::searched() {
            for name in [discover::CONFIG, discover::SUPPRESSIONS] {
                if self.is_file(&folder.join(name))? {
                    return Ok(Some(folder));
                }
            }
        }
        Ok(None)
    }

    /// Whether the commit has a file there. An error where it has a link.
    pub(super) fn is_file(&self, path: &Path) -> Result<bool, Failure> {
        self.id(path).map(|id| id.is_some())
    }

    /// The text of a configuration, and its name in reports.
    pub(super) fn text(&self, path: &Path) -> Result<(String, String), Failure> {
        self.read(path, discover::LONGEST)
    }

    /// The text of a baseline, and its name in reports.
    pub(super) fn baseline(&self, path: &Path) -> Result<(String, String), Failure> {
        self.read(path, MAX_BASELINE_BYTES)
    }

    /// The files of these that stand otherwise in the working tree, as people see them.
    pub(super) fn differing(&self, files: &[PathBuf]) -> Vec<PathBuf> {
        let is_other = |file: &&PathBuf| !self.repository.is_as_in(&self.tree, file);
        files.iter().filter(is_other).map(|file| discover::shown(file)).collect()
    }

    fn read(&self, path: &Path, max_bytes: u64) -> Result<(String, String), Failure> {
        let failure = |message| Failure { file: self.shown(path), message };
        let id = self.id(path)?.ok_or_else(|| failure("the commit has no such file".to_owned()))?;
        let bytes =
            self.repository.git.run(&["cat-file", "blob", id], max_bytes).map_err(|why| {
                failure(format!("cannot read it ({why}); if it is not here, fetch it first"))
            })?;
        let file = in_memory(&self.shown(path), Named::ByHand, &bytes)?;
        if file.text.len() as u64 > max_bytes {
            return Err(failure(format!("it is longer than {max_bytes} bytes; it was not read")));
        }
        Ok((file.name, file.text))
    }

    /// The id of a file of the commit; `None` where there is none.
    fn id(&self, path: &Path) -> Result<Option<&str>, Failure> {
        let failure =
            |message: &str| Err(Failure { file: self.shown(path), message: message.to_owned() });
        let Some(name) = self.repository.name(path) else {
            return failure("it lies outside of the repository, where --base-ref reads nothing");
        };
        if self.tree.not_a_folder_above(&name).is_some() {
            return failure(
                "a folder above it is a link or a submodule in the commit; it was not read",
            );
        }
        match self.tree.entry(&name) {
            None => Ok(None),
            Some(Entry::File(id)) => Ok(Some(id)),
            Some(Entry::Link(_) | Entry::Submodule) => {
                failure("it is a link or a submodule in the commit; it was not read")
            }
        }
    }

    /// `REV:path`.
    fn shown(&self, path: &Path) -> String {
        let name = self.repository.name(path);
        let name = name.map_or_else(
            || path.to_string_lossy().into_owned(),
            |name| String::from_utf8_lossy(&name).into_owned(),
        );
        format!("{}:{name}", self.rev)
    }
}
