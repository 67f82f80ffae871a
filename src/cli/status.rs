//! `osready status`: what can be deployed, and no more.

use std::fmt::Write as _;
use std::mem;

use clap::{Args, ValueEnum};
use osready::lint::Linter;
use osready::policy::{FailOn, Require};
use osready::report::{Finding, Human, Report, Verdict, harmless};
use osready::rules;

use super::judging::Judging;
use super::output::Output;
use super::run::{Watch, refused, run};
use super::settings::settings;
use super::{EMPTY, FAILED, FOUND};

/// Prints what can be deployed. It fails where something that is required cannot be, or, where nothing
/// is required, where something is blocked.
#[derive(Debug, Args)]
pub(super) struct Status {
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,

    #[command(flatten)]
    judging: Judging,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a table.
    Human,
    /// For programs: a report with no other findings than of what is required.
    Json,
    /// For job summaries and tickets: a table in Markdown.
    Markdown,
}

/// Judges the files and prints the table. Gives the exit code.
pub(super) fn status(arguments: &Status, output: &Output) -> u8 {
    let report = match settings(&arguments.judging) {
        Ok(mut settings) => {
            let fail_on = settings.fail_on;
            let linter = Linter::new(true).under(mem::take(&mut settings.policy));
            let outcome =
                run(&arguments.judging, &settings, &linter, Watch::default(), output, &mut |_| ());
            narrowed(outcome.report, &linter.policy().require, fail_on)
        }
        Err(why) => match refused(why, output) {
            Ok(report) => report,
            Err(message) => {
                output.complain(&message);
                return FAILED;
            }
        },
    };
    print(report, arguments.format, output)
}

/// The report without what the question was not about.
fn narrowed(mut report: Report, require: &Require, fail_on: FailOn) -> Report {
    let is_required = |finding: &Finding| finding.rule == rules::REQUIRED_PROFILE.id;
    let mut narrow = Report::new();
    narrow.failures = mem::take(&mut report.failures);
    narrow.summary.files = report.summary.files;
    narrow.summary.responses = report.summary.responses;
    narrow.tell(report.findings.into_iter().filter(is_required).collect());
    narrow.readiness = report.readiness;
    if !require.is_empty() {
        narrow.readiness.retain(|row| require.is_required(row));
    }
    // They led to findings that are not here.
    for reason in narrow.readiness.iter_mut().flat_map(|row| &mut row.reasons) {
        reason.finding = None;
    }
    narrow.exit_code = match report.exit_code {
        // Nothing but findings stood in the way of a better code.
        0 | FOUND | EMPTY => code(&narrow, require, fail_on, report.exit_code == EMPTY),
        code => code,
    };
    narrow
}

fn code(report: &Report, require: &Require, fail_on: FailOn, is_empty: bool) -> u8 {
    let fails = if require.is_empty() {
        report.readiness.iter().any(|row| row.verdict == Verdict::Blocked)
    } else {
        report.findings.iter().any(|finding| finding.suppressed.is_none())
    };
    match fails && fail_on != FailOn::Never {
        true => FOUND,
        false if is_empty => EMPTY,
        false => 0,
    }
}

fn print(mut report: Report, format: Format, output: &Output) -> u8 {
    let human = Human::new(output.theme(), Output::width());
    match format {
        Format::Human => {
            let shown: Vec<Finding> = report
                .findings
                .iter()
                .filter(|finding| finding.suppressed.is_none())
                .cloned()
                .collect();
            output.out(&human.findings(&shown).unwrap_or_default());
            output.out(&human.table(&report));
        }
        Format::Markdown => output.out(&markdown(&report)),
        Format::Json => {
            for finding in &mut report.findings {
                finding.excerpt = None;
            }
            match serde_json::to_string_pretty(&report) {
                Ok(text) => output.out(&(text + "\n")),
                Err(error) => output.complain(&format!("the report could not be written: {error}")),
            }
        }
    }
    if output.has_failed() { FAILED } else { report.exit_code }
}

/// The table, and what is missing, in Markdown.
fn markdown(report: &Report) -> String {
    let mut text =
        String::from("| image or profile | verdict | rules | file |\n|---|---|---|---|\n");
    for row in &report.readiness {
        let id = row.profile.as_ref().or(row.image.as_ref()).map_or("(no id)", String::as_str);
        let mut rules: Vec<&str> = row.reasons.iter().map(|reason| &*reason.rule).collect();
        rules.dedup();
        let (id, file) = (plain(id), plain(&row.file));
        let _ = writeln!(text, "| {id} | {} | {} | {file} |", row.verdict.word(), rules.join(", "));
    }
    for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none()) {
        let Finding { file, message, help, .. } = finding;
        let _ = writeln!(text, "\n{}: {}; {}", plain(file), plain(message), plain(help));
    }
    text
}

/// Text from a file, in which nothing is a mark of Markdown or HTML.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in harmless(text).chars() {
        match character {
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '&' => plain.push_str("&amp;"),
            '@' => plain.push_str("&#64;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '(' | ')' | '\\' | '!' | '#' | '~' | '$' => {
                plain.push('\\');
                plain.push(character);
            }
            other => plain.push(other),
        }
    }
    plain
}
