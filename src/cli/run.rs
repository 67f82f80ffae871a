//! A run: every file is judged and put through the gate, and the report grows.

use std::cell::Cell;
use std::collections::VecDeque;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use jiff::Timestamp;
use osready::input::{
    Failure, File, Named, Source, expanded, newest_first, saved_on, sources, sources_and_archives,
};
use osready::lint::Linter;
use osready::policy::baseline::Entry;
use osready::policy::{Exit, Gate};
use osready::report::{
    Finding, Human, IncompleteCause, IncompleteCheck, Judged, Kept, Numbers, Report,
};

use super::changed::Changed;
use super::interrupt;
use super::judging::Judging;
use super::output::Output;
use super::progress::Progress;
use super::reading::{PassedBy, dated_in_future, incomplete, is_baseline, unless_interrupted};
use super::repeats::Repeats;
use super::settings::{Refused, Settings};

/// How many files may be judged before it is their turn to be told, for each thread.
const AHEAD: usize = 16;

/// How many bytes of entries of archives may be in memory before they are told.
const HELD: usize = 64 << 20;

/// Judges everything. `tell` takes the findings of each file as soon as it is settled what they weigh.
pub(super) fn run(
    arguments: &Judging,
    settings: &Settings,
    linter: &Linter,
    watch: Watch,
    output: &Output,
    tell: &mut dyn FnMut(&mut [Finding]),
) -> Outcome {
    let repeats = Repeats::new(linter.policy());
    let changed = watch.changed.as_ref();
    let unchanged = Cell::new(0_usize);
    let is_judged = |source: &Result<Source, Failure>| {
        let is_judged = match (source, changed) {
            (Ok(source), Some(changed)) => changed.holds(source),
            _ => true,
        };
        unchanged.update(|count| count + usize::from(!is_judged));
        is_judged
    };
    let mut run = Run {
        linter,
        repeats: &repeats,
        gate: Gate::new(linter.policy()),
        report: Report::new(),
        exit: Exit::new(settings.fail_on),
        kept: watch.kept,
        numbers: Numbers::default(),
        is_whole: false,
        is_partial: changed.is_some(),
        met: 0,
        shows_findings: watch.shows_findings,
        archives: named_archives(arguments, changed),
        passed_by: PassedBy::default(),
        progress: watch.progress,
        output,
        tell,
    };
    interrupt::listen();
    let is_newest = |path: &PathBuf| settings.newest && path.is_dir();
    for paths in arguments.paths.chunk_by(|one, next| !is_newest(one) && !is_newest(next)) {
        if paths.iter().any(is_newest) {
            // Which response is the newest depends on those that have not changed, too.
            run.newest(sources(paths, &settings.filter), settings.now);
        } else {
            let found = sources_and_archives(paths, &settings.filter).filter(is_judged);
            let found = expanded(found, &settings.filter, interrupt::is_interrupted);
            run.all(found.filter(|found| !found.as_ref().is_some_and(is_baseline)));
        }
    }
    let unchanged = unchanged.get();
    if let Some(changed) = changed.filter(|_| run.met == 0 && unchanged > 0) {
        let files = if unchanged == 1 { "file is" } else { "files are" };
        let since = &changed.rev;
        run.output
            .complain(&format!("nothing was checked: {unchanged} {files} the same as at {since}"));
    }
    // Files that have not changed need not be checked, but that there is nothing to check fails the
    // run as it does without --changed-since.
    let is_allowed_empty = settings.allow_empty
        || changed.is_some_and(|changed| {
            run.report.summary.responses == 0
                && run.passed_by.is_empty()
                && has_unchanged_response(arguments, settings, linter, changed)
        });
    run.end(is_allowed_empty)
}

/// Whether a response stands in one of the files that have not changed.
fn has_unchanged_response(
    arguments: &Judging,
    settings: &Settings,
    linter: &Linter,
    changed: &Changed,
) -> bool {
    let repeats = Repeats::new(linter.policy());
    let found = sources_and_archives(&arguments.paths, &settings.filter);
    let unchanged =
        found.filter(|source| source.as_ref().is_ok_and(|source| !changed.holds(source)));
    let mut texts =
        expanded(unchanged, &settings.filter, interrupt::is_interrupted).flatten().flatten();
    texts.any(|source| {
        let judged = source.passed_by.is_none().then(|| judge(linter, &repeats, &source)).flatten();
        judged.is_some_and(|judged| judged.is_ok_and(|judged| judged.responses > 0))
    })
}

/// What comes of a run.
pub(super) struct Outcome {
    pub(super) report: Report,
    /// The entries of the baseline that nothing answers to any more.
    pub(super) gone: Vec<Entry>,
}

/// Which files are left out, how far the run is, and what of it is kept.
pub(super) struct Watch {
    /// The files that git says have changed, where only those are judged.
    pub(super) changed: Option<Changed>,
    pub(super) progress: Progress,
    pub(super) kept: Kept,
    /// Whether findings are shown, so that what they say need not be said again.
    pub(super) shows_findings: bool,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            changed: None,
            progress: Progress::new(false),
            kept: Kept::All,
            shows_findings: false,
        }
    }
}

struct Run<'r> {
    linter: &'r Linter,
    repeats: &'r Repeats,
    gate: Gate<'r>,
    report: Report,
    exit: Exit,
    kept: Kept,
    /// Those of the file whose pieces are taken.
    numbers: Numbers,
    /// Whether a folder was walked, so that what nothing answered to is superfluous.
    is_whole: bool,
    /// Whether only the files are judged that have changed.
    is_partial: bool,
    /// How many files, or parts of one, were met.
    met: usize,
    /// The archives that were named, and whether a response stood in each.
    archives: Vec<(Source, bool)>,
    /// Whether `tell` shows findings to people.
    shows_findings: bool,
    passed_by: PassedBy,
    progress: Progress,
    output: &'r Output,
    tell: &'r mut dyn FnMut(&mut [Finding]),
}

impl Run<'_> {
    /// The newest file of a folder in which a response stands.
    fn newest(&mut self, found: impl Iterator<Item = Result<Source, Failure>>, now: Timestamp) {
        let mut files = Vec::new();
        for source in found.filter(|found| !is_baseline(found)) {
            match source {
                Ok(source) if source.passed_by.is_some() => self.pass_by(&source),
                Ok(source) => files.push(source),
                Err(failure) => self.fail(failure),
            }
        }
        let (files, future) = newest_first(files, now);
        self.met += future.len();
        let future: Vec<IncompleteCheck> = future.iter().map(dated_in_future).collect();
        self.print_incomplete(&future);
        self.report.add_incomplete(future);
        let mut skipped = Vec::new();
        self.met += files.len();
        for source in files {
            let Some(judged) = judge(self.linter, self.repeats, &source) else { return };
            self.progress.next(&source.name);
            match judged {
                // A newer file that holds none is told all the same: last night's may have failed.
                Ok(judged) if judged.responses == 0 => {
                    skipped.push(newest_skipped(&source, &judged));
                    self.take(&source, judged);
                }
                Ok(judged) => {
                    self.print_incomplete(&skipped);
                    self.report.add_incomplete(skipped);
                    return self.take(&source, judged);
                }
                Err(failure) => return self.fail(failure),
            }
        }
    }

    /// Judges files on all cores, and takes them in their order. None of `found` stands for a while in
    /// which nothing was.
    fn all(&mut self, found: impl Iterator<Item = Option<Result<Source, Failure>>>) {
        let mut found = found.peekable();
        if let Some(Some(first)) = found.next_if(Option::is_some) {
            if found.peek().is_none() {
                // One file needs no other threads, which take a while to begin.
                let source = first.as_ref().ok();
                let told = source.and_then(|source| judge(self.linter, self.repeats, source));
                return self.settle(first, told);
            }
            return self.in_parallel(iter::once(Some(first)).chain(found));
        }
        self.in_parallel(found);
    }

    fn in_parallel(&mut self, found: impl Iterator<Item = Option<Result<Source, Failure>>>) {
        let (linter, repeats) = (self.linter, self.repeats);
        let most = rayon::current_num_threads() * AHEAD;
        rayon::in_place_scope(|scope| {
            let mut begun = VecDeque::new();
            let mut weight = 0;
            for source in found {
                let is_waiting = source.is_none();
                if let Some(source) = source {
                    let (tell, told) = channel();
                    if let Ok(source) = source.clone()
                        && source.passed_by.is_none()
                    {
                        scope.spawn(move |_| drop(tell.send(judge(linter, repeats, &source))));
                    }
                    weight += weight_of(&source);
                    begun.push_back((source, told));
                }
                while (begun.len() > most || weight > HELD || is_waiting)
                    && let Some((source, told)) = begun.pop_front()
                {
                    weight -= weight_of(&source);
                    self.settle(source, told.recv().ok().flatten());
                }
            }
            for (source, told) in begun {
                self.settle(source, told.recv().ok().flatten());
            }
        });
    }

    /// Takes what came of a source.
    fn settle(&mut self, source: Result<Source, Failure>, told: Option<Result<Judged, Failure>>) {
        self.met += 1;
        let source = match source {
            Ok(source) if source.passed_by.is_some() => return self.pass_by(&source),
            Ok(source) => source,
            Err(failure) => return self.fail(failure),
        };
        self.is_whole |= source.named == Named::ByWalk;
        match &source.piece {
            Some(piece) if !piece.part.is_first() => {
                self.progress.further(&source.name, piece.part.lines);
            }
            _ => self.progress.next(&source.name),
        }
        match told {
            Some(Ok(mut judged)) => {
                self.number(&source, &mut judged);
                self.take(&source, judged);
            }
            Some(Err(failure)) => self.fail(failure),
            None => {}
        }
    }

    /// Says that a walk did not read something, which fails nothing.
    fn pass_by(&mut self, source: &Source) {
        if let Some(told) = self.passed_by.told(source) {
            self.progress.aside(|| self.output.complain(&told));
        }
    }

    /// Numbers what was found in a piece of a file with what was found in those before it.
    fn number(&mut self, source: &Source, judged: &mut Judged) {
        let Some(piece) = &source.piece else { return };
        if piece.part.is_first() {
            self.numbers = Numbers::default();
        }
        self.numbers.number(&mut judged.findings);
    }

    fn take(&mut self, source: &Source, mut judged: Judged) {
        self.gate.file(&source.name, &mut judged);
        let has_error = judged.has_error();
        let tell = &mut self.tell;
        self.progress.aside(|| tell(&mut judged.findings));
        self.exit.see(&judged.findings);
        self.exit.see_left_out(judged.left_out);
        if !self.shows_findings || !has_error {
            self.print_incomplete(&judged.incomplete);
        }
        if judged.responses > 0 {
            for (archive, has_response) in &mut self.archives {
                let entry = source.name.strip_prefix(archive.name.as_str());
                *has_response |= entry.is_some_and(|entry| entry.starts_with('!'));
            }
        }
        self.report.add(judged, self.kept);
    }

    /// Notes the archives that were named and hold no response.
    fn check_archives(&mut self) {
        let is_failed = |archive: &Source| {
            let failures = &self.report.failures;
            failures.iter().any(|failure| failure.file.starts_with(&archive.name))
        };
        let without = self
            .archives
            .iter()
            .filter(|(archive, has_response)| !has_response && !is_failed(archive));
        let message = "the archive holds no response";
        let checks: Vec<IncompleteCheck> = without
            .map(|(archive, _)| incomplete(archive, IncompleteCause::NotAResponse, message))
            .collect();
        self.print_incomplete(&checks);
        self.report.add_incomplete(checks);
    }

    /// Prints what was not checked; of a file that is read in pieces once.
    fn print_incomplete(&self, checks: &[IncompleteCheck]) {
        for check in checks {
            let of_file =
                self.report.incomplete.iter().rev().take_while(|of| of.file == check.file);
            if of_file.map(|of| of.cause).all(|cause| cause != check.cause) {
                self.progress.aside(|| self.output.complain(&check.line_for_people()));
            }
        }
    }

    fn fail(&mut self, failure: Failure) {
        self.progress.aside(|| self.output.complain(&failure.to_string()));
        self.report.failures.push(failure.into());
    }

    /// What comes of the run.
    fn end(mut self, is_allowed_empty: bool) -> Outcome {
        let is_interrupted = interrupt::is_interrupted();
        self.progress.end();
        if let Some(told) = self.passed_by.rest() {
            self.output.complain(&told);
        }
        if !is_interrupted {
            self.check_archives();
        }
        let is_whole =
            self.is_whole && !self.is_partial && self.report.failures.is_empty() && !is_interrupted;
        let mut told = if is_interrupted { Vec::new() } else { self.gate.end(is_whole) };
        (self.tell)(&mut told);
        self.exit.see(&told);
        self.report.tell(told);
        self.report.prune();
        let mut gone = Vec::new();
        if let Some(baseline) = &self.linter.policy().baseline {
            let exists = |file: &str| Path::new(&baseline.folder().absolute(file)).exists();
            gone = self.gate.gone(&exists);
            self.report.summary.gone = gone.len();
        }
        self.report.exit_code = self.exit.code(&self.report, is_allowed_empty);
        if self.report.exit_code == super::EMPTY {
            self.output.complain(super::NOTHING_CHECKED);
        }
        if is_interrupted {
            self.output.complain(interrupt::SO_FAR);
            self.report.exit_code = interrupt::CODE;
        }
        Outcome { report: self.report, gone }
    }
}

/// That `--newest` skipped a file, since no response stands in it.
fn newest_skipped(source: &Source, judged: &Judged) -> IncompleteCheck {
    let cause = IncompleteCause::NewestSkipped;
    match &judged.no_response {
        Some(check) => IncompleteCheck { cause, ..check.clone() },
        None => incomplete(source, cause, "it holds no response"),
    }
}

/// The archives that are named, and have changed.
fn named_archives(arguments: &Judging, changed: Option<&Changed>) -> Vec<(Source, bool)> {
    let named = arguments.paths.iter().filter(|path| !path.is_dir());
    let sources = named.map(|path| Source::file(path, Named::ByHand));
    let sources = sources.filter(|source| changed.is_none_or(|changed| changed.holds(source)));
    sources.filter(Source::is_archive).map(|archive| (archive, false)).collect()
}

fn weight_of(source: &Result<Source, Failure>) -> usize {
    source.as_ref().map_or(0, Source::weight)
}

/// What is in a file; none where the run was interrupted before it was read.
fn judge(linter: &Linter, repeats: &Repeats, source: &Source) -> Option<Result<Judged, Failure>> {
    let judge = |file: &File| {
        let saved = saved_on(source);
        let judged = match &source.piece {
            Some(piece) => linter.judge_part(file, piece.part, saved),
            None => linter.judge_saved(file, saved),
        };
        judged.map_err(|error| source.failure(error.to_string()))
    };
    let told = |file| match &source.piece {
        Some(_) => judge(&file),
        None => repeats.judged(file, judge),
    };
    Some(unless_interrupted(source)?.and_then(told))
}

/// Tells why nothing is done, to people. Gives the exit code.
pub(super) fn tell_refused(why: Refused, output: &Output) -> u8 {
    match refused(why, output) {
        Ok(report) => {
            let human = Human::new(output.theme(), Output::width());
            output.out(&human.findings(&report.findings).unwrap_or_default());
        }
        Err(message) => output.complain(&message),
    }
    super::FAILED
}

/// The report of a run that judges nothing, because of the team's own files.
pub(super) fn refused(refused: Refused, output: &Output) -> Result<Report, String> {
    let mut report = Report::new();
    match refused {
        Refused::Usage(message) => return Err(message),
        Refused::Failed(failure) => {
            output.complain(&failure.to_string());
            report.failures.push(failure.into());
        }
        Refused::Mistakes(mistakes) => report.tell(mistakes),
    }
    report.exit_code = super::FAILED;
    Ok(report)
}
