//! `osready check`.

use std::mem;
use std::path::PathBuf;

use clap::Args;
use osready::finding::Finding;
use osready::lint::Report;
use osready::policy::FailOn;

use super::base_dir::BaseDir;
use super::changed::{Changed, Scope};
use super::console::Console;
use super::explain_rule;
use super::formats::Formats;
use super::input_args::InputArgs;
use super::outputs::{Outputs, Shown, exit_code_of};
use super::run::{RunOptions, run};
use super::settings::{Settings, inputs};
use super::setup_error::{SetupError, refused};
use super::statistics::table;

const CHECK_EXAMPLES: &str = "\
Examples:
  osready check osimages.json                   one file
  osready check snapshots                       all responses in a folder
  curl -fsS --cacert CA.pem -u USER https://SERVER/osImages | osready check -
  osready check --fail-on warning snapshots     fail on warnings too
  osready check --changed-since origin/main     files that a branch changed
  osready check --base-ref origin/main          a pull request, with the policy of main";

/// Check saved responses.
///
/// Shows which OS-image profiles can be deployed, which cannot, why, and what to do, at the exact
/// location in each file. Findings go to standard output, failures to standard error.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // command-line flags
pub(super) struct Check {
    #[command(flatten)]
    pub(super) formats: Formats,

    /// Print only findings at or above --fail-on, and no table.
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Show suppressed findings too, with the reason.
    #[arg(long)]
    pub(super) show_suppressed: bool,

    /// Show contents of files and the text around responses, which may contain passwords.
    #[arg(long)]
    pub(super) show_contents: bool,

    /// In reports for programs, write paths relative to this folder (default: the root of the
    /// repository, else the working folder).
    #[arg(long, value_name = "DIR")]
    pub(super) base_dir: Option<PathBuf>,

    #[command(flatten)]
    pub(super) scope: Scope,

    /// Print the number of findings per rule; to standard error if the format is machine-readable.
    #[arg(long)]
    pub(super) statistics: bool,

    /// Print what a rule of this site makes of each image, profile or file, instead of a report.
    #[arg(long, value_name = "ID", conflicts_with_all = ["targets", "statistics", "quiet"])]
    pub(super) explain_rule: Option<String>,

    // Last, since it ends with arguments under their own heading.
    #[command(flatten)]
    pub(super) input_args: InputArgs,
}

/// Checks the files and writes the reports. Returns the exit code.
pub(super) fn check(arguments: &Check, output: &Console) -> u8 {
    let settings = arguments.scope.settings(&arguments.input_args, output);
    if let Some(id) = &arguments.explain_rule {
        return explain_rule::explain_rule(id, &arguments.input_args, settings, output);
    }
    let fail_on = settings.as_ref().map_or_else(|_| FailOn::default(), |settings| settings.fail_on);
    let configured = settings.as_ref().ok().and_then(|settings| settings.max_findings);
    let shown = Shown {
        quiet: arguments.quiet.then_some(fail_on),
        suppressed: arguments.show_suppressed,
        full: arguments.formats.verbose,
        pointers: arguments.formats.verbose,
        most: arguments.formats.max_findings.or(configured).map(|most| most as usize),
    };
    let inputs = || {
        let mut inputs = inputs(&arguments.input_args.paths, &arguments.input_args.policy);
        inputs.extend(settings.iter().map(|settings| settings.baseline_path.clone()));
        inputs
    };
    let report =
        Outputs::open(&arguments.formats, inputs, shown, output).and_then(|mut outputs| {
            let base_dir = BaseDir::new(
                arguments.base_dir.as_deref(),
                &arguments.input_args.paths,
                arguments.scope.base_ref.as_deref(),
            )?;
            let mut report = report(arguments, settings, &mut outputs, output)?;
            if outputs.has_report_at_end() {
                report.set_paths(&|file| base_dir.address(file));
            }
            let is_for_people = outputs.is_for_people();
            outputs.finish(&report);
            if arguments.statistics {
                match is_for_people {
                    true => output.out(&table(&report)),
                    false => output.err(&table(&report)),
                }
            }
            Ok(report)
        });
    exit_code_of(report, output)
}

/// Runs the check and returns the report; passes on the findings of each file as soon as it is
/// checked.
fn report(
    arguments: &Check,
    settings: Result<Settings, SetupError>,
    outputs: &mut Outputs<'_>,
    output: &Console,
) -> Result<Report, String> {
    match settings {
        Ok(mut settings) => {
            let options = RunOptions {
                changed: changed(arguments, &settings, output)?,
                shows_findings: true,
                is_quiet: arguments.quiet,
                retention: outputs.retention(),
                with_timeline: outputs.show_overview(),
            };
            let policy = mem::take(&mut settings.policy);
            let linter = outputs.linter(policy, arguments.show_contents, false);
            let mut tell = |findings: &mut [Finding]| outputs.findings(findings);
            Ok(run(&arguments.input_args, &settings, &linter, &options, output, &mut tell).report)
        }
        Err(why) => {
            let mut report = refused(why, output)?;
            outputs.findings(&mut report.findings);
            Ok(report)
        }
    }
}

/// Returns the filter for changed files; `None` if all are checked, since the policy has changed.
fn changed(
    arguments: &Check,
    settings: &Settings,
    output: &Console,
) -> Result<Option<Changed>, String> {
    let Some(changed) = arguments.scope.changed()? else { return Ok(None) };
    // With --base-ref the policy comes from the commit, whatever the working tree contains.
    let is_of_base = arguments.scope.base_ref.is_some();
    let Some(file) = changed.policy(&settings.policy_files).filter(|_| !is_of_base) else {
        return Ok(Some(changed));
    };
    let (file, rev) = (file.display(), &changed.rev);
    output.print_error(&format!(
        "{file} has changed since {rev}, which may change any finding: checking all files"
    ));
    Ok(None)
}
