//! Untrusted text, and its escaping for each output.
//!
//! Text from a file, an argument or the file system may contain anything: a terminal escape
//! sequence, a command for a CI runner, a script. Such text is [`Untrusted`], from the report on
//! and in every format. It has no `Display`, and it reaches a writer only through a sink: a type
//! with one function ([`Escape`]) that escapes text for one kind of reader:
//!
//! | sink | reader |
//! |---|---|
//! | [`Terminal`] | a terminal, or the log of a CI run; XML, whose writer escapes the markup |
//! | `Data`, `Property` | GitHub's workflow commands |
//! | `Markdown` | job summaries, tickets |
//! | `Html` | a browser |
//! | `Sarif` | code scanning, which makes links of `[text](address)` |
//! | `Uri` | anything that follows a URI |
//! | `json` | any JSON reader |

mod html;
pub mod json;
mod markdown;
mod sarif;
mod terminal;
mod text;
pub(crate) mod unicode;
mod untrusted;
mod uri;
mod workflow;

pub(crate) use html::Html;
pub(crate) use markdown::Markdown;
pub(crate) use sarif::Sarif;
pub(crate) use terminal::escape_into;
pub use terminal::{Terminal, sanitize};
pub(crate) use text::push_escaped;
pub use text::{Escape, Input, Text};
pub use untrusted::{Sanitized, Untrusted};
pub(crate) use uri::Uri;
pub(crate) use workflow::{Data, Property};
