//! Calling the binary, and the smallest profiles to call it with.
#![allow(dead_code, unreachable_pub, clippy::expect_used)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A profile that can be deployed, saved alone.
pub const READY: &str = r#"{"deployStatus": "ready", "id": "win2016|win2016-x86_64-install-Core", "name": "win2016-x86_64-install-Core", "readyCheck": {"noWinpe": false}}"#;

/// The same profile where it cannot.
pub const BLOCKED: &str = r#"{"deployStatus": "notReady", "id": "win2016|win2016-x86_64-install-Core", "name": "win2016-x86_64-install-Core", "readyCheck": {"noWinpe": true}}"#;

/// What osready answers to `arguments` in `folder`, with nothing on standard input.
pub fn osready(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_osready"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null())
        .output()
        .expect("osready runs")
}
