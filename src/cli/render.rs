//! `osready render`: any format of a report that was saved as JSON.

use std::path::{Path, PathBuf};

use clap::Args;
use osready::input::{Named, Source, read};
use osready::report::{Report, saved};

use super::FAILED;
use super::formats::Formats;
use super::output::Output;
use super::outputs::{Outputs, Shown};

const EXAMPLES: &str = "\
Examples:
  osready check --format json=report.out snapshots
  osready render report.out
  osready render report.out --format html=osready.html --format sarif=osready.sarif";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Render {
    /// A report, as --format json writes it; - for standard input.
    report: PathBuf,

    #[command(flatten)]
    formats: Formats,

    /// Show findings that a suppression covers, too.
    #[arg(long)]
    show_suppressed: bool,
}

/// Writes a saved report anew. Gives the exit code: that of writing, not that of the report.
pub(super) fn render(arguments: &Render, output: &Output) -> u8 {
    let shown = Shown {
        quiet: None,
        suppressed: arguments.show_suppressed,
        most: arguments.formats.max_findings.map(|most| most as usize),
    };
    let inputs = [arguments.report.clone()];
    let opened = report(&arguments.report).and_then(|report| {
        Ok((report, Outputs::open(&arguments.formats, &inputs, shown, output)?))
    });
    let (mut report, mut outputs) = match opened {
        Ok(opened) => opened,
        Err(message) => {
            output.complain(&message);
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
        Source::file(path, Named::ByHand)
    };
    let file = read(&source).map_err(|failure| failure.to_string())?;
    saved::read(&file.text).map_err(|message| format!("{} {message}", file.name))
}
