//! Exit codes of the commands.

/// Findings or an incomplete check fail the run.
pub(super) const FOUND: u8 = 1;

/// The run failed: bad usage, or a file that could not be read.
pub(super) const FAILED: u8 = 2;

/// No response was checked.
pub(super) const EMPTY: u8 = 3;

/// The message if no response was found.
pub(super) const NOTHING_CHECKED: &str =
    "no response was found: nothing was checked (--allow-empty lets such a run pass)";
