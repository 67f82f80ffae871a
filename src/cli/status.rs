//! `osready status`: shows which profiles can be deployed, without findings.

use std::mem;

use clap::{Args, ValueEnum};
use osready::finding::Finding;
use osready::lint::{Linter, Outcome, Report, Summary};
use osready::policy::{FailOn, Require};
use osready::report::{Human, formats};
use osready::rules;
use osready::sanitize::Sanitized;

use super::base_dir::BaseDir;
use super::console::Console;
use super::destination::ReportTarget;
use super::exit_code::{EMPTY, FAILED, FOUND, nothing_found};
use super::input_args::InputArgs;
use super::reading::print_ignored;
use super::run::{RunOptions, run};
use super::settings::{inputs, settings};
use super::setup_error::refused;

const EXAMPLES: &str = "\
Examples:
  osready status osimages.json
  osready status --require 'win2022|win2022-x86_64-install-*' osimages.json
  osready status --newest --format markdown snapshots >> \"$GITHUB_STEP_SUMMARY\"";

/// Show which profiles can be deployed.
///
/// Fails if a required profile cannot be deployed, or, if nothing is required, if anything is
/// blocked.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Status {
    #[command(flatten)]
    report: ReportTarget<StatusFormat>,

    #[command(flatten)]
    input_args: InputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatusFormat {
    /// A table for people.
    Human,
    /// A JSON report for programs, with findings about required profiles only.
    Json,
    /// A Markdown table for job summaries and tickets.
    Markdown,
}

/// Checks the files and prints the table. Returns the exit code.
pub(super) fn status(arguments: &Status, output: &Console) -> u8 {
    let inputs = || inputs(&arguments.input_args.paths, &arguments.input_args.policy);
    let run = |format, output: &Console| run_status(arguments, format, output);
    arguments.report.clone().run(inputs, output, run)
}

fn run_status(arguments: &Status, format: StatusFormat, output: &Console) -> u8 {
    let mut report = match settings(&arguments.input_args) {
        Ok(mut settings) => {
            let (fail_on, allow_empty) = (settings.fail_on, settings.allow_empty);
            let policy = mem::take(&mut settings.policy);
            // Only findings about requirements are shown.
            let mut linter = Linter::new().with_excerpts(!policy.require.is_empty());
            if format != StatusFormat::Json && policy.baseline.is_none() {
                linter = linter.without_identity();
            }
            let linter = linter.with_policy(policy);
            let outcome = run(
                &arguments.input_args,
                &settings,
                &linter,
                &RunOptions::default(),
                output,
                &mut |_| (),
            );
            let is_reported = outcome.report.exit_code == EMPTY;
            if !is_reported {
                print_ignored(outcome.report.summary.ignored, output);
            }
            let report = narrowed(outcome.report, &linter.policy().require, fail_on, allow_empty);
            if report.exit_code == EMPTY && !is_reported {
                output.print_error(&nothing_found(&arguments.input_args.paths));
            }
            report
        }
        Err(why) => match refused(why, output) {
            Ok(report) => report,
            Err(message) => {
                output.print_error(&message);
                return FAILED;
            }
        },
    };
    if let Ok(base_dir) = BaseDir::new(None, &arguments.input_args.paths, None) {
        report.set_paths(&|file| base_dir.address(file));
    }
    print(report, format, output)
}

/// Reduces a report to verdicts and findings about required profiles.
fn narrowed(mut report: Report, require: &Require, fail_on: FailOn, allow_empty: bool) -> Report {
    let is_required = |finding: &Finding| finding.rule == rules::REQUIRED_PROFILE.id;
    report.summary = Summary {
        files: report.summary.files,
        responses: report.summary.responses,
        ignored: report.summary.ignored,
        rows_left_out: report.summary.rows_left_out,
        ..Summary::default()
    };
    let findings = mem::take(&mut report.findings);
    report.add_findings(findings.into_iter().filter(is_required).collect());
    if !require.is_empty() {
        report.readiness.retain(|row| require.is_required(row));
    }
    // The referenced findings were removed.
    for reason in report.readiness.iter_mut().flat_map(|row| &mut row.reasons) {
        reason.finding = None;
    }
    report.exit_code = match report.exit_code {
        // Only findings determined the code, and they changed.
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

fn print(mut report: Report, format: StatusFormat, output: &Console) -> u8 {
    let human = Human::new(output.theme(), output.width());
    match format {
        StatusFormat::Human => {
            let shown: Vec<Finding> = report
                .findings
                .iter()
                .filter(|finding| finding.suppressed.is_none())
                .cloned()
                .collect();
            output.out(&human.findings(&shown).unwrap_or_default());
            output.out(&human.table(&report));
            if report.has_nothing_to_deploy() {
                output.out(&Sanitized::fixed("no image and no profile in the response\n"));
            }
        }
        // Writing to standard output never fails: the output notes what goes wrong.
        StatusFormat::Markdown => drop(formats::markdown::status(&report, &mut output.stdout())),
        StatusFormat::Json => {
            for finding in &mut report.findings {
                finding.excerpt = None;
            }
            drop(formats::json::document(&report, &mut output.stdout()));
        }
    }
    if output.has_failed() { FAILED } else { report.exit_code }
}
