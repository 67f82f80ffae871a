//! Writes files atomically, and never through a link.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use osready::input::{Failure, explain};
use tempfile::NamedTempFile;

use super::links::refuse_links;

/// Replaces the content `before` of the file at `path` with `after`; keeps its permissions.
///
/// # Errors
/// Returns an error message if the file is a link, is read-only or has changed meanwhile, or if no
/// new file can be written. The file is unchanged then.
pub(super) fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), String> {
    let about = fs::symlink_metadata(path).map_err(|error| explain(&error))?;
    if about.file_type().is_symlink() {
        return Err("a link: name its target instead".to_owned());
    }
    if about.permissions().readonly() {
        return Err("read-only: change its permissions first".to_owned());
    }
    refuse_links(path).map_err(|error| error.to_string())?;
    if fs::read(path).map_err(|error| explain(&error))? != before {
        return Err("it changed during the fix: try again".to_owned());
    }
    put(path, after, Some(about.permissions()))
}

/// Writes a file atomically: writes a new file in the same folder, then renames it.
///
/// # Errors
/// Returns an error message if no new file can be written.
pub(super) fn put(
    path: &Path,
    bytes: &[u8],
    permissions: Option<fs::Permissions>,
) -> Result<(), String> {
    let new = written_beside(path, bytes).map_err(|error| words(&error))?;
    if let Some(permissions) = permissions {
        fs::set_permissions(new.path(), permissions).map_err(|error| words(&error))?;
    }
    new.persist(path).map(drop).map_err(|error| words(&error.error))
}

/// Creates a temporary file with these bytes in the folder of `path`. It is deleted unless it is
/// persisted.
fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    refuse_links(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Use the default permissions of a new file, so that others can read it if the umask allows.
    let mut new = tempfile::Builder::new()
        .prefix(".osready-")
        .make_in(folder.unwrap_or(Path::new(".")), |path| fs::File::create_new(path))?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    Ok(new)
}

fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission to write in its folder".to_owned(),
        io::ErrorKind::NotFound => "the folder does not exist".to_owned(),
        io::ErrorKind::AlreadyExists => "the file exists already: choose another name".to_owned(),
        _ => format!("cannot be written: {error}"),
    }
}

/// Creates a file atomically. Never overwrites an existing file.
///
/// # Errors
/// Returns an error if the file exists already or cannot be written.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail =
        |error: io::Error| Failure { file: path.display().to_string(), message: words(&error) };
    if fs::symlink_metadata(path).is_ok() {
        return Err(fail(io::ErrorKind::AlreadyExists.into()));
    }
    let new = written_beside(path, bytes).map_err(fail)?;
    new.persist_noclobber(path).map(drop).map_err(|error| fail(error.error))
}
