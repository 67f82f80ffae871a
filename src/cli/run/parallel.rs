//! Files checked on all cores, and their results in the order of the files.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use osready::input::{Failure, Source};
use osready::lint::FileReport;
use rayon::{ThreadPoolBuilder, Yield};

use super::Run;

/// The maximum number of checked files per thread that wait for their turn in the report.
const MAX_PENDING_FILES: usize = 16;

/// The maximum size of archive entries and chunks in memory that wait for their turn in the report, in
/// bytes, however many threads there are.
const MAX_PENDING_BYTES: usize = 8 << 20;

type Result<T> = std::result::Result<T, Failure>;

impl Run<'_> {
    /// Checks files on all cores and reports them in order. A `None` of `found` means that nothing was found for a
    /// while, so that what is ready is reported.
    pub(super) fn in_parallel(&mut self, found: impl Iterator<Item = Option<Result<Source>>>) {
        let file_checker = self.file_checker;
        // This thread checks files too while it waits for one. A second call finds the same pool.
        let _ = ThreadPoolBuilder::new().use_current_thread().build_global();
        let most = rayon::current_num_threads() * MAX_PENDING_FILES;
        rayon::in_place_scope_fifo(|scope| {
            let mut begun: VecDeque<(Result<Source>, Receiver<_>)> = VecDeque::new();
            let mut weight = 0;
            for source in found {
                let added = source.as_ref().map_or(0, weight_of);
                let is_waiting = source.is_none();
                // Before another one is checked, since that takes many times its size.
                while (begun.len() >= most || weight + added > MAX_PENDING_BYTES || is_waiting)
                    && let Some((source, result)) = begun.pop_front()
                {
                    weight -= weight_of(&source);
                    self.settle(source, result_of(&result));
                }
                let Some(source) = source else { continue };
                let (sender, result) = sync_channel(1);
                if let Ok(source) = source.clone()
                    && source.skip_reason.is_none()
                {
                    scope.spawn_fifo(move |_| {
                        drop(sender.send(file_checker.check_next(&source)));
                    });
                }
                weight += added;
                begun.push_back((source, result));
            }
            for (source, result) in begun {
                self.settle(source, result_of(&result));
            }
        });
    }
}

/// Waits for a result, and checks other files until it is there; `None` if there is none.
fn result_of(result: &Receiver<Option<Result<FileReport>>>) -> Option<Result<FileReport>> {
    loop {
        match result.try_recv() {
            Ok(result) => return result,
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        if rayon::yield_now() != Some(Yield::Executed) {
            return result.recv().ok().flatten();
        }
    }
}

/// Returns how much memory a source takes until it is reported, in bytes.
fn weight_of(source: &Result<Source>) -> usize {
    source.as_ref().map_or(0, Source::weight)
}
