//! `osready redact`.

use std::path::PathBuf;

use clap::Args;
use osready::input::{Failure, File, Named, Source, is_packed, read_bytes, unpacked, written_as};
use osready::lint::Linter;
use osready::redact::{differences, redact as hide};

use super::output::Output;
use super::replace::create;
use super::{FAILED, FOUND};

/// How many differences are told.
const TOLD: usize = 10;

const EXAMPLES: &str = "\
Exit codes:
  0  done, and the result is judged as the file was
  1  done, and standard error says what is judged otherwise
  2  bad usage, or a file that could not be read or written

Examples:
  osready redact osimages.json > ticket.json
  osready redact --output ticket.json osimages.json";

/// Replace what is private in a saved response
///
/// The result can go onto a ticket, and has the same findings and verdicts. What stays is a list:
/// attributes and values that the GET /osImages reference names, ids and names made of them, releases,
/// versions, dates, sizes, extensions of files, predefined macros, elements and commands of answer
/// files. Any other word or number of an id, a name or a key gets a pseudonym, the same one each time;
/// any other text is masked, whatever it looks like. Standard error says how much was replaced.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Redact {
    /// The file; - for standard input.
    file: PathBuf,

    /// Write to this file, which must not be there yet, instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints or writes the file without what is private. Gives the exit code.
pub(super) fn redact(arguments: &Redact, output: &Output) -> u8 {
    match redacted(arguments, output) {
        Ok(code) => code,
        Err(failure) => {
            output.complain(&failure.to_string());
            FAILED
        }
    }
}

fn redacted(arguments: &Redact, output: &Output) -> Result<u8, Failure> {
    let source = if arguments.file.as_os_str() == "-" {
        Source::standard_input()
    } else {
        Source::file(&arguments.file, Named::ByHand)
    };
    let fail = |message: String| source.failure(message);
    let bytes = read_bytes(&source)?;
    // A packed file comes out unpacked: it is to be read by people.
    let is_packed = is_packed(&bytes);
    let before = unpacked(&source, bytes.clone())?;
    let bytes = if is_packed { Vec::new() } else { bytes };
    let linter = Linter::new(false).showing_contents(true);
    let responses = linter.judge(&before).map_err(|error| fail(error.to_string()))?.responses;
    if responses == 0 {
        return Err(fail("there is no response in it, so nothing of it is needed".to_owned()));
    }
    let redacted = hide(&before).map_err(|error| fail(error.to_string()))?;
    let after = File { text: redacted.text, ..before.clone() };
    let differences =
        differences(&linter, &before, &after).map_err(|error| fail(error.to_string()))?;
    let written = written_as(&bytes, &after.text).map_err(fail)?;
    match &arguments.output {
        None => output.out_bytes(&written),
        Some(path) => create(path, &written)?,
    }
    if output.has_failed() {
        return Ok(FAILED);
    }
    output.complain(&format!(
        "replaced {} passages: {} passwords, {} different names and numbers, and free text",
        redacted.replaced, redacted.passwords, redacted.names
    ));
    for difference in differences.iter().take(TOLD) {
        output.complain(&format!("the result is judged otherwise: {difference}"));
    }
    if differences.len() > TOLD {
        output.complain(&format!("and {} more differences", differences.len() - TOLD));
    }
    Ok(if differences.is_empty() { 0 } else { FOUND })
}
