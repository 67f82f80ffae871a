//! `osready history`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use osready::history::{History, HistoryBuilder, Server, When, html, human, server_and_day};
use osready::input::{Failure, Source, saved_on};
use osready::lint::{IncompleteCheck, Linter, Outcome};
use osready::sanitize::Untrusted;
use rayon::prelude::*;

use super::console::Console;
use super::destination::ReportTarget;
use super::exit_code::FAILED;
use super::interrupt;
use super::settings::inputs;
use super::setup_error::print_setup_error;
use super::snapshot_args::{Held, SnapshotArgs, exit_code, failed_files, found, held};

const EXAMPLES: &str = "\
Exit codes:
  0    shown, whatever happened to profiles
  1    a snapshot is truncated, its lists cannot be read, or it is not a response (--fail-on never
       turns this off)
  2    bad usage, or a file that could not be read (the other files are still read)
  3    no response was found (--allow-empty turns this off)
  130  interrupted; the results so far are printed

Examples:
  osready history snapshots
  osready history --format html snapshots > history.html
  osready history --include '*rack7*' --format json snapshots";

/// The number of snapshots in memory at once.
const MAX_SNAPSHOTS: usize = 64;

/// Show when profiles became blocked or ready, and why, across dated snapshots.
///
/// Snapshots belong to the same server if their paths differ only in dates, such as
/// rack7/2026-01-30.json and rack7/2026-01-31.json. A path without a date has the date of its file.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct HistoryArgs {
    /// The folder of all snapshots.
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,

    #[command(flatten)]
    report: ReportTarget<HistoryFormat>,

    #[command(flatten)]
    snapshot_args: SnapshotArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HistoryFormat {
    /// Human-readable text.
    Human,
    /// JSON for programs (schemas/history.schema.json).
    Json,
    /// An HTML page with a timeline of each profile.
    Html,
}

/// A snapshot: its server, when it was saved, and its file.
struct Dated {
    server: String,
    when: When,
    source: Source,
}

/// Checks the snapshots and prints the history. Returns the exit code.
pub(super) fn history(arguments: HistoryArgs, output: &Console) -> u8 {
    let report = arguments.report.clone();
    let folder = [arguments.folder.clone()];
    let policy = arguments.snapshot_args.policy().clone();
    report.run(
        || inputs(&folder, &policy),
        output,
        |format, output| run_history(arguments, format, output),
    )
}

fn run_history(arguments: HistoryArgs, format: HistoryFormat, output: &Console) -> u8 {
    let HistoryArgs { folder, snapshot_args, .. } = arguments;
    let (settings, linter) = match snapshot_args.settings() {
        Ok(settings) => settings,
        Err(why) => return print_setup_error(why, output),
    };
    if !folder.is_dir() {
        output.print_error(&format!("{}: not a folder of snapshots", folder.display()));
        return FAILED;
    }
    interrupt::listen();
    let mut failures = Vec::new();
    let mut incomplete = Vec::new();
    let snapshots = found(&folder, &settings, &mut failures, &mut incomplete, output);
    let servers = servers(&dated(snapshots), &linter, &mut failures, &mut incomplete);
    let history = History::of(servers, failed_files(failures, output), incomplete);
    match format {
        HistoryFormat::Human => output.out(&human(&history, output.theme(), output.width())),
        // Writing to standard output never fails: the console records errors.
        HistoryFormat::Json => drop(history.json(&mut output.stdout())),
        HistoryFormat::Html => drop(html(&history, &mut output.stdout())),
    }
    let outcome = Outcome {
        is_unreadable: !history.failures.is_empty(),
        responses: history.servers.len(),
        ..Outcome::default()
    };
    exit_code(outcome, &history.incomplete, &[folder], &settings, output)
}

/// Returns the snapshots sorted by server and date.
fn dated(snapshots: Vec<(String, Source)>) -> Vec<Dated> {
    let dated = snapshots.into_iter().map(|(path, source)| {
        let (server, when) = server_and_day(&path, saved_on(&source));
        Dated { server, when, source }
    });
    let mut dated: Vec<Dated> = dated.collect();
    let age = |dated: &Dated| (dated.server.clone(), dated.when.clone(), dated.source.name.clone());
    dated.sort_by_cached_key(age);
    dated
}

/// Returns the history of each server. Adds what could not be checked to `failures` and
/// `incomplete`.
fn servers(
    dated: &[Dated],
    linter: &Linter,
    failures: &mut Vec<Failure>,
    incomplete: &mut Vec<IncompleteCheck>,
) -> Vec<Server> {
    let mut servers = Vec::new();
    let mut course: Option<Nights<'_>> = None;
    for snapshots in dated.chunks(MAX_SNAPSHOTS) {
        let file_report: Vec<Option<Result<Held, Failure>>> =
            snapshots.par_iter().map(|dated| held(&dated.source, linter)).collect();
        for (dated, held) in snapshots.iter().zip(file_report) {
            let held = match held {
                Some(Ok(held)) => held,
                Some(Err(failure)) => Held::failed(failure, failures),
                None => continue,
            };
            if course.as_ref().is_none_or(|course| course.server != dated.server) {
                servers.extend(course.replace(Nights::of(&dated.server)).and_then(Nights::end));
            }
            if let Some(course) = &mut course {
                course.add(dated, held, incomplete);
            }
        }
    }
    servers.extend(course.and_then(Nights::end));
    servers
}

/// The snapshots of a candidate server: without any response it is not a server.
struct Nights<'d> {
    server: &'d str,
    course: HistoryBuilder,
    /// Whether a response was found.
    is_server: bool,
    /// The files before the first response, and why each contains none.
    before: Vec<(&'d Dated, Option<IncompleteCheck>, Option<Untrusted>)>,
}

impl<'d> Nights<'d> {
    fn of(server: &'d str) -> Self {
        Self { server, course: HistoryBuilder::new(server), is_server: false, before: Vec::new() }
    }

    fn add(&mut self, dated: &'d Dated, held: Held, incomplete: &mut Vec<IncompleteCheck>) {
        let is_missed = held.reason.is_some() && held.responses == 0 || held.lack.is_some();
        let reason = held.why_incomplete();
        let lack = held.lack.filter(|lack| !held.incomplete.contains(lack));
        incomplete.extend(held.incomplete);
        if is_missed && !self.is_server {
            return self.before.push((dated, lack, reason));
        }
        self.is_server = true;
        for (dated, lack, reason) in self.before.drain(..) {
            incomplete.extend(lack);
            self.course.miss(&dated.source.name, dated.when.0, reason);
        }
        incomplete.extend(lack);
        match is_missed {
            true => self.course.miss(&dated.source.name, dated.when.0, reason),
            false => self.course.add(&dated.source.name, dated.when.0, held.inventory, reason),
        }
    }

    fn end(self) -> Option<Server> {
        self.is_server.then(|| self.course.end())
    }
}
