//! A run: reads the requests, and collects the report.

use osready::finding::Finding;
use osready::input::{Discovery, Failure, File, Source, sources};
use osready::lint::{Exit, IncompleteCheck, Plan, PlanInput, Report, has_request};
use osready::model::may_contain_request;
use osready::policy::{Baseline, FindingFilter};

use super::PlanArgs;
use crate::cli::changed::Changed;
use crate::cli::console::Console;
use crate::cli::exit_code::FAILED;
use crate::cli::interrupt;
use crate::cli::outputs::Outputs;
use crate::cli::reading::{SkippedEntries, is_baseline, unless_interrupted};
use crate::cli::settings::Settings;

/// The message of a run without a request.
const NO_REQUEST: &str = "no deployment request was found: nothing was checked";

/// The requests of a run.
pub(super) struct Requests {
    /// Those to check.
    pub(super) files: Vec<File>,
    /// Those that have not changed.
    pub(super) unchanged: Vec<Source>,
}

/// The state of a run.
pub(super) struct Run<'r> {
    pub(super) report: Report,
    pub(super) exit: Exit,
    pub(super) finding_filter: FindingFilter<'r>,
    /// The baseline to write, if there is one.
    pub(super) recorded: Option<Baseline>,
    pub(super) output: &'r Console,
}

impl Run<'_> {
    fn fail(&mut self, failure: Failure) {
        self.output.print_error(&failure.to_string());
        self.report.failures.push(failure.into());
    }

    pub(super) fn add_incomplete(&mut self, checks: Vec<IncompleteCheck>) {
        for check in &checks {
            self.output.print_error(&check.line_for_people());
        }
        self.report.add_incomplete(checks);
    }

    pub(super) fn read(&mut self, source: &Source) -> Option<File> {
        match unless_interrupted(source)? {
            Ok(file) => Some(file),
            Err(failure) => {
                self.fail(failure);
                None
            }
        }
    }

    /// Reads the requests.
    ///
    /// # Errors
    /// Returns a message if there is none.
    pub(super) fn requests(
        &mut self,
        arguments: &PlanArgs,
        settings: &Settings,
        changed: Option<&Changed>,
    ) -> Result<Requests, String> {
        let mut skipped = SkippedEntries::default();
        let (mut files, mut unchanged, mut met) = (Vec::new(), Vec::new(), 0);
        for source in
            sources(&arguments.paths, &settings.filter).filter(|found| !is_baseline(found))
        {
            met += 1;
            match source {
                Ok(source) if source.skip_reason.is_some() => {
                    skipped
                        .message(&source)
                        .iter()
                        .for_each(|message| self.output.print_error(message));
                }
                Ok(source) if changed.is_some_and(|changed| !changed.holds(&source)) => {
                    unchanged.push(source);
                }
                Ok(source) => files.extend(self.read(&source)),
                Err(failure) => self.fail(failure),
            }
        }
        skipped.rest().iter().for_each(|message| self.output.print_error(message));
        if met == 0 {
            return Err(NO_REQUEST.to_owned());
        }
        if let Some(changed) =
            changed.filter(|_| files.is_empty() && self.report.failures.is_empty())
        {
            let since = &changed.rev;
            self.output
                .print_error(&format!("nothing was checked: no request changed since {since}"));
        }
        Ok(Requests { files, unchanged })
    }

    /// Returns whether no host was found, but one of the unchanged files contains one.
    pub(super) fn has_request(&mut self, unchanged: &[Source]) -> bool {
        self.report.summary.hosts == 0
            && unchanged.iter().any(|source| {
                let file = unless_interrupted(source).and_then(Result::ok);
                file.is_some_and(|file| has_request(&file).unwrap_or_default())
            })
    }

    /// Adds the results, file by file.
    pub(super) fn take(&mut self, plan: Plan, input: &PlanInput<'_>, outputs: &mut Outputs<'_>) {
        let requests = input.requests.iter();
        let files = requests.chain([input.snapshot]).chain(input.platforms);
        for failure in plan.failures {
            // In a folder, files that are no requests are skipped.
            let is_skipped = input.requests.iter().any(|request| {
                request.name == failure.file
                    && request.discovery == Discovery::Discovered
                    && !may_contain_request(&request.text)
            });
            if !is_skipped {
                self.fail(failure);
            }
        }
        for (file, mut file_report) in files.zip(plan.files) {
            self.finding_filter.file(&file.name, &mut file_report.findings);
            if let Some(baseline) = &mut self.recorded {
                file_report.findings.iter().for_each(|finding| baseline.add(finding));
            }
            outputs.findings(&mut file_report.findings);
            self.exit.add(&file_report.findings);
            self.exit.add_left_out(file_report.left_out);
            for check in &file_report.incomplete {
                self.output.print_error(&check.line_for_people());
            }
            self.report.add(file_report, outputs.retention());
        }
    }

    /// Finishes the run and returns its report.
    pub(super) fn end(mut self, outputs: &mut Outputs<'_>, is_allowed_empty: bool) -> Report {
        let is_interrupted = interrupt::is_interrupted();
        if !is_interrupted {
            let mut findings: Vec<Finding> = self.finding_filter.end(|_| false);
            outputs.findings(&mut findings);
            self.exit.add(&findings);
            self.report.add_findings(findings);
        }
        self.report.prune();
        self.report.exit_code = self.exit.code(&self.report, is_allowed_empty);
        if is_interrupted {
            self.output.print_error(interrupt::SO_FAR);
            self.report.exit_code = interrupt::CODE;
        } else if self.report.summary.hosts == 0 && !is_allowed_empty {
            // A gate never passes on nothing.
            if self.report.failures.is_empty() {
                self.output.print_error(NO_REQUEST);
            }
            self.report.exit_code = FAILED;
        }
        self.report
    }
}
