//! A JSON reader that keeps the span of every key and value and recovers from syntax errors.
//!
//! For a valid text, [`read()`] yields the same values as `serde_json`. For an invalid text, it
//! yields at least one [`SyntaxError`] and still reads the text around each error. The module is
//! independent of osImages; the caller passes its known keys as an [`Interner`].

mod conflict;
mod extent;
mod interner;
mod lists;
mod pointer;
mod read;
mod reader;
mod recover;
mod scan;
mod selection;
mod string;
mod syntax_error;
mod tree;
mod value;
mod wrapped;

pub use crate::source::{OffsetMap, Span};
pub use conflict::Conflict;
pub use extent::{begins_value, value_end};
pub use interner::{Interner, KeyId, KeywordId};
pub use pointer::Pointer;
pub use read::{TooLong, read};
pub use reader::MAX_DEPTH;
pub use selection::{Selected, Selection};
pub use string::{Unescaped, unescape};
pub use syntax_error::{Edit, NumberFault, SyntaxError, SyntaxErrorKind};
pub use tree::{Exceeded, Kind, ListForm, MAX_SYNTAX_ERRORS, Repeated, Tree};
pub use value::{Elements, HIDDEN, Members, Value};
pub use wrapped::Unwrapped;
