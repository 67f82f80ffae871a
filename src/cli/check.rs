//! `osready check`.

use osready::finding::Level;
use osready::input::{Failure, Filter, Source, read, sources};
use osready::lint::Linter;
use osready::report::{Finding, Human, Judged, Report};

use super::args::{Check, Format};
use super::output::Output;
use super::progress::Progress;
use super::statistics::table;
use super::{FAILED, FOUND};

/// Judges the files and reports. Gives the exit code.
pub(super) fn check(arguments: &Check, output: &Output) -> u8 {
    let filter = match Filter::new(&arguments.include, &arguments.exclude) {
        Ok(filter) => filter,
        Err(message) => {
            output.complain(&message);
            return FAILED;
        }
    };
    let changed = match arguments.scope.changed() {
        Ok(changed) => changed,
        Err(message) => {
            output.complain(&message);
            return FAILED;
        }
    };
    let is_left_out =
        |source: &Source| changed.as_ref().is_some_and(|changed| !changed.holds(source));
    let mut progress = Progress::new(arguments.quiet);
    let linter = Linter::new(arguments.format == Format::Human);
    let human = Human::new(output.theme(), Output::width());
    let mut report = Report::new();
    for source in sources(&arguments.paths, &filter) {
        if source.as_ref().is_ok_and(&is_left_out) {
            continue;
        }
        if let Ok(source) = &source {
            progress.next(&source.name);
        }
        match source.and_then(|source| judge(&linter, &source)) {
            Ok(judged) => {
                let before = report.findings.len();
                report.add(judged);
                if arguments.format == Format::Human {
                    progress.aside(|| show(&report.findings[before..], arguments, &human, output));
                    // What has been shown is not kept twice.
                    report.findings[before..].iter_mut().for_each(|finding| finding.excerpt = None);
                }
            }
            Err(failure) => {
                progress.aside(|| output.complain(&failure.to_string()));
                report.failures.push(failure.into());
            }
        }
    }
    progress.end();
    finish(&report, arguments, &human, output);
    if arguments.statistics {
        match arguments.format {
            Format::Human => output.out(&table(&report)),
            Format::Json => output.err(&table(&report)),
        }
    }
    exit_code(&report, arguments, output)
}

fn judge(linter: &Linter, source: &Source) -> Result<Judged, Failure> {
    let file = read(source)?;
    linter
        .judge(&file)
        .map_err(|error| Failure { file: source.name.clone(), message: error.to_string() })
}

fn show(findings: &[Finding], arguments: &Check, human: &Human, output: &Output) {
    let counts =
        |finding: &Finding| arguments.fail_on.fails(finding.level) || finding.level == Level::Error;
    let kept: Vec<Finding>;
    let shown = if arguments.quiet {
        kept = findings.iter().filter(|finding| counts(finding)).cloned().collect();
        &kept
    } else {
        findings
    };
    match human.findings(shown) {
        Ok(text) => output.out(&text),
        Err(_) => output.complain("the report could not be written"),
    }
}

fn finish(report: &Report, arguments: &Check, human: &Human, output: &Output) {
    match arguments.format {
        Format::Human if arguments.quiet => {}
        Format::Human => output.out(&human.end(report)),
        Format::Json => match serde_json::to_string_pretty(report) {
            Ok(text) => output.out(&(text + "\n")),
            Err(error) => output.complain(&format!("the report could not be written: {error}")),
        },
    }
}

fn exit_code(report: &Report, arguments: &Check, output: &Output) -> u8 {
    if !report.failures.is_empty() || output.has_failed() {
        return FAILED;
    }
    match report.worst() {
        Some(level) if arguments.fail_on.fails(level) => FOUND,
        _ => 0,
    }
}
