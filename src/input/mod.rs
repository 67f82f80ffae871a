//! From paths to texts: which files are read, how their bytes become characters, and where in a
//! file the text of each response stands.

mod decode;
mod folder;
mod newest;
mod origin;
mod source;
mod split;
mod walk;

use std::fmt;

pub use decode::written_as;
pub use folder::Folder;
pub use newest::{newest_first, saved_on};
pub use origin::{Origin, base64_text, string_text};
pub use source::{
    File, MAX_UNPACKED, Named, Source, decoded, explain, is_packed, opened, read, read_bytes,
};
pub use split::{Text, texts};
pub use walk::{BASELINE, Filter, sources};

/// A file that could not be read, or not as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file, as it was given.
    pub file: String,
    /// Why not, in words for people.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl std::error::Error for Failure {}
