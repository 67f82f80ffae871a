//! Which files are read: those that were named, and those that a walk through a folder meets.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::pattern::Pattern;

use super::{Failure, Folder, Named, Source};

/// The endings of the files that a walk reads; `.gz` of each too.
const ENDINGS: &[&str] = &[".json", ".ndjson", ".jsonl", ".har"];

/// Folders that a walk never enters, hidden ones besides.
const LEFT_OUT: &[&str] = &["target", "node_modules"];

/// The name that a baseline has where nobody gives it another: it is no response.
pub const BASELINE: &str = "osready-baseline.json";

/// Which of the files that a walk meets are read.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    include: Option<GlobSet>,
    exclude: GlobSet,
    /// Globs of the configuration over files as seen from its folder: those to read, where there are
    /// any, and those not to.
    configured: (Vec<Pattern>, Vec<Pattern>),
    folder: Folder,
    /// Absolute paths of files that are known to be something else.
    left_out: Vec<String>,
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

    /// The same filter without the file at this absolute path.
    #[must_use]
    pub fn without(mut self, path: String) -> Self {
        self.left_out.push(path);
        self
    }

    fn takes(&self, path: &Path) -> bool {
        let shown = path.strip_prefix(".").unwrap_or(path);
        let matches = |set: &GlobSet| set.is_match(shown);
        let seen = self.folder.relative(&super::name::shown(path));
        let matches_seen = |globs: &[Pattern]| globs.iter().any(|glob| glob.matches(&seen));
        let (include, exclude) = &self.configured;
        let included = match &self.include {
            Some(include) => matches(include),
            None if include.is_empty() => has_known_ending(path),
            None => matches_seen(include),
        };
        let is_baseline = path.file_name().is_some_and(|name| name == BASELINE)
            || self.left_out.contains(&self.folder.absolute(&seen));
        included && !matches(&self.exclude) && !matches_seen(exclude) && !is_baseline
    }
}

fn glob_set(globs: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let seen = glob.strip_prefix("./").unwrap_or(glob);
        let anywhere = if seen.contains('/') { seen.to_owned() } else { format!("**/{seen}") };
        set.add(
            Glob::new(&anywhere)
                .map_err(|error| format!("the glob \"{glob}\" cannot be read: {}", error.kind()))?,
        );
    }
    set.build().map_err(|error| error.to_string())
}

fn has_known_ending(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The files that `paths` name, in the order of `paths` and sorted within each folder: a file
/// whatever its name, `-` for standard input, a folder for the files in it.
pub fn sources<'a>(
    paths: &'a [PathBuf],
    filter: &'a Filter,
) -> impl Iterator<Item = Result<Source, Failure>> + 'a {
    paths.iter().flat_map(move |path| -> Box<dyn Iterator<Item = Result<Source, Failure>>> {
        if path.as_os_str() == "-" {
            Box::new(std::iter::once(Ok(Source::standard_input())))
        } else if path.is_dir() {
            Box::new(walk(path, filter))
        } else {
            Box::new(std::iter::once(Ok(Source::file(path, Named::ByHand))))
        }
    })
}

fn walk<'a>(
    folder: &'a Path,
    filter: &'a Filter,
) -> impl Iterator<Item = Result<Source, Failure>> + 'a {
    // The folder itself was named: it is walked even if it is hidden or a link.
    let entries = WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|entry| entry.depth() == 0 || !is_left_out(entry));
    entries.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_file() && filter.takes(entry.path()) => {
            Some(Ok(Source::file(entry.path(), Named::ByWalk)))
        }
        Ok(_) => None,
        Err(error) => {
            let path = error.path().unwrap_or(folder);
            let message = error
                .io_error()
                .map_or_else(|| "it cannot be walked".to_owned(), super::source::explain);
            Some(Err(Failure { file: super::name::shown(path), message }))
        }
    })
}

fn is_left_out(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.file_type().is_dir() && (name.starts_with('.') || LEFT_OUT.contains(&&*name))
}
