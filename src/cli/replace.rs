//! Writing files: whole or not at all, and never over another.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use osready::input::{Failure, explain};

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
    let words = |error: io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission to write beside it".to_owned(),
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        _ => format!("it cannot be written: {error}"),
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Made as any other new file, so that others may read it where the system lets them.
    let mut new = tempfile::Builder::new()
        .prefix(".osready-")
        .make_in(folder.unwrap_or(Path::new(".")), |path| fs::File::create_new(path))
        .map_err(words)?;
    new.write_all(bytes).and_then(|()| new.as_file().sync_all()).map_err(words)?;
    if let Some(permissions) = permissions {
        fs::set_permissions(new.path(), permissions).map_err(words)?;
    }
    new.persist(path).map(drop).map_err(|error| words(error.error))
}

/// Writes a new file. One that is there is not written over.
///
/// # Errors
/// In words: a file that is there already, or a folder or disk that takes none.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let new = fs::OpenOptions::new().write(true).create_new(true).open(path);
    new.and_then(|mut file| file.write_all(bytes)).map_err(|error| Failure {
        file: path.display().to_string(),
        message: match error.kind() {
            io::ErrorKind::AlreadyExists => "it is there already: name a new file".to_owned(),
            io::ErrorKind::NotFound => "there is no such folder".to_owned(),
            _ => format!("it cannot be written: {error}"),
        },
    })
}
