//! Judging one snapshot, under a configuration or none.

use osready::date::{Date, date_in_name, date_of};
use osready::finding::Finding;
use osready::input::{Discovery, in_memory};
use osready::lint::{Exit, Linter, PlanInput, Report, Retention};
use osready::policy::{FailOn, FindingFilter, config};
use osready::report::formats;
use osready::user_rules::RuleInfo;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::{ConfigurationError, OsreadyError, UnreadableError};

/// The name of a configuration in messages.
const CONFIG: &str = "osready.toml";

/// A linter, and what of its configuration is about the whole run.
pub(crate) struct Checker {
    linter: Linter,
    fail_on: FailOn,
    max_findings: Option<usize>,
}

impl Checker {
    /// Judges under the text of an `osready.toml`, on a day that is written as `2026-01-31`.
    pub(crate) fn new(
        config: Option<&str>,
        today: Option<&str>,
        with_excerpts: bool,
    ) -> PyResult<Self> {
        let mut linter = Linter::new(with_excerpts);
        if with_excerpts {
            linter = linter.every_excerpt();
        }
        let Some(text) = config else {
            return Ok(Self { linter, fail_on: FailOn::default(), max_findings: None });
        };
        let config::Parsed { configuration, mistakes } = config::read(CONFIG, text);
        if !mistakes.is_empty() {
            return Err(ConfigurationError::new_err(describe(&mistakes)));
        }
        let mut policy = configuration.policy();
        policy.rules.today = today.and_then(date_of);
        Ok(Self {
            linter: linter.under(policy),
            fail_on: configuration.fail_on.map(|at| at.value).unwrap_or_default(),
            max_findings: configuration.max_findings.map(|at| at.value as usize),
        })
    }

    /// The report of one snapshot, or why it could not be read. What suppressions leave over is reported
    /// at the end, where that is asked for.
    pub(crate) fn report(
        &self,
        name: &str,
        discovery: Discovery,
        bytes: &[u8],
        with_end: bool,
    ) -> Result<Report, String> {
        let file = in_memory(name, discovery, bytes).map_err(|failure| failure.message)?;
        let saved: Option<Date> = date_in_name(name).map(|(date, _)| date);
        let mut file_report =
            self.linter.lint_saved(&file, saved).map_err(|error| error.to_string())?;
        let mut gate = FindingFilter::new(self.linter.policy());
        gate.file(name, &mut file_report.findings);
        let rules = &self.linter.policy().user_rules;
        let rules = rules.iter().map(|rule| RuleInfo::new(rule.rule)).collect();
        let mut report = Report::new();
        report.rules = rules;
        report.add(file_report, Retention::All);
        if with_end {
            report.add_findings(gate.end(|_| false));
        }
        let mut exit = Exit::new(self.fail_on);
        exit.see(&report.findings);
        report.exit_code = exit.code(&report, false);
        Ok(match self.max_findings.filter(|_| with_end) {
            Some(most) => report.truncated(most),
            None => report,
        })
    }
}

/// The mistakes of a configuration, one a line.
fn describe(mistakes: &[Finding]) -> String {
    let line = |mistake: &Finding| {
        let Finding { file, span, message, help, .. } = mistake;
        let (file, message, help) = (file.sanitized(), message.sanitized(), help.sanitized());
        format!("{file}:{}:{}: {message}; {help}", span.line, span.column)
    };
    mistakes.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The JSON report of one snapshot, as `osready check --format json` writes it.
#[pyfunction]
#[pyo3(signature = (data, name, config = None, today = None))]
#[allow(clippy::needless_pass_by_value)] // as Python gives them
pub(crate) fn lint_json(
    py: Python<'_>,
    data: PyBackedBytes,
    name: &str,
    config: Option<&str>,
    today: Option<&str>,
) -> PyResult<String> {
    py.detach(|| {
        let report = Checker::new(config, today, true)?
            .report(name, Discovery::Explicit, &data, true)
            .map_err(|message| {
                UnreadableError::new_err(format!("{}: {message}", sanitize(name)))
            })?;
        let mut json = Vec::new();
        formats::json::document(&report, &mut json)?;
        String::from_utf8(json).map_err(|error| OsreadyError::new_err(error.to_string()))
    })
}

/// The JSON report of deployment requests, as `osready plan --format json` writes it.
#[pyfunction]
#[pyo3(signature = (request, snapshot, hosts = None, names = None, config = None, today = None))]
#[allow(clippy::needless_pass_by_value)] // as Python gives them
pub(crate) fn plan_json(
    py: Python<'_>,
    request: PyBackedBytes,
    snapshot: PyBackedBytes,
    hosts: Option<PyBackedBytes>,
    names: Option<(String, String, String)>,
    config: Option<&str>,
    today: Option<&str>,
) -> PyResult<String> {
    let (of_request, of_snapshot, of_hosts) = names.unwrap_or_else(|| {
        ("request.json".to_owned(), "snapshot.json".to_owned(), "hosts.json".to_owned())
    });
    py.detach(|| {
        let checker = Checker::new(config, today, true)?;
        let read = |name: &str, bytes: &[u8]| {
            in_memory(name, Discovery::Explicit, bytes)
                .map_err(|failure| UnreadableError::new_err(failure.to_string()))
        };
        let requests = [read(&of_request, &request)?];
        let snapshot = read(&of_snapshot, &snapshot)?;
        let platforms = hosts.map(|hosts| read(&of_hosts, &hosts)).transpose()?;
        let input = PlanInput {
            requests: &requests,
            snapshot: &snapshot,
            saved: date_in_name(&of_snapshot).map(|(date, _)| date),
            platforms: platforms.as_ref(),
        };
        let plan = checker
            .linter
            .plan(&input)
            .map_err(|error| UnreadableError::new_err(error.to_string()))?;
        if let Some(failure) = plan.failures.first() {
            return Err(UnreadableError::new_err(failure.to_string()));
        }
        let mut gate = FindingFilter::new(checker.linter.policy());
        let mut exit = Exit::new(checker.fail_on);
        let mut report = Report::new();
        let files = [&of_request, &of_snapshot, &of_hosts];
        for (name, mut file_report) in files.into_iter().zip(plan.files) {
            gate.file(name, &mut file_report.findings);
            exit.see_left_out(file_report.left_out);
            report.add(file_report, Retention::All);
        }
        report.add_findings(gate.end(|_| false));
        exit.see(&report.findings);
        report.exit_code = exit.code(&report, false);
        let report = match checker.max_findings {
            Some(most) => report.truncated(most),
            None => report,
        };
        let mut json = Vec::new();
        formats::json::document(&report, &mut json)?;
        String::from_utf8(json).map_err(|error| OsreadyError::new_err(error.to_string()))
    })
}

/// A name as it may be shown.
fn sanitize(name: &str) -> impl std::fmt::Display {
    osready::sanitize::Untrusted::from(name).sanitized()
}
