//! `--changed-since` and `--base-ref`: which files are those of another commit, byte for byte. All
//! others have changed.

use std::path::PathBuf;

use clap::Args;
use osready::input::Source;

use super::base::Base;
use super::discover;
use super::repository::{Repository, Tree};

/// The most merge bases that two commits may have.
const MAX_BASES: usize = 64;

/// Which of the files are judged.
#[derive(Debug, Args)]
pub(super) struct Scope {
    /// Check only files that differ from the merge base of REV and the current commit, whatever git is
    /// told to ignore. If osready.toml or another file of the policy differs, check all files. Standard
    /// input is always checked.
    #[arg(long, value_name = "REV")]
    pub(super) changed_since: Option<String>,

    /// Check a pull request that is to be merged into REV: check what --changed-since REV checks, and
    /// read osready.toml, osready-suppress.toml and the baseline from commit REV, never from the
    /// working tree.
    #[arg(
        long,
        value_name = "REV",
        conflicts_with_all = ["changed_since", "policy_from", "suppressions_from", "config"]
    )]
    pub(super) base_ref: Option<String>,
}

/// The files that have changed.
#[derive(Debug)]
pub(super) struct Changed {
    repository: Repository,
    /// The merge bases. What one of them lacks is new.
    trees: Vec<Tree>,
    pub(super) rev: String,
}

impl Scope {
    /// Where the policy is read from, if not from the working tree.
    ///
    /// # Errors
    /// Words for people: no git, no repository, no such commit.
    pub(super) fn base(&self) -> Result<Option<Base>, String> {
        self.base_ref.as_deref().map(Base::open).transpose()
    }

    /// What decides which files are checked; `None` where all are.
    ///
    /// # Errors
    /// As [`Self::base`].
    pub(super) fn changed(&self) -> Result<Option<Changed>, String> {
        let rev = self.changed_since.as_deref().or(self.base_ref.as_deref());
        rev.map(Changed::since).transpose()
    }
}

impl Changed {
    fn since(rev: &str) -> Result<Self, String> {
        let repository = Repository::open(rev)?;
        let commit = repository.commit(rev)?;
        let trees = bases(&repository, &commit, rev)?;
        let trees = trees.iter().map(|base| repository.tree(base)).collect::<Result<_, _>>()?;
        Ok(Self { repository, trees, rev: rev.to_owned() })
    }

    /// Whether `source` has changed, or may have. Standard input has.
    pub(super) fn holds(&self, source: &Source) -> bool {
        let is_in = |path, tree| match source.passed_by {
            // Nothing of it is read, so nothing behind it is checked.
            Some(_) => self.repository.link_is_in(tree, path),
            None => self.repository.file_is_in(tree, path),
        };
        !source.path().is_some_and(|path| self.trees.iter().all(|tree| is_in(path, tree)))
    }

    /// The first file of the policy that has changed, as people see it: with it, the verdict about any
    /// file may have. What lies outside of the repository belongs to whoever calls.
    pub(super) fn policy(&self, files: &[PathBuf]) -> Option<PathBuf> {
        let is_same = |file: &PathBuf| {
            !self.repository.holds(file)
                || self.trees.iter().all(|tree| self.repository.is_as_in(tree, file))
        };
        files.iter().find(|file| !is_same(file)).map(|file| discover::shown(file))
    }
}

/// The commits that files are compared with: all merge bases, since a file may be that of one and not
/// that of another.
fn bases(repository: &Repository, commit: &str, rev: &str) -> Result<Vec<String>, String> {
    // Where history is cut, what looks like a merge base may be an older commit.
    if repository.is_shallow {
        return Ok(vec![commit.to_owned()]);
    }
    let listed = repository.git.line(&["merge-base", "--all", commit, "HEAD"]).unwrap_or_default();
    let bases: Vec<String> = listed.lines().map(str::to_owned).collect();
    match bases.len() {
        0 => Err(format!(
            "{rev} and the current commit have no common past here; fetch all of it first"
        )),
        1..=MAX_BASES => Ok(bases),
        _ => Err(format!("{rev} and the current commit have more than {MAX_BASES} merge bases")),
    }
}
