//! `osready render`: any format of a report that was saved as JSON.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
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
    let opened = read(&arguments.report)
        .and_then(|report| Ok((report, Outputs::open(&arguments.formats, &[], shown, output)?)));
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

fn read(path: &Path) -> Result<Report, String> {
    let read = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    let name = path.display();
    let text = read.map_err(|error| format!("{name} cannot be read: {error}"))?;
    // Some editors and shells put a byte order mark before it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    saved::read(text).map_err(|message| format!("{name} {message}"))
}
