//! `osready diff`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use osready::diff::{Diff, FileDiff, Pair, human, markdown, pairs};
use osready::input::{Failure, Source, sources};
use osready::lint::Linter;
use osready::policy::Outcome;
use osready::report::IncompleteCheck;
use rayon::prelude::*;

use super::comparing::{Comparing, Held, exit_code, found, held, told};
use super::output::Output;
use super::run::tell_refused;
use super::settings::Settings;
use super::{FAILED, interrupt};

const EXAMPLES: &str = "\
Exit codes:
  0    compared, whatever changed
  1    something could not be compared: a response that is cut or whose lists cannot be read, or a file that
       is no response; with --fail-on-regression also a profile that can be deployed less well than before,
       or could be and is gone (--fail-on never lifts both)
  2    bad usage, or a file that could not be read (the others are still compared)
  3    no response was found to compare (--allow-empty lifts it)
  130  interrupted; what was known by then is told

Examples:
  osready diff yesterday.json today.json
  osready diff --fail-on-regression snapshots/2026-01-30 snapshots/2026-01-31
  osready diff --format markdown before after >> \"$GITHUB_STEP_SUMMARY\"";

/// Say what changed for deployment between two snapshots.
///
/// Profiles that became blocked or ready and why, images and files that came or went, versions of `WinPE`
/// and drivers that moved, and what may be customised. All is matched by ids, never by position. The
/// files of two folders are paired by their names, dates in them left out; of several of one name the
/// newest counts.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DiffArgs {
    /// The older file or folder; - for standard input.
    old: PathBuf,

    /// The newer file or folder.
    new: PathBuf,

    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,

    /// Fail where a profile can be deployed less well than before, or could be and is gone.
    #[arg(long)]
    fail_on_regression: bool,

    #[command(flatten)]
    comparing: Comparing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// For programs (schemas/diff.schema.json).
    Json,
    /// For job summaries, tickets and pull requests: tables in Markdown.
    Markdown,
}

/// Compares and prints. Gives the exit code.
pub(super) fn diff(arguments: DiffArgs, output: &Output) -> u8 {
    let DiffArgs { old, new, format, fail_on_regression, comparing } = arguments;
    let (settings, linter) = match comparing.settings() {
        Ok(settings) => settings,
        Err(why) => return tell_refused(why, output),
    };
    let refused = match () {
        () if old.is_dir() != new.is_dir() => {
            Some("compare two files or two folders, not one with the other")
        }
        () if old == new && old.as_os_str() == "-" => {
            Some("only one of the two can be standard input")
        }
        () => None,
    };
    if let Some(why) = refused {
        output.complain(why);
        return FAILED;
    }
    interrupt::listen();
    let compared = compare(&old, &new, &linter, &settings, output);
    let Compared { diff, responses } = compared;
    let outcome = Outcome {
        is_unreadable: !diff.failures.is_empty(),
        has_failed: fail_on_regression && diff.summary.regressions > 0,
        responses,
        ..Outcome::default()
    };
    match format {
        Format::Human => output.out(&human(&diff, output.theme())),
        // Writing to standard output never fails: the output notes what goes wrong.
        Format::Json => drop(diff.json(&mut output.stdout())),
        Format::Markdown => drop(markdown(&diff, &mut output.stdout())),
    }
    exit_code(outcome, &diff.incomplete, &settings, output)
}

struct Compared {
    diff: Diff,
    /// How many responses were judged.
    responses: usize,
}

fn compare(
    old: &Path,
    new: &Path,
    linter: &Linter,
    settings: &Settings,
    output: &Output,
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
    Compared { diff: Diff::of(files, told(failures, output), incomplete), responses }
}

/// What came of two snapshots.
struct ComparedPair {
    /// What changed; none where one of them holds nothing to compare.
    file: Option<FileDiff>,
    responses: usize,
    incomplete: Vec<IncompleteCheck>,
}

/// What came of two snapshots; none where the run was interrupted before.
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
    // Beside no response a walk may have met anything.
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
