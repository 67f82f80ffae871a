//! The command line of `osready`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
