//! `osready check`.

use std::mem;

use clap::Args;
use osready::lint::Linter;
use osready::policy::FailOn;
use osready::report::{Finding, Report};

use super::FAILED;
use super::changed::{Changed, Scope};
use super::formats::Formats;
use super::judging::Judging;
use super::output::Output;
use super::outputs::{Outputs, Shown};
use super::progress::Progress;
use super::run::{Watch, refused, run};
use super::settings::{Refused, Settings, configured_files, settings_at};
use super::statistics::table;

const CHECK_EXAMPLES: &str = "\
Examples:
  osready check osimages.json                   one file
  osready check snapshots                       all responses in a folder
  curl -sk -u USER https://SERVER/osImages | osready check -
  osready check --fail-on warning snapshots     fail on warnings too
  osready check --changed-since origin/main     what a branch has changed
  osready check --base-ref origin/main          a pull request, by the policy of main";

/// Judge saved responses.
///
/// Says which OS-image profiles can be deployed, which cannot, why, and what to do, at the exact
/// characters of each file. Findings go to standard output, failures to standard error.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // switches, as people give them
pub(super) struct Check {
    #[command(flatten)]
    pub(super) formats: Formats,

    /// Print findings of the level of --fail-on or worse only, and no table.
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Show what is suppressed too, with the reason.
    #[arg(long)]
    pub(super) show_suppressed: bool,

    /// Show contents of files and what stands around responses, where passwords may stand.
    #[arg(long)]
    pub(super) show_contents: bool,

    #[command(flatten)]
    pub(super) scope: Scope,

    /// Print how often each rule found something; with a format for programs, on standard error.
    #[arg(long)]
    pub(super) statistics: bool,

    // Last, since it ends with arguments under a heading of their own.
    #[command(flatten)]
    pub(super) judging: Judging,
}

/// Judges the files and reports. Gives the exit code.
pub(super) fn check(arguments: &Check, output: &Output) -> u8 {
    let base = arguments.scope.base();
    let settings = match &base {
        Ok(base) => settings_at(&arguments.judging, base.as_ref()),
        Err(why) => Err(Refused::Usage(why.clone())),
    };
    if let (Ok(Some(base)), Ok(settings)) = (&base, &settings) {
        for file in base.differing(&settings.policy_files) {
            let file = file.display();
            output.complain(&format!(
                "{file} is not that of the commit to merge into, which counts; it takes effect once it is merged"
            ));
        }
    }
    let fail_on = settings.as_ref().map_or_else(|_| FailOn::default(), |settings| settings.fail_on);
    let configured = settings.as_ref().ok().and_then(|settings| settings.max_findings);
    let shown = Shown {
        quiet: arguments.quiet.then_some(fail_on),
        suppressed: arguments.show_suppressed,
        most: arguments.formats.max_findings.or(configured).map(|most| most as usize),
    };
    let mut inputs = arguments.judging.paths.clone();
    inputs.extend(configured_files(&arguments.judging.policy));
    inputs.extend(settings.iter().map(|settings| settings.baseline_path.clone()));
    let report =
        Outputs::open(&arguments.formats, &inputs, shown, output).and_then(|mut outputs| {
            let report = report(arguments, settings, &mut outputs, output)?;
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
    match report {
        Ok(_) if output.has_failed() => FAILED,
        Ok(report) => report.exit_code,
        Err(message) => {
            output.complain(&message);
            FAILED
        }
    }
}

/// The report, of which each file's findings are told as soon as it is judged.
fn report(
    arguments: &Check,
    settings: Result<Settings, Refused>,
    outputs: &mut Outputs<'_>,
    output: &Output,
) -> Result<Report, String> {
    match settings {
        Ok(mut settings) => {
            let watch = Watch {
                changed: changed(arguments, &settings, output)?,
                progress: Progress::new(arguments.quiet),
                shows_findings: true,
                kept: outputs.kept(),
            };
            let policy = mem::take(&mut settings.policy);
            let mut linter = Linter::new(outputs.want_excerpts())
                .showing_contents(arguments.show_contents)
                .under(policy);
            if outputs.keep_excerpts() {
                linter = linter.every_excerpt();
            }
            let mut tell = |findings: &mut [Finding]| outputs.findings(findings);
            Ok(run(&arguments.judging, &settings, &linter, watch, output, &mut tell).report)
        }
        Err(why) => {
            let mut report = refused(why, output)?;
            outputs.findings(&mut report.findings);
            Ok(report)
        }
    }
}

/// What decides which files are checked; `None` where all are, since the policy has changed.
fn changed(
    arguments: &Check,
    settings: &Settings,
    output: &Output,
) -> Result<Option<Changed>, String> {
    let Some(changed) = arguments.scope.changed()? else { return Ok(None) };
    // With --base-ref the policy is that of the commit, whatever stands here.
    let is_of_base = arguments.scope.base_ref.is_some();
    let Some(file) = changed.policy(&settings.policy_files).filter(|_| !is_of_base) else {
        return Ok(Some(changed));
    };
    let (file, rev) = (file.display(), &changed.rev);
    output.complain(&format!(
        "{file} has changed since {rev}, and verdicts with it: all files are checked"
    ));
    Ok(None)
}
