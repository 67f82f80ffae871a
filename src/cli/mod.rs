//! What the commands do: arguments in, text and an exit code out.

mod args;
mod base;
mod baseline;
mod changed;
mod check;
mod comparing;
mod completions;
mod config;
mod diff;
mod discover;
mod explain;
mod fix;
mod formats;
mod git;
mod history;
mod init;
mod interrupt;
mod judging;
mod links;
mod output;
mod outputs;
mod parse;
mod progress;
mod reading;
mod redact;
mod render;
mod repeats;
mod replace;
mod repository;
mod revision;
mod run;
mod settings;
mod sink;
mod statistics;
mod status;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use osready::harmless::{Harmless, harmless};

use args::{Color, Command, Osready, Schema};
use output::Output;
use parse::Refusal;

/// Something fails the run.
const FOUND: u8 = 1;

/// The work could not be done: bad usage, or a file that could not be read.
const FAILED: u8 = 2;

/// No response was judged.
const EMPTY: u8 = 3;

/// What is said where no response was found.
const NOTHING_CHECKED: &str =
    "no response was found: nothing was checked (--allow-empty lets such a run pass)";

/// Runs the command that the arguments ask for.
pub(crate) fn run() -> ExitCode {
    // On Windows no shell expands globs; elsewhere this changes nothing.
    let given: Vec<OsString> = wild::args_os().collect();
    // A broken link is the name of a file too.
    let arguments = match parse::parse(&given, |path| path.symlink_metadata().is_ok()) {
        Ok(arguments) => arguments,
        Err(Refusal::FileName(message)) => {
            Output::new(Color::Never).complain(&message);
            return ExitCode::from(FAILED);
        }
        Err(Refusal::Clap(error)) => {
            let code = if parse::is_help_alone(&error, &given) { 0 } else { FAILED };
            let _ = quoting_harmlessly(error).print();
            return ExitCode::from(code);
        }
    };
    let output = Output::new(arguments.color);
    let code = match arguments.command {
        Command::Check(check) => check::check(&check, &output),
        Command::Render(arguments) => render::render(&arguments, &output),
        Command::Diff(arguments) => diff::diff(arguments, &output),
        Command::History(arguments) => history::history(arguments, &output),
        Command::Explain { rule } => explain::explain(&rule, &output),
        Command::Rules(rules) => explain::rules(&rules, &output),
        Command::Fix(arguments) => fix::fix(&arguments, &output),
        Command::Redact(arguments) => redact::redact(&arguments, &output),
        Command::Completions(arguments) => completions::completions(&arguments, &output),
        Command::Init(arguments) => init::init(&arguments, &output),
        Command::Man(arguments) => completions::man(&arguments, &output),
        Command::Status(arguments) => status::status(&arguments, &output),
        Command::Baseline(arguments) => baseline::baseline(&arguments, &output),
        Command::Config(arguments) => config::config(&arguments, &output),
        Command::Schema(Schema { config }) => {
            let schema =
                if config { osready::policy::config::SCHEMA } else { osready::schema::SCHEMA };
            output.out(&Harmless::fixed(schema));
            0
        }
    };
    // Whatever the command thinks: what did not reach its reader was not told.
    let is_lost = output.has_failed() && code != interrupt::CODE;
    ExitCode::from(if is_lost { FAILED } else { code })
}

/// The same error with nothing in it that a terminal or a runner would obey: what clap quotes is an
/// argument, and a shell makes arguments of whatever files are called.
fn quoting_harmlessly(error: clap::Error) -> clap::Error {
    let plain = |argument: OsString| harmless(&argument.to_string_lossy());
    if wild::args_os().all(|argument| argument.to_str().is_some_and(|text| text == harmless(text)))
    {
        return error;
    }
    match Osready::try_parse_from(wild::args_os().map(plain)) {
        Err(error) => error,
        Ok(_) => Osready::command().error(error.kind(), "an argument is not what it must be"),
    }
}
