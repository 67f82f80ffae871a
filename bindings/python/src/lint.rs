//! Checks one snapshot, with or without a configuration.

use osready::date::{Date, date_in_name, date_of};
use osready::input::{Discovery, in_memory};
use osready::lint::{Exit, Linter, PlanInput, Report, Retention};
use osready::policy::{FailOn, FindingFilter};
use osready::report::formats;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::config::ConfigTexts;
use crate::{OsreadyError, UnreadableError};

/// A linter, and the options of its configuration that apply to a whole report.
pub(crate) struct Checker {
    linter: Linter,
    fail_on: FailOn,
    max_findings: Option<usize>,
}

impl Checker {
    /// Creates a checker for a configuration. `today` is a date such as `2026-01-31`.
    ///
    /// # Errors
    /// [`crate::ConfigurationError`] if `config` has errors.
    pub(crate) fn new(
        config: Option<&ConfigTexts>,
        today: Option<&str>,
        with_excerpts: bool,
    ) -> PyResult<Self> {
        let mut linter = Linter::new().with_excerpts(with_excerpts);
        if with_excerpts {
            linter = linter.every_excerpt();
        }
        let Some(config) = config else {
            return Ok(Self { linter, fail_on: FailOn::default(), max_findings: None });
        };
        let loaded = config.parse()?;
        let mut policy = loaded.policy();
        policy.rules.today = today.and_then(date_of);
        let configuration = loaded.configuration;
        Ok(Self {
            linter: linter.with_policy(policy),
            fail_on: configuration.fail_on.map(|fail_on| fail_on.value).unwrap_or_default(),
            max_findings: configuration.max_findings.map(|max| max.value as usize),
        })
    }

    /// Returns the report of one snapshot. With `is_single`, the report also has the findings about
    /// suppressions, and observes `max-findings`.
    ///
    /// # Errors
    /// Returns an error message if the snapshot cannot be read.
    pub(crate) fn report(
        &self,
        name: &str,
        discovery: Discovery,
        bytes: &[u8],
        is_single: bool,
    ) -> Result<Report, String> {
        let file = in_memory(name, discovery, bytes).map_err(|failure| failure.message)?;
        let saved: Option<Date> = date_in_name(name).map(|(date, _)| date);
        let mut file_report =
            self.linter.lint_saved(&file, saved).map_err(|error| error.to_string())?;
        let mut filter = FindingFilter::new(self.linter.policy());
        filter.file(name, &mut file_report.findings);
        let mut exit = Exit::new(self.fail_on);
        exit.add_left_out(file_report.left_out);
        let policy = self.linter.policy();
        let mut report = if is_single { Report::under(policy) } else { Report::new() };
        report.add(file_report, Retention::All);
        if is_single {
            report.add_findings(filter.end(|_| false));
        }
        exit.add(&report.findings);
        report.exit_code = exit.code(&report, false);
        Ok(if is_single { self.truncated(report) } else { report })
    }

    /// Removes findings that exceed `max-findings`.
    fn truncated(&self, report: Report) -> Report {
        match self.max_findings {
            Some(max) => report.truncated(max),
            None => report,
        }
    }
}

/// Returns the JSON report of one snapshot, as `osready check --format json` writes it.
#[pyfunction]
#[pyo3(signature = (data, name, config = None, today = None))]
#[allow(clippy::needless_pass_by_value)] // owned, as Python passes them
pub(crate) fn lint_json(
    py: Python<'_>,
    data: PyBackedBytes,
    name: &str,
    config: Option<ConfigTexts>,
    today: Option<&str>,
) -> PyResult<String> {
    py.detach(|| {
        let report = Checker::new(config.as_ref(), today, true)?
            .report(name, Discovery::Explicit, &data, true)
            .map_err(|message| {
                UnreadableError::new_err(format!("{}: {message}", sanitize(name)))
            })?;
        to_json(&report)
    })
}

/// Returns the JSON report of deployment requests, as `osready plan --format json` writes it.
#[pyfunction]
#[pyo3(signature = (request, snapshot, hosts = None, names = None, config = None, today = None))]
#[allow(clippy::needless_pass_by_value)] // owned, as Python passes them
pub(crate) fn plan_json(
    py: Python<'_>,
    request: PyBackedBytes,
    snapshot: PyBackedBytes,
    hosts: Option<PyBackedBytes>,
    names: Option<(String, String, String)>,
    config: Option<ConfigTexts>,
    today: Option<&str>,
) -> PyResult<String> {
    let (of_request, of_snapshot, of_hosts) = names.unwrap_or_else(|| {
        ("request.json".to_owned(), "snapshot.json".to_owned(), "hosts.json".to_owned())
    });
    py.detach(|| {
        let checker = Checker::new(config.as_ref(), today, true)?;
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
        let mut filter = FindingFilter::new(checker.linter.policy());
        let mut exit = Exit::new(checker.fail_on);
        let mut report = Report::under(checker.linter.policy());
        let files = [&of_request, &of_snapshot, &of_hosts];
        for (name, mut file_report) in files.into_iter().zip(plan.files) {
            filter.file(name, &mut file_report.findings);
            exit.add_left_out(file_report.left_out);
            report.add(file_report, Retention::All);
        }
        report.add_findings(filter.end(|_| false));
        exit.add(&report.findings);
        report.exit_code = exit.code(&report, false);
        to_json(&checker.truncated(report))
    })
}

fn to_json(report: &Report) -> PyResult<String> {
    let mut json = Vec::new();
    formats::json::document(report, &mut json)?;
    String::from_utf8(json).map_err(|error| OsreadyError::new_err(error.to_string()))
}

/// Escapes a name for display.
fn sanitize(name: &str) -> impl std::fmt::Display {
    osready::sanitize::Untrusted::from(name).sanitized()
}
