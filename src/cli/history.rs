//! `osready history`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use osready::history::{Course, History, Server, When, html, human, server_and_day};
use osready::input::{Failure, Source, saved_on};
use osready::lint::Linter;
use osready::policy::Outcome;
use osready::report::IncompleteCheck;
use rayon::prelude::*;

use super::comparing::{Comparing, Held, exit_code, found, held, told};
use super::output::Output;
use super::run::tell_refused;
use super::{FAILED, interrupt};

const EXAMPLES: &str = "\
Exit codes:
  0    told, whatever became of profiles
  1    a snapshot is cut, its lists cannot be read, or it is no response (--fail-on never lifts it)
  2    bad usage, or a file that could not be read (the others are still looked at)
  3    no response was found (--allow-empty lifts it)
  130  interrupted; what was known by then is told

Examples:
  osready history snapshots
  osready history --format html snapshots > history.html
  osready history --include '*rack7*' --format json snapshots";

/// How many snapshots are held at once.
const AT_ONCE: usize = 64;

/// Say when profiles became blocked or ready, and why, over the snapshots of many nights.
///
/// The snapshots of a server are the files whose paths differ in nothing but dates, such as
/// rack7/2026-01-30.json and rack7/2026-01-31.json; a path without a date is as old as its file.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct HistoryArgs {
    /// The folder of all snapshots.
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,

    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,

    #[command(flatten)]
    comparing: Comparing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For programs (schemas/history.schema.json).
    Json,
    /// A page for a browser, with a strip for each profile.
    Html,
}

/// A snapshot: its server, when it was saved, and its file.
struct Dated {
    server: String,
    when: When,
    source: Source,
}

/// Looks through the snapshots and prints. Gives the exit code.
pub(super) fn history(arguments: HistoryArgs, output: &Output) -> u8 {
    let HistoryArgs { folder, format, comparing } = arguments;
    let (settings, linter) = match comparing.settings() {
        Ok(settings) => settings,
        Err(why) => return tell_refused(why, output),
    };
    if !folder.is_dir() {
        output.complain(&format!("{}: it is no folder of snapshots", folder.display()));
        return FAILED;
    }
    interrupt::listen();
    let mut failures = Vec::new();
    let mut incomplete = Vec::new();
    let snapshots = found(&folder, &settings, &mut failures, &mut incomplete, output);
    let servers = servers(&dated(snapshots), &linter, &mut failures, &mut incomplete);
    let history = History::of(servers, told(failures, output), incomplete);
    match format {
        Format::Human => output.out(&human(&history, output.theme())),
        // Writing to standard output never fails: the output notes what goes wrong.
        Format::Json => drop(history.json(&mut output.stdout())),
        Format::Html => drop(html(&history, &mut output.stdout())),
    }
    let outcome = Outcome {
        is_unreadable: !history.failures.is_empty(),
        responses: history.servers.len(),
        ..Outcome::default()
    };
    exit_code(outcome, &history.incomplete, &settings, output)
}

/// The snapshots by server, and of each server by age.
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

/// What became of each server. What could not be checked is added to `failures` and `incomplete`.
fn servers(
    dated: &[Dated],
    linter: &Linter,
    failures: &mut Vec<Failure>,
    incomplete: &mut Vec<IncompleteCheck>,
) -> Vec<Server> {
    let mut servers = Vec::new();
    let mut course: Option<Nights<'_>> = None;
    for snapshots in dated.chunks(AT_ONCE) {
        let judged: Vec<Option<Result<Held, Failure>>> =
            snapshots.par_iter().map(|dated| held(&dated.source, linter)).collect();
        for (dated, held) in snapshots.iter().zip(judged) {
            let held = match held {
                Some(Ok(held)) => held,
                Some(Err(failure)) => {
                    failures.push(failure);
                    continue;
                }
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

/// The nights of what may be a server: before a first response nobody knows.
struct Nights<'d> {
    server: &'d str,
    course: Course,
    /// Whether a response was found.
    is_server: bool,
    /// The files before the first response, and why there is nothing in each.
    before: Vec<(&'d Dated, Option<IncompleteCheck>)>,
}

impl<'d> Nights<'d> {
    fn of(server: &'d str) -> Self {
        Self { server, course: Course::new(server), is_server: false, before: Vec::new() }
    }

    fn add(&mut self, dated: &'d Dated, held: Held, incomplete: &mut Vec<IncompleteCheck>) {
        let is_missed = held.lack.is_some();
        let lack = held.lack.filter(|lack| !held.incomplete.contains(lack));
        incomplete.extend(held.incomplete);
        if is_missed && !self.is_server {
            return self.before.push((dated, lack));
        }
        self.is_server = true;
        for (dated, lack) in self.before.drain(..) {
            incomplete.extend(lack);
            self.course.miss(&dated.source.name, dated.when.0);
        }
        incomplete.extend(lack);
        match is_missed {
            true => self.course.miss(&dated.source.name, dated.when.0),
            false => self.course.add(&dated.source.name, dated.when.0, held.inventory),
        }
    }

    fn end(self) -> Option<Server> {
        self.is_server.then(|| self.course.end())
    }
}
