//! `osready fix`.

use std::path::PathBuf;

use clap::Args;
use osready::fix::{FixOptions, FixResult, apply_fixes, difference};
use osready::input::{Failure, Source, decoded, is_packed, read_bytes, sources, written_as};
use osready::lint::Linter;
use osready::policy::config::Configuration;
use osready::rules;
use osready::sanitize::{Sanitized, Terminal, Text};

use super::console::Console;
use super::exit_code::{EMPTY, FAILED, FOUND, nothing_found};
use super::input_args::{InputArgs, PolicyArgs};
use super::interrupt;
use super::reading::{SkippedEntries, is_baseline, print_ignored};
use super::replace::replace;
use super::settings::settings;
use super::setup_error::print_setup_error;
use super::visited::Visited;

const EXAMPLES: &str = "\
Exit codes:
  0    fixed, or nothing to fix
  1    with --dry-run or --diff: something would change
  2    bad usage, a file that could not be read or written, or a file whose safe fixes would change
       its values (it is left unchanged; the other files are still fixed)
  3    no file was found
  130  interrupted; each file is either unchanged or fixed

Examples:
  osready fix --diff osimages.json      show what would change
  osready fix osimages.json             apply the safe fixes
  osready fix --unsafe fixtures/        apply the unsafe fixes too
  osready fix - < in.json > out.json";

/// Fix problems in saved responses.
///
/// Applies the fixes of findings: syntax repairs, misspelled names and values. Nothing else in a
/// file changes, neither its encoding nor its line endings. A safe fix removes nothing and guesses
/// nothing: before a file is written, its values are read again and compared. `--unsafe` applies
/// the other fixes too, without that check. Files are written atomically. Levels, excludes and
/// suppressions apply as in check: findings that are off or suppressed are not fixed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // command-line flags
pub(super) struct Fix {
    /// Files to fix; folders to walk; - to fix standard input and write to standard output.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Write nothing; report what would change.
    #[arg(long)]
    dry_run: bool,

    /// Write nothing; print the changes as a unified diff, with contents of files hidden.
    #[arg(long)]
    diff: bool,

    /// With --diff, show contents of files and the text around responses, which may contain
    /// passwords.
    #[arg(long, requires = "diff")]
    show_contents: bool,

    /// Apply unsafe fixes too: those that guess, remove something, or change what programs read.
    #[arg(long = "unsafe")]
    with_unsafe: bool,

    /// Apply only the fixes of this rule; repeatable.
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<String>,

    /// In folders, fix only files that match this glob; repeatable.
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,

    /// In folders, skip files that match this glob; repeatable.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// In folders, fix files that git ignores too.
    #[arg(long)]
    no_ignore: bool,

    /// Fix standard input (-) as the file FILE, which is not read or written: its path counts for globs
    /// and suppressions, and its ending for the kind of the file.
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,

    /// Use this configuration instead of the nearest osready.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Read no configuration, and no suppressions next to it.
    #[arg(long)]
    no_config: bool,
}

impl Fix {
    /// Returns whether globs select files.
    fn selects_files(&self, configuration: &Configuration) -> bool {
        !self.include.is_empty()
            || !self.exclude.is_empty()
            || configuration.include.is_some()
            || configuration.exclude.is_some()
    }

    /// Returns the equivalent arguments of a checking command. The baseline is left out: known
    /// findings may be fixed.
    fn input_args(&self) -> InputArgs {
        InputArgs {
            paths: self.paths.clone(),
            stdin_filename: self.stdin_filename.clone(),
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            no_ignore: self.no_ignore,
            policy: PolicyArgs {
                config: self.config.clone(),
                no_config: self.no_config,
                no_baseline: true,
                // What is not reported by default may be fixed.
                pedantic: true,
                ..PolicyArgs::default()
            },
            ..InputArgs::default()
        }
    }
}

/// Fixes the files and reports what was done. Returns the exit code.
pub(super) fn fix(arguments: &Fix, output: &Console) -> u8 {
    let settings = match settings(&arguments.input_args()) {
        Ok(settings) => settings,
        Err(why) => return print_setup_error(why, output),
    };
    if let Some(id) = arguments.rules.iter().find(|id| rules::by_id(id).is_none()) {
        output.print_error(&super::explain::no_such_rule(id, &[]));
        return FAILED;
    }
    let job = Job {
        linter: Linter::new().with_policy(settings.policy),
        choice: FixOptions { with_unsafe: arguments.with_unsafe, rules: arguments.rules.clone() },
        arguments,
        output,
    };
    let (mut code, mut skipped, mut is_empty) = (0, SkippedEntries::default(), true);
    // While it waits for standard input, the system may end the process: nothing is half-written
    // then.
    if !arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        interrupt::listen();
    }
    let not_yet = |_: &Result<Source, Failure>| !interrupt::is_interrupted();
    let mut visited = Visited::new(&arguments.paths, job.linter.policy().tells_files_apart());
    let found = sources(&arguments.paths, &settings.filter).take_while(not_yet);
    let found =
        found.filter(|source| source.as_ref().map_or(true, |source| visited.is_next(source)));
    for source in found.filter(|found| !is_baseline(found)) {
        is_empty &= source.as_ref().is_ok_and(|source| source.skip_reason.is_some());
        let done = source.and_then(|source| match source.skip_reason {
            // A walk skipped the entry, which is not an error.
            Some(_) => {
                skipped.message(&source).iter().for_each(|message| output.print_error(message));
                Ok(0)
            }
            None => job.apply_fixes(&source),
        });
        code = code.max(done.unwrap_or_else(|failure| {
            output.print_error(&failure.to_string());
            FAILED
        }));
    }
    skipped.rest().iter().for_each(|message| output.print_error(message));
    print_ignored(settings.filter.ignored(), output);
    if interrupt::is_interrupted() {
        output.print_error("interrupted; the remaining files are unchanged");
        return interrupt::CODE;
    }
    // Excluded files are not missing ones.
    if is_empty && !arguments.selects_files(&settings.configuration) {
        output.print_error(&nothing_found(&arguments.paths));
        return EMPTY;
    }
    if output.has_failed() { FAILED } else { code }
}

struct Job<'a> {
    linter: Linter,
    choice: FixOptions,
    arguments: &'a Fix,
    output: &'a Console,
}

impl Job<'_> {
    /// Fixes one file. Returns its exit code.
    fn apply_fixes(&self, source: &Source) -> Result<u8, Failure> {
        let fail = |message: String| source.failure(message);
        if source.path().is_some() && source.may_wait() {
            return Err(fail(
                "not a regular file: pass - and redirect standard input instead".into(),
            ));
        }
        let before = read_bytes(source)?;
        if is_packed(&before) {
            return Err(fail(
                "compressed with gzip: decompress it, fix it, and compress it again".into(),
            ));
        }
        let file = decoded(source, before.clone())?;
        // A file that cannot be written back byte for byte is left unchanged.
        if written_as(&before, &file.text).map_err(fail)? != before {
            return Err(fail("mixed encodings: save it as UTF-8 first".into()));
        }
        let result = apply_fixes(&self.linter, &file, &self.choice)
            .map_err(|error| fail(error.to_string()))?;
        let is_changed = result.text != file.text;
        let after = written_as(&before, &result.text).map_err(fail)?;
        if self.arguments.diff {
            let shown = difference(&file, &result.text, self.arguments.show_contents)
                .map_err(|error| fail(error.to_string()))?;
            self.output.out(&shown);
        } else if source.path().is_none() && !self.arguments.dry_run {
            self.output.out_bytes(&after);
        } else {
            // Report the fix only after the file was written.
            if let Some(path) = source.path().filter(|_| is_changed && !self.arguments.dry_run) {
                replace(path, &before, &after).map_err(fail)?;
            }
            self.output.out(&summary(&file.name, &result, self.arguments));
        }
        let is_preview = self.arguments.diff || self.arguments.dry_run;
        Ok(if is_preview && is_changed { FOUND } else { 0 })
    }
}

/// Returns the report on one file; empty if nothing needs fixing.
fn summary(name: &str, result: &FixResult, arguments: &Fix) -> Sanitized {
    let count: usize = result.made.values().sum();
    let verb = if arguments.dry_run { ": would fix " } else { ": fixed " };
    let mut text = Text::<Terminal>::new();
    if count > 0 {
        text.input(name).markup(verb).number(count);
        for (index, (rule, count)) in result.made.iter().enumerate() {
            text.markup(if index == 0 { " (" } else { ", " })
                .number(*count)
                .markup(" ")
                .input(rule);
        }
        text.markup(")\n");
    }
    if result.left > 0 {
        text.input(name).markup(": ").number(result.left).markup(if !result.is_settled {
            " more whose fixes would not settle: check the text around them\n"
        } else if arguments.with_unsafe {
            " more from other rules\n"
        } else {
            " more need a review; --unsafe applies them, --unsafe --diff shows them\n"
        });
    }
    text.end()
}
