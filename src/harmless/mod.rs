//! Text of others, and what makes it harmless where it is written.
//!
//! What a file, an argument or the file system says may hold anything: a sequence that a terminal
//! obeys, a command to a runner of CI, a script. Such text is [`Untrusted`], from the report on and
//! in every format. It cannot be printed: it has no `Display`, and it reaches a writer only through
//! a sink, which is a type here with one function ([`Escape`]) that makes text harmless for one
//! kind of reader:
//!
//! | sink | reader |
//! |---|---|
//! | [`Terminal`] | a terminal, the log of a CI run; what is XML, whose writer escapes the mark-up |
//! | `Data`, `Property` | GitHub's workflow commands |
//! | `Markdown` | job summaries, tickets |
//! | `Html` | a browser |
//! | `Sarif` | code scanning, which makes links of `[text](address)` |
//! | `Uri` | whoever follows an address |
//! | `json` | everything that reads JSON |

mod html;
pub(crate) mod json;
mod markdown;
mod sarif;
mod terminal;
mod text;
mod untrusted;
mod uri;
mod workflow;

pub(crate) use html::Html;
pub(crate) use markdown::Markdown;
pub(crate) use sarif::Sarif;
pub(crate) use terminal::push_harmless;
pub use terminal::{Terminal, harmless};
pub(crate) use text::push_escaped;
pub use text::{Escape, Input, Text};
pub use untrusted::{Harmless, Untrusted};
pub(crate) use uri::Uri;
pub(crate) use workflow::{Data, Property};
