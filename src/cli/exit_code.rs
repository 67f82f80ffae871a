//! Exit codes of the commands.

use std::path::PathBuf;

use osready::input::ENDINGS;

/// Findings or an incomplete check fail the run.
pub(super) const FOUND: u8 = 1;

/// The run failed: bad usage, or a file that could not be read.
pub(super) const FAILED: u8 = 2;

/// No response was checked.
pub(super) const EMPTY: u8 = 3;

/// The maximum number of paths to name in a message.
const MAX_PATHS: usize = 3;

/// Returns the message if no response was found in `paths`.
pub(super) fn nothing_found(paths: &[PathBuf]) -> String {
    let mut names: Vec<String> =
        paths.iter().take(MAX_PATHS).map(|path| path.display().to_string()).collect();
    if paths.len() > MAX_PATHS {
        names.push(format!("{} more paths", paths.len() - MAX_PATHS));
    }
    let endings: Vec<String> = ENDINGS.iter().map(|ending| format!("*{ending}")).collect();
    format!(
        "no saved responses found in {}: nothing was checked (in folders, looked for {}, also with .gz; \
         --allow-empty lets such a run pass)",
        names.join(", "),
        endings.join(", ")
    )
}
