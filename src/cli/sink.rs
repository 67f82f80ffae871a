//! Where a report goes: standard output, a file that is written whole, or one that is appended to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::interrupt;
use super::links::refuse_links;
use super::output::{Output, Stdout};

/// A place that a report is written to.
pub(super) enum Sink<'o> {
    /// Standard output.
    Stdout(BufWriter<Stdout<'o>>),
    /// A new file, which takes the place of the old one once it is whole.
    New(BufWriter<NamedTempFile>, PathBuf),
    /// A file that others have written to before.
    Appended(BufWriter<File>),
}

impl<'o> Sink<'o> {
    /// Standard output.
    pub(super) fn stdout(output: &'o Output) -> Self {
        Self::Stdout(BufWriter::new(output.stdout()))
    }

    /// The file `path`. `is_appended` keeps what stands there.
    ///
    /// # Errors
    /// Where it cannot be written, or only through a symbolic link: a link that a pull request
    /// brings along would lead the report out of the folder.
    pub(super) fn file(path: &Path, is_appended: bool) -> io::Result<Self> {
        refuse_links(path)?;
        let existing = fs::symlink_metadata(path).ok();
        if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
            return Err(io::Error::other("it is there, and is no regular file"));
        }
        if is_appended {
            let file = OpenOptions::new().append(true).create(true).open(path)?;
            return Ok(Self::Appended(BufWriter::new(file)));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".osready-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // As any new file: what the umask leaves of it. A private one could not be uploaded by
            // the next step of a job.
            let usual = fs::Permissions::from_mode(0o666);
            builder.permissions(existing.map_or(usual, |existing| existing.permissions()));
        }
        let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        interrupt::begin_file(file.path());
        Ok(Self::New(BufWriter::new(file), path.to_owned()))
    }

    /// Ends the report: what has been written is there from now on.
    pub(super) fn close(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut stdout) => stdout.flush(),
            Self::New(writer, path) => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                // It may have become a link meanwhile.
                refuse_links(&path)?;
                let unfinished = file.path().to_owned();
                let end = || file.persist(&path).map(drop).map_err(|error| error.error);
                interrupt::end_file(&unfinished, end)
            }
            Self::Appended(mut file) => file.flush(),
        }
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(to) => to.write(bytes),
            Self::New(to, _) => to.write(bytes),
            Self::Appended(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(to) => to.flush(),
            Self::New(to, _) => to.flush(),
            Self::Appended(to) => to.flush(),
        }
    }
}
