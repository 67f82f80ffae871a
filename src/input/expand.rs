//! What sources hold: an archive its entries, a long file of one response a line its pieces.

use std::iter;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::{Failure, Filter, Source, archive, pieces};

/// How long nothing comes before that is said.
const LOOK: Duration = Duration::from_millis(50);

/// Where what a source holds is handed on to.
pub(super) type Tell = SyncSender<Result<Source, Failure>>;

/// The sources with the entries of archives in the place of the archives, and the pieces of long files of
/// one response a line in the place of the files. Of entries, as of files in a folder, those are read that
/// `filter` takes; a name that leads out of the archive is refused.
///
/// None comes where there is nothing for a while, as of a pipe that is waited for, so that others need not
/// wait too. It ends once it `is_stopped`.
pub fn expanded(
    sources: impl Iterator<Item = Result<Source, Failure>>,
    filter: &Filter,
    is_stopped: fn() -> bool,
) -> impl Iterator<Item = Option<Result<Source, Failure>>> {
    let sources = sources.take_while(move |_| !is_stopped());
    sources.flat_map(move |source| -> Box<dyn Iterator<Item = Option<Result<Source, Failure>>>> {
        match source {
            Ok(source) if source.is_archive() => {
                let filter = filter.clone();
                let read = move |tell: &Tell| archive::hand_on(&source, &filter, tell);
                Box::new(Held { told: handed_on(read), is_stopped })
            }
            Ok(source) if pieces::may_be_cut(&source) => {
                let read = move |tell: &Tell| pieces::hand_on(&source, tell);
                Box::new(Held { told: handed_on(read), is_stopped })
            }
            other => Box::new(iter::once(Some(other))),
        }
    })
}

/// What `read` hands on, in a thread of its own, which is no further than one ahead.
fn handed_on(read: impl FnOnce(&Tell) + Send + 'static) -> Receiver<Result<Source, Failure>> {
    let (tell, told) = sync_channel(1);
    // It may wait for ever; the end of the process ends it.
    thread::spawn(move || read(&tell));
    told
}

/// What a source holds, as it comes.
struct Held {
    told: Receiver<Result<Source, Failure>>,
    is_stopped: fn() -> bool,
}

impl Iterator for Held {
    type Item = Option<Result<Source, Failure>>;

    fn next(&mut self) -> Option<Self::Item> {
        if (self.is_stopped)() {
            return None;
        }
        match self.told.recv_timeout(LOOK) {
            Ok(source) => Some(Some(source)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }
}
