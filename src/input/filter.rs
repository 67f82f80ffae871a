//! The files that a walk takes.

use std::borrow::Borrow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::pattern::Pattern;
use crate::source::{Spanned, shown_name};

use super::kind::has_known_ending;
use super::{Folder, Source};

/// A filter for the files that a walk finds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The globs over files relative to the working folder.
    given: Globs<Pattern>,
    /// The globs of the configuration, over files relative to its folder.
    configured: Globs<Spanned<Pattern>>,
    /// Which globs of the configuration matched something: those of `include`, then those of `exclude`.
    is_matched: Arc<[AtomicBool]>,
    folder: Folder,
    /// Whether excluded files are left out even if they are named.
    force_exclude: bool,
    /// The path that standard input stands for.
    stdin_path: Option<PathBuf>,
    /// Whether walks leave out what git ignores.
    obeys_gitignore: bool,
    /// The number of files and folders that walks left out because git ignores them.
    ignored: Arc<AtomicUsize>,
}

/// Globs over files: those to read, if there are any, and those not to read.
#[derive(Clone, Debug)]
struct Globs<T> {
    include: Vec<T>,
    exclude: Vec<T>,
}

impl<T> Default for Globs<T> {
    fn default() -> Self {
        Self { include: Vec::new(), exclude: Vec::new() }
    }
}

/// How a glob is matched with a path: [`Pattern::matches`] for a file, or [`Pattern::matches_folder`].
type Matches = fn(&Pattern, &str) -> bool;

impl Filter {
    /// Creates a filter that takes files that one of `include` matches, or all if it is empty, and none
    /// that one of `exclude` matches. The globs ([`Pattern::of_files`]) are relative to the working folder.
    ///
    /// # Errors
    /// Returns which glob is not valid, and why.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, String> {
        let given = Globs { include: patterns(include)?, exclude: patterns(exclude)? };
        Ok(Self { given, ..Self::default() })
    }

    /// Adds the globs of the configuration in `folder`, for paths relative to it.
    #[must_use]
    pub fn configured(
        mut self,
        include: Vec<Spanned<Pattern>>,
        exclude: Vec<Spanned<Pattern>>,
        folder: &Folder,
    ) -> Self {
        self.is_matched = include.iter().chain(&exclude).map(|_| AtomicBool::new(false)).collect();
        self.configured = Globs { include, exclude };
        self.folder = folder.clone();
        self
    }

    /// Leaves out what is excluded even if it is named.
    #[must_use]
    pub fn force_exclude(mut self, force_exclude: bool) -> Self {
        self.force_exclude = force_exclude;
        self
    }

    /// Leaves out what git ignores: in folders of a repository, untracked or not, what its `.gitignore`
    /// files and its `.git/info/exclude` match. A named file or folder is never left out.
    #[must_use]
    pub fn obeying_gitignore(mut self, obeys_gitignore: bool) -> Self {
        self.obeys_gitignore = obeys_gitignore;
        self
    }

    /// Returns the number of files that walks left out so far because git ignores them. A folder counts
    /// once.
    #[must_use]
    pub fn ignored(&self) -> usize {
        self.ignored.load(Ordering::Relaxed)
    }

    pub(super) fn obeys_gitignore(&self) -> bool {
        self.obeys_gitignore
    }

    pub(super) fn count_ignored(&self) {
        self.ignored.fetch_add(1, Ordering::Relaxed);
    }

    /// Reads standard input in place of the file at `path`, if there is one: its name counts for globs,
    /// reports, and the kind of the file.
    #[must_use]
    pub fn reading_stdin_as(mut self, path: Option<PathBuf>) -> Self {
        self.stdin_path = path;
        self
    }

    /// Returns the source for standard input.
    pub(super) fn standard_input(&self) -> Source {
        self.stdin_path.as_deref().map_or_else(Source::standard_input, Source::standard_input_as)
    }

    /// Returns whether the file or folder at `path` is left out though it is named.
    #[must_use]
    pub fn leaves_out(&self, path: &Path) -> bool {
        let path = match &self.stdin_path {
            Some(stdin_path) if path.as_os_str() == "-" => stdin_path,
            _ => path,
        };
        self.force_exclude
            && if path.is_dir() { self.excludes_folder(path) } else { self.excludes(path) }
    }

    /// Returns the globs of the configuration that matched nothing so far.
    pub fn unmatched(&self) -> impl Iterator<Item = &Spanned<Pattern>> {
        self.unmatched_flags().map(|(glob, _)| glob)
    }

    /// The globs of the configuration that matched nothing so far, with the flags that say so.
    fn unmatched_flags(&self) -> impl Iterator<Item = (&Spanned<Pattern>, &AtomicBool)> {
        let globs = self.configured.include.iter().chain(&self.configured.exclude);
        globs.zip(&*self.is_matched).filter(|(_, is_matched)| !is_matched.load(Ordering::Relaxed))
    }

    /// Notes which globs of the configuration match `path`.
    fn note_matches(&self, path: &Path, matches: Matches) {
        let mut unmatched = self.unmatched_flags().peekable();
        if unmatched.peek().is_none() {
            return;
        }
        let path = self.in_configuration(path);
        for (_, is_matched) in unmatched.filter(|(glob, _)| matches(glob, &path)) {
            is_matched.store(true, Ordering::Relaxed);
        }
    }

    /// Returns whether a file in a folder, or an entry of an archive, is read.
    pub(super) fn takes(&self, path: &Path) -> bool {
        self.note_matches(path, Pattern::matches);
        let (given, configured) = (&self.given.include, &self.configured.include);
        let included = match (given.is_empty(), configured.is_empty()) {
            (true, true) => has_known_ending(path),
            (true, false) => includes(configured, path, &self.in_configuration(path)),
            (false, _) => includes(given, path, &self.in_working_folder(path)),
        };
        included && !self.excludes(path)
    }

    /// Whether a glob excludes the file at `path`.
    pub(super) fn excludes(&self, path: &Path) -> bool {
        self.is_excluded(path, Pattern::matches)
    }

    /// Whether a glob excludes everything in the folder at `path`.
    pub(super) fn excludes_folder(&self, path: &Path) -> bool {
        self.note_matches(path, Pattern::matches_folder);
        self.is_excluded(path, Pattern::matches_folder)
    }

    fn is_excluded(&self, path: &Path, matches: Matches) -> bool {
        let (given, configured) = (&self.given.exclude, &self.configured.exclude);
        // Most runs have no globs: a path is only written for those that there are.
        !given.is_empty() && {
            let path = self.in_working_folder(path);
            given.iter().any(|glob| matches(glob, &path))
        } || !configured.is_empty() && {
            let path = self.in_configuration(path);
            configured.iter().any(|glob| matches(glob, &path))
        }
    }

    fn in_configuration(&self, path: &Path) -> String {
        self.folder.relative(&shown_name(path))
    }

    fn in_working_folder(&self, path: &Path) -> String {
        self.folder.relative_to_working(&shown_name(path))
    }
}

/// Whether one of `globs` includes the file at `path`, which is written as `name` for them. What is only
/// in an included folder needs a known ending.
fn includes<T: Borrow<Pattern>>(globs: &[T], path: &Path, name: &str) -> bool {
    let any = |matches: Matches| globs.iter().any(|glob| matches(glob.borrow(), name));
    any(Pattern::matches_file) || has_known_ending(path) && any(Pattern::matches)
}

fn patterns(globs: &[String]) -> Result<Vec<Pattern>, String> {
    let pattern = |glob: &String| {
        Pattern::of_files(glob).map_err(|why| format!("invalid glob \"{glob}\": {why}"))
    };
    globs.iter().map(pattern).collect()
}
