//! From paths to texts: which files are read, how their bytes become characters, and where in a
//! file the text of each response stands.

mod archive;
mod decode;
mod expand;
mod folder;
mod name;
mod newest;
mod origin;
mod pieces;
mod read;
mod source;
mod split;
mod walk;

use std::fmt;

use crate::harmless::harmless;

pub use archive::entries_in_memory;
pub use decode::written_as;
pub use expand::expanded;
pub use folder::Folder;
pub(crate) use name::bytes_of_name;
pub use newest::{is_in_future, newest_first, saved_on};
pub use origin::{Origin, base64_text, string_text};
pub use pieces::{Part, Piece};
pub use read::{
    File, MAX_UNPACKED, decoded, explain, in_memory, is_packed, read, read_bytes, unpacked,
};
pub use source::{Named, Source};
pub use split::{Text, is_named_ndjson, texts, texts_of_part};
pub use walk::{Filter, sources, sources_and_archives};

/// A file that could not be read, or not as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file, as it was given.
    pub file: String,
    /// Why not, in words for people.
    pub message: String,
}

/// Harmless for a terminal, though the name and the message may hold text of others.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", harmless(&self.file), harmless(&self.message))
    }
}

impl std::error::Error for Failure {}
