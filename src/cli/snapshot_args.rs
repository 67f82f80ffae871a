//! Shared code of the commands that compare snapshots: arguments, snapshots and exit codes.

use std::mem;
use std::path::{Path, PathBuf};

use clap::Args;
use osready::diff::Inventory;
use osready::input::{Failure, Source, is_in_future, saved_on, sources};
use osready::lint::{FailedFile, IncompleteCheck, Linter, Outcome};
use osready::model::Response;
use osready::sanitize::Untrusted;

use super::console::Console;
use super::exit_code::{EMPTY, nothing_found};
use super::input_args::{FailOn, InputArgs, PolicyArgs};
use super::reading::{
    SkippedEntries, dated_in_future, is_baseline, print_ignored, unless_interrupted,
};
use super::settings::{Settings, settings};
use super::setup_error::SetupError;
use super::{discover, interrupt};

/// The files of folders to read, and the policy.
#[derive(Debug, Args)]
pub(super) struct SnapshotArgs {
    /// In folders, read only files that match this glob; repeatable.
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,

    /// In folders, skip files that match this glob; repeatable.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// In folders, read files that git ignores too.
    #[arg(long)]
    no_ignore: bool,

    /// With never, pass although something could not be compared.
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<FailOn>,

    /// Pass if no response was found.
    #[arg(long)]
    allow_empty: bool,

    #[command(flatten)]
    policy: PolicyArgs,
}

impl SnapshotArgs {
    pub(super) fn policy(&self) -> &PolicyArgs {
        &self.policy
    }

    /// Returns the effective settings, and a linter with their policy.
    pub(super) fn settings(self) -> Result<(Settings, Linter), SetupError> {
        let Self { include, exclude, no_ignore, fail_on, allow_empty, policy } = self;
        let input_args = InputArgs {
            include,
            exclude,
            no_ignore,
            fail_on,
            allow_empty,
            policy,
            ..InputArgs::default()
        };
        let mut settings = settings(&input_args)?;
        let linter = Linter::new().with_policy(mem::take(&mut settings.policy));
        Ok((settings, linter))
    }
}

/// Prints failures to standard error and returns them for a report.
pub(super) fn failed_files(failures: Vec<Failure>, output: &Console) -> Vec<FailedFile> {
    for failure in &failures {
        output.print_error(&failure.to_string());
    }
    failures.into_iter().map(FailedFile::from).collect()
}

/// Prints incomplete checks to standard error and returns the exit code.
pub(super) fn exit_code(
    outcome: Outcome,
    incomplete: &[IncompleteCheck],
    paths: &[PathBuf],
    settings: &Settings,
    output: &Console,
) -> u8 {
    for check in incomplete {
        output.print_error(&check.line_for_people());
    }
    print_ignored(settings.filter.ignored(), output);
    let outcome = Outcome { is_incomplete: !incomplete.is_empty(), ..outcome };
    let code = outcome.code(settings.fail_on, settings.allow_empty);
    if interrupt::is_interrupted() {
        output.print_error(interrupt::SO_FAR);
        return interrupt::CODE;
    }
    if code == EMPTY {
        output.print_error(&nothing_found(paths));
    }
    code
}

/// The content of a snapshot.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) inventory: Inventory,
    /// The number of checked responses.
    pub(super) responses: usize,
    /// The incomplete checks.
    pub(super) incomplete: Vec<IncompleteCheck>,
    /// Why there is nothing to compare, if so.
    pub(super) lack: Option<IncompleteCheck>,
    /// Why the file could not be read, if so.
    pub(super) reason: Option<Untrusted>,
}

impl Held {
    /// Returns a snapshot that could not be read, and adds the failure to `failures`.
    pub(super) fn failed(failure: Failure, failures: &mut Vec<Failure>) -> Self {
        let reason = Some(failure.message.as_str().into());
        failures.push(failure);
        Self { reason, ..Self::default() }
    }

    /// Returns why the snapshot is incomplete, if it is.
    pub(super) fn why_incomplete(&self) -> Option<Untrusted> {
        let check = || self.lack.as_ref().or(self.incomplete.first());
        self.reason.clone().or_else(|| Some(check()?.message.clone()))
    }
}

/// Reads a snapshot; `None` if the run was interrupted before.
pub(super) fn held(source: &Source, linter: &Linter) -> Option<Result<Held, Failure>> {
    let mut inventory = Inventory::default();
    let file_report = unless_interrupted(source)?.and_then(|file| {
        let see = &mut |response: &Response<'_>| inventory.add(response);
        let file_report = linter.lint_each(&file, saved_on(source), see);
        file_report.map_err(|error| source.failure(error.to_string()))
    });
    Some(file_report.map(|file_report| {
        inventory.lint(&file_report);
        let lack = match file_report.responses {
            0 => file_report.no_response,
            // Nothing in the response could be checked.
            _ if file_report.readiness.is_empty() => file_report.incomplete.first().cloned(),
            _ => None,
        };
        Held {
            inventory,
            responses: file_report.responses,
            incomplete: file_report.incomplete,
            lack,
            reason: None,
        }
    }))
}

/// Returns the files of a folder with their paths relative to it. Files with a date in the future
/// are added to `future` instead.
pub(super) fn found(
    folder: &Path,
    settings: &Settings,
    failures: &mut Vec<Failure>,
    future: &mut Vec<IncompleteCheck>,
    output: &Console,
) -> Vec<(String, Source)> {
    let mut files = Vec::new();
    let mut skipped = SkippedEntries::default();
    let folders = [folder.to_owned()];
    let from = discover::folder(&discover::working().join(folder));
    for source in sources(&folders, &settings.filter).filter(|found| !is_baseline(found)) {
        match source {
            Ok(source) if source.skip_reason.is_some() => {
                skipped
                    .message(&source)
                    .into_iter()
                    .for_each(|message| output.print_error(&message));
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
    skipped.rest().into_iter().for_each(|message| output.print_error(&message));
    files
}
