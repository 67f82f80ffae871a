//! Starts `osready lsp` for Zed.

use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension};

struct Osready;

impl Extension for Osready {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree.which("osready").ok_or("osready is not in PATH: install it first")?;
        Ok(Command { command, args: vec!["lsp".to_owned()], env: Vec::new() })
    }
}

register_extension!(Osready);
