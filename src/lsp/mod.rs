//! The language server: findings, verdicts and fixes in an editor.
//!
//! [`serve`] handles the messages of one client, on one thread. It reads nothing but the open documents and the
//! configuration, through a [`Workspace`]. A document is checked whole, when a request needs it or no message is
//! waiting, so that fast typing costs one check.

mod actions;
mod checked;
mod completion;
mod cursor;
mod diagnostics;
mod document;
mod handshake;
mod hover;
mod items;
mod navigation;
mod opened;
mod outline;
mod policy_completion;
mod positions;
mod requests;
mod responses;
mod rule_hints;
mod server;
mod symbols;
mod toml;
mod uri;
mod workspace;

pub use lsp_server::Connection;
pub use server::{Disconnected, serve};
pub use workspace::{Configured, PolicyFile, Workspace};
