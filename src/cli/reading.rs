//! Reading files of a run that somebody may interrupt.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use osready::harmless::Untrusted;
use osready::input::{Failure, File, Folder, Named, Source, read};
use osready::policy::Baseline;
use osready::report::{IncompleteCause, IncompleteCheck};

use super::interrupt;

/// How often one looks whether the run was interrupted, while a pipe is waited for.
const LOOK: Duration = Duration::from_millis(50);

/// How many of the things that walks pass by are told one by one.
const TOLD: usize = 10;

/// The file, as [`read`] gives it; none where the run was interrupted before, or while a
/// pipe was waited for.
pub(super) fn unless_interrupted(source: &Source) -> Option<Result<File, Failure>> {
    if interrupt::is_interrupted() {
        return None;
    }
    if !source.may_wait() {
        return Some(read(source));
    }
    let (tell, told) = channel();
    let source = source.clone();
    // It may wait for ever; the end of the process ends it.
    thread::spawn(move || tell.send(read(&source)));
    loop {
        match told.recv_timeout(LOOK) {
            Ok(file) => return Some(file),
            Err(RecvTimeoutError::Timeout) if !interrupt::is_interrupted() => {}
            Err(_) => return None,
        }
    }
}

/// Whether a walk met a baseline of osready, known by its content alone: whatever its name, it is no response.
pub(super) fn is_baseline(source: &Result<Source, Failure>) -> bool {
    /// How many bytes say whether it is worth reading.
    const HEAD: usize = 256;
    let Ok(source) = source else { return false };
    if source.named != Named::ByWalk || source.passed_by.is_some() || source.piece.is_some() {
        return false;
    }
    let may_be = |head: Vec<u8>| {
        let head = String::from_utf8_lossy(&head);
        let head = head.trim_start_matches('\u{feff}').trim_start().strip_prefix('{');
        let key = head.map_or("", str::trim_start);
        ["\"version\"", "\"findings\""].iter().any(|known| key.starts_with(known))
    };
    source.head(HEAD).is_some_and(may_be)
        && read(source).is_ok_and(|file| Baseline::read(&file.text, Folder::default()).is_ok())
}

/// What is told of a snapshot that is dated in the future.
pub(super) fn dated_in_future(source: &Source) -> IncompleteCheck {
    let message = "its date is in the future, so that it does not count as the newest";
    incomplete(source, IncompleteCause::NewestSkipped, message)
}

/// That a file was not checked, and why.
pub(super) fn incomplete(
    source: &Source,
    cause: IncompleteCause,
    message: impl Into<Untrusted>,
) -> IncompleteCheck {
    let file = source.name.as_str().into();
    IncompleteCheck { file, cause, message: message.into(), line: 1, count: 1 }
}

/// What walks passed by.
#[derive(Debug, Default)]
pub(super) struct PassedBy(usize);

impl PassedBy {
    /// Whether nothing was passed by.
    pub(super) fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// What is said of something that was passed by; nothing where enough has been said.
    pub(super) fn told(&mut self, source: &Source) -> Option<String> {
        let why = source.passed_by?;
        self.0 += 1;
        (self.0 <= TOLD).then(|| format!("{}: {why}", source.name))
    }

    /// What is said at the end.
    pub(super) fn rest(&self) -> Option<String> {
        let more = self.0.checked_sub(TOLD).filter(|more| *more > 0)?;
        Some(format!("and {more} more links, pipes, devices or archives that were not read"))
    }
}
