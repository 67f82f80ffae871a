//! `osready plan`: checks deployment requests against a snapshot.

mod run;
mod snapshot;

use std::mem;
use std::path::PathBuf;

use clap::Args;
use osready::input::{Discovery, Source, saved_on};
use osready::lint::{Exit, PlanInput, Report};
use osready::policy::{Baseline, FailOn, FindingFilter};

use super::base_dir::BaseDir;
use super::baseline::record;
use super::changed::{Changed, Scope};
use super::console::Console;
use super::discover;
use super::formats::Formats;
use super::input_args::{FailOn as FailOnArg, InputArgs, PolicyArgs};
use super::interrupt;
use super::outputs::{Outputs, Shown, exit_code_of};
use super::settings::{Settings, inputs};
use super::setup_error::{SetupError, print_setup_error, refused};
use run::{Requests, Run};
use snapshot::{Choice, Wanted, choose};

/// The message of a run that names no snapshot.
const NO_SNAPSHOT: &str =
    "no snapshot is named: use --against, or set against in the section plan of osready.toml";

const EXAMPLES: &str = "\
Exit codes:
  0    every host can be deployed
  1    findings at or above --fail-on, or an incomplete check, such as a truncated snapshot
  2    bad usage, or a file that could not be read: a request without any host, a snapshot without a
       response or with several
  130  interrupted

Examples:
  osready plan --against osimages.json request.json
  osready plan --against snapshots --newest --server lxca1 request.json
  osready plan --against osimages.json --hosts hostplatforms.json request.json
  osready plan --against osimages.json --format markdown request.json >> \"$GITHUB_STEP_SUMMARY\"";

/// Check deployment requests before they are sent.
///
/// Reads requests, the bodies of PUT /hostPlatforms, and a snapshot, a saved response of GET /osImages, and
/// shows for each host whether its profile exists and is ready, and whether its settings and files fit.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // command-line flags
pub(super) struct PlanArgs {
    /// The requests: files, folders to walk, or - for standard input.
    #[arg(required = true, value_name = "REQUEST")]
    paths: Vec<PathBuf>,

    /// The snapshot: a saved response of GET /osImages, or with --newest a folder of them; repeatable
    /// (default: that of the configuration).
    #[arg(long, value_name = "SNAPSHOT")]
    against: Vec<PathBuf>,

    /// Use the newest snapshot of a folder, by the date in the file name, or else by the modification
    /// time.
    #[arg(long)]
    newest: bool,

    /// With --newest, pass although a newer snapshot cannot be read in full, and use an older one instead.
    #[arg(long, requires = "newest")]
    allow_older: bool,

    /// Use the snapshot of this server: its name is that of the file without a date, or of a folder.
    #[arg(long, value_name = "NAME")]
    server: Option<String>,

    /// Compare with the hosts in a saved response of GET /hostPlatforms too.
    #[arg(long, value_name = "FILE")]
    hosts: Option<PathBuf>,

    #[command(flatten)]
    formats: Formats,

    /// Print only findings at or above --fail-on, and no table.
    #[arg(short, long)]
    quiet: bool,

    /// Show suppressed findings too, with the reason.
    #[arg(long)]
    show_suppressed: bool,

    /// Show undocumented values and the text around hosts, which may contain secrets. Passwords stay
    /// hidden.
    #[arg(long)]
    show_contents: bool,

    /// In reports for programs, write paths relative to this folder (default: the root of the
    /// repository, else the working folder).
    #[arg(long, value_name = "DIR")]
    base_dir: Option<PathBuf>,

    /// Record the findings as a baseline in FILE, so that only new ones fail a run with --baseline.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["baseline", "changed_since", "base_ref"]
    )]
    write_baseline: Option<PathBuf>,

    #[command(flatten)]
    scope: Scope,

    /// In folders, read only files that match this glob; repeatable.
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,

    /// In folders, skip files that match this glob; repeatable.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// Skip excluded files even if they are named, as pre-commit names them.
    #[arg(long)]
    force_exclude: bool,

    /// In folders, check files that git ignores too.
    #[arg(long)]
    no_ignore: bool,

    /// Check standard input (-) as the file FILE, which need not exist.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,

    /// Fail on findings at or above this level (default: the configuration, else error).
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<FailOnArg>,

    #[command(flatten)]
    policy: PolicyArgs,
}

/// Checks the requests and writes the reports. Returns the exit code.
pub(super) fn plan(mut arguments: PlanArgs, output: &Console) -> u8 {
    let mut input_args = InputArgs {
        paths: arguments.paths.clone(),
        include: mem::take(&mut arguments.include),
        exclude: mem::take(&mut arguments.exclude),
        force_exclude: arguments.force_exclude,
        no_ignore: arguments.no_ignore,
        stdin_filename: arguments.stdin_filename.take(),
        newest: arguments.newest,
        allow_older: arguments.allow_older,
        fail_on: arguments.fail_on,
        allow_empty: false,
        policy: mem::take(&mut arguments.policy),
    };
    // A baseline that is written does not depend on the one that it replaces.
    input_args.policy.no_baseline |= arguments.write_baseline.is_some();

    let settings = arguments.scope.settings(&input_args, output);
    let settings = settings.and_then(|settings| {
        arguments.configured(&settings)?;
        Ok(settings)
    });
    let fail_on = settings.as_ref().map_or_else(|_| FailOn::default(), |settings| settings.fail_on);
    let configured = settings.as_ref().ok().and_then(|settings| settings.max_findings);
    let shown = Shown {
        quiet: arguments.quiet.then_some(fail_on),
        suppressed: arguments.show_suppressed,
        most: arguments.formats.max_findings.or(configured).map(|most| most as usize),
        full: true,
        pointers: arguments.formats.verbose,
    };
    let mut named = arguments.paths.clone();
    named.extend(arguments.against.iter().chain(&arguments.hosts).cloned());
    let inputs = || {
        let mut inputs = inputs(&named, &input_args.policy);
        inputs.extend(settings.iter().map(|settings| settings.baseline_path.clone()));
        inputs
    };
    let report =
        Outputs::open(&arguments.formats, inputs, shown, output).and_then(|mut outputs| {
            let base_dir = BaseDir::new(
                arguments.base_dir.as_deref(),
                &named,
                arguments.scope.base_ref.as_deref(),
            )?;
            let mut report = match settings {
                Ok(settings) => report(&arguments, settings, &mut outputs, output)?,
                Err(why) => {
                    let mut report = refused(why, output)?;
                    outputs.findings(&mut report.findings);
                    report
                }
            };
            report.set_paths(&|file| base_dir.address(file));
            outputs.finish(&report);
            Ok(report)
        });
    exit_code_of(report, output)
}

impl PlanArgs {
    /// Takes what the arguments leave out from the section `plan` of the configuration.
    fn configured(&mut self, settings: &Settings) -> Result<(), SetupError> {
        let table = settings.configuration.plan.clone().unwrap_or_default();
        let is_of_base = self.scope.base_ref.is_some();
        let path = |path: &str| -> Result<PathBuf, SetupError> {
            let path = settings.config_dir.join(path);
            if !is_of_base {
                discover::found(&path, &settings.config_dir)?;
            }
            Ok(discover::shown(&path))
        };
        if self.against.is_empty() {
            let against = table.against.ok_or_else(|| SetupError::Usage(NO_SNAPSHOT.to_owned()))?;
            self.against.push(path(&against.value)?);
        }
        if self.hosts.is_none() {
            self.hosts = table.hosts.map(|hosts| path(&hosts.value)).transpose()?;
        }
        self.server = self.server.take().or(table.server.map(|server| server.value));
        self.newest |= table.newest.is_some_and(|newest| newest.value);
        Ok(())
    }
}

/// Reads the files, checks them and returns the report.
fn report(
    arguments: &PlanArgs,
    mut settings: Settings,
    outputs: &mut Outputs<'_>,
    output: &Console,
) -> Result<Report, String> {
    interrupt::listen();
    let policy = mem::take(&mut settings.policy);
    let linter =
        outputs.linter(policy, arguments.show_contents, arguments.write_baseline.is_some());
    let wanted = Wanted {
        against: &arguments.against,
        server: arguments.server.as_deref(),
        newest: arguments.newest,
        allow_older: arguments.allow_older,
        is_quiet: arguments.quiet,
    };
    let Choice { source: snapshot, skipped } = choose(&wanted, &settings, output)?;
    let mut run = Run {
        report: Report::under(linter.policy()),
        exit: Exit::new(settings.fail_on),
        finding_filter: FindingFilter::new(linter.policy()),
        recorded: None,
        output,
    };
    run.report.run = Some(settings.run_info(linter.policy()));
    if let Some(path) = &arguments.write_baseline {
        run.recorded = Some(Baseline::new(discover::folder_of_baseline(path)));
    }
    run.add_incomplete(skipped);
    let changed = changed(arguments, &settings, &snapshot, output)?;
    let Requests { files: requests, unchanged } =
        run.requests(arguments, &settings, changed.as_ref())?;
    let hosts = arguments.hosts.as_ref().map(|path| Source::file(path, Discovery::Explicit));
    let file = run.read(&snapshot);
    let platforms = hosts.as_ref().map(|hosts| run.read(hosts));
    if let Some(snapshot_file) = file
        && platforms.as_ref().is_none_or(Option::is_some)
        && !requests.is_empty()
    {
        let input = PlanInput {
            requests: &requests,
            snapshot: &snapshot_file,
            saved: saved_on(&snapshot),
            platforms: platforms.as_ref().and_then(Option::as_ref),
        };
        let plan = linter.plan(&input).map_err(|error| error.to_string())?;
        run.take(plan, &input, outputs);
    }
    let is_allowed_empty =
        changed.is_some() && run.report.failures.is_empty() && run.has_request(&unchanged);
    let recorded = run.recorded.take().zip(arguments.write_baseline.as_deref());
    let mut report = run.end(outputs, is_allowed_empty);
    if let Some((baseline, path)) = recorded {
        let recorded = record(&baseline, path, &report, &settings, output);
        report.exit_code = recorded.unwrap_or_else(|why| print_setup_error(why, output));
    }
    Ok(report)
}

/// Returns the filter for changed requests; `None` if all are checked, since the policy, the snapshot or
/// the hosts changed.
fn changed(
    arguments: &PlanArgs,
    settings: &Settings,
    snapshot: &Source,
    output: &Console,
) -> Result<Option<Changed>, String> {
    let Some(changed) = arguments.scope.changed()? else { return Ok(None) };
    let is_of_base = arguments.scope.base_ref.is_some();
    let policy = changed.policy(&settings.policy_files).filter(|_| !is_of_base);
    let hosts = arguments.hosts.as_ref().map(|path| Source::file(path, Discovery::Explicit));
    let data =
        [Some(snapshot), hosts.as_ref()].into_iter().flatten().find(|source| changed.holds(source));
    let what = policy
        .map(|file| file.display().to_string())
        .or_else(|| data.map(|data| data.name.clone()));
    let Some(what) = what else { return Ok(Some(changed)) };
    output.print_error(&format!("{what} has changed since {}: checking all requests", changed.rev));
    Ok(None)
}
