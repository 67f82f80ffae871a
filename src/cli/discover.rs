//! Finds the configuration: the nearest one from the working folder upwards.

use std::env;
use std::path::{Path, PathBuf};

use osready::input::{Discovery, Failure, Folder, Source, read};
use osready::pattern::Pattern;

/// The file name of the configuration.
pub(super) const CONFIG: &str = "osready.toml";
/// The file name of suppressions next to the configuration.
pub(super) const SUPPRESSIONS: &str = "osready-suppress.toml";
/// The default file name of a baseline.
pub(super) const BASELINE: &str = "osready-baseline.json";

/// The maximum size of a configuration, in bytes.
pub(super) const LONGEST: u64 = 256 << 10;

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

/// Returns the root of the repository that contains `folder`.
pub(super) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// Returns whether `file` exists, of whatever type: an unreadable configuration must be an error,
/// not be skipped.
pub(super) fn is_there(file: &Path) -> bool {
    file.symlink_metadata().is_ok()
}

/// Returns an error if `file` is a pipe, socket or device, since reading it may never end.
pub(super) fn refuse_special(file: &Path) -> Result<(), Failure> {
    if file.metadata().is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        let message = "a pipe, socket or device, not a regular file; not read";
        let file = Source::file(&shown(file), Discovery::Explicit).name;
        return Err(Failure { file, message: message.to_owned() });
    }
    Ok(())
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
    let repository =
        |folder: &Path| folder.ancestors().find(|up| up.join(".git").exists()).map(Path::to_owned);
    let own = folder_of(baseline);
    folder(&repository(&working()).or_else(|| repository(&own)).unwrap_or(own))
}

/// Returns a folder for globs and baselines.
pub(super) fn folder(path: &Path) -> Folder {
    Folder::new(&path.to_string_lossy(), &working().to_string_lossy())
}

/// Returns `file` relative to the working folder, such as `../osready.toml`.
pub(super) fn shown(file: &Path) -> PathBuf {
    let working = working();
    for (up, folder) in working.ancestors().enumerate() {
        if let Ok(rest) = file.strip_prefix(folder) {
            return std::iter::repeat_n("..", up).collect::<PathBuf>().join(rest);
        }
    }
    file.to_owned()
}

/// Returns the text of a policy file, and its name in reports.
pub(super) fn text(file: &Path) -> Result<(String, String), Failure> {
    refuse_special(file)?;
    let source = Source::file(&shown(file), Discovery::Explicit);
    let is_long = file.metadata().is_ok_and(|about| about.len() > LONGEST);
    let read = if is_long { None } else { Some(read(&source)?) };
    match read.filter(|file| file.text.len() as u64 <= LONGEST) {
        Some(file) => Ok((file.name, file.text)),
        None => Err(Failure {
            file: source.name,
            message: "larger than 256 KiB, the limit of a configuration; not read".to_owned(),
        }),
    }
}

/// The maximum number of files that `rule-files` can name.
const MAX_RULE_FILES: usize = 100;

/// The maximum number of entries that are looked at for a glob of `rule-files`.
const MAX_ENTRIES: usize = 20_000;

/// Returns whether a glob of `rule-files` names the file at `path`, which is relative to the folder of the
/// configuration. Without `**`, a glob does not look into other folders.
pub(super) fn names_rule_file(glob: &Pattern, path: &str) -> bool {
    let text = glob.as_str().trim_start_matches("./").trim_start_matches('/');
    let is_here = text.contains("**") || text.matches('/').count() == path.matches('/').count();
    is_here
        && path != CONFIG
        && if glob.has_wildcards() { glob.matches_file(path) } else { text == path }
}

/// Returns the files below `folder` that a glob of `rule-files` names, in the order of their names.
pub(super) fn matching(folder: &Path, glob: &Pattern) -> Result<Vec<PathBuf>, Failure> {
    let text = glob.as_str().trim_start_matches("./").trim_start_matches('/');
    let failure = |message: &str| Failure { file: text.to_owned(), message: message.to_owned() };
    if text.split('/').any(|step| step == "..") || text.contains(':') {
        return Err(failure(
            "a file with rules must be in the folder of the configuration or below it",
        ));
    }
    let is_plain = |step: &&str| !step.contains(['*', '?', '[', '{']);
    let steps: Vec<&str> = text.split('/').collect();
    let fixed: PathBuf =
        steps[..steps.len() - 1].iter().take_while(|step| is_plain(step)).collect();
    let depth = if text.contains("**") { 16 } else { text.matches('/').count() + 1 };
    let walk = walkdir::WalkDir::new(folder.join(&fixed)).max_depth(depth).sort_by_file_name();
    let mut found = Vec::new();
    for (count, entry) in walk.into_iter().enumerate() {
        if count >= MAX_ENTRIES {
            return Err(failure("the folder has too many files; name the files with rules"));
        }
        let Ok(entry) = entry else { continue };
        let Ok(path) = entry.path().strip_prefix(folder) else { continue };
        let steps: Vec<_> = path.iter().map(|step| step.to_string_lossy()).collect();
        if !entry.file_type().is_dir() && names_rule_file(glob, &steps.join("/")) {
            self::found(entry.path())?;
            found.push(entry.into_path());
        }
    }
    if found.len() > MAX_RULE_FILES {
        return Err(failure("more than 100 files with rules"));
    }
    Ok(found)
}

/// Returns an error if a discovered file links out of its repository, since reports quote its
/// errors.
pub(super) fn found(file: &Path) -> Result<(), Failure> {
    let root = file.parent().and_then(repository);
    let root = root.or(file.parent()).map(Path::canonicalize);
    let whole = file.canonicalize();
    if let (Some(Ok(root)), Ok(whole)) = (root, whole)
        && !whole.starts_with(&root)
    {
        let message = "a link out of the repository; not read (--config reads it, \
             --baseline a baseline)";
        let file = Source::file(&shown(file), Discovery::Explicit).name;
        return Err(Failure { file, message: message.to_owned() });
    }
    Ok(())
}
