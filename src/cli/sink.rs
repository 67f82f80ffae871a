//! The destination of a report: standard output, a file that is written atomically, or a file that
//! is appended to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::console::{Colored, Console, Stdout};
use super::interrupt;
use super::links::refuse_links;

/// The destination of a report.
pub(super) enum Sink<'o> {
    /// Standard output.
    Stdout(BufWriter<Stdout<'o>>),
    /// Standard output, for text with colors.
    Terminal(BufWriter<Colored<'o>>),
    /// A temporary file, which replaces the old file when it is complete.
    New(BufWriter<NamedTempFile>, PathBuf),
    /// A file that other commands have written to before.
    Appended(BufWriter<File>),
}

impl<'o> Sink<'o> {
    /// Returns standard output as a destination.
    pub(super) fn stdout(output: &'o Console) -> Self {
        Self::Stdout(BufWriter::new(output.stdout()))
    }

    /// Returns standard output as a destination for text with colors.
    pub(super) fn terminal(output: &'o Console) -> Self {
        Self::Terminal(BufWriter::new(output.colored()))
    }

    /// Opens the file `path`. `is_appended` keeps its content.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, or only through a symbolic link: a link of a
    /// pull request could redirect the report out of the folder.
    pub(super) fn file(path: &Path, is_appended: bool) -> io::Result<Self> {
        refuse_links(path)?;
        let existing = fs::symlink_metadata(path).ok();
        if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
            return Err(io::Error::other("it exists and is not a regular file"));
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
            // Default permissions: the next step of a job could not upload a private file.
            let usual = fs::Permissions::from_mode(0o666);
            builder.permissions(existing.map_or(usual, |existing| existing.permissions()));
        }
        let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        interrupt::begin_file(file.path());
        Ok(Self::New(BufWriter::new(file), path.to_owned()))
    }

    /// Completes the report and makes it visible.
    pub(super) fn close(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut stdout) => stdout.flush(),
            Self::Terminal(mut stdout) => stdout.flush(),
            Self::New(writer, path) => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                // The path may have become a link meanwhile.
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
            Self::Terminal(to) => to.write(bytes),
            Self::New(to, _) => to.write(bytes),
            Self::Appended(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(to) => to.flush(),
            Self::Terminal(to) => to.flush(),
            Self::New(to, _) => to.flush(),
            Self::Appended(to) => to.flush(),
        }
    }
}
