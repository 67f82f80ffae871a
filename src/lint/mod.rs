//! Checks files: from the text of one to its findings and verdicts, and from all files to a report and an exit code.

mod completeness;
mod exceeded;
mod exit;
mod file_linter;
mod file_report;
mod incomplete;
mod limits;
mod locator;
mod plan;
mod report;
mod retention;
mod run_info;
mod texts;
mod timeline;
mod truncated;

use std::collections::HashMap;

use crate::date::Date;
use crate::diagnostic::{Check, Level, Rule, RuleContext};
use crate::finding::{Finding, FingerprintNumbers};
use crate::input::{self, ChunkOffset, File, Origin, max_texts, texts, texts_of_part};
use crate::json;
use crate::model::{Response, TEXT_DEPTH};
use crate::policy::Policy;
use crate::rules;
use crate::sanitize::Untrusted;

pub use exit::{Exit, Outcome};
pub use file_report::FileReport;
pub use incomplete::{IncompleteCause, IncompleteCheck};
pub use locator::Locator;
pub use plan::{Plan, PlanInput, has_request};
pub use report::{FailedFile, Report, Summary, VERSION};
pub use retention::{MAX_ROWS_SHOWN, Retention};
pub use run_info::RunInfo;
pub use timeline::{CurrentVerdict, ServerNow, Since, Timeline};

use file_linter::{Checked, FileLinter};

/// The maximum number of findings per level that retain an excerpt until the end of a run, to bound
/// memory.
pub const MAX_EXCERPTS: usize = 5_000;

/// The maximum number of similar findings that are all shown in full.
pub(crate) const MAX_SHOWN_IN_FULL: usize = 8;

/// Receives responses, each with the places of its values in the file.
pub type OnResponse<'s> = dyn FnMut(&Response<'_>, Locator<'_, '_>) + 's;

/// Checks files against the rules and a policy.
// The options are independent of each other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
pub struct Linter {
    /// The lowest level of findings with an excerpt.
    excerpts: Option<Level>,
    /// Whether findings have JSON Pointers and a fingerprint.
    has_identity: bool,
    every_excerpt: bool,
    /// Whether the report of several files shows each kind of finding once.
    summarizes: bool,
    shows_contents: bool,
    rules: &'static [&'static Rule],
    policy: Policy,
}

impl Default for Linter {
    fn default() -> Self {
        Self {
            excerpts: None,
            has_identity: true,
            every_excerpt: false,
            summarizes: false,
            shows_contents: false,
            rules: rules::ALL,
            policy: Policy::default(),
        }
    }
}

impl Linter {
    /// Creates a linter that runs all rules under the default policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether findings have an excerpt of the file, for people; of many similar ones, only some have one.
    #[must_use]
    pub fn with_excerpts(mut self, with_excerpts: bool) -> Self {
        self.excerpts = with_excerpts.then_some(Level::Note);
        self
    }

    /// Adds an excerpt to every finding, however many are similar: up to [`MAX_EXCERPTS`] per
    /// level and file.
    #[must_use]
    pub fn every_excerpt(mut self) -> Self {
        (self.excerpts, self.every_excerpt) = (Some(Level::Note), true);
        self
    }

    /// Declares that the report of several files shows each kind of finding once: [`Self::lint_further`] adds an
    /// excerpt only to the first one of a file, if it is an error or a warning.
    #[must_use]
    pub fn summarizing(mut self) -> Self {
        self.summarizes = true;
        self
    }

    /// Leaves out the excerpts of findings below a level.
    #[must_use]
    pub fn excerpts_from(mut self, min_level: Level) -> Self {
        self.excerpts = self.excerpts.map(|level| level.max(min_level));
        self
    }

    /// Leaves out the JSON Pointers and fingerprints of findings, for reports that do not contain them.
    #[must_use]
    pub fn without_identity(mut self) -> Self {
        self.has_identity = false;
        self
    }

    /// Sets whether excerpts show contents of files and the text around responses, which may
    /// contain secrets. Only passwords under known names stay hidden.
    #[must_use]
    pub fn showing_contents(mut self, shows_contents: bool) -> Self {
        self.shows_contents = shows_contents;
        self
    }

    /// Runs only these rules of responses and profiles. The rules about a text, such as `syntax`, always run.
    #[must_use]
    pub fn with_rules(mut self, rules: &'static [&'static Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// Applies `policy` to findings and verdicts.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Returns whether findings of a level get an excerpt.
    fn has_excerpt(&self, level: Level) -> bool {
        self.excerpts.is_some_and(|min_level| level >= min_level)
    }

    /// Returns the policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Checks one file. Returns its findings and verdicts.
    ///
    /// # Errors
    /// Returns [`json::TooLong`] if one of its texts has 4 GiB or more.
    pub fn lint(&self, file: &File) -> Result<FileReport, json::TooLong> {
        self.lint_saved(file, None)
    }

    /// Checks one file that was saved on a known day.
    ///
    /// # Errors
    /// Returns [`json::TooLong`] if one of its texts has 4 GiB or more.
    pub fn lint_saved(
        &self,
        file: &File,
        saved: Option<Date>,
    ) -> Result<FileReport, json::TooLong> {
        lint_checked(self.file_linter(file, saved))
    }

    /// Checks one file that was saved on a known day, and is not the only file of the report.
    ///
    /// # Errors
    /// Returns [`json::TooLong`] if one of its texts has 4 GiB or more.
    pub fn lint_further(
        &self,
        file: &File,
        saved: Option<Date>,
    ) -> Result<FileReport, json::TooLong> {
        lint_checked(FileLinter { is_summarized: self.summarizes, ..self.file_linter(file, saved) })
    }

    /// Checks one file, and passes each response to `on_response`.
    ///
    /// # Errors
    /// Returns [`json::TooLong`] if one of its texts has 4 GiB or more.
    pub fn lint_each(
        &self,
        file: &File,
        saved: Option<Date>,
        on_response: &mut dyn FnMut(&Response<'_>),
    ) -> Result<FileReport, json::TooLong> {
        let on_response = &mut |checked: &Checked<'_, '_>| on_response(checked.response);
        lint_checked(FileLinter { on_response: Some(on_response), ..self.file_linter(file, saved) })
    }

    /// Checks one file, and passes each response to `on_response` with the places of its values in the file.
    ///
    /// # Errors
    /// Returns [`json::TooLong`] if one of its texts has 4 GiB or more.
    pub fn lint_located(
        &self,
        file: &File,
        saved: Option<Date>,
        on_response: &mut OnResponse<'_>,
    ) -> Result<FileReport, json::TooLong> {
        let on_response = &mut |checked: &Checked<'_, '_>| {
            let locator = Locator { origin: checked.origin, lines: checked.lines };
            on_response(checked.response, locator);
        };
        lint_checked(FileLinter { on_response: Some(on_response), ..self.file_linter(file, saved) })
    }

    /// Returns the linter of one file that was saved on a known day.
    fn file_linter<'f>(&'f self, file: &'f File, saved: Option<Date>) -> FileLinter<'f> {
        FileLinter {
            linter: self,
            file,
            on_response: None,
            config_relative: self.policy.config_dir.relative(&file.name),
            saved,
            is_summarized: false,
            lines: None,
            file_report: FileReport::default(),
            row_bytes: 0,
            quota: limits::quota(file.text.len()),
            shown: HashMap::new(),
            made: [0; 3],
        }
    }

    /// Checks a chunk of a file with one response per line; locations refer to the whole file. The
    /// caller numbers its findings together with those of the other chunks ([`FingerprintNumbers`]).
    ///
    /// # Errors
    /// Returns [`json::TooLong`] if one of its texts has 4 GiB or more.
    pub fn lint_chunk(
        &self,
        piece: &File,
        part: ChunkOffset,
        saved: Option<Date>,
    ) -> Result<FileReport, json::TooLong> {
        // An empty chunk ends a file without any response.
        let is_reported = piece.text.is_empty();
        let texts = texts_of_part(piece, part);
        let quota = limits::chunk_quota(piece.text.len());
        let file_linter = FileLinter { quota, ..self.file_linter(piece, saved) };
        let mut file_report = lint_texts(file_linter, texts, is_reported)?;
        file_report.offset_by(part);
        Ok(file_report)
    }

    /// Runs the rules on the response, then on each profile.
    fn run_rules<'a>(&self, response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
        let mut of_profiles = Vec::new();
        for rule in self.rules.iter().filter(|rule| self.policy.levels.may_report(rule)) {
            for check in rule.checks {
                match check {
                    Check::Response(check) => {
                        ctx.set_rule(rule);
                        check(response, ctx);
                    }
                    Check::Profile(check) => of_profiles.push((rule, check)),
                    Check::Text(_)
                    | Check::Deployment(_)
                    | Check::Host(_)
                    | Check::Input
                    | Check::Policy
                    | Check::Expression
                    | Check::Configuration => {}
                }
            }
        }
        for profile in response.profiles() {
            for (rule, check) in &of_profiles {
                ctx.set_rule(rule);
                check(response, profile, ctx);
            }
        }
    }
}

/// Checks a file.
fn lint_checked(file_linter: FileLinter<'_>) -> Result<FileReport, json::TooLong> {
    let texts = texts(file_linter.file);
    let mut file_report = lint_texts(file_linter, texts, true)?;
    if file_report.responses == 0 {
        report_once(&mut file_report.findings);
    }
    FingerprintNumbers::default().number(&mut file_report.findings);
    Ok(file_report)
}

/// Keeps the first of several texts that are no responses for the same reason, and says how many more there are: a file
/// without a response is one problem, however many lines it has.
fn report_once(findings: &mut Vec<Finding>) {
    let is_of_text = |finding: &Finding| finding.rule == rules::NOT_A_RESPONSE.id;
    let mut counts: HashMap<Untrusted, usize> = HashMap::new();
    findings.retain(|finding| {
        let count = is_of_text(finding).then(|| counts.entry(finding.message.clone()).or_default());
        count.is_none_or(|count| {
            *count += 1;
            *count == 1
        })
    });
    for finding in findings.iter_mut().filter(|finding| is_of_text(finding)) {
        match counts.get(&finding.message) {
            None | Some(1) => {}
            Some(2) => finding.message.push_str(" (and one more text of this file)"),
            Some(all) => {
                finding.message.push_str(&format!(" (and {} more texts of this file)", all - 1));
            }
        }
    }
}

/// Checks the texts of a file; if there is none, reports it if `is_reported`.
fn lint_texts<'f>(
    mut file_linter: FileLinter<'f>,
    texts: impl Iterator<Item = input::Text<'f>>,
    is_reported: bool,
) -> Result<FileReport, json::TooLong> {
    let file = file_linter.file;
    file_linter.check_decoding()?;
    let has_any = file_linter.check_texts(texts, max_texts(file.text.len()), TEXT_DEPTH)?;
    if is_reported && !has_any {
        // Not a single text, such as only white space after an HTTP header.
        let end = file.text.len();
        let content = file.text[end..].into();
        file_linter
            .check_text(&input::Text { content, origin: Origin::Slice { start: end } }, 0)?;
    }
    file_linter.check_room();
    Ok(file_linter.file_report)
}
