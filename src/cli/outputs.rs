//! The reports of a run: their formats, destinations and timing.

use std::cell::LazyCell;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::mem;
use std::path::{Path, PathBuf};

use osready::diagnostic::Level;
use osready::finding::{BaselineState, Finding};
use osready::lint::{Linter, MAX_EXCERPTS, Report, Retention};
use osready::policy::{FailOn, Policy};
use osready::report::{Format, Reporter, Style, Theme};

use super::console::{Console, FILE_COLUMNS};
use super::exit_code::FAILED;
use super::formats::Formats;
use super::sink::Sink;
use super::target::{replaced, replaces};

/// What human-readable reports leave out. Machine-readable ones are complete.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shown {
    /// With `-q`, hides findings that are neither errors nor at or above this level, and the table.
    pub(super) quiet: Option<FailOn>,
    /// Whether suppressed findings are shown.
    pub(super) suppressed: bool,
    /// The maximum number of findings to show, in every format.
    pub(super) most: Option<usize>,
    /// Whether each finding of several files is shown in full.
    pub(super) full: bool,
    /// Whether each finding is shown with its JSON Pointer.
    pub(super) pointers: bool,
}

impl Shown {
    fn shows(self, finding: &Finding) -> bool {
        // A known finding is a note, and does not fail the run even if notes do.
        let is_known = finding.baseline == Some(BaselineState::Unchanged);
        let is_loud = self.quiet.is_none_or(|quiet| {
            finding.level == Level::Error || (quiet.fails(finding.level) && !is_known)
        });
        is_loud && (self.suppressed || finding.suppressed.is_none())
    }
}

/// All reports of one run. Streaming formats are written per file, the others at the end.
pub(super) struct Outputs<'o> {
    open: Vec<Open<'o>>,
    shown: Shown,
    output: &'o Console,
    /// How many excerpts are kept, by level.
    kept: [usize; 3],
    /// The counts of the streaming reports: for people and for programs.
    counts: [ShownCount; 2],
}

/// How many findings were shown, and how many were left out.
#[derive(Clone, Copy, Debug, Default)]
struct ShownCount {
    shown: usize,
    left_out: usize,
}

impl ShownCount {
    /// Returns how many of `count` more findings to show, given the maximum `most` in all.
    fn take(&mut self, count: usize, most: Option<usize>) -> usize {
        let taken = most.map_or(count, |most| count.min(most.saturating_sub(self.shown)));
        self.shown += taken;
        self.left_out += count - taken;
        taken
    }
}

struct Open<'o> {
    format: Format,
    reporter: Box<dyn Reporter>,
    /// The destination; `None` for standard output.
    file: Option<PathBuf>,
    sink: Sink<'o>,
    /// Whether a write failed, so that the rest is not written.
    failed: bool,
}

impl<'o> Outputs<'o> {
    /// Opens every report, so that a file that cannot be written is an error before the check
    /// begins.
    ///
    /// # Errors
    /// Returns an error message if a report cannot be opened, or would replace one of `inputs`.
    pub(super) fn open(
        formats: &Formats,
        inputs: impl FnOnce() -> Vec<PathBuf>,
        shown: Shown,
        output: &'o Console,
    ) -> Result<Self, String> {
        let mut open = Vec::new();
        let inputs = LazyCell::new(inputs);
        for target in formats.targets()? {
            let format = target.format.0;
            let sink = match &target.file {
                None if format == Format::Human => Sink::terminal(output),
                None => Sink::stdout(output),
                Some(file) => open_file(file, &inputs)?,
            };
            let (theme, width) = match target.file {
                None => (output.theme(), output.width()),
                Some(_) => (Theme { color: false, unicode: true }, FILE_COLUMNS),
            };
            let reporter = format.reporter(Style {
                theme,
                width,
                is_full: shown.full,
                is_quiet: shown.quiet.is_some(),
                has_pointers: shown.pointers,
            });
            open.push(Open { format, reporter, file: target.file, sink, failed: false });
        }
        Ok(Self { open, shown, output, kept: [0; 3], counts: Default::default() })
    }

    /// Returns whether the report on standard output is human-readable.
    pub(super) fn is_for_people(&self) -> bool {
        let on_screen = self.open.iter().filter(|open| open.file.is_none());
        let mut formats = on_screen.map(|open| open.format);
        formats.all(Format::is_for_people)
    }

    /// Returns whether a report is written at the end, where it names files for programs that know the repository.
    pub(super) fn has_report_at_end(&self) -> bool {
        !self.open.iter().all(|open| open.format.streams())
    }

    /// Returns whether any report shows excerpts.
    fn want_excerpts(&self) -> bool {
        self.open.iter().any(|open| open.format.shows_excerpts())
    }

    /// Returns whether a report at the end contains excerpts, or can be rendered with them.
    fn keep_excerpts(&self) -> bool {
        let mut formats = self.open.iter().map(|open| open.format);
        formats.any(|format| format.shows_excerpts() && !format.streams())
    }

    /// Returns a linter under `policy` that computes only what the reports need. `records` is whether the findings are recorded
    /// as a baseline.
    pub(super) fn linter(&self, policy: Policy, shows_contents: bool, records: bool) -> Linter {
        let is_for_people = self.open.iter().all(|open| open.format.is_for_people());
        let has_identity =
            records || policy.baseline.is_some() || !is_for_people || self.shown.pointers;
        let mut linter = Linter::new()
            .with_excerpts(self.want_excerpts())
            .showing_contents(shows_contents)
            .with_policy(policy);
        if self.keep_excerpts() {
            linter = linter.every_excerpt();
        } else if let Some(fail_on) = self.shown.quiet {
            let levels = [Level::Note, Level::Warning];
            let min_level = levels.into_iter().find(|level| fail_on.fails(*level));
            linter = linter.excerpts_from(min_level.unwrap_or(Level::Error));
        }
        // A suppression or the baseline tells findings of a kind apart later.
        let tells_apart =
            !linter.policy().suppressions.is_empty() || linter.policy().baseline.is_some();
        if self.summarizes() && !tells_apart {
            linter = linter.summarizing();
        }
        if has_identity { linter } else { linter.without_identity() }
    }

    /// Returns whether excerpts are only for reports that show each kind of finding of several files once.
    fn summarizes(&self) -> bool {
        let mut with_excerpts = self.open.iter().filter(|open| open.format.shows_excerpts());
        !self.shown.full && with_excerpts.all(|open| open.format == Format::Human)
    }

    /// Returns whether a report shows an overview of several files.
    pub(super) fn show_overview(&self) -> bool {
        let is_human = |open: &Open<'_>| open.format == Format::Human;
        self.shown.quiet.is_none() && !self.shown.full && self.open.iter().any(is_human)
    }

    /// Returns what to retain until the end.
    pub(super) fn retention(&self) -> Retention {
        if self.has_report_at_end() { Retention::All } else { Retention::Shown }
    }

    /// Writes the findings of one file to the streaming reports, after their levels are final.
    /// Drops excerpts that are not needed at the end.
    pub(super) fn findings(&mut self, findings: &mut [Finding]) {
        let shown = self.shown;
        let mut seen: Vec<&Finding> =
            findings.iter().filter(|finding| shown.shows(finding)).collect();
        let [people, programs] = &mut self.counts;
        seen.truncate(people.take(seen.len(), shown.most));
        let lines = programs.take(findings.len(), shown.most);
        for open in self.open.iter_mut().filter(|open| open.format.streams()) {
            let written = match open.format.is_for_people() {
                true => open.reporter.report_file(&seen, &mut open.sink),
                false => {
                    let found: Vec<&Finding> = findings.iter().take(lines).collect();
                    open.reporter.report_file(&found, &mut open.sink)
                }
            };
            // Show the findings of each file as soon as it is checked.
            let written = written.and_then(|()| open.sink.flush());
            open.check(written, self.output);
        }
        let keeps = self.keep_excerpts();
        for finding in findings {
            let kept = &mut self.kept[finding.level as usize];
            if finding.excerpt.is_some() && keeps && *kept < MAX_EXCERPTS {
                *kept += 1;
            } else {
                finding.excerpt = None;
            }
        }
    }

    /// Finishes every report.
    pub(super) fn finish(mut self, report: &Report) {
        let truncated = self.shown.most.map(|most| report.truncated(most));
        // Streaming reports omit other findings than reports at the end.
        let [people, programs] = self.counts.map(|counts| {
            let mut grown = match &truncated {
                Some(truncated) => truncated.clone(),
                None if report.pruned() > 0 => report.clone(),
                None => return None,
            };
            grown.summary.left_out = report.summary.left_out - report.pruned() + counts.left_out;
            Some(grown)
        });
        let for_people = people.as_ref().unwrap_or(report);
        let for_programs = programs.as_ref().unwrap_or(report);
        let report = truncated.as_ref().unwrap_or(report);
        for mut open in self.open.drain(..) {
            let report = match (open.format.streams(), open.format.is_for_people()) {
                (true, true) => for_people,
                (true, false) => for_programs,
                (false, _) => report,
            };
            let written = open.reporter.finish(report, &mut open.sink);
            open.check(written, self.output);
            if !open.failed {
                let name = open.name();
                if let Err(error) = open.sink.close() {
                    self.output.fail(&cannot_write(name, &error));
                }
            }
        }
    }
}

/// Returns the exit code of a run with this report, or prints why there is none.
pub(super) fn exit_code_of(report: Result<Report, String>, output: &Console) -> u8 {
    match report {
        Ok(_) if output.has_failed() => FAILED,
        Ok(report) => {
            let code = report.exit_code;
            // The process ends: freeing each row of a large report would only take time.
            mem::forget(report);
            code
        }
        Err(message) => {
            output.print_error(&message);
            FAILED
        }
    }
}

impl Open<'_> {
    /// Prints an error on the first failed write.
    fn check(&mut self, written: io::Result<()>, output: &Console) {
        if let Err(error) = written
            && !self.failed
        {
            self.failed = true;
            output.fail(&cannot_write(self.name(), &error));
        }
    }

    fn name(&self) -> String {
        let file = self.file.as_ref();
        file.map_or_else(|| "standard output".to_owned(), |file| file.display().to_string())
    }
}

/// Opens a file for a report.
///
/// # Errors
/// Returns an error message if it cannot be written, or would replace one of `inputs` or a saved
/// response.
pub(super) fn open_file<'o>(file: &Path, inputs: &[PathBuf]) -> Result<Sink<'o>, String> {
    if let Some(input) = inputs.iter().find(|input| replaces(file, input)) {
        return Err(format!(
            "the report would overwrite {}, which is an input: choose another file",
            input.display()
        ));
    }
    let is_job_summary = is_job_summary(file);
    if let Some(what) = replaced(file, is_job_summary) {
        return Err(format!(
            "the report would overwrite {}, which {what}: choose another file",
            file.display()
        ));
    }
    Sink::file(file, is_job_summary).map_err(|error| cannot_write(file.display(), &error))
}

fn cannot_write(what: impl Display, error: &io::Error) -> String {
    format!("cannot write the report to {what}: {error}")
}

/// Returns whether `file` is GitHub's job summary, which earlier commands may have written to.
fn is_job_summary(file: &Path) -> bool {
    std::env::var_os("GITHUB_STEP_SUMMARY").is_some_and(|summary| Path::new(&summary) == file)
}
