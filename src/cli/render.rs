//! `osready render`: converts a saved JSON report to other formats.

use std::path::{Path, PathBuf};

use clap::Args;
use osready::input::{Discovery, Source, read};
use osready::lint::Report;
use osready::report::saved;

use super::console::Console;
use super::exit_code::FAILED;
use super::formats::Formats;
use super::outputs::{Outputs, Shown};

const EXAMPLES: &str = "\
Examples:
  osready check --format json=report.out snapshots
  osready render report.out
  osready render report.out --format html=osready.html --format sarif=osready.sarif";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Render {
    /// The JSON report, as --format json writes it; - for standard input.
    report: PathBuf,

    #[command(flatten)]
    formats: Formats,

    /// Show suppressed findings too.
    #[arg(long)]
    show_suppressed: bool,
}

/// Converts a saved report. Returns the exit code of the conversion, not that of the report.
pub(super) fn render(arguments: &Render, output: &Console) -> u8 {
    let shown = Shown {
        quiet: None,
        suppressed: arguments.show_suppressed,
        full: arguments.formats.verbose,
        pointers: arguments.formats.verbose,
        most: arguments.formats.max_findings.map(|most| most as usize),
    };
    let inputs = || vec![arguments.report.clone()];
    let opened = report(&arguments.report)
        .and_then(|report| Ok((report, Outputs::open(&arguments.formats, inputs, shown, output)?)));
    let (mut report, mut outputs) = match opened {
        Ok(opened) => opened,
        Err(message) => {
            output.print_error(&message);
            return FAILED;
        }
    };
    for of_one_file in report.findings.chunk_by_mut(|one, next| one.file == next.file) {
        outputs.findings(of_one_file);
    }
    outputs.finish(&report);
    if output.has_failed() { FAILED } else { 0 }
}

fn report(path: &Path) -> Result<Report, String> {
    let source = if path == Path::new("-") {
        Source::standard_input()
    } else {
        Source::file(path, Discovery::Explicit)
    };
    let file = read(&source).map_err(|failure| failure.to_string())?;
    saved::read(&file.text).map_err(|message| format!("{} {message}", file.name))
}
