//! `osready check`.

use osready::input::{Failure, Filter, Source, read, sources};
use osready::lint::Linter;
use osready::report::{Judged, Report};

use super::args::Check;
use super::output::Output;
use super::outputs::{Outputs, Shown};
use super::{FAILED, FOUND};

/// Judges the files and reports. Gives the exit code.
pub(super) fn check(arguments: &Check, output: &Output) -> u8 {
    let shown = Shown { quiet: arguments.quiet.then_some(arguments.fail_on), suppressed: false };
    let opened = Filter::new(&arguments.include, &arguments.exclude)
        .and_then(|filter| Ok((filter, Outputs::open(&arguments.formats, shown, output)?)));
    let (filter, mut outputs) = match opened {
        Ok(opened) => opened,
        Err(message) => {
            output.complain(&message);
            return FAILED;
        }
    };
    let mut linter = Linter::new(outputs.want_excerpts());
    if outputs.keep_excerpts() {
        linter = linter.every_excerpt();
    }
    let mut report = Report::new();
    for source in sources(&arguments.paths, &filter) {
        match source.and_then(|source| judge(&linter, &source)) {
            Ok(mut judged) => {
                outputs.findings(&mut judged.findings);
                report.add(judged);
            }
            Err(failure) => {
                output.complain(&failure.to_string());
                report.failures.push(failure.into());
            }
        }
    }
    report.exit_code = exit_code(&report, arguments);
    outputs.finish(&report);
    if output.has_failed() { FAILED } else { report.exit_code }
}

fn judge(linter: &Linter, source: &Source) -> Result<Judged, Failure> {
    let file = read(source)?;
    linter
        .judge(&file)
        .map_err(|error| Failure { file: source.name.clone(), message: error.to_string() })
}

fn exit_code(report: &Report, arguments: &Check) -> u8 {
    if !report.failures.is_empty() {
        return FAILED;
    }
    match report.worst() {
        Some(level) if arguments.fail_on.fails(level) => FOUND,
        _ => 0,
    }
}
