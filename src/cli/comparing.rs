//! What the commands share that compare snapshots: their arguments, what a snapshot holds, how they end.

use std::mem;
use std::path::Path;

use clap::Args;
use osready::diff::Inventory;
use osready::input::{Failure, Source, saved_on, sources};
use osready::lint::Linter;
use osready::model::Response;
use osready::report::FailedFile;

use super::judging::{Judging, PolicyArgs};
use super::output::Output;
use super::reading::{PassedBy, unless_interrupted};
use super::settings::{Refused, Settings, settings};
use super::{FAILED, discover, interrupt};

/// Which files of folders are looked at, and by which policy.
#[derive(Debug, Args)]
pub(super) struct Comparing {
    /// In folders, look only at files that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,

    /// In folders, look at no file that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    #[command(flatten)]
    policy: PolicyArgs,
}

impl Comparing {
    /// What is in force, and a linter under its policy.
    pub(super) fn settings(self) -> Result<(Settings, Linter), Refused> {
        let Self { include, exclude, policy } = self;
        let judging = Judging { include, exclude, policy, ..Judging::default() };
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

/// The exit code of a comparison, of which `otherwise` holds where it was whole.
pub(super) fn exit_code(failures: &[FailedFile], output: &Output, otherwise: u8) -> u8 {
    if interrupt::is_interrupted() {
        output.complain(interrupt::SO_FAR);
        return interrupt::CODE;
    }
    if failures.is_empty() { otherwise } else { FAILED }
}

/// The rule that speaks of a request that failed.
const FAILED_RESPONSE: &str = "failed-response";

/// What one snapshot holds.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) inventory: Inventory,
    /// How many responses were judged.
    pub(super) responses: usize,
    /// Why there is nothing to compare, where there is nothing.
    pub(super) lack: Option<&'static str>,
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
        let has_failed = judged.findings.iter().any(|finding| finding.rule == FAILED_RESPONSE);
        let lack = match judged.responses {
            0 => Some("it holds no response to compare"),
            _ if has_failed && judged.readiness.is_empty() => {
                Some("the request failed when it was saved: there is nothing to compare")
            }
            _ => None,
        };
        Held { inventory, responses: judged.responses, lack }
    }))
}

/// The files of a folder, by their names as seen from it.
pub(super) fn found(
    folder: &Path,
    settings: &Settings,
    failures: &mut Vec<Failure>,
    output: &Output,
) -> Vec<(String, Source)> {
    let mut files = Vec::new();
    let mut passed_by = PassedBy::default();
    let folders = [folder.to_owned()];
    let from = discover::folder(&discover::working().join(folder));
    for source in sources(&folders, &settings.filter) {
        match source {
            Ok(source) if source.passed_by.is_some() => {
                passed_by.told(&source).into_iter().for_each(|told| output.complain(&told));
            }
            Ok(source) => files.push((from.relative(&source.name), source)),
            Err(failure) => failures.push(failure),
        }
    }
    passed_by.rest().into_iter().for_each(|told| output.complain(&told));
    files
}
