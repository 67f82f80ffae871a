//! Why a run cannot start, and how that is reported.

use osready::finding::Finding;
use osready::input::Failure;
use osready::lint::Report;
use osready::report::Human;

use super::console::Console;

/// Why a run cannot start.
#[derive(Debug)]
pub(super) enum SetupError {
    /// A usage error, as a message.
    Usage(String),
    /// A policy file that cannot be read.
    Failed(Failure),
    /// Errors in the configuration.
    Errors(Vec<Finding>),
}

impl From<Failure> for SetupError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Prints why the run cannot start, for people. Returns the exit code.
pub(super) fn print_setup_error(why: SetupError, output: &Console) -> u8 {
    match refused(why, output) {
        Ok(report) => {
            let human = Human::new(output.theme(), output.width());
            output.out(&human.findings(&report.findings).unwrap_or_default());
        }
        Err(message) => output.print_error(&message),
    }
    super::exit_code::FAILED
}

/// Returns the report of a run that cannot start, because of a policy file.
///
/// # Errors
/// Returns the message of a usage error.
pub(super) fn refused(refused: SetupError, output: &Console) -> Result<Report, String> {
    let mut report = Report::new();
    match refused {
        SetupError::Usage(message) => return Err(message),
        SetupError::Failed(failure) => {
            output.print_error(&failure.to_string());
            report.failures.push(failure.into());
        }
        SetupError::Errors(errors) => report.add_findings(errors),
    }
    report.exit_code = super::exit_code::FAILED;
    Ok(report)
}
