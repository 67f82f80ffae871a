//! What the commands share that compare snapshots: their arguments, what a snapshot holds, how they end.

use std::mem;
use std::path::Path;

use clap::Args;
use osready::diff::Inventory;
use osready::input::{Failure, Source, is_in_future, saved_on, sources};
use osready::lint::Linter;
use osready::model::Response;
use osready::policy::Outcome;
use osready::report::{FailedFile, IncompleteCheck};

use super::judging::{FailOn, Judging, PolicyArgs};
use super::output::Output;
use super::reading::{PassedBy, dated_in_future, is_baseline, unless_interrupted};
use super::settings::{Refused, Settings, settings};
use super::{EMPTY, NOTHING_CHECKED, discover, interrupt};

/// Which files of folders are looked at, and by which policy.
#[derive(Debug, Args)]
pub(super) struct Comparing {
    /// In folders, look only at files that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,

    /// In folders, look at no file that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// With never, let a run pass in which something could not be compared.
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<FailOn>,

    /// Let a run pass in which no response was found.
    #[arg(long)]
    allow_empty: bool,

    #[command(flatten)]
    policy: PolicyArgs,
}

impl Comparing {
    /// What is in force, and a linter under its policy.
    pub(super) fn settings(self) -> Result<(Settings, Linter), Refused> {
        let Self { include, exclude, fail_on, allow_empty, policy } = self;
        let judging =
            Judging { include, exclude, fail_on, allow_empty, policy, ..Judging::default() };
        let mut settings = settings(&judging)?;
        let linter = Linter::new(false).under(mem::take(&mut settings.policy));
        Ok((settings, linter))
    }
}

/// Says on standard error which files could not be read. Gives them as a report has them.
pub(super) fn told(failures: Vec<Failure>, output: &Output) -> Vec<FailedFile> {
    for failure in &failures {
        output.complain(&failure.to_string());
    }
    failures.into_iter().map(FailedFile::from).collect()
}

/// Says on standard error what came of a comparison that failed, and gives its exit code.
pub(super) fn exit_code(
    outcome: Outcome,
    incomplete: &[IncompleteCheck],
    settings: &Settings,
    output: &Output,
) -> u8 {
    for check in incomplete {
        output.complain(&check.line_for_people());
    }
    let outcome = Outcome { is_incomplete: !incomplete.is_empty(), ..outcome };
    let code = outcome.code(settings.fail_on, settings.allow_empty);
    if interrupt::is_interrupted() {
        output.complain(interrupt::SO_FAR);
        return interrupt::CODE;
    }
    if code == EMPTY {
        output.complain(NOTHING_CHECKED);
    }
    code
}

/// What one snapshot holds.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) inventory: Inventory,
    /// How many responses were judged.
    pub(super) responses: usize,
    /// What was not checked.
    pub(super) incomplete: Vec<IncompleteCheck>,
    /// Why there is nothing to compare, where there is nothing.
    pub(super) lack: Option<IncompleteCheck>,
}

/// What a snapshot holds; none where the run was interrupted before it was read.
pub(super) fn held(source: &Source, linter: &Linter) -> Option<Result<Held, Failure>> {
    let mut inventory = Inventory::default();
    let judged = unless_interrupted(source)?.and_then(|file| {
        let see = &mut |response: &Response<'_>| inventory.see(response);
        let judged = linter.judge_each(&file, saved_on(source), see);
        judged.map_err(|error| source.failure(error.to_string()))
    });
    Some(judged.map(|judged| {
        inventory.judge(&judged);
        let lack = match judged.responses {
            0 => judged.no_response,
            // All of it could not be checked.
            _ if judged.readiness.is_empty() => judged.incomplete.first().cloned(),
            _ => None,
        };
        Held { inventory, responses: judged.responses, incomplete: judged.incomplete, lack }
    }))
}

/// The files of a folder, by their names as seen from it. Those that are dated in the future are added to
/// `future` instead.
pub(super) fn found(
    folder: &Path,
    settings: &Settings,
    failures: &mut Vec<Failure>,
    future: &mut Vec<IncompleteCheck>,
    output: &Output,
) -> Vec<(String, Source)> {
    let mut files = Vec::new();
    let mut passed_by = PassedBy::default();
    let folders = [folder.to_owned()];
    let from = discover::folder(&discover::working().join(folder));
    for source in sources(&folders, &settings.filter).filter(|found| !is_baseline(found)) {
        match source {
            Ok(source) if source.passed_by.is_some() => {
                passed_by.told(&source).into_iter().for_each(|told| output.complain(&told));
            }
            Ok(source) => {
                let name = from.relative(&source.name);
                match is_in_future(&source, &name, settings.now) {
                    true => future.push(dated_in_future(&source)),
                    false => files.push((name, source)),
                }
            }
            Err(failure) => failures.push(failure),
        }
    }
    passed_by.rest().into_iter().for_each(|told| output.complain(&told));
    files
}
