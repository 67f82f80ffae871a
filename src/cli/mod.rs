//! What the commands do: arguments in, text and an exit code out.

mod args;
mod changed;
mod check;
mod completions;
mod explain;
mod fix;
mod init;
mod output;
mod progress;
mod redact;
mod replace;
mod statistics;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Command, Osready};
use output::Output;

/// Some finding is as bad as `--fail-on` says, or worse.
const FOUND: u8 = 1;

/// The work could not be done: bad usage, or a file that could not be read.
const FAILED: u8 = 2;

/// Runs the command that the arguments ask for.
pub(crate) fn run() -> ExitCode {
    // On Windows no shell expands globs; elsewhere this changes nothing.
    let arguments = Osready::try_parse_from(wild::args_os());
    let arguments = match arguments {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors: clap knows which stream and code each has.
            let code = if error.use_stderr() { FAILED } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let output = Output::new(arguments.color);
    let code = match &arguments.command {
        Command::Check(check) => check::check(check, &output),
        Command::Explain { rule } => explain::explain(rule, &output),
        Command::Rules(rules) => explain::rules(rules, &output),
        Command::Fix(arguments) => fix::fix(arguments, &output),
        Command::Redact(arguments) => redact::redact(arguments, &output),
        Command::Completions(arguments) => completions::completions(arguments, &output),
        Command::Init(arguments) => init::init(arguments, &output),
        Command::Man(arguments) => completions::man(arguments, &output),
        Command::Schema => {
            output.out(osready::schema::SCHEMA);
            0
        }
    };
    ExitCode::from(code)
}
