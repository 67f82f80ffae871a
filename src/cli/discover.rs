//! Finds the configuration: the nearest one from the working folder upwards.

use std::env;
use std::path::{Path, PathBuf};

use osready::input::{Failure, Folder};
use osready::pattern::Pattern;
use osready::policy::files::{self, CONFIG, SUPPRESSIONS, repository};

/// The default file name of a baseline.
pub(super) const BASELINE: &str = "osready-baseline.json";

/// Returns the working folder; an empty path if it is unknown.
pub(super) fn working() -> PathBuf {
    env::current_dir().unwrap_or_default()
}

/// Returns the nearest folder, from the working folder upwards, that contains a configuration or
/// suppressions. The search ends at the root of the repository.
pub(super) fn nearest() -> Option<PathBuf> {
    let holds_one =
        |folder: &PathBuf| [CONFIG, SUPPRESSIONS].iter().any(|name| is_there(&folder.join(name)));
    searched().into_iter().find(holds_one)
}

/// Returns the folders that are searched for a configuration: the working folder and its ancestors,
/// up to the root of the repository.
pub(super) fn searched() -> Vec<PathBuf> {
    let working = working();
    let top = repository(&working);
    let mut folders = Vec::new();
    for folder in working.ancestors() {
        folders.push(folder.to_owned());
        if top == Some(folder) {
            break;
        }
    }
    folders
}

/// Returns whether `file` exists, of whatever type: an unreadable configuration must be an error,
/// not be skipped.
pub(super) fn is_there(file: &Path) -> bool {
    file.symlink_metadata().is_ok()
}

/// Returns an error if `file` is a pipe, socket or device, since reading it may never end.
pub(super) fn refuse_special(file: &Path) -> Result<(), Failure> {
    files::refuse_special(file, &working())
}

/// Returns the folder of a file.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    let whole = working().join(file);
    whole.parent().map_or_else(working, Path::to_owned)
}

/// Returns the folder that paths in a baseline are relative to: the repository of the working
/// folder, so that the baseline of another branch may be anywhere; outside of a repository, the
/// folder of the baseline.
pub(super) fn folder_of_baseline(baseline: &Path) -> Folder {
    let repository = |folder: &Path| repository(folder).map(Path::to_owned);
    let own = folder_of(baseline);
    folder(&repository(&working()).or_else(|| repository(&own)).unwrap_or(own))
}

/// Returns a folder for globs and baselines.
pub(super) fn folder(path: &Path) -> Folder {
    Folder::new(&path.to_string_lossy(), &working().to_string_lossy())
}

/// Returns `file` relative to the working folder, such as `../osready.toml`.
pub(super) fn shown(file: &Path) -> PathBuf {
    files::shown(file, &working())
}

/// Returns the text of a policy file, and its name in reports.
pub(super) fn text(file: &Path) -> Result<(String, String), Failure> {
    files::text(file, &working())
}

/// Returns the files below `folder` that a glob of `rule-files` names, in the order of their names.
pub(super) fn matching(folder: &Path, glob: &Pattern) -> Result<Vec<PathBuf>, Failure> {
    let found = files::rule_files(folder, glob)?;
    found.iter().try_for_each(|file| self::found(file, folder))?;
    Ok(found)
}

/// Returns an error if a discovered file links out of the repository of `folder`, the folder of its
/// configuration, since reports quote its errors.
pub(super) fn found(file: &Path, folder: &Path) -> Result<(), Failure> {
    let hint = " (--config reads it, --baseline a baseline)";
    files::refuse_link_out(file, folder, &working(), hint)
}
