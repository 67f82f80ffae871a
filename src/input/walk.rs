//! Which files are read: those that were named, and those that a walk through a folder meets.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::pattern::{self, Pattern};

use super::archive::{is_archive, unsupported};
use super::{Failure, Folder, Named, Source};

/// The endings of the files that a walk reads; `.gz` of each too.
const ENDINGS: &[&str] = &[".json", ".ndjson", ".jsonl", ".har"];

/// Folders that a walk never enters, hidden ones besides.
const LEFT_OUT: &[&str] = &["target", "node_modules"];

/// Why a walk passes something by.
const LINK: &str =
    "a symbolic link was not followed, since it may lead anywhere; name it to have it judged";
const NO_FILE: &str = "a pipe, socket or device was not read, since it may have no end";
const UNSUPPORTED: &str =
    "an archive or packed file of an unsupported kind was not read; unpack it, or exclude it";
const ARCHIVE: &str = "an archive was not read, since this command reads files alone";
const KERNELS: &str = "a folder of the kernel's was not walked: it holds no saved files";

/// Which of the files that a walk meets are read.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    include: Option<GlobSet>,
    exclude: GlobSet,
    /// Globs of the configuration over files as seen from its folder: those to read, where there are
    /// any, and those not to.
    configured: (Vec<Pattern>, Vec<Pattern>),
    folder: Folder,
}

impl Filter {
    /// Reads only files that one of `include` matches, where there are any, and none that one of
    /// `exclude` matches. A glob without a slash is matched with the file's name, one with a slash
    /// with its path.
    ///
    /// # Errors
    /// A glob that is none, in words.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, String> {
        let include = if include.is_empty() { None } else { Some(glob_set(include)?) };
        Ok(Self { include, exclude: glob_set(exclude)?, ..Self::default() })
    }

    /// The same filter with the globs of a configuration in `folder`, for files as seen from there.
    #[must_use]
    pub fn configured(
        mut self,
        include: Vec<Pattern>,
        exclude: Vec<Pattern>,
        folder: &Folder,
    ) -> Self {
        self.configured = (include, exclude);
        self.folder = folder.clone();
        self
    }

    /// Whether a file that a walk meets, or an entry of an archive, is read.
    pub(super) fn takes(&self, path: &Path) -> bool {
        let (include, _) = &self.configured;
        let included = match &self.include {
            Some(include) => include.is_match(shown(path)),
            None if include.is_empty() => has_known_ending(path),
            None => include.iter().any(|glob| glob.matches(&self.seen(path))),
        };
        included && !self.excludes(path)
    }

    pub(super) fn excludes(&self, path: &Path) -> bool {
        let (_, exclude) = &self.configured;
        self.exclude.is_match(shown(path))
            || exclude.iter().any(|glob| glob.matches(&self.seen(path)))
    }

    /// A path as seen from the configuration's folder.
    fn seen(&self, path: &Path) -> String {
        self.folder.relative(&super::name::shown(path))
    }
}

/// A path as people give it to a glob.
fn shown(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

fn glob_set(globs: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        pattern::check_size(glob)?;
        let seen = glob.strip_prefix("./").unwrap_or(glob);
        let anywhere = if seen.contains('/') { seen.to_owned() } else { format!("**/{seen}") };
        set.add(
            Glob::new(&anywhere)
                .map_err(|error| format!("the glob \"{glob}\" cannot be read: {}", error.kind()))?,
        );
    }
    set.build().map_err(|error| error.to_string())
}

pub(super) fn has_known_ending(path: &Path) -> bool {
    let name = super::name::unpacked(&path.file_name().unwrap_or_default().to_string_lossy());
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The files that `paths` name, in the order of `paths` and sorted within each folder: a file
/// whatever its name, `-` for standard input, a folder for the files in it. What a walk meets and does
/// not read says why ([`Source::passed_by`]).
pub fn sources<'a>(
    paths: &'a [PathBuf],
    filter: &'a Filter,
) -> impl Iterator<Item = Result<Source, Failure>> + 'a {
    found(paths, filter, false)
}

/// As [`sources`], and of the archives in folders those that are not excluded.
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
    paths.iter().flat_map(move |path| -> Box<dyn Iterator<Item = Result<Source, Failure>>> {
        if path.as_os_str() == "-" {
            Box::new(std::iter::once(Ok(Source::standard_input())))
        } else if path.is_dir() {
            Box::new(walk(path, filter, with_archives))
        } else {
            Box::new(std::iter::once(Ok(Source::file(path, Named::ByHand))))
        }
    })
}

fn walk<'a>(
    folder: &'a Path,
    filter: &'a Filter,
    with_archives: bool,
) -> impl Iterator<Item = Result<Source, Failure>> + 'a {
    // The folder itself was named: it is walked even if it is hidden or a link.
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
    /// The folder as the system knows it.
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
                if is_kernels || entry.depth() > 0 && is_left_out(&entry) {
                    self.entries.skip_current_dir();
                }
                if is_kernels {
                    return Some(Ok(Source::not_read(path, KERNELS)));
                }
            } else if kind.is_file() {
                if self.takes(path) {
                    return Some(Ok(Source::file(path, Named::ByWalk)));
                }
                if let Some(why) = self.unread_archive(path) {
                    return Some(Ok(Source::not_read(path, why)));
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

    /// Why responses in a file are not read though it is an archive, or packed. `None` if it is neither.
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

    /// Whether a folder holds no files but what the kernel makes up when they are read, some of which
    /// have no end.
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
        let message =
            error.io_error().map_or_else(|| "it cannot be walked".to_owned(), super::explain);
        Failure { file: super::name::shown(path), message }
    }
}

fn is_left_out(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || LEFT_OUT.contains(&&*name)
}
