//! `osready redact`.

use std::path::PathBuf;

use clap::Args;
use osready::input::{
    Discovery, Failure, File, Source, is_packed, read_bytes, unpacked, written_as,
};
use osready::lint::{Linter, has_request};
use osready::policy::Policy;
use osready::redact::{Preserved, redact as hide};

use super::console::Console;
use super::exit_code::{FAILED, FOUND};
use super::replace::create;
use super::settings::refuse_unused_name;

/// The maximum number of differences to print.
const MAX_DIFFERENCES: usize = 10;

const EXAMPLES: &str = "\
Exit codes:
  0  done; the result has the same findings and verdicts as the file
  1  done; standard error lists findings and verdicts that differ
  2  bad usage, or a file that could not be read or written

Examples:
  osready redact osimages.json > ticket.json
  osready redact --output ticket.json osimages.json";

/// Replace private data in a saved response.
///
/// The result has the same findings and verdicts, and can be attached to a ticket. An allowlist
/// decides what stays: attributes and values that the GET /osImages reference names, ids and names
/// made of them, releases, versions, dates, sizes, file extensions, predefined macros, elements and
/// commands of answer files. Any other word or number of an id, a name or a key gets a consistent
/// pseudonym; any other text is masked, whatever it looks like. Standard error reports how much was
/// replaced.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Redact {
    /// The file to redact; - for standard input.
    file: PathBuf,

    /// Read standard input (-) as the file FILE: its ending counts for the kind of the file.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,

    /// Write to this file, which must not exist, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints or writes the redacted file. Returns the exit code.
pub(super) fn redact(arguments: &Redact, output: &Console) -> u8 {
    match redacted(arguments, output) {
        Ok(code) => code,
        Err(failure) => {
            output.print_error(&failure.to_string());
            FAILED
        }
    }
}

fn redacted(arguments: &Redact, output: &Console) -> Result<u8, Failure> {
    let paths = std::slice::from_ref(&arguments.file);
    refuse_unused_name(paths, arguments.stdin_filename.as_deref())
        .map_err(|message| Failure { file: "osready redact".to_owned(), message })?;
    let source = if arguments.file.as_os_str() == "-" {
        let name = arguments.stdin_filename.as_deref();
        name.map_or_else(Source::standard_input, Source::standard_input_as)
    } else {
        Source::file(&arguments.file, Discovery::Explicit)
    };
    let fail = |message: String| source.failure(message);
    let bytes = read_bytes(&source)?;
    // The result of a compressed file is uncompressed, so that people can read it.
    let is_packed = is_packed(&bytes);
    let before = unpacked(&source, bytes.clone())?;
    let bytes = if is_packed { Vec::new() } else { bytes };
    let mut policy = Policy::default();
    policy.levels.pedantic = true;
    let linter = Linter::new().showing_contents(true).with_policy(policy);
    let redacted = hide(&before).map_err(|error| fail(error.to_string()))?;
    let after = File::new(before.name.clone(), before.discovery, redacted.text);
    let preserved =
        Preserved::of(&linter, &before, &after).map_err(|error| fail(error.to_string()))?;
    let is_request = || has_request(&before).map_err(|error| fail(error.to_string()));
    if preserved.responses == 0 && !is_request()? {
        return Err(fail("no response found; there is nothing to redact".to_owned()));
    }
    drop(before);
    let differences = preserved.differences;
    let written = written_as(&bytes, &after.text).map_err(fail)?;
    match &arguments.output {
        None => output.out_bytes(&written),
        Some(path) => create(path, &written)?,
    }
    if output.has_failed() {
        return Ok(FAILED);
    }
    output.print_error(&format!(
        "replaced {} passages: {} passwords, {} different names and numbers, and free text",
        redacted.replaced, redacted.passwords, redacted.names
    ));
    for difference in differences.iter().take(MAX_DIFFERENCES) {
        output.print_error(&format!("the result differs: {difference}"));
    }
    if differences.len() > MAX_DIFFERENCES {
        output
            .print_error(&format!("and {} more differences", differences.len() - MAX_DIFFERENCES));
    }
    Ok(if differences.is_empty() { 0 } else { FOUND })
}
