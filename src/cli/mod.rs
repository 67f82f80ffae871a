//! The commands: each takes arguments, writes output and returns an exit code.

mod args;
mod base;
mod base_dir;
mod baseline;
mod changed;
mod check;
mod completions;
mod config;
mod console;
mod covered;
mod destination;
mod diff;
mod discover;
mod exit_code;
mod explain;
mod explain_rule;
mod fix;
mod formats;
mod git;
mod history;
mod init;
mod input_args;
mod interrupt;
mod inventory;
mod links;
mod lsp;
mod newest;
mod outputs;
mod parse;
mod plan;
mod reading;
mod redact;
mod render;
mod replace;
mod repository;
mod revision;
mod run;
mod servers;
mod settings;
mod setup_error;
mod sink;
mod snapshot_args;
mod statistics;
mod status;
mod target;
mod test;
mod tips;
mod unmatched;
mod visited;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use osready::sanitize::{Sanitized, sanitize};

use args::{Command, Osready, Schema};
use console::{Color, Console};
use exit_code::FAILED;
use parse::Refusal;

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    // On Windows no shell expands globs; elsewhere this has no effect.
    let given: Vec<OsString> = tips::translated(wild::args_os().collect());
    // A broken link is a file name too.
    let arguments = match parse::parse(&given, |path| path.symlink_metadata().is_ok()) {
        Ok(arguments) => arguments,
        Err(Refusal::FileName(message)) => {
            Console::new(Color::Never).print_error(&message);
            return ExitCode::from(FAILED);
        }
        Err(Refusal::Clap(error)) => {
            let code = if parse::is_help_alone(&error, &given) { 0 } else { FAILED };
            let _ = with_sanitized_arguments(error).print();
            return ExitCode::from(code);
        }
    };
    let output = Console::new(arguments.color);
    let code = match arguments.command {
        Command::Check(check) => check::check(&check, &output),
        Command::Render(arguments) => render::render(&arguments, &output),
        Command::Diff(arguments) => diff::diff(arguments, &output),
        Command::History(arguments) => history::history(arguments, &output),
        Command::Explain(arguments) => explain::explain(&arguments, &output),
        Command::Rules(rules) => explain::rules(&rules, &output),
        Command::Fix(arguments) => fix::fix(&arguments, &output),
        Command::Redact(arguments) => redact::redact(&arguments, &output),
        Command::Completions(arguments) => {
            completions::completions(&arguments, Osready::command(), &output)
        }
        Command::Init(arguments) => init::init(&arguments, &output),
        Command::Man(arguments) => completions::man(&arguments, Osready::command(), &output),
        Command::Inventory(arguments) => inventory::inventory(&arguments, &output),
        Command::Test(arguments) => test::test(arguments, &output),
        Command::Plan(arguments) => plan::plan(*arguments, &output),
        Command::Lsp(arguments) => lsp::lsp(arguments, &output),
        Command::Status(arguments) => status::status(&arguments, &output),
        Command::Baseline(arguments) => baseline::baseline(&arguments, &output),
        Command::Config(arguments) => config::config(&arguments, &output),
        Command::Schema(Schema { config, request, destination }) => {
            let schema = match () {
                () if config => osready::policy::config::SCHEMA,
                () if request => osready::spec::requests::REQUEST_SCHEMA,
                () => osready::spec::SCHEMA,
            };
            destination.run::<()>(None, Vec::new, &output, |output| {
                output.out(&Sanitized::fixed(schema));
                0
            })
        }
    };
    // Output that did not reach its reader is a failure, whatever the command returns.
    let is_lost = output.has_failed() && code != interrupt::CODE;
    ExitCode::from(if is_lost { FAILED } else { code })
}

/// Sanitizes the arguments that a clap error quotes: a shell turns file names into arguments, and a
/// terminal or a CI runner may interpret their control characters.
fn with_sanitized_arguments(error: clap::Error) -> clap::Error {
    let plain = |argument: OsString| sanitize(&argument.to_string_lossy());
    if wild::args_os().all(|argument| argument.to_str().is_some_and(|text| text == sanitize(text)))
    {
        return error;
    }
    match Osready::try_parse_from(wild::args_os().map(plain)) {
        Err(error) => error,
        Ok(_) => Osready::command().error(error.kind(), "invalid argument"),
    }
}
