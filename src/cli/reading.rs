//! Reads files until the run is interrupted.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use osready::input::{Discovery, Failure, File, Folder, Source, read};
use osready::lint::{IncompleteCause, IncompleteCheck};
use osready::policy::Baseline;
use osready::sanitize::Untrusted;

use super::console::Console;
use super::interrupt;

/// The interval between checks for an interrupt while a pipe blocks.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The maximum number of skipped entries to print.
const MAX_PRINTED: usize = 10;

/// Reads the file; `None` if the run was interrupted before, or while a pipe blocked.
pub(super) fn unless_interrupted(source: &Source) -> Option<Result<File, Failure>> {
    if interrupt::is_interrupted() {
        return None;
    }
    if !source.may_wait() {
        return Some(read(source));
    }
    let (sender, receiver) = channel();
    let source = source.clone();
    // The thread may block forever; it ends with the process.
    thread::spawn(move || sender.send(read(&source)));
    loop {
        match receiver.recv_timeout(POLL_INTERVAL) {
            Ok(file) => return Some(file),
            Err(RecvTimeoutError::Timeout) if !interrupt::is_interrupted() => {}
            Err(_) => return None,
        }
    }
}

/// Returns whether a walk found an osready baseline, by its content: whatever its name, it is not a
/// response.
pub(super) fn is_baseline(source: &Result<Source, Failure>) -> bool {
    /// The length of the beginning that decides whether to read the whole file, in bytes.
    const HEAD: usize = 256;
    let Ok(source) = source else { return false };
    if source.discovery != Discovery::Discovered
        || source.skip_reason.is_some()
        || source.chunk.is_some()
    {
        return false;
    }
    source.head(HEAD).is_some_and(|head| may_be_baseline(&String::from_utf8_lossy(&head)))
        && read(source).is_ok_and(|file| is_baseline_file(&file))
}

/// Returns whether a file that a walk found is an osready baseline.
pub(super) fn is_baseline_file(file: &File) -> bool {
    file.discovery == Discovery::Discovered
        && may_be_baseline(&file.text)
        && Baseline::read(&file.text, Folder::default()).is_ok()
}

/// Returns whether a text begins like an osready baseline.
fn may_be_baseline(head: &str) -> bool {
    let head = head.trim_start_matches('\u{feff}').trim_start().strip_prefix('{');
    let key = head.map_or("", str::trim_start);
    ["\"version\"", "\"findings\""].iter().any(|known| key.starts_with(known))
}

/// Returns the incomplete check for a snapshot with a date in the future.
pub(super) fn dated_in_future(source: &Source) -> IncompleteCheck {
    let message = "its date is in the future, so it does not count as the newest";
    incomplete(source, IncompleteCause::NewestSkipped, message)
}

/// Returns an incomplete check: the file and why it was not checked.
pub(super) fn incomplete(
    source: &Source,
    cause: IncompleteCause,
    message: impl Into<Untrusted>,
) -> IncompleteCheck {
    let file = source.name.as_str().into();
    IncompleteCheck { file, cause, message: message.into(), line: 1, count: 1 }
}

/// Prints how many files the walks left out because git ignores them, for reports without a summary.
pub(super) fn print_ignored(count: usize, output: &Console) {
    match count {
        0 => {}
        1 => {
            output.print_error("1 file or folder was not read, since git ignores it (--no-ignore)");
        }
        _ => output.print_error(&format!(
            "{count} files or folders were not read, since git ignores them (--no-ignore)"
        )),
    }
}

/// The entries that walks skipped.
#[derive(Debug, Default)]
pub(super) struct SkippedEntries(usize);

impl SkippedEntries {
    /// Returns whether nothing was skipped.
    pub(super) fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Returns the message for a skipped entry; `None` for regular files and after the maximum.
    pub(super) fn message(&mut self, source: &Source) -> Option<String> {
        let why = source.skip_reason?;
        self.0 += 1;
        (self.0 <= MAX_PRINTED).then(|| format!("{}: {why}", source.name))
    }

    /// Returns the message for the entries beyond the maximum, if any.
    pub(super) fn rest(&self) -> Option<String> {
        let more = self.0.checked_sub(MAX_PRINTED).filter(|more| *more > 0)?;
        Some(format!("skipped {more} more links, pipes, devices, archives or .gitignore files"))
    }
}
