//! What osready finds in an open document.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use crate::date::Date;
use crate::finding::{Finding, ReadinessRow};
use crate::input::{Discovery, File, Source, saved_on};
use crate::json;
use crate::lint::{FileReport, Linter, PlanInput, has_request};
use crate::model::{Text, find_hosts};
use crate::policy::FindingFilter;
use crate::policy::config::{self, Parsed};
use crate::policy::files::{CONFIG, SUPPRESSIONS};
use crate::sanitize::{Sanitized, Terminal, Untrusted};
use crate::spec::names::interner;

use super::document::Document;
use super::outline::{Outline, REQUEST_REFERENCES, Reference, SubjectKind};
use super::responses::each_response;
use super::workspace::Configured;

/// Why a deployment request is not checked.
const NO_SNAPSHOT: &str = "not checked: no snapshot is open; open the response of GET /osImages \
                           that the request is for";

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file with responses of GET /osImages.
    Snapshot,
    /// A file with deployment requests.
    Request,
    /// The configuration, or a file that belongs to it.
    Policy,
    /// Anything else, or an excluded file.
    Other,
}

/// What was found in a document.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) kind: Kind,
    /// The findings, also those that a suppression or the baseline covers.
    pub(super) findings: Vec<Finding>,
    /// What was not checked, each with its 1-based line.
    pub(super) incomplete: Vec<(usize, String)>,
    pub(super) outline: Outline,
    rows: Vec<ReadinessRow>,
    /// For each subject of the outline, the position of its row.
    row_of_subject: Vec<Option<usize>>,
}

impl Checked {
    fn other() -> Self {
        Self {
            kind: Kind::Other,
            findings: Vec::new(),
            incomplete: Vec::new(),
            outline: Outline::default(),
            rows: Vec::new(),
            row_of_subject: Vec::new(),
        }
    }

    fn of(
        kind: Kind,
        mut file_report: FileReport,
        outline: Outline,
        name: &str,
        linter: &Linter,
    ) -> Self {
        let mut filter = FindingFilter::new(linter.policy());
        filter.file(name, &mut file_report.findings);
        let incomplete = file_report.incomplete.iter();
        let incomplete =
            incomplete.map(|check| (check.line, check.sentence().through::<Terminal>())).collect();
        let FileReport { findings, readiness, .. } = file_report;
        let row_of_subject = rows_of_subjects(&outline, &readiness);
        Self { kind, findings, incomplete, outline, rows: readiness, row_of_subject }
    }

    /// Returns the findings that neither a suppression nor the baseline covers, in the order of `osready check`.
    pub(super) fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_counted())
    }

    /// Returns the verdict of a subject, by its position. `None` if it has none.
    pub(super) fn row(&self, subject: usize) -> Option<&ReadinessRow> {
        self.rows.get((*self.row_of_subject.get(subject)?)?)
    }
}

/// Returns the position of the row of each subject. Of equal ids, the first subject has the first row.
fn rows_of_subjects(outline: &Outline, rows: &[ReadinessRow]) -> Vec<Option<usize>> {
    let mut by_ids: HashMap<[Option<&str>; 2], VecDeque<usize>> = HashMap::new();
    for (position, row) in rows.iter().enumerate() {
        let ids = [&row.image, &row.profile].map(|id| id.as_ref().map(Untrusted::raw));
        by_ids.entry(ids).or_default().push_back(position);
    }
    let subjects = outline.subjects.iter().map(|subject| {
        let image = subject.image.and_then(|image| outline.subjects[image].id.as_deref());
        let ids = match subject.kind {
            SubjectKind::Image => [subject.id.as_deref(), None],
            SubjectKind::Profile => [image, subject.id.as_deref()],
            SubjectKind::File(_) => return None,
        };
        by_ids.get_mut(&ids)?.pop_front()
    });
    subjects.collect()
}

/// Checks a document by itself. What a deployment request asks for is left to [`plan`].
pub(super) fn check(document: &Document, configured: &Configured) -> Checked {
    match document.file_name() {
        CONFIG | SUPPRESSIONS => return policy(document, configured),
        _ if configured.config.as_ref() == Some(&document.name) => {
            return policy(document, configured);
        }
        _ if configured.is_rule_file(&document.name) => return rule_file(document, configured),
        _ if configured.excludes(&document.name) => return Checked::other(),
        _ => {}
    }
    let file = document.file();
    if let Some(error) = &configured.error {
        return unconfigured(&file, error);
    }
    response(&file, &configured.linter).or_else(|| request(&file)).unwrap_or_else(Checked::other)
}

/// Says why a file with responses or requests is not checked. Others stay without diagnostics.
fn unconfigured(file: &File, error: &Sanitized) -> Checked {
    let kind = match each_response(file, &mut |_, _| {}) > 0 {
        true => Kind::Snapshot,
        false if has_request(file).unwrap_or_default() => Kind::Request,
        false => return Checked::other(),
    };
    let message = format!("not checked: {}", error.as_str());
    Checked { kind, incomplete: vec![(1, message)], ..Checked::other() }
}

/// Checks a file that contains responses. `None` if it contains none and does not look like one.
fn response(file: &File, linter: &Linter) -> Option<Checked> {
    let mut outline = Outline::default();
    let saved = saved_on_day(&file.name);
    let file_report = linter.lint_located(file, saved, &mut |response, locator| {
        outline.add(response, &|span| locator.bytes(span));
    });
    let file_report = file_report.ok()?;
    let is_one = file_report.responses > 0 || !file_report.incomplete.is_empty();
    is_one.then(|| Checked::of(Kind::Snapshot, file_report, outline, &file.name, linter))
}

/// Finds the profiles that deployment requests ask for. `None` if a file contains no request.
fn request(file: &File) -> Option<Checked> {
    let has_one = has_request(file).unwrap_or_default();
    has_one.then(|| Checked { kind: Kind::Request, outline: hosts(file), ..Checked::other() })
}

/// Checks the deployment requests in a document against a snapshot.
pub(super) fn plan(
    document: &Document,
    configured: &Configured,
    snapshot: Option<&Document>,
) -> Checked {
    let request = document.file();
    let outline = hosts(&request);
    let unchecked = |message: String| Checked {
        kind: Kind::Request,
        incomplete: vec![(1, message)],
        ..Checked::other()
    };
    let Some(snapshot) = snapshot.map(Document::file) else {
        return Checked { outline, ..unchecked(NO_SNAPSHOT.to_owned()) };
    };
    let input = PlanInput {
        requests: std::slice::from_ref(&request),
        snapshot: &snapshot,
        saved: saved_on_day(&snapshot.name),
        platforms: None,
    };
    let plan = match configured.linter.plan(&input) {
        Ok(plan) => plan,
        Err(error) => return Checked { outline, ..unchecked(format!("not checked: {error}")) },
    };
    let failures = plan.failures.iter().map(|failure| (1, failure.to_string())).collect::<Vec<_>>();
    let file_report = plan.files.into_iter().next().unwrap_or_default();
    let linter = &configured.linter;
    let mut checked = Checked::of(Kind::Request, file_report, outline, &request.name, linter);
    checked.incomplete.extend(failures);
    checked
}

/// Returns the day on which a file was saved.
pub(super) fn saved_on_day(name: &str) -> Option<Date> {
    saved_on(&Source::file(Path::new(name), Discovery::Discovered))
}

/// Returns the ids of profiles and files that requests name.
fn hosts(file: &File) -> Outline {
    let mut outline = Outline::default();
    let Ok(tree) = json::read(&file.text, interner()) else { return outline };
    let found = tree.root().map(find_hosts).unwrap_or_default();
    let members = found.hosts.iter().flat_map(|host| {
        REQUEST_REFERENCES
            .iter()
            .filter_map(|(key, kind)| Some((*kind, Text::of(host.get_key(key)?)?)))
    });
    outline.references.extend(members.map(|(kind, id)| Reference {
        kind,
        id: id.quotable().into_owned(),
        range: id.value.span().range(),
    }));
    outline
}

/// Checks the configuration or its suppressions.
fn policy(document: &Document, configured: &Configured) -> Checked {
    let (name, text) = (document.name.as_str(), document.text());
    let parsed = match document.file_name() {
        SUPPRESSIONS => config::read_suppressions(name, text, &configured.user_rules),
        _ => {
            let own = config::read(name, text);
            config::with_rule_files(own, name, text, &configured.rule_files)
        }
    };
    of_parsed(parsed, document)
}

/// Checks a file that the key `rule-files` names.
fn rule_file(document: &Document, configured: &Configured) -> Checked {
    let own = config::read(CONFIG, "");
    let this = (document.name.clone(), document.text().to_owned());
    let others = configured.rule_files.iter().filter(|(name, _)| *name != document.name).cloned();
    let files: Vec<_> = others.chain([this]).collect();
    of_parsed(config::with_rule_files(own, CONFIG, "", &files), document)
}

fn of_parsed(parsed: Parsed, document: &Document) -> Checked {
    let is_here = |finding: &Finding| finding.file == document.name;
    let findings = parsed.errors.into_iter().filter(is_here).collect();
    Checked { kind: Kind::Policy, findings, ..Checked::other() }
}
