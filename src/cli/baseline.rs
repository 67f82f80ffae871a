//! `osready baseline`.

use std::collections::BTreeSet;
use std::fs;
use std::mem;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use osready::input::{Failure, Named, Source, read};
use osready::lint::Linter;
use osready::policy::{self, FailOn, Outcome, baseline::Entry};
use osready::report::{Finding, Report};

use super::judging::Judging;
use super::output::Output;
use super::replace::put;
use super::run::{self, Watch, run, tell_refused};
use super::settings::{self, Refused, Settings};
use super::{EMPTY, FAILED, FOUND, discover, interrupt};

const EXAMPLES: &str = "\
Examples:
  osready baseline create                          write down what is found today
  osready check --baseline osready-baseline.json   fail on what is new
  osready baseline prune                           take out what has been mended";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Baseline {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write down all findings that there are; only what comes after fails.
    Create(Create),
    /// Take out of the baseline what is there no more.
    Prune(Prune),
}

const CREATE_EXAMPLES: &str = "\
Examples:
  osready baseline create
  osready baseline create --output known.json snapshots";

#[derive(Debug, Args)]
#[command(after_help = CREATE_EXAMPLES)]
struct Create {
    /// The file to write, instead of osready-baseline.json or the one that the configuration names.
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["baseline", "no_baseline"])]
    output: Option<PathBuf>,

    #[command(flatten)]
    judging: Judging,
}

const PRUNE_EXAMPLES: &str = "\
Examples:
  osready baseline prune
  osready baseline prune --baseline known.json snapshots";

#[derive(Debug, Args)]
#[command(after_help = PRUNE_EXAMPLES)]
struct Prune {
    #[command(flatten)]
    judging: Judging,
}

/// Writes or prunes a baseline. Gives the exit code.
pub(super) fn baseline(arguments: &Baseline, output: &Output) -> u8 {
    let done = match &arguments.command {
        Command::Create(arguments) => create(arguments, output),
        Command::Prune(arguments) => prune(arguments, output),
    };
    done.unwrap_or_else(|why| tell_refused(why, output))
}

fn create(arguments: &Create, output: &Output) -> Result<u8, Refused> {
    let settings = settings::without_baseline(&arguments.judging)?;
    let path = arguments.output.clone().unwrap_or_else(|| settings.baseline_path.clone());
    let mut baseline = policy::Baseline::new(discover::folder_of_baseline(&path));
    let mut add = |findings: &mut [Finding]| {
        for finding in findings {
            baseline.add(finding);
        }
    };
    refuse_other_content(&path)?;
    let contract = (settings.fail_on, settings.allow_empty);
    let report = judge(&arguments.judging, settings, output, &mut add).report;
    if let Some(code) = unfinished(&report, contract, output) {
        return Ok(code);
    }
    write(&path, &baseline.text())?;
    let findings = count(baseline.count(), "finding", "findings");
    output.say(&format!("wrote {findings} to {}", shown(&path)));
    Ok(0)
}

fn prune(arguments: &Prune, output: &Output) -> Result<u8, Refused> {
    let settings = settings::without_baseline(&arguments.judging)?;
    let path = settings.baseline_path.clone();
    let mut baseline = settings::baseline(&path)?;
    let settings = Settings {
        policy: policy::Policy { baseline: Some(baseline.clone()), ..settings.policy },
        ..settings
    };
    let contract = (settings.fail_on, settings.allow_empty);
    let run::Outcome { report, gone } = judge(&arguments.judging, settings, output, &mut |_| ());
    if let Some(code) = unfinished(&report, contract, output) {
        return Ok(code);
    }
    let gone: BTreeSet<Entry> = gone.into_iter().collect();
    let went = baseline.prune(|entry| !gone.contains(entry));
    if went > 0 {
        write(&path, &baseline.text())?;
    }
    let (went, left) = (count(went, "finding", "findings"), baseline.count());
    output.say(&format!("took {went} out of {}, which leaves {left}", shown(&path)));
    Ok(0)
}

fn judge(
    judging: &Judging,
    mut settings: Settings,
    output: &Output,
    tell: &mut dyn FnMut(&mut [Finding]),
) -> run::Outcome {
    let linter = Linter::new(false).under(mem::take(&mut settings.policy));
    run(judging, &settings, &linter, Watch::default(), output, tell)
}

/// The exit code of a run after which no baseline is written: it did not see everything. Findings fail
/// none.
fn unfinished(
    report: &Report,
    (fail_on, allow_empty): (FailOn, bool),
    output: &Output,
) -> Option<u8> {
    let code = match report.exit_code {
        code @ (FAILED | interrupt::CODE) => code,
        _ => Outcome::new(report).code(fail_on, allow_empty),
    };
    let why = match code {
        0 => return None,
        FOUND => {
            "not everything was checked, so no baseline is written (--fail-on never writes one)"
        }
        EMPTY => "no response was found, so no baseline is written (--allow-empty writes one)",
        _ => "not everything could be read, so no baseline is written",
    };
    output.complain(why);
    Some(code)
}

/// Refuses a file that is there and is no baseline: nothing else is written over.
fn refuse_other_content(path: &Path) -> Result<(), Refused> {
    let fail = |message: String| {
        let message = format!("the baseline was not written: {message}");
        Refused::Failed(Failure { file: shown(path), message })
    };
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    discover::refuse_special(path)?;
    let file = read(&Source::file(path, Named::ByHand)).map_err(|failure| fail(failure.message))?;
    if file.text.trim().is_empty() || policy::Baseline::is_one(&file.text) {
        return Ok(());
    }
    Err(fail("something else is in the file; delete it, or name another one".to_owned()))
}

/// Writes a file as a whole, or not at all.
fn write(path: &Path, text: &str) -> Result<(), Refused> {
    let permissions = fs::metadata(path).map(|about| about.permissions()).ok();
    put(path, text.as_bytes(), permissions).map_err(|why| {
        let message = format!("the baseline was not written: {why}");
        Refused::Failed(Failure { file: shown(path), message })
    })
}

/// What is wrong with the configuration, for people.
fn shown(path: &Path) -> String {
    let shown = discover::shown(&discover::working().join(path));
    shown.to_string_lossy().replace('\\', "/")
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
