//! Ctrl-C: the run ends after the file at hand, and tells what is known so far. A second one ends it
//! at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a run that was interrupted.
pub(super) const CODE: u8 = 130;

static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Begins to listen. Where that cannot be done the system ends the run, as ever.
pub(super) fn listen() {
    let _ = ctrlc::set_handler(|| {
        if IS_INTERRUPTED.swap(true, Ordering::SeqCst) {
            // The main thread may wait for standard input for ever.
            #[allow(clippy::exit)]
            std::process::exit(i32::from(CODE));
        }
    });
}

/// Whether somebody wants the run to end.
pub(super) fn is_interrupted() -> bool {
    IS_INTERRUPTED.load(Ordering::SeqCst)
}
