//! `--base-ref`: reads the policy files from a commit, so that a pull request is checked by the
//! policy of the branch that it targets.

use std::path::{Path, PathBuf};

use osready::input::{Discovery, Failure, in_memory};
use osready::pattern::Pattern;
use osready::policy::files::{CONFIG, MAX_CONFIG_BYTES, SUPPRESSIONS, names_rule_file};

use super::discover;
use super::repository::{Entry, Repository, Tree};

/// The maximum size of a baseline, in bytes.
const MAX_BASELINE_BYTES: u64 = 256 << 20;

/// The commit that the configuration, the suppressions and the baseline are read from.
#[derive(Debug)]
pub(super) struct Base {
    repository: Repository,
    rev: String,
    tree: Tree,
}

impl Base {
    /// Resolves `rev` to a commit.
    ///
    /// # Errors
    /// Returns an error message if git is missing, there is no repository, or `rev` is not a
    /// commit.
    pub(super) fn open(rev: &str) -> Result<Self, String> {
        let repository = Repository::open(rev)?;
        let commit = repository.commit(rev)?;
        let tree = repository.tree(&commit)?;
        Ok(Self { repository, rev: rev.to_owned(), tree })
    }

    /// Returns the nearest folder, from the working folder upwards, in which the commit has a
    /// configuration or suppressions.
    pub(super) fn nearest(&self) -> Result<Option<PathBuf>, Failure> {
        for folder in discover::searched() {
            for name in [CONFIG, SUPPRESSIONS] {
                if self.is_file(&folder.join(name))? {
                    return Ok(Some(folder));
                }
            }
        }
        Ok(None)
    }

    /// Returns whether the commit has a file at `path`.
    ///
    /// # Errors
    /// Returns an error if the commit has a link or a submodule there.
    pub(super) fn is_file(&self, path: &Path) -> Result<bool, Failure> {
        self.id(path).map(|id| id.is_some())
    }

    /// Returns the text of a configuration, and its name in reports.
    pub(super) fn text(&self, path: &Path) -> Result<(String, String), Failure> {
        self.read(path, MAX_CONFIG_BYTES)
    }

    /// Returns the files below `folder` that a glob of `rule-files` names, in the order of their names.
    pub(super) fn matching(&self, folder: &Path, glob: &Pattern) -> Vec<PathBuf> {
        let top = self.repository.name(folder).unwrap_or_default();
        let mut found: Vec<PathBuf> = self
            .tree
            .names()
            .filter_map(|name| {
                let below = name.strip_prefix(top.as_slice())?;
                let below = if top.is_empty() { below } else { below.strip_prefix(b"/")? };
                let below = std::str::from_utf8(below).ok()?;
                names_rule_file(glob, below).then(|| folder.join(below))
            })
            .collect();
        found.sort();
        found
    }

    /// Returns the text of a baseline, and its name in reports.
    pub(super) fn baseline(&self, path: &Path) -> Result<(String, String), Failure> {
        self.read(path, MAX_BASELINE_BYTES)
    }

    /// Returns those of `files` that differ in the working tree, relative to the working folder.
    pub(super) fn differing(&self, files: &[PathBuf]) -> Vec<PathBuf> {
        let is_other = |file: &&PathBuf| !self.repository.is_as_in(&self.tree, file);
        files.iter().filter(is_other).map(|file| discover::shown(file)).collect()
    }

    fn read(&self, path: &Path, max_bytes: u64) -> Result<(String, String), Failure> {
        let failure = |message| Failure { file: self.shown(path), message };
        let id = self.id(path)?.ok_or_else(|| failure("not found in the commit".to_owned()))?;
        let bytes =
            self.repository.git.run(&["cat-file", "blob", id], max_bytes).map_err(|why| {
                failure(format!("cannot be read ({why}); if the object is missing, fetch it first"))
            })?;
        let file = in_memory(&self.shown(path), Discovery::Explicit, &bytes)?;
        if file.text.len() as u64 > max_bytes {
            return Err(failure(format!("larger than the limit of {max_bytes} bytes; not read")));
        }
        Ok((file.name, file.text))
    }

    /// Returns the object id of a file of the commit; `None` if there is no such file.
    fn id(&self, path: &Path) -> Result<Option<&str>, Failure> {
        let failure =
            |message: &str| Err(Failure { file: self.shown(path), message: message.to_owned() });
        let Some(name) = self.repository.name(path) else {
            return failure(
                "outside of the repository; --base-ref reads only files of the repository",
            );
        };
        if self.tree.not_a_folder_above(&name).is_some() {
            return failure("a parent folder is a link or a submodule in the commit; not read");
        }
        match self.tree.entry(&name) {
            None => Ok(None),
            Some(Entry::File(id)) => Ok(Some(id)),
            Some(Entry::Link(_) | Entry::Submodule) => {
                failure("a link or a submodule in the commit; not read")
            }
        }
    }

    /// Returns the name in reports: `REV:path`.
    fn shown(&self, path: &Path) -> String {
        let name = self.repository.name(path);
        let name = name.map_or_else(
            || path.to_string_lossy().into_owned(),
            |name| String::from_utf8_lossy(&name).into_owned(),
        );
        format!("{}:{name}", self.rev)
    }
}
