//! Reading JSON: a text becomes one tree whose every key and value knows its place, and a list of
//! every defect of the text.
//!
//! The reader is strict about JSON and forgiving about going on: a valid text gives the values
//! that `serde_json` gives, an invalid one gives at least one [`Defect`], and what stands around
//! the defect is still read. It knows nothing of osImages; the names that a caller will ask for
//! are handed to it as a [`Vocabulary`].

mod conflict;
mod defect;
mod lists;
mod place;
mod read;
mod recover;
mod scan;
mod selection;
mod span;
mod string;
mod tree;
mod value;
mod vocabulary;
mod wrapped;

pub use conflict::Conflict;
pub use defect::{Defect, DefectKind, Edit, NumberFault};
pub use lists::ListForm;
pub use place::Pointer;
pub use read::{MAX_DEPTH, TooLong, read};
pub use selection::{Selected, Selection};
pub use span::Span;
pub use string::{Unescaped, Way, unescape};
pub use tree::{Exceeded, Kind, MAX_SYNTAX_ERRORS, Repeated, Tree};
pub use value::{Elements, HIDDEN, Members, Value};
pub use vocabulary::{Name, Vocabulary, Word};
pub use wrapped::Unwrapped;
