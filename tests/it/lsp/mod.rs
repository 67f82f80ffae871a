//! The language server, with a client in the same process.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::disallowed_methods)]

mod client;
mod command;
mod documents;
mod edits;
mod features;
mod hostile;
