//! `osready diff`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use osready::diff::{Diff, FileDiff, Pair, human, markdown, pairs};
use osready::input::{Failure, Source, sources};
use osready::lint::{IncompleteCheck, Linter, Outcome};
use osready::sanitize::Untrusted;
use rayon::prelude::*;

use super::console::Console;
use super::destination::ReportTarget;
use super::exit_code::FAILED;
use super::interrupt;
use super::settings::{Settings, inputs, refuse_unused_name};
use super::setup_error::print_setup_error;
use super::snapshot_args::{Held, SnapshotArgs, exit_code, failed_files, found, held};

const EXAMPLES: &str = "\
Exit codes:
  0    compared, whatever changed
  1    the comparison is incomplete: a truncated response, lists that cannot be read, or a file that is
       not a response; with --fail-on-regression also a profile whose verdict got worse, or a deployable
       one that was removed (--fail-on never turns both off)
  2    bad usage, or a file that could not be read (the other files are still compared)
  3    no response was found to compare (--allow-empty turns this off)
  130  interrupted; the results so far are printed

Examples:
  osready diff yesterday.json today.json
  osready diff --fail-on-regression snapshots/2026-01-30 snapshots/2026-01-31
  osready diff --format markdown before after >> \"$GITHUB_STEP_SUMMARY\"";

/// Show what changed for deployment between two snapshots.
///
/// Lists profiles that became blocked or ready and why, added and removed images and files, changed
/// versions of `WinPE` and drivers, and changed customization. Entries are matched by id, never by
/// position. Files of two folders are paired by name, without dates; of several files with the same
/// name, the newest counts.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DiffArgs {
    /// The older file or folder; - for standard input.
    old: PathBuf,

    /// The newer file or folder.
    new: PathBuf,

    #[command(flatten)]
    report: ReportTarget<DiffFormat>,

    /// Fail if the verdict of a profile got worse, or a deployable profile was removed.
    #[arg(long)]
    fail_on_regression: bool,

    /// Read standard input (-) as the file FILE: its name is shown, and its ending counts for the kind
    /// of the file.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    snapshot_args: SnapshotArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// Human-readable text.
    Human,
    /// JSON for programs (schemas/diff.schema.json).
    Json,
    /// Markdown tables for job summaries, tickets and pull requests.
    Markdown,
}

/// Compares the snapshots and prints the result. Returns the exit code.
pub(super) fn diff(arguments: DiffArgs, output: &Console) -> u8 {
    let report = arguments.report.clone();
    let paths = [arguments.old.clone(), arguments.new.clone()];
    let policy = arguments.snapshot_args.policy().clone();
    report.run(
        || inputs(&paths, &policy),
        output,
        |format, output| run_diff(arguments, format, output),
    )
}

fn run_diff(arguments: DiffArgs, format: DiffFormat, output: &Console) -> u8 {
    let DiffArgs { old, new, fail_on_regression, stdin_filename, snapshot_args, .. } = arguments;
    if let Err(why) = refuse_unused_name(&[old.clone(), new.clone()], stdin_filename.as_deref()) {
        output.print_error(&why);
        return FAILED;
    }
    let (mut settings, linter) = match snapshot_args.settings() {
        Ok(settings) => settings,
        Err(why) => return print_setup_error(why, output),
    };
    settings.filter = settings.filter.reading_stdin_as(stdin_filename);
    let refused = match () {
        () if old.is_dir() != new.is_dir() => {
            Some("cannot compare a file with a folder: name two files or two folders")
        }
        () if old == new && old.as_os_str() == "-" => {
            Some("only one of OLD and NEW can be standard input")
        }
        () => None,
    };
    if let Some(why) = refused {
        output.print_error(why);
        return FAILED;
    }
    interrupt::listen();
    let compared = compare(&old, &new, &linter, &settings, output);
    let Compared { diff, responses } = compared;
    let outcome = Outcome {
        is_unreadable: !diff.failures.is_empty(),
        has_failed: fail_on_regression
            && (diff.summary.regressions > 0 || diff.files.iter().any(is_unknown)),
        responses,
        ..Outcome::default()
    };
    match format {
        DiffFormat::Human => output.out(&human(&diff, output.theme(), output.width())),
        // Writing to standard output never fails: the console records errors.
        DiffFormat::Json => drop(diff.json(&mut output.stdout())),
        DiffFormat::Markdown => drop(markdown(&diff, &mut output.stdout())),
    }
    for file in diff.files.iter().filter(|_| fail_on_regression) {
        let name = file.new.as_ref().or(file.old.as_ref()).map(Untrusted::sanitized);
        if let (Some(message), Some(name)) = (file.incomplete(), name) {
            output.print_error(&format!("{name}: {message}"));
        }
    }
    exit_code(outcome, &diff.incomplete, &[old, new], &settings, output)
}

/// Returns whether a regression may be in the part that is missing of a file.
fn is_unknown(file: &FileDiff) -> bool {
    file.incomplete().is_some()
}

struct Compared {
    diff: Diff,
    /// The number of checked responses.
    responses: usize,
}

fn compare(
    old: &Path,
    new: &Path,
    linter: &Linter,
    settings: &Settings,
    output: &Console,
) -> Compared {
    let (mut failures, mut incomplete) = (Vec::new(), Vec::new());
    let pairs = if old.is_dir() {
        let mut found =
            |folder: &Path| found(folder, settings, &mut failures, &mut incomplete, output);
        let old = found(old);
        pairs(old, found(new))
    } else {
        let source = |path: &Path| sources(&[path.to_owned()], &settings.filter).next()?.ok();
        vec![Pair { old: source(old), new: source(new) }]
    };
    let compared: Vec<_> = pairs.par_iter().map(|pair| snapshots(pair, linter)).collect();
    let mut files = Vec::new();
    let mut responses = 0;
    for snapshots in compared {
        match snapshots {
            Ok(Some(pair)) => {
                responses += pair.responses;
                files.extend(pair.file);
                incomplete.extend(pair.incomplete);
            }
            Ok(None) => {}
            Err(failure) => failures.push(failure),
        }
    }
    Compared { diff: Diff::of(files, failed_files(failures, output), incomplete), responses }
}

/// The result of comparing two snapshots.
struct ComparedPair {
    /// What changed; `None` if one of them contains nothing to compare.
    file: Option<FileDiff>,
    responses: usize,
    incomplete: Vec<IncompleteCheck>,
}

/// Compares two snapshots; `None` if the run was interrupted.
fn snapshots(pair: &Pair<Source>, linter: &Linter) -> Result<Option<ComparedPair>, Failure> {
    let mut both = [Held::default(), Held::default()];
    for (source, side) in [&pair.old, &pair.new].into_iter().zip(&mut both) {
        let Some(source) = source else { continue };
        let Some(held) = held(source, linter) else { return Ok(None) };
        *side = held?;
    }
    let [old, new] = &both;
    let responses = old.responses + new.responses;
    let mut incomplete: Vec<IncompleteCheck> =
        both.iter().flat_map(|side| side.incomplete.clone()).collect();
    let lacks = both.iter().filter_map(|side| side.lack.as_ref());
    // In a folder without any response, a file without one is not an incomplete check.
    for lack in lacks.clone().filter(|_| responses > 0) {
        if !incomplete.contains(lack) {
            incomplete.push(lack.clone());
        }
    }
    if lacks.count() > 0 {
        return Ok(Some(ComparedPair { file: None, responses, incomplete }));
    }
    let name = |source: &Option<Source>| source.as_ref().map(|source| source.name.clone());
    let (older, newer) = (name(&pair.old), name(&pair.new));
    let names = Pair { old: older.as_deref(), new: newer.as_deref() };
    let file = Some(FileDiff::of(&names, &old.inventory, &new.inventory));
    Ok(Some(ComparedPair { file, responses, incomplete }))
}
