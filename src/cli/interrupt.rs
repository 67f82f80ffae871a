//! Ctrl-C: the run ends after the file at hand, and tells what is known so far. A second one ends it
//! at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// The exit code of a run that was interrupted.
pub(super) const CODE: u8 = 130;

/// What is said of a run that tells what it knew when it was interrupted.
pub(super) const SO_FAR: &str = "interrupted; this is what is known so far";

static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Files that are not whole yet. Who is ended at once leaves none behind.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Begins to listen. Where that cannot be done the system ends the run, as ever.
pub(super) fn listen() {
    let _ = ctrlc::set_handler(|| {
        if IS_INTERRUPTED.swap(true, Ordering::SeqCst) {
            let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
            for file in &*unfinished {
                let _ = fs::remove_file(file);
            }
            // The main thread may wait for standard input for ever. It still cannot finish a file
            // now: the list stays locked.
            #[allow(clippy::exit)]
            std::process::exit(i32::from(CODE));
        }
    });
}

/// Has `file` removed where the run is ended at once.
pub(super) fn begin_file(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(file.to_owned());
}

/// Lets `end` finish `file`, which is not removed any more.
pub(super) fn end_file<T>(file: &Path, end: impl FnOnce() -> T) -> T {
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    unfinished.retain(|other| other != file);
    end()
}

/// Whether somebody wants the run to end.
pub(super) fn is_interrupted() -> bool {
    IS_INTERRUPTED.load(Ordering::SeqCst)
}
