//! Limits on what packed files may unpack to.

use std::fmt;
use std::io::{self, Read};

/// The maximum unpacked size of a packed file, in bytes: 4 GiB, the limit of one text.
pub const MAX_UNPACKED: u64 = 4 << 30;

/// The maximum compression ratio of a packed file; real responses reach about 30. Small files may
/// exceed it, up to 2 MiB.
const MAX_GROWTH: u64 = 64;
const MIN_UNPACK_LIMIT: u64 = 2 << 20;

/// The maximum compression ratio of a whole archive, or of a file with one response per line, which
/// is high because similar snapshots are packed together. Small ones may exceed it, since only a
/// part is in memory at a time.
const MAX_GROWTH_IN_ALL: u64 = 200;

/// The maximum unpacked size of a file that is packed in less than 1 MiB, whatever its ratio, in
/// bytes: memory and time must stay small. No response is as long.
const MAX_SMALL_UNPACKED: u64 = 6 << 20;

/// The same for all entries or lines together, of which only a part is in memory: half a year of
/// nightly snapshots.
const MAX_SMALL_UNPACKED_IN_ALL: u64 = 32 << 20;
const MAX_SMALL_BYTES: u64 = 1 << 20;

/// The maximum number of objects and lines, and of commas, in all entries or lines, for small files;
/// larger files may have more per so many bytes. Each object or element may have findings. In real
/// responses, an object takes 200 bytes, and an element 20.
const MAX_OBJECTS: u64 = 100_000;
const BYTES_PER_OBJECT: u64 = 64;
const MAX_COMMAS: u64 = 2_000_000;
const BYTES_PER_COMMA: u64 = 10;

/// What all entries or lines of a packed file may still contain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contents {
    objects: u64,
    commas: u64,
    /// Whether a line counts as an object, since each is a text.
    counts_lines: bool,
}

impl Contents {
    /// Returns the limits for what is packed in `packed` bytes.
    pub(super) fn of(packed: u64, counts_lines: bool) -> Self {
        let more = max_unpacked_in_all(packed) - MAX_SMALL_UNPACKED_IN_ALL;
        let objects = MAX_OBJECTS + more / BYTES_PER_OBJECT;
        let commas = MAX_COMMAS + more / BYTES_PER_COMMA;
        Self { objects, commas, counts_lines }
    }

    /// Takes what `bytes` contain.
    ///
    /// # Errors
    /// Returns an error if it exceeds a limit.
    pub(super) fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        let count = |byte| memchr::memchr_iter(byte, bytes).count() as u64;
        let lines = if self.counts_lines { count(b'\n') } else { 0 };
        let objects = self.objects.checked_sub(count(b'{') + lines);
        let commas = self.commas.checked_sub(count(b','));
        let (Some(objects), Some(commas)) = (objects, commas) else {
            (self.objects, self.commas) = (0, 0);
            return Err(io::Error::other(
                "it contains more objects, elements or lines than the limit for its size; unpack it to check it",
            ));
        };
        (self.objects, self.commas) = (objects, commas);
        Ok(())
    }
}

/// Returns the maximum unpacked size of a file or entry in `packed` bytes, in bytes.
pub(super) fn max_unpacked(packed: u64) -> u64 {
    let small = (packed.saturating_mul(MAX_GROWTH)).clamp(MIN_UNPACK_LIMIT, MAX_SMALL_UNPACKED);
    (small + packed.saturating_sub(MAX_SMALL_BYTES).saturating_mul(MAX_GROWTH)).min(MAX_UNPACKED)
}

/// Returns the maximum unpacked size of all entries or lines in `packed` bytes, in bytes.
pub(super) fn max_unpacked_in_all(packed: u64) -> u64 {
    packed
        .saturating_sub(MAX_SMALL_BYTES)
        .saturating_mul(MAX_GROWTH_IN_ALL)
        .saturating_add(MAX_SMALL_UNPACKED_IN_ALL)
}

/// Describes an unpacking error.
pub(super) fn why_not_unpacked(error: impl fmt::Display) -> String {
    format!("cannot be unpacked: {error}")
}

/// A reader that fails once a limit is exceeded.
pub(super) struct Limited<R> {
    pub(super) reader: R,
    left: u64,
    contents: Option<Contents>,
}

impl<R: Read> Limited<R> {
    /// Limits the bytes of an archive.
    pub(super) fn new(reader: R, left: u64) -> Self {
        Self { reader, left, contents: None }
    }

    /// Limits the bytes, the objects and the lines of what is packed in `packed` bytes.
    pub(super) fn lines(reader: R, packed: u64) -> Self {
        let contents = Some(Contents::of(packed, true));
        Self { reader, left: max_unpacked_in_all(packed), contents }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(to)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::other(
                "it unpacks to more than the limit for its size; unpack it to check it",
            )
        })?;
        if let Some(contents) = &mut self.contents {
            contents.take(&to[..count])?;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_grow_with_the_packed_size() {
        for (packed, whole, in_all) in [
            (0, 2 << 20, 32 << 20),
            (90 << 10, 5760 << 10, 32 << 20),
            (1 << 20, 6 << 20, 32 << 20),
            (2 << 20, 70 << 20, 232 << 20),
            (1 << 40, MAX_UNPACKED, (32 << 20) + ((1 << 40) - (1 << 20)) * 200),
        ] {
            assert_eq!((max_unpacked(packed), max_unpacked_in_all(packed)), (whole, in_all));
        }
        assert_eq!(max_unpacked_in_all(u64::MAX), u64::MAX);
    }

    #[test]
    fn objects_lines_and_commas_are_limited() {
        let read = |text: &str| io::copy(&mut Limited::lines(text.as_bytes(), 10), &mut io::sink());
        let objects = "{\n".repeat(MAX_OBJECTS as usize / 2) + "\n";
        let commas = ",".repeat(MAX_COMMAS as usize + 1);
        for text in [objects, commas] {
            assert!(read(&text[1..]).is_ok());
            assert!(read(&text).unwrap_err().to_string().contains("more objects"));
        }
    }
}
