//! Limits on what packed files may unpack to.

use std::fmt;
use std::io::{self, Read};

/// The maximum unpacked size of a packed file, in bytes: 4 GiB, the limit of one text.
pub const MAX_UNPACKED: u64 = 4 << 30;

/// The maximum compression ratio of a packed file; real responses reach about 30. Small files may
/// exceed it, up to 2 MiB.
pub(super) const MAX_GROWTH: u64 = 64;
pub(super) const MIN_UNPACK_LIMIT: u64 = 2 << 20;

/// The maximum compression ratio of a whole archive, which is high because similar snapshots are
/// packed together. Small archives may exceed it, since only one entry is in memory at a time.
pub(super) const MAX_GROWTH_IN_ALL: u64 = 200;
pub(super) const MIN_UNPACK_LIMIT_IN_ALL: u64 = 64 << 20;

/// Describes an unpacking error.
pub(super) fn why_not_unpacked(error: impl fmt::Display) -> String {
    format!("cannot be unpacked: {error}")
}

/// A reader that fails once a limit is exceeded.
pub(super) struct Limited<R> {
    pub(super) reader: R,
    pub(super) left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(to)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::other(format!(
                "the archive unpacks to more than {MAX_GROWTH_IN_ALL} times its size"
            ))
        })?;
        Ok(count)
    }
}
