//! `osready check`.

use std::mem;

use clap::Args;
use osready::finding::Level;
use osready::lint::Linter;
use osready::policy::FailOn;
use osready::report::{Finding, Human, Report};

use super::FAILED;
use super::args::Format;
use super::judging::Judging;
use super::output::Output;
use super::run::{refused, run};
use super::settings::settings;

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) judging: Judging,

    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,

    /// Print findings of the level of --fail-on or worse only, and no table.
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Show what is suppressed too, with the reason.
    #[arg(long)]
    pub(super) show_suppressed: bool,
}

/// Judges the files and reports. Gives the exit code.
pub(super) fn check(arguments: &Check, output: &Output) -> u8 {
    let mut shown = Shown { arguments, output, fail_on: FailOn::Error };
    let report = match settings(&arguments.judging) {
        Ok(mut settings) => {
            shown.fail_on = settings.fail_on;
            let policy = mem::take(&mut settings.policy);
            let linter = Linter::new(arguments.format == Format::Human).under(policy);
            let mut tell = |findings: &mut [Finding]| shown.findings(findings);
            run(&arguments.judging, &settings, &linter, output, &mut tell).report
        }
        Err(why) => match refused(why, output) {
            Ok(mut report) => {
                shown.findings(&mut report.findings);
                report
            }
            Err(message) => {
                output.complain(&message);
                return FAILED;
            }
        },
    };
    shown.finish(&report);
    if output.has_failed() { FAILED } else { report.exit_code }
}

/// What is shown, and how.
struct Shown<'o> {
    arguments: &'o Check,
    output: &'o Output,
    fail_on: FailOn,
}

impl Shown<'_> {
    fn shows(&self, finding: &Finding) -> bool {
        let is_loud = self.fail_on.fails(finding.level) || finding.level == Level::Error;
        (is_loud || !self.arguments.quiet)
            && (self.arguments.show_suppressed || finding.suppressed.is_none())
    }

    /// Shows the findings of one file. What has been shown is not kept twice.
    fn findings(&self, findings: &mut [Finding]) {
        if self.arguments.format == Format::Human {
            let shown: Vec<Finding> =
                findings.iter().filter(|finding| self.shows(finding)).cloned().collect();
            match Human::new(self.output.theme(), Output::width()).findings(&shown) {
                Ok(text) => self.output.out(&text),
                Err(_) => self.output.complain("the report could not be written"),
            }
        }
        for finding in findings {
            finding.excerpt = None;
        }
    }

    fn finish(&self, report: &Report) {
        match self.arguments.format {
            Format::Human if self.arguments.quiet => {}
            Format::Human => {
                let human = Human::new(self.output.theme(), Output::width());
                self.output.out(&human.end(report));
            }
            Format::Json => match serde_json::to_string_pretty(report) {
                Ok(text) => self.output.out(&(text + "\n")),
                Err(error) => {
                    self.output.complain(&format!("the report could not be written: {error}"));
                }
            },
        }
    }
}
