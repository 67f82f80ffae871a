//! From paths to texts: which files are read, how bytes are decoded, and where each response is in
//! its file.

mod archive;
mod base64;
mod chunk;
mod chunks;
mod decode;
mod expand;
mod explain;
mod filter;
mod folder;
mod gitignore;
mod joined;
mod kind;
mod newest;
mod origin;
mod read;
mod segments;
mod source;
mod split;
mod transfer;
mod unpack;
mod walk;

use std::fmt;

use crate::sanitize::sanitize;

pub use archive::entries_in_memory;
pub use base64::{holds_evidence_in_base64, is_base64};
pub use chunk::{Chunk, ChunkOffset};
pub use decode::{Decoding, written_as};
pub use expand::expanded;
pub use explain::explain;
pub use filter::Filter;
pub use folder::Folder;
pub use kind::ENDINGS;
pub use newest::{age, is_in_future, saved_on};
pub use origin::{Origin, embedded_text};
pub use read::{File, decoded, in_memory, is_packed, read, read_bytes, unpacked};
pub use segments::{Segments, holds_deployment, holds_evidence, segments};
pub use source::{Discovery, Source};
pub use split::{
    Text, begins_value, is_named_ndjson, max_texts, texts, texts_of_part, texts_within,
};
pub use unpack::MAX_UNPACKED;
pub use walk::{sources, sources_and_archives};

/// A file that could not be read completely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file name as given.
    pub file: String,
    /// The reason, for people.
    pub message: String,
}

/// The output is safe for a terminal: the name and the message, which may contain untrusted text,
/// are sanitized.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", sanitize(&self.file), sanitize(&self.message))
    }
}

impl std::error::Error for Failure {}
