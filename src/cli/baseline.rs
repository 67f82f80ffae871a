//! `osready baseline`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, mem};

use clap::{Args, Subcommand};
use osready::finding::Finding;
use osready::input::{Discovery, Failure, Source, read};
use osready::lint::{Linter, Outcome, Report};
use osready::policy::{self, FailOn, baseline::Entry};

use super::console::Console;
use super::exit_code::{EMPTY, FAILED, FOUND};
use super::input_args::InputArgs;
use super::reading::print_ignored;
use super::replace::put;
use super::run::{self, RunOptions, run};
use super::settings::{self, Settings};
use super::setup_error::{SetupError, print_setup_error};
use super::target::replaces;
use super::{discover, interrupt};

const EXAMPLES: &str = "\
Examples:
  osready baseline create                          record current findings
  osready check --baseline osready-baseline.json   fail on new findings only
  osready baseline prune                           remove fixed findings";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Baseline {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Record all current findings; only later ones fail.
    Create(Create),
    /// Remove findings from the baseline that no longer occur.
    Prune(Prune),
}

const CREATE_EXAMPLES: &str = "\
Examples:
  osready baseline create
  osready baseline create --output known.json snapshots";

#[derive(Debug, Args)]
#[command(after_help = CREATE_EXAMPLES)]
struct Create {
    /// The file to write, instead of osready-baseline.json or the baseline of the configuration.
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["baseline", "no_baseline"])]
    output: Option<PathBuf>,

    #[command(flatten)]
    input_args: InputArgs,
}

const PRUNE_EXAMPLES: &str = "\
Examples:
  osready baseline prune
  osready baseline prune --baseline known.json snapshots";

#[derive(Debug, Args)]
#[command(after_help = PRUNE_EXAMPLES)]
struct Prune {
    #[command(flatten)]
    input_args: InputArgs,
}

/// Writes or prunes a baseline. Returns the exit code.
pub(super) fn baseline(arguments: &Baseline, output: &Console) -> u8 {
    let done = match &arguments.command {
        Command::Create(arguments) => create(arguments, output),
        Command::Prune(arguments) => prune(arguments, output),
    };
    done.unwrap_or_else(|why| print_setup_error(why, output))
}

fn create(arguments: &Create, output: &Console) -> Result<u8, SetupError> {
    let settings = settings::without_baseline(&arguments.input_args)?;
    let path = arguments.output.clone().unwrap_or_else(|| settings.baseline_path.clone());
    let mut baseline = policy::Baseline::new(discover::folder_of_baseline(&path));
    let mut add = |findings: &mut [Finding]| {
        for finding in findings {
            baseline.add(finding);
        }
    };
    refuse_other_content(&path, &settings.policy_files)?;
    let contract = (settings.fail_on, settings.allow_empty);
    let report = lint(&arguments.input_args, settings, output, &mut add).report;
    if let Some(code) = unfinished(&report, contract, output) {
        return Ok(code);
    }
    write(&path, &baseline.text())?;
    let findings = count(baseline.count(), "finding", "findings");
    print_ignored(report.summary.ignored, output);
    output.print(&format!("wrote {findings} to {}", shown(&path)));
    Ok(0)
}

/// Writes a baseline with the findings of a run, if its checks are complete. Returns the exit code.
///
/// # Errors
/// Returns an error if `path` cannot be written, or has other content than a baseline.
pub(super) fn record(
    baseline: &policy::Baseline,
    path: &Path,
    report: &Report,
    settings: &Settings,
    output: &Console,
) -> Result<u8, SetupError> {
    refuse_other_content(path, &settings.policy_files)?;
    if let Some(code) = unfinished(report, (settings.fail_on, false), output) {
        return Ok(code);
    }
    write(path, &baseline.text())?;
    let findings = count(baseline.count(), "finding", "findings");
    output.print_error(&format!("wrote {findings} to {}", shown(path)));
    Ok(0)
}

fn prune(arguments: &Prune, output: &Console) -> Result<u8, SetupError> {
    let settings = settings::without_baseline(&arguments.input_args)?;
    let path = settings.baseline_path.clone();
    let mut baseline = settings::baseline(&path)?;
    let settings = Settings {
        policy: policy::Policy { baseline: Some(baseline.clone()), ..settings.policy },
        ..settings
    };
    let contract = (settings.fail_on, settings.allow_empty);
    let run::Outcome { report, absent } =
        lint(&arguments.input_args, settings, output, &mut |_| ());
    if let Some(code) = unfinished(&report, contract, output) {
        return Ok(code);
    }
    let absent: BTreeSet<Entry> = absent.into_iter().collect();
    let removed = baseline.prune(|entry| !absent.contains(entry));
    if removed > 0 {
        write(&path, &baseline.text())?;
    }
    let (removed, left) = (count(removed, "finding", "findings"), baseline.count());
    output.print(&format!("removed {removed} from {}; {left} left", shown(&path)));
    Ok(0)
}

fn lint(
    input_args: &InputArgs,
    mut settings: Settings,
    output: &Console,
    tell: &mut dyn FnMut(&mut [Finding]),
) -> run::Outcome {
    let linter = Linter::new().with_policy(mem::take(&mut settings.policy));
    run(input_args, &settings, &linter, &RunOptions::default(), output, tell)
}

/// Returns the exit code if the run is incomplete and no baseline may be written; `None` if it is
/// complete. Findings do not count.
fn unfinished(
    report: &Report,
    (fail_on, allow_empty): (FailOn, bool),
    output: &Console,
) -> Option<u8> {
    let code = match report.exit_code {
        code @ (FAILED | interrupt::CODE) => code,
        _ => Outcome::new(report).code(fail_on, allow_empty),
    };
    let why = match code {
        0 => return None,
        FOUND => "the check is incomplete; no baseline was written (--fail-on never writes one)",
        EMPTY => "no response was found; no baseline was written (--allow-empty writes one)",
        _ => "some files could not be read; no baseline was written",
    };
    output.print_error(why);
    Some(code)
}

/// Returns an error if an existing file is not a baseline or is one of `policy_files`, so that nothing else is
/// overwritten.
fn refuse_other_content(path: &Path, policy_files: &[PathBuf]) -> Result<(), SetupError> {
    let fail = |message: String| {
        let message = format!("the baseline was not written: {message}");
        SetupError::Failed(Failure { file: shown(path), message })
    };
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    discover::refuse_special(path)?;
    if policy_files.iter().any(|file| replaces(path, file)) {
        return Err(fail("the run reads the file as its policy; choose another file".to_owned()));
    }
    let file =
        read(&Source::file(path, Discovery::Explicit)).map_err(|failure| fail(failure.message))?;
    if file.text.trim().is_empty() || policy::Baseline::is_one(&file.text) {
        return Ok(());
    }
    Err(fail("the file is not a baseline; delete it or choose another file".to_owned()))
}

/// Writes a file atomically.
fn write(path: &Path, text: &str) -> Result<(), SetupError> {
    let permissions = fs::metadata(path).map(|about| about.permissions()).ok();
    put(path, text.as_bytes(), permissions).map_err(|why| {
        let message = format!("the baseline was not written: {why}");
        SetupError::Failed(Failure { file: shown(path), message })
    })
}

/// Returns `path` relative to the working folder, with forward slashes.
fn shown(path: &Path) -> String {
    let shown = discover::shown(&discover::working().join(path));
    shown.to_string_lossy().replace('\\', "/")
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
