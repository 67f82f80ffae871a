//! `-o FILE`: writes the output of a command to a file instead of standard output.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueEnum};

use super::console::Console;
use super::exit_code::FAILED;
use super::outputs::open_file;
use super::target::{Target, TargetParser};

/// The destination of a command with one output.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Destination {
    /// Write to FILE instead of standard output. An existing report is replaced.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

impl Destination {
    /// Runs a command whose format may name a file too, with its output going there. `inputs` are
    /// never overwritten. Returns the exit code.
    pub(super) fn run<F>(
        &self,
        target: Option<&Target<F>>,
        inputs: impl FnOnce() -> Vec<PathBuf>,
        output: &Console,
        command: impl FnOnce(&Console) -> u8,
    ) -> u8 {
        let of_format = target.and_then(|target| target.file.as_ref());
        match (of_format, &self.output) {
            (Some(_), Some(_)) => {
                output.print_error(
                    "--format FORMAT=FILE and --output FILE both name a file: use one",
                );
                FAILED
            }
            (Some(file), None) | (None, Some(file)) if file.as_os_str() != "-" => {
                write_to(file, &inputs(), output, command)
            }
            _ => command(output),
        }
    }
}

/// The format of the report of a command, and its destination.
#[derive(Clone, Debug, Args)]
pub(super) struct ReportTarget<F: ValueEnum + Clone + Send + Sync + 'static> {
    /// Report in FORMAT, to standard output or to FILE.
    #[arg(
        long,
        value_parser = TargetParser::<F>::new(),
        default_value = "human",
        value_name = "FORMAT[=FILE]"
    )]
    format: Target<F>,

    #[command(flatten)]
    destination: Destination,
}

impl<F: ValueEnum + Clone + Send + Sync + 'static> ReportTarget<F> {
    /// Runs a command with its format, as [`Destination::run`] does.
    pub(super) fn run(
        self,
        inputs: impl FnOnce() -> Vec<PathBuf>,
        output: &Console,
        command: impl FnOnce(F, &Console) -> u8,
    ) -> u8 {
        let Self { format, destination } = self;
        let of_format = format.format.clone();
        destination.run(Some(&format), inputs, output, |output| command(of_format, output))
    }
}

fn write_to(
    file: &Path,
    inputs: &[PathBuf],
    output: &Console,
    command: impl FnOnce(&Console) -> u8,
) -> u8 {
    let sink = match open_file(file, inputs) {
        Ok(sink) => Rc::new(RefCell::new(sink)),
        Err(message) => {
            output.print_error(&message);
            return FAILED;
        }
    };
    let redirected = Console::to(sink.clone());
    let code = command(&redirected);
    let has_failed = redirected.has_failed();
    drop(redirected);
    let closed = Rc::into_inner(sink).map(|sink| sink.into_inner().close());
    if let Some(Err(error)) = closed {
        output.fail(&format!("cannot write the report to {}: {error}", file.display()));
        return FAILED;
    }
    if has_failed { FAILED } else { code }
}
