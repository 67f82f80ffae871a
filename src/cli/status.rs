//! `osready status`: what can be deployed, and no more.

use std::mem;

use clap::{Args, ValueEnum};
use osready::harmless::Harmless;
use osready::lint::Linter;
use osready::policy::{FailOn, Outcome, Require};
use osready::report::{Finding, Human, Report, Summary, formats};
use osready::rules;

use super::judging::Judging;
use super::output::Output;
use super::run::{Watch, refused, run};
use super::settings::settings;
use super::{EMPTY, FAILED, FOUND, NOTHING_CHECKED};

const EXAMPLES: &str = "\
Examples:
  osready status osimages.json
  osready status --require 'win2022|win2022-x86_64-install-*' osimages.json
  osready status --newest --format markdown snapshots >> \"$GITHUB_STEP_SUMMARY\"";

/// Say what can be deployed, and no more.
///
/// It fails where something that is required cannot be, or, where nothing
/// is required, where something is blocked.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Status {
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,

    #[command(flatten)]
    judging: Judging,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a table.
    Human,
    /// For programs: a report with no other findings than of what is required.
    Json,
    /// For job summaries and tickets: a table in Markdown.
    Markdown,
}

/// Judges the files and prints the table. Gives the exit code.
pub(super) fn status(arguments: &Status, output: &Output) -> u8 {
    let report = match settings(&arguments.judging) {
        Ok(mut settings) => {
            let (fail_on, allow_empty) = (settings.fail_on, settings.allow_empty);
            let linter = Linter::new(true).under(mem::take(&mut settings.policy));
            let outcome =
                run(&arguments.judging, &settings, &linter, Watch::default(), output, &mut |_| ());
            let is_reported = outcome.report.exit_code == EMPTY;
            let report = narrowed(outcome.report, &linter.policy().require, fail_on, allow_empty);
            if report.exit_code == EMPTY && !is_reported {
                output.complain(NOTHING_CHECKED);
            }
            report
        }
        Err(why) => match refused(why, output) {
            Ok(report) => report,
            Err(message) => {
                output.complain(&message);
                return FAILED;
            }
        },
    };
    print(report, arguments.format, output)
}

/// The report without what the question was not about.
fn narrowed(mut report: Report, require: &Require, fail_on: FailOn, allow_empty: bool) -> Report {
    let is_required = |finding: &Finding| finding.rule == rules::REQUIRED_PROFILE.id;
    report.summary = Summary {
        files: report.summary.files,
        responses: report.summary.responses,
        rows_left_out: report.summary.rows_left_out,
        ..Summary::default()
    };
    let findings = mem::take(&mut report.findings);
    report.tell(findings.into_iter().filter(is_required).collect());
    if !require.is_empty() {
        report.readiness.retain(|row| require.is_required(row));
    }
    // They led to findings that are not here.
    for reason in report.readiness.iter_mut().flat_map(|row| &mut row.reasons) {
        reason.finding = None;
    }
    report.exit_code = match report.exit_code {
        // Nothing but findings stood in the way of a better code.
        0 | FOUND | EMPTY => code(&report, require, fail_on, allow_empty),
        code => code,
    };
    report
}

fn code(report: &Report, require: &Require, fail_on: FailOn, allow_empty: bool) -> u8 {
    let has_failed = if require.is_empty() {
        report.has_blocked()
    } else {
        report.findings.iter().any(|finding| finding.suppressed.is_none())
    };
    Outcome { has_failed, ..Outcome::new(report) }.code(fail_on, allow_empty)
}

fn print(mut report: Report, format: Format, output: &Output) -> u8 {
    let human = Human::new(output.theme(), Output::width());
    match format {
        Format::Human => {
            let shown: Vec<Finding> = report
                .findings
                .iter()
                .filter(|finding| finding.suppressed.is_none())
                .cloned()
                .collect();
            output.out(&human.findings(&shown).unwrap_or_default());
            output.out(&human.table(&report));
            if report.has_nothing_to_deploy() {
                output.out(&Harmless::fixed("no image and no profile in the response\n"));
            }
        }
        // Writing to standard output never fails: the output notes what goes wrong.
        Format::Markdown => drop(formats::markdown::status(&report, &mut output.stdout())),
        Format::Json => {
            for finding in &mut report.findings {
                finding.excerpt = None;
            }
            drop(formats::json::document(&report, &mut output.stdout()));
        }
    }
    if output.has_failed() { FAILED } else { report.exit_code }
}
