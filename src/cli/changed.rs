//! `--changed-since` and `--base-ref`: which files differ from a commit, compared byte by byte.

use std::mem;
use std::path::PathBuf;

use clap::Args;
use osready::input::Source;

use super::base::Base;
use super::console::Console;
use super::discover;
use super::input_args::InputArgs;
use super::repository::{Repository, Tree};
use super::settings::{Settings, settings_at};
use super::setup_error::SetupError;

/// The maximum number of merge bases of two commits.
const MAX_BASES: usize = 64;

/// Options that limit which files are checked.
#[derive(Debug, Args)]
pub(super) struct Scope {
    /// Check only files that changed since the merge base with REV, including files that git
    /// ignores. If osready.toml or another policy file changed, check all files. Standard input is
    /// always checked.
    #[arg(long, value_name = "REV")]
    pub(super) changed_since: Option<String>,

    /// Check a pull request against REV: select files as --changed-since REV does, and read
    /// osready.toml, osready-suppress.toml and the baseline from commit REV, never from the working
    /// tree.
    #[arg(
        long,
        value_name = "REV",
        conflicts_with_all = ["changed_since", "policy_from", "suppressions_from", "config"]
    )]
    pub(super) base_ref: Option<String>,
}

/// The changed files.
#[derive(Debug)]
pub(super) struct Changed {
    repository: Repository,
    /// The merge bases. A file that one of them lacks is new.
    trees: Vec<Tree>,
    pub(super) rev: String,
}

impl Scope {
    /// Returns the settings of a run that these options limit.
    ///
    /// # Errors
    /// Returns an error if the policy cannot be read, git is missing, there is no repository, or REV is not a
    /// commit.
    pub(super) fn settings(
        &self,
        arguments: &InputArgs,
        output: &Console,
    ) -> Result<Settings, SetupError> {
        let base = self.base_ref.as_deref().map(Base::open).transpose();
        let base = base.map_err(SetupError::Usage)?;
        let mut settings = settings_at(arguments, base.as_ref())?;
        if self.changed_since.is_some() || base.is_some() {
            // A change must not leave a file out by a line of a .gitignore.
            settings.filter = mem::take(&mut settings.filter).obeying_gitignore(false);
        }
        for file in base.iter().flat_map(|base| base.differing(&settings.policy_files)) {
            let file = file.display();
            output.print_error(&format!(
                "{file} differs from the base commit, which is used; the change takes effect after the merge"
            ));
        }
        Ok(settings)
    }

    /// Returns the filter for changed files; `None` if all files are checked.
    ///
    /// # Errors
    /// Returns an error message if git is missing, there is no repository, or REV is not a commit.
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

    /// Returns whether `source` has changed or may have changed. Standard input always has.
    pub(super) fn holds(&self, source: &Source) -> bool {
        let is_in = |path, tree| match source.skip_reason {
            // The link is not followed, so its target does not matter.
            Some(_) => self.repository.link_is_in(tree, path),
            None => self.repository.file_is_in(tree, path),
        };
        !source.path().is_some_and(|path| self.trees.iter().all(|tree| is_in(path, tree)))
    }

    /// Returns the first policy file that has changed, relative to the working folder: it may
    /// change the findings of every file. Files outside of the repository are trusted.
    pub(super) fn policy(&self, files: &[PathBuf]) -> Option<PathBuf> {
        let is_same = |file: &PathBuf| {
            !self.repository.holds(file)
                || self.trees.iter().all(|tree| self.repository.is_as_in(tree, file))
        };
        files.iter().find(|file| !is_same(file)).map(|file| discover::shown(file))
    }
}

/// Returns the commits to compare with: all merge bases, since a file may be unchanged from one and
/// changed from another.
fn bases(repository: &Repository, commit: &str, rev: &str) -> Result<Vec<String>, String> {
    // In a shallow clone, an older commit can look like a merge base.
    if repository.is_shallow {
        return Ok(vec![commit.to_owned()]);
    }
    let listed = repository.git.line(&["merge-base", "--all", commit, "HEAD"]).unwrap_or_default();
    let bases: Vec<String> = listed.lines().map(str::to_owned).collect();
    match bases.len() {
        0 => Err(format!(
            "{rev} and the current commit have no common history here; fetch the full history first"
        )),
        1..=MAX_BASES => Ok(bases),
        _ => Err(format!("{rev} and the current commit have more than {MAX_BASES} merge bases")),
    }
}
