//! Selection of files: those that were named, and those that a folder walk finds.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::source::shown_name;

use super::filter::Filter;
use super::gitignore::Gitignores;
use super::kind::{has_known_ending, is_archive, unsupported};
use super::{Discovery, Failure, Source};

/// The folders that a walk skips, besides hidden ones.
const SKIPPED_FOLDERS: &[&str] = &["target", "node_modules"];

/// The reasons for which a walk skips a path.
const LINK: &str = "symbolic link not followed; pass it as an argument to check it";
const NO_FILE: &str = "pipe, socket or device skipped, since it may have no end";
const UNSUPPORTED: &str =
    "archive or packed file of an unsupported kind skipped; unpack it, or exclude it";
const ARCHIVE: &str = "archive skipped, since this command does not read archives";
const GITIGNORE: &str =
    "unreadable, or too many or too complex patterns: what it ignores is checked";
const KERNELS: &str = "kernel file system skipped, since it contains no saved files";

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
            Box::new(std::iter::once(Ok(filter.standard_input())))
        } else {
            let file = Source::file(path, Discovery::Explicit).measured();
            match file.length().is_none() && path.is_dir() {
                true => Box::new(walk(path, filter, with_archives)),
                false => Box::new(std::iter::once(Ok(file))),
            }
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
    let whole = folder.canonicalize();
    let mut not_applied = Vec::new();
    // Without its real path, the repository of the folder is not known.
    let gitignores = match &whole {
        Ok(whole) if filter.obeys_gitignore() => Some(Gitignores::of(whole, &mut not_applied)),
        _ => None,
    };
    let whole = whole.unwrap_or_else(|_| folder.to_owned());
    Walk { folder, whole, filter, with_archives, entries, gitignores, not_applied }
}

/// A walk through a folder.
struct Walk<'a> {
    folder: &'a Path,
    /// The canonical path of the folder.
    whole: PathBuf,
    filter: &'a Filter,
    with_archives: bool,
    entries: walkdir::IntoIter,
    /// The patterns of the current folder; `None` if git is not asked.
    gitignores: Option<Gitignores>,
    /// The `.gitignore` files that are not applied and not reported yet.
    not_applied: Vec<PathBuf>,
}

impl Iterator for Walk<'_> {
    type Item = Result<Source, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(file) = self.not_applied.pop() {
                return Some(Ok(Source::not_read(&self.as_given(&file), GITIGNORE)));
            }
            let entry = match self.entries.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(self.failure(&error))),
            };
            let (path, kind) = (entry.path(), entry.file_type());
            if let Some(gitignores) = &mut self.gitignores {
                gitignores.leave(entry.depth());
            }
            // The folder itself may be a link.
            if kind.is_dir() || entry.depth() == 0 {
                let is_kernels = self.is_kernels(&entry);
                let is_left_out = || is_left_out(&entry) || self.filter.excludes_folder(path);
                if is_kernels || entry.depth() > 0 && (is_left_out() || self.is_ignored(&entry)) {
                    self.entries.skip_current_dir();
                } else if entry.depth() > 0 {
                    self.enter(&entry);
                }
                if is_kernels {
                    return Some(Ok(Source::not_read(path, KERNELS)));
                }
            } else if kind.is_file() {
                if self.takes(path) {
                    if self.is_ignored(&entry) {
                        continue;
                    }
                    return Some(Ok(Source::file(path, Discovery::Discovered)));
                }
                if let Some(why) = self.unread_archive(path)
                    && !self.is_ignored(&entry)
                {
                    return Some(Ok(Source::not_read(path, why)));
                }
            } else if kind.is_symlink() && path.is_dir() {
                // A folder may hold anything, unless it would be skipped as well.
                let is_skipped = is_left_out(&entry) || self.filter.excludes_folder(path);
                if !is_skipped && !self.is_ignored(&entry) {
                    return Some(Ok(Source::not_read(path, LINK)));
                }
            } else if self.takes(path) && !self.is_ignored(&entry) {
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

    /// Returns whether git ignores an entry, and counts it if so.
    fn is_ignored(&self, entry: &DirEntry) -> bool {
        let Some(gitignores) = &self.gitignores else { return false };
        let is_ignored = gitignores.ignores(&self.real(entry), entry.file_type().is_dir());
        if is_ignored {
            self.filter.count_ignored();
        }
        is_ignored
    }

    /// Reads the patterns of a folder that the walk enters.
    fn enter(&mut self, entry: &DirEntry) {
        let folder = self.real(entry);
        if let Some(gitignores) = &mut self.gitignores {
            gitignores.enter(&folder, entry.depth(), &mut self.not_applied);
        }
    }

    /// Returns the canonical path of an entry: below the folder, a walk follows no link.
    fn real(&self, entry: &DirEntry) -> PathBuf {
        let within = entry.path().strip_prefix(self.folder);
        within.map_or_else(|_| entry.path().to_owned(), |within| self.whole.join(within))
    }

    /// Returns a canonical path as the walk names the others.
    fn as_given(&self, path: &Path) -> PathBuf {
        let within = path.strip_prefix(&self.whole);
        within.map_or_else(|_| path.to_owned(), |within| self.folder.join(within))
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
