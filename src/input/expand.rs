//! Expansion of sources: archives into entries, and long files with one response per line into
//! chunks.

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;
use std::{iter, thread};

use super::source::SourceSender;
use super::{Failure, Filter, Source, archive, chunks};

/// The interval after which a waiting reader yields `None`.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Replaces archives by their entries, and long files with one response per line by their chunks.
/// Entries are subject to `filter`, like files in a folder. An entry whose name leads out of the
/// archive is rejected.
///
/// Yields `None` while a source, such as a pipe, has nothing to read for a while, so that other
/// work can proceed. Ends once `is_stopped` is set.
pub fn expanded(
    sources: impl Iterator<Item = Result<Source, Failure>>,
    filter: &Filter,
    is_stopped: fn() -> bool,
) -> impl Iterator<Item = Option<Result<Source, Failure>>> {
    let sources = sources.take_while(move |_| !is_stopped());
    sources.flat_map(move |source| -> Box<dyn Iterator<Item = Option<Result<Source, Failure>>>> {
        match source.map(Source::measured) {
            Ok(source) if source.is_archive() => {
                let filter = filter.clone();
                let read = move |sender: &SourceSender| archive::stream(&source, &filter, sender);
                Box::new(ReceiverIter { receiver: spawn_reader(read), is_stopped })
            }
            Ok(source) if chunks::may_be_cut(&source) => {
                let read = move |sender: &SourceSender| chunks::stream(&source, sender);
                Box::new(ReceiverIter { receiver: spawn_reader(read), is_stopped })
            }
            other => Box::new(iter::once(Some(other))),
        }
    })
}

/// Runs `read` in a thread of its own, which is at most one item ahead.
fn spawn_reader(
    read: impl FnOnce(&SourceSender) + Send + 'static,
) -> Receiver<Result<Source, Failure>> {
    let (sender, receiver) = sync_channel(1);
    // The thread may block forever; it ends with the process.
    thread::spawn(move || read(&sender));
    receiver
}

/// The items of a source, as they arrive.
struct ReceiverIter {
    receiver: Receiver<Result<Source, Failure>>,
    is_stopped: fn() -> bool,
}

impl Iterator for ReceiverIter {
    type Item = Option<Result<Source, Failure>>;

    fn next(&mut self) -> Option<Self::Item> {
        if (self.is_stopped)() {
            return None;
        }
        match self.receiver.recv_timeout(POLL_INTERVAL) {
            Ok(source) => Some(Some(source)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }
}
