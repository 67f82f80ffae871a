//! A part of a file that is read in chunks.

use std::sync::Arc;

/// The position of a chunk in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChunkOffset {
    /// The number of bytes before it in the decoded text, without a byte order mark.
    pub start: usize,
    /// The number of lines before it.
    pub lines: usize,
}

impl ChunkOffset {
    /// Returns whether this is the beginning of the file.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.start == 0
    }
}

/// Some lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The position of the chunk.
    pub part: ChunkOffset,
    pub(super) bytes: Arc<Vec<u8>>,
}
