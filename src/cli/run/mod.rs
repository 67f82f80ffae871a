//! A run: checks every file, applies the policy and collects the report.

mod file_checker;
mod newest;
mod parallel;
mod result_cache;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::iter;
use std::path::PathBuf;

use osready::finding::{Finding, FingerprintNumbers};
use osready::input::{Discovery, Failure, Filter, Source, expanded, sources_and_archives};
use osready::lint::{
    Exit, FileReport, IncompleteCause, IncompleteCheck, Linter, Report, Retention,
};
use osready::policy::FindingFilter;
use osready::policy::baseline::Entry;

use super::changed::Changed;
use super::console::Console;
use super::covered::Covered;
use super::input_args::InputArgs;
use super::interrupt;
use super::reading::{SkippedEntries, incomplete, print_ignored};
use super::servers;
use super::settings::Settings;
use super::unmatched::{UnmatchedOverrides, without_subject};
use super::visited::Visited;
use file_checker::FileChecker;

/// Checks all files. Calls `on_findings` with the findings of each file as soon as their levels are
/// final.
pub(super) fn run(
    arguments: &InputArgs,
    settings: &Settings,
    linter: &Linter,
    options: &RunOptions,
    output: &Console,
    on_findings: &mut dyn FnMut(&mut [Finding]),
) -> Outcome {
    let file_checker = FileChecker::new(linter);
    let mut report = Report::under(linter.policy());
    report.run = Some(settings.run_info(linter.policy()));
    let changed = options.changed.as_ref();
    let tells_files_apart = linter.policy().tells_files_apart() || changed.is_some();
    let unchanged = Cell::new(0_usize);
    let is_checked = |source: &Result<Source, Failure>| {
        let is_checked = match (source, changed) {
            (Ok(source), Some(changed)) => changed.holds(source),
            _ => true,
        };
        unchanged.update(|count| count + usize::from(!is_checked));
        is_checked
    };
    let mut run = Run {
        linter,
        filter: &settings.filter,
        paths: &arguments.paths,
        is_selective: settings.newest
            || !arguments.include.is_empty()
            || !arguments.exclude.is_empty(),
        overrides: UnmatchedOverrides::new(&settings.configuration),
        file_checker: &file_checker,
        finding_filter: FindingFilter::new(linter.policy()),
        report: if options.with_timeline { report.with_timeline() } else { report },
        exit: Exit::new(settings.fail_on),
        retention: options.retention,
        numbers: FingerprintNumbers::default(),
        walked_folder: false,
        is_partial: changed.is_some(),
        met: 0,
        shows_findings: options.shows_findings,
        is_quiet: options.is_quiet,
        archives: named_archives(arguments, settings, changed, tells_files_apart),
        with_subject: BTreeSet::new(),
        skipped: SkippedEntries::default(),
        output,
        on_findings,
    };
    interrupt::listen();
    let is_newest = |path: &PathBuf| settings.newest && path.is_dir();
    let mut visited = Visited::new(&arguments.paths, tells_files_apart);
    for paths in arguments.paths.chunk_by(|one, next| !is_newest(one) && !is_newest(next)) {
        if paths.iter().any(is_newest) {
            // Which snapshot is the newest depends on unchanged files too.
            for folder in paths {
                run.newest(folder, settings, &mut visited);
            }
        } else {
            let found = sources_and_archives(paths, &settings.filter);
            let found = found
                .filter(|source| source.as_ref().map_or(true, |source| visited.is_next(source)))
                .filter(is_checked);
            let found = expanded(found, &settings.filter, interrupt::is_interrupted);
            run.all(found);
        }
    }
    let unchanged = unchanged.get();
    if let Some(changed) =
        changed.filter(|_| run.met == 0 && unchanged > 0 && !interrupt::is_interrupted())
    {
        let files = if unchanged == 1 { "file is" } else { "files are" };
        let since = &changed.rev;
        run.output.print_error(&format!(
            "nothing was checked: {unchanged} {files} unchanged since {since}"
        ));
    }
    // Unchanged files need not be checked, but a run without any response fails as it does without
    // --changed-since.
    let is_allowed_empty = settings.allow_empty
        || changed.is_some_and(|changed| {
            run.report.summary.responses == 0
                && run.skipped.is_empty()
                && has_unchanged_response(arguments, settings, linter, changed)
        });
    run.end(is_allowed_empty)
}

/// Returns whether any of the unchanged files contains a response.
fn has_unchanged_response(
    arguments: &InputArgs,
    settings: &Settings,
    linter: &Linter,
    changed: &Changed,
) -> bool {
    let file_checker = FileChecker::new(linter);
    let found = sources_and_archives(&arguments.paths, &settings.filter);
    let unchanged =
        found.filter(|source| source.as_ref().is_ok_and(|source| !changed.holds(source)));
    let mut texts =
        expanded(unchanged, &settings.filter, interrupt::is_interrupted).flatten().flatten();
    texts.any(|source| {
        let is_read = source.skip_reason.is_none();
        let result = is_read.then(|| file_checker.check_alone(&source)).flatten();
        result.is_some_and(|result| result.is_ok_and(|file_report| file_report.responses > 0))
    })
}

/// The result of a run.
pub(super) struct Outcome {
    pub(super) report: Report,
    /// The baseline entries that match no finding any more.
    pub(super) absent: Vec<Entry>,
}

/// Options of a run: the files to check, and what to retain.
#[derive(Default)]
pub(super) struct RunOptions {
    /// The changed files, if only those are checked.
    pub(super) changed: Option<Changed>,
    pub(super) retention: Retention,
    /// Whether an overview shows what holds now.
    pub(super) with_timeline: bool,
    /// Whether findings are shown, so that standard error need not repeat them.
    pub(super) shows_findings: bool,
    /// Whether only problems are printed.
    pub(super) is_quiet: bool,
}

#[allow(clippy::struct_excessive_bools)] // options and state of a run
struct Run<'r> {
    linter: &'r Linter,
    filter: &'r Filter,
    /// What the run was asked to check.
    paths: &'r [PathBuf],
    /// Whether arguments select some files of the folders.
    is_selective: bool,
    overrides: UnmatchedOverrides<'r>,
    file_checker: &'r FileChecker<'r>,
    finding_filter: FindingFilter<'r>,
    report: Report,
    exit: Exit,
    retention: Retention,
    /// The occurrence numbers of the file whose chunks are being processed.
    numbers: FingerprintNumbers,
    /// Whether a folder was walked, so that unused suppressions and baseline entries can be
    /// reported.
    walked_folder: bool,
    /// Whether only changed files are checked.
    is_partial: bool,
    /// The number of files or chunks so far.
    met: usize,
    /// The positions of the rules of the site that found a subject.
    with_subject: BTreeSet<usize>,
    /// The explicit archives, and whether each contains a response.
    archives: Vec<(Source, bool)>,
    /// Whether `on_findings` shows findings to people.
    shows_findings: bool,
    is_quiet: bool,
    skipped: SkippedEntries,
    output: &'r Console,
    on_findings: &'r mut dyn FnMut(&mut [Finding]),
}

impl Run<'_> {
    /// Checks files on all cores and reports them in order. A `None` of `found` means that nothing
    /// was found for a while.
    fn all(&mut self, found: impl Iterator<Item = Option<Result<Source, Failure>>>) {
        let mut found = found.peekable();
        if let Some(Some(first)) = found.next_if(Option::is_some) {
            if found.peek().is_none() {
                // A single file needs no other threads, which take time to start.
                let source = first.as_ref().ok();
                let result = source.and_then(|source| self.file_checker.check_next(source));
                return self.settle(first, result);
            }
            return self.in_parallel(iter::once(Some(first)).chain(found));
        }
        self.in_parallel(found);
    }

    /// Processes the result of a source; `None` if it was not checked.
    fn settle(
        &mut self,
        source: Result<Source, Failure>,
        result: Option<Result<FileReport, Failure>>,
    ) {
        // A baseline, or a file that an interrupted run did not read.
        if result.is_none() && source.as_ref().is_ok_and(|source| source.skip_reason.is_none()) {
            return;
        }
        self.met += 1;
        let source = match source {
            Ok(source) if source.skip_reason.is_some() => return self.pass_by(&source),
            Ok(source) => source,
            Err(failure) => return self.fail(failure),
        };
        self.walked_folder |= source.discovery == Discovery::Discovered;
        match result {
            Some(Ok(mut file_report)) => {
                self.number(&source, &mut file_report);
                self.take(&source, file_report);
            }
            Some(Err(failure)) => self.fail(failure),
            None => {}
        }
    }

    /// Prints that a walk skipped an entry; the run does not fail.
    fn pass_by(&mut self, source: &Source) {
        if let Some(message) = self.skipped.message(source) {
            self.output.print_error(&message);
        }
    }

    /// Continues the numbering of findings across the chunks of a file.
    fn number(&mut self, source: &Source, file_report: &mut FileReport) {
        let Some(chunk) = &source.chunk else { return };
        if chunk.part.is_first() {
            self.numbers = FingerprintNumbers::default();
        }
        self.numbers.number(&mut file_report.findings);
    }

    fn take(&mut self, source: &Source, mut file_report: FileReport) {
        self.overrides.add(&self.linter.policy().config_dir, &source.name);
        self.with_subject.extend(file_report.rules_with_subject.iter().copied());
        self.finding_filter.file(&source.name, &mut file_report.findings);
        let has_error = file_report.has_error();
        (self.on_findings)(&mut file_report.findings);
        self.exit.add(&file_report.findings);
        self.exit.add_left_out(file_report.left_out);
        if !self.shows_findings || !has_error {
            self.print_incomplete(&file_report.incomplete);
        }
        if file_report.responses > 0 {
            for (archive, has_response) in &mut self.archives {
                let entry = source.name.strip_prefix(archive.name.as_str());
                *has_response |= entry.is_some_and(|entry| entry.starts_with('!'));
            }
        }
        self.report.add(file_report, self.retention);
    }

    /// Records explicit archives without a response as incomplete checks.
    fn check_archives(&mut self) {
        let is_failed = |archive: &Source| {
            let failures = &self.report.failures;
            failures.iter().any(|failure| failure.file.starts_with(&archive.name))
        };
        let without = self
            .archives
            .iter()
            .filter(|(archive, has_response)| !has_response && !is_failed(archive));
        let message = "the archive contains no response";
        let checks: Vec<IncompleteCheck> = without
            .map(|(archive, _)| incomplete(archive, IncompleteCause::NotAResponse, message))
            .collect();
        self.print_incomplete(&checks);
        self.report.add_incomplete(checks);
    }

    /// Prints incomplete checks; once per cause for a file that is read in chunks.
    fn print_incomplete(&self, checks: &[IncompleteCheck]) {
        for check in checks {
            let of_file =
                self.report.incomplete.iter().rev().take_while(|of| of.file == check.file);
            if of_file.map(|of| of.cause).all(|cause| cause != check.cause) {
                self.output.print_error(&check.line_for_people());
            }
        }
    }

    fn fail(&mut self, failure: Failure) {
        self.output.print_error(&failure.to_string());
        self.report.failures.push(failure.into());
    }

    /// Returns the files and folders that were checked in full.
    fn covered(&self, is_interrupted: bool) -> Covered<'_> {
        let report = &self.report;
        let is_complete = !is_interrupted
            && !self.is_partial
            && !self.is_selective
            && self.skipped.is_empty()
            && report.failures.is_empty()
            && report.incomplete.is_empty();
        let paths = if is_complete { self.paths } else { &[] };
        Covered::new(paths, &self.linter.policy().config_dir)
    }

    /// Finishes the run and returns its outcome.
    fn end(mut self, is_allowed_empty: bool) -> Outcome {
        let is_interrupted = interrupt::is_interrupted();
        if let Some(message) = self.skipped.rest() {
            self.output.print_error(&message);
        }
        if !is_interrupted {
            self.check_archives();
        }
        self.report.summary.ignored = self.filter.ignored();
        let is_whole = self.walked_folder
            && !self.is_partial
            && !self.is_selective
            && self.report.summary.ignored == 0
            && self.report.failures.is_empty()
            && !is_interrupted;
        let covered = self.covered(is_interrupted);
        let mut findings = match is_interrupted {
            true => Vec::new(),
            // What git ignores may be what a suppression is for.
            false => self.finding_filter.end(|suppression| {
                self.report.summary.ignored == 0 && covered.contains_all_of(suppression)
            }),
        };
        if is_whole {
            let folder = &self.linter.policy().config_dir;
            findings.extend(self.overrides.findings(self.filter, folder, self.paths));
            let rules = &self.linter.policy().user_rules;
            if self.report.summary.responses > 0 {
                findings.extend(without_subject(rules, &self.with_subject));
            }
        }
        (self.on_findings)(&mut findings);
        self.exit.add(&findings);
        self.report.add_findings(findings);
        self.report.prune();
        let mut absent = Vec::new();
        if let Some(baseline) = &self.linter.policy().baseline {
            let exists = |file: &str| servers::exists(&baseline.folder().absolute(file));
            absent = self.finding_filter.absent_entries(&exists);
            self.report.summary.absent = absent.len();
        }
        self.report.exit_code = self.exit.code(&self.report, is_allowed_empty);
        if self.report.exit_code == super::exit_code::EMPTY {
            self.output.print_error(&super::exit_code::nothing_found(self.paths));
            print_ignored(self.filter.ignored(), self.output);
        }
        if is_interrupted {
            self.output.print_error(interrupt::SO_FAR);
            self.report.exit_code = interrupt::CODE;
        }
        Outcome { report: self.report, absent }
    }
}

/// Returns the explicit archives that have changed.
fn named_archives(
    arguments: &InputArgs,
    settings: &Settings,
    changed: Option<&Changed>,
    tells_files_apart: bool,
) -> Vec<(Source, bool)> {
    let is_file = |source: &Source| source.path().is_some_and(|path| !path.is_dir());
    let paths = arguments.paths.iter().filter(|path| !settings.filter.leaves_out(path));
    let sources = paths.map(|path| Source::file(path, Discovery::Explicit));
    let archives = sources.filter(|source| source.is_archive() && is_file(source));
    let mut archives = archives.peekable();
    if archives.peek().is_none() {
        return Vec::new();
    }
    let mut visited = Visited::new(&arguments.paths, tells_files_apart);
    let archives = archives.filter(|source| visited.is_next(source));
    let archives = archives.filter(|source| changed.is_none_or(|changed| changed.holds(source)));
    archives.map(|archive| (archive, false)).collect()
}
