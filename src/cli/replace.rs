//! Writing files: whole or not at all, and never over another.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use osready::input::{Failure, explain};
use tempfile::NamedTempFile;

use super::links::refuse_links;

/// Puts `after` in the place of the file at `path`, which held `before`, with its permissions.
///
/// # Errors
/// In words: a link, a file that may not be written or has changed meanwhile, a folder or disk that
/// takes no new file. The file is as it was then.
pub(super) fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), String> {
    let about = fs::symlink_metadata(path).map_err(|error| explain(&error))?;
    if about.file_type().is_symlink() {
        return Err("it is a link: name the file that it leads to".to_owned());
    }
    if about.permissions().readonly() {
        return Err("it may not be written: its permissions forbid it".to_owned());
    }
    refuse_links(path).map_err(|error| error.to_string())?;
    if fs::read(path).map_err(|error| explain(&error))? != before {
        return Err("it changed while it was mended: try again".to_owned());
    }
    put(path, after, Some(about.permissions()))
}

/// Gives the file at `path` these bytes, whole or not at all: by way of a new file in the same folder
/// that takes its name.
///
/// # Errors
/// In words: a folder or disk that takes no new file.
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

/// A new file in the folder of `path` that holds `bytes`. It goes where it is not given a name.
fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    refuse_links(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Made as any other new file, so that others may read it where the system lets them.
    let mut new = tempfile::Builder::new()
        .prefix(".osready-")
        .make_in(folder.unwrap_or(Path::new(".")), |path| fs::File::create_new(path))?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    Ok(new)
}

fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission to write beside it".to_owned(),
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::AlreadyExists => "it is there already: name a new file".to_owned(),
        _ => format!("it cannot be written: {error}"),
    }
}

/// Writes a new file, whole or not at all. One that is there is not written over.
///
/// # Errors
/// In words: a file that is there already, or a folder or disk that takes none.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail =
        |error: io::Error| Failure { file: path.display().to_string(), message: words(&error) };
    if fs::symlink_metadata(path).is_ok() {
        return Err(fail(io::ErrorKind::AlreadyExists.into()));
    }
    let new = written_beside(path, bytes).map_err(fail)?;
    new.persist_noclobber(path).map(drop).map_err(|error| fail(error.error))
}
