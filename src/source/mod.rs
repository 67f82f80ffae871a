//! Source texts and ranges in them: spans in bytes, lines and columns in three units, and offset
//! maps from derived texts to the file.

mod file_name;
mod line_index;
mod offset_map;
mod position;
mod region;
mod span;
mod text;

pub(crate) use file_name::{bytes_of_name, shown_bytes, shown_name, without_gz};
pub use line_index::LineIndex;
pub use offset_map::OffsetMap;
pub use region::Region;
pub use span::Span;
pub use text::{Document, SourceSpan, Spanned};
