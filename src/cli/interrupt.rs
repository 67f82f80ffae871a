//! Ctrl-C: the first one ends the run after the current file and reports the results so far, the
//! second one exits immediately.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// The exit code of an interrupted run.
pub(super) const CODE: u8 = 130;

/// The message of an interrupted run that reports its results.
pub(super) const SO_FAR: &str = "interrupted; the report contains the results so far";

static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Incomplete files, which an immediate exit deletes.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Installs the signal handler. If that fails, the system ends the process on Ctrl-C.
pub(super) fn listen() {
    let _ = ctrlc::set_handler(|| {
        if IS_INTERRUPTED.swap(true, Ordering::SeqCst) {
            let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
            for file in &*unfinished {
                let _ = fs::remove_file(file);
            }
            // The main thread may block on standard input forever. It cannot finish a file now: the
            // list stays locked.
            #[allow(clippy::exit)]
            std::process::exit(i32::from(CODE));
        }
    });
}

/// Registers `file` for deletion on an immediate exit.
pub(super) fn begin_file(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(file.to_owned());
}

/// Unregisters `file` and runs `end`, which finishes it.
pub(super) fn end_file<T>(file: &Path, end: impl FnOnce() -> T) -> T {
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    unfinished.retain(|other| other != file);
    end()
}

/// Returns whether the run was interrupted.
pub(super) fn is_interrupted() -> bool {
    IS_INTERRUPTED.load(Ordering::SeqCst)
}
