//! Selection of files: those that were named, and those that a folder walk finds.

use std::borrow::Borrow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use walkdir::{DirEntry, WalkDir};

use crate::pattern::Pattern;
use crate::source::{Spanned, shown_name};

use super::kind::{has_known_ending, is_archive, unsupported};
use super::{Discovery, Failure, Folder, Source};

/// The folders that a walk skips, besides hidden ones.
const SKIPPED_FOLDERS: &[&str] = &["target", "node_modules"];

/// The reasons for which a walk skips a path.
const LINK: &str = "symbolic link not followed; pass it as an argument to check it";
const NO_FILE: &str = "pipe, socket or device skipped, since it may have no end";
const UNSUPPORTED: &str =
    "archive or packed file of an unsupported kind skipped; unpack it, or exclude it";
const ARCHIVE: &str = "archive skipped, since this command does not read archives";
const KERNELS: &str = "kernel file system skipped, since it contains no saved files";

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

    /// Returns whether the file or folder at `path` is left out though it is named.
    #[must_use]
    pub fn leaves_out(&self, path: &Path) -> bool {
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
    fn excludes_folder(&self, path: &Path) -> bool {
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

/// Returns the files that `paths` name, in the order of `paths` and sorted within each folder: a
/// named file whatever its extension, `-` for standard input, and the files in a folder. A skipped
/// file carries the reason ([`Source::skip_reason`]).
pub fn sources<'a>(
    paths: &'a [PathBuf],
    filter: &'a Filter,
) -> impl Iterator<Item = Result<Source, Failure>> + 'a {
    found(paths, filter, false)
}

/// Returns the files that `paths` name, and the archives in folders that are not excluded.
pub fn sources_and_archives<'a>(
    paths: &'a [PathBuf],
    filter: &'a Filter,
) -> impl Iterator<Item = Result<Source, Failure>> + 'a {
    found(paths, filter, true)
}

fn found<'a>(
    paths: &'a [PathBuf],
    filter: &'a Filter,
    with_archives: bool,
) -> impl Iterator<Item = Result<Source, Failure>> + 'a {
    let paths = paths.iter().filter(|path| !filter.leaves_out(path));
    paths.flat_map(move |path| -> Box<dyn Iterator<Item = Result<Source, Failure>>> {
        if path.as_os_str() == "-" {
            Box::new(std::iter::once(Ok(Source::standard_input())))
        } else if path.is_dir() {
            Box::new(walk(path, filter, with_archives))
        } else {
            Box::new(std::iter::once(Ok(Source::file(path, Discovery::Explicit))))
        }
    })
}

fn walk<'a>(
    folder: &'a Path,
    filter: &'a Filter,
    with_archives: bool,
) -> impl Iterator<Item = Result<Source, Failure>> + 'a {
    // A named folder is walked even if it is hidden or a link.
    let entries = WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
    Walk {
        whole: folder.canonicalize().unwrap_or_else(|_| folder.to_owned()),
        folder,
        filter,
        with_archives,
        entries,
    }
}

/// A walk through a folder.
struct Walk<'a> {
    folder: &'a Path,
    /// The canonical path of the folder.
    whole: PathBuf,
    filter: &'a Filter,
    with_archives: bool,
    entries: walkdir::IntoIter,
}

impl Iterator for Walk<'_> {
    type Item = Result<Source, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = match self.entries.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(self.failure(&error))),
            };
            let (path, kind) = (entry.path(), entry.file_type());
            // The folder itself may be a link.
            if kind.is_dir() || entry.depth() == 0 {
                let is_kernels = self.is_kernels(&entry);
                let is_left_out = || is_left_out(&entry) || self.filter.excludes_folder(path);
                if is_kernels || entry.depth() > 0 && is_left_out() {
                    self.entries.skip_current_dir();
                }
                if is_kernels {
                    return Some(Ok(Source::not_read(path, KERNELS)));
                }
            } else if kind.is_file() {
                if self.takes(path) {
                    return Some(Ok(Source::file(path, Discovery::Discovered)));
                }
                if let Some(why) = self.unread_archive(path) {
                    return Some(Ok(Source::not_read(path, why)));
                }
            } else if kind.is_symlink() && path.is_dir() {
                // A folder may hold anything, unless it would be skipped as well.
                if !is_left_out(&entry) && !self.filter.excludes_folder(path) {
                    return Some(Ok(Source::not_read(path, LINK)));
                }
            } else if self.takes(path) {
                let why = if kind.is_symlink() { LINK } else { NO_FILE };
                return Some(Ok(Source::not_read(path, why)));
            }
        }
    }
}

impl Walk<'_> {
    fn takes(&self, path: &Path) -> bool {
        let is_archive = self.with_archives && is_archive(&path.to_string_lossy());
        if is_archive { !self.filter.excludes(path) } else { self.filter.takes(path) }
    }

    /// Returns why an archive or packed file is not read. `None` if the file is neither.
    fn unread_archive(&self, path: &Path) -> Option<&'static str> {
        let name = path.file_name()?.to_string_lossy();
        let why = if is_archive(&name) {
            ARCHIVE
        } else {
            unsupported(&name, |stem| has_known_ending(stem.as_ref()))?;
            UNSUPPORTED
        };
        (!self.filter.excludes(path)).then_some(why)
    }

    /// Returns whether a folder contains only files that the kernel generates, some of which have
    /// no end.
    fn is_kernels(&self, entry: &DirEntry) -> bool {
        let made_up = ["/proc", "/sys"].map(Path::new);
        let whole = match entry.depth() {
            0 => self.whole.clone(),
            1 => self.whole.join(entry.file_name()),
            _ => return false,
        };
        cfg!(unix) && made_up.iter().any(|folder| whole.starts_with(folder))
    }

    fn failure(&self, error: &walkdir::Error) -> Failure {
        let path = error.path().unwrap_or(self.folder);
        let message = error.io_error().map_or_else(|| "cannot be read".to_owned(), super::explain);
        Failure { file: shown_name(path), message }
    }
}

fn is_left_out(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || SKIPPED_FOLDERS.contains(&&*name)
}
