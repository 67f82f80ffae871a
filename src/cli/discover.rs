//! Which configuration counts: the nearest one above the working folder.

use std::env;
use std::path::{Path, PathBuf};

use osready::input::{Failure, Folder, Named, Source, read};

/// The name of the configuration.
pub(super) const CONFIG: &str = "osready.toml";
/// The name of the file of suppressions beside it.
pub(super) const SUPPRESSIONS: &str = "osready-suppress.toml";
/// The name that a baseline is written under where nobody gives it another.
pub(super) const BASELINE: &str = "osready-baseline.json";

/// No configuration is as long as this, in bytes.
pub(super) const LONGEST: u64 = 256 << 10;

/// The working folder; empty where it cannot be told.
pub(super) fn working() -> PathBuf {
    env::current_dir().unwrap_or_default()
}

/// The nearest folder, from the working folder upwards, that holds a configuration or suppressions. The
/// search ends with the folder that a repository begins in.
pub(super) fn nearest() -> Option<PathBuf> {
    let holds_one =
        |folder: &PathBuf| [CONFIG, SUPPRESSIONS].iter().any(|name| is_there(&folder.join(name)));
    searched().into_iter().find(holds_one)
}

/// The folders in which a configuration may stand: the working folder and those above it, up to the one
/// that a repository begins in.
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

/// The folder at or above this one that a repository begins in.
pub(super) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// Whether anything has this name, be it no file: what cannot be read must not be passed over.
pub(super) fn is_there(file: &Path) -> bool {
    file.symlink_metadata().is_ok()
}

/// Refuses a pipe, socket or device: reading it may never end.
pub(super) fn refuse_special(file: &Path) -> Result<(), Failure> {
    if file.metadata().is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        let message = "it is no plain file but a pipe, socket or device; it was not read";
        let file = Source::file(&shown(file), Named::ByHand).name;
        return Err(Failure { file, message: message.to_owned() });
    }
    Ok(())
}

/// The folder that holds a file.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    let whole = working().join(file);
    whole.parent().map_or_else(working, Path::to_owned)
}

/// The folder that the paths in a baseline are relative to: the repository around the working folder,
/// so that the baseline of another branch may stand anywhere; outside of a repository the baseline's own.
pub(super) fn folder_of_baseline(baseline: &Path) -> Folder {
    let repository =
        |folder: &Path| folder.ancestors().find(|up| up.join(".git").exists()).map(Path::to_owned);
    let own = folder_of(baseline);
    folder(&repository(&working()).or_else(|| repository(&own)).unwrap_or(own))
}

/// A folder, for globs and baselines.
pub(super) fn folder(path: &Path) -> Folder {
    Folder::new(&path.to_string_lossy(), &working().to_string_lossy())
}

/// A file as people see it from the working folder: `../osready.toml`.
pub(super) fn shown(file: &Path) -> PathBuf {
    let working = working();
    for (up, folder) in working.ancestors().enumerate() {
        if let Ok(rest) = file.strip_prefix(folder) {
            return std::iter::repeat_n("..", up).collect::<PathBuf>().join(rest);
        }
    }
    file.to_owned()
}

/// The text of a file of the team's own, and its name in reports.
pub(super) fn text(file: &Path) -> Result<(String, String), Failure> {
    refuse_special(file)?;
    let source = Source::file(&shown(file), Named::ByHand);
    let is_long = file.metadata().is_ok_and(|about| about.len() > LONGEST);
    let read = if is_long { None } else { Some(read(&source)?) };
    match read.filter(|file| file.text.len() as u64 <= LONGEST) {
        Some(file) => Ok((file.name, file.text)),
        None => Err(Failure {
            file: source.name,
            message: "it is longer than 256 KiB, as no configuration is; it was not read"
                .to_owned(),
        }),
    }
}

/// A file that was found and that nobody named: through a link it must not lead out of its
/// repository, since what is wrong with it is printed.
pub(super) fn found(file: &Path) -> Result<(), Failure> {
    let root = file.parent().and_then(repository);
    let root = root.or(file.parent()).map(Path::canonicalize);
    let whole = file.canonicalize();
    if let (Some(Ok(root)), Ok(whole)) = (root, whole)
        && !whole.starts_with(&root)
    {
        let message = "it is a link that leads out of the repository; it was not read (--config reads it, \
             --baseline a baseline)";
        let file = Source::file(&shown(file), Named::ByHand).name;
        return Err(Failure { file, message: message.to_owned() });
    }
    Ok(())
}
