//! Checks one file: from its text to its findings and verdicts.

mod completeness;
mod exit;
mod file_report;
mod incomplete;
mod limits;
mod plan;
mod report;
mod retention;
mod texts;
mod timeline;
mod truncated;

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::date::Date;
use crate::diagnostic::{Check, Diagnostic, LeftOut, Level, Room, Rule, RuleContext};
use crate::finding::{Masks, Numbers, Resolver, Row};
use crate::input::{
    self, ChunkOffset, Discovery, File, Origin, holds_evidence, max_texts, texts, texts_of_part,
};
use crate::json::{self, Tree, Value};
use crate::model::{
    Foreign, Found, Response, TEXT_DEPTH, find, max_responses, restore_response, retain_useful,
};
use crate::policy::{Policy, resolve_levels};
use crate::rules::{self, Excess, Lookalike};
use crate::source::{LineIndex, Span};
use crate::user_rules::{self, Exhausted, Ran};

pub use exit::{Exit, Outcome};
pub use file_report::FileReport;
pub use incomplete::{IncompleteCause, IncompleteCheck};
pub use plan::{Plan, PlanInput, has_request};
pub use report::{FailedFile, Report, Summary, VERSION};
pub use retention::{ROWS_SHOWN, Retention};
pub use timeline::{ServerNow, Since, Standing, Timeline};

/// The maximum number of findings per level that retain an excerpt until the end of a run, to bound
/// memory.
pub const EXCERPTS_KEPT: usize = 5_000;

/// The maximum number of similar findings that are all shown in full.
pub(crate) const SHOWN_WHOLE: usize = 8;

/// Receives responses, each with a function from a byte span of its text to the line of the file.
pub type See<'s> = dyn FnMut(&Response<'_>, &dyn Fn(Span) -> usize) + 's;

/// Checks files against the rules and a policy.
#[derive(Debug)]
pub struct Linter {
    with_excerpts: bool,
    every_excerpt: bool,
    shows_contents: bool,
    rules: &'static [&'static Rule],
    policy: Policy,
}

impl Linter {
    /// Creates a linter. `with_excerpts` adds an excerpt of the file to each finding, for people.
    #[must_use]
    pub fn new(with_excerpts: bool) -> Self {
        Self {
            with_excerpts,
            every_excerpt: false,
            shows_contents: false,
            rules: rules::ALL,
            policy: Policy::default(),
        }
    }

    /// Adds an excerpt to every finding, however many are similar: up to [`EXCERPTS_KEPT`] per
    /// level and file.
    #[must_use]
    pub fn every_excerpt(mut self) -> Self {
        (self.with_excerpts, self.every_excerpt) = (true, true);
        self
    }

    /// Sets whether excerpts show contents of files and the text around responses, which may
    /// contain secrets. Only passwords under known names stay hidden.
    #[must_use]
    pub fn showing_contents(mut self, shows_contents: bool) -> Self {
        self.shows_contents = shows_contents;
        self
    }

    /// Runs only these rules. Syntax, schema and input findings are still reported.
    #[must_use]
    pub fn only(mut self, rules: &'static [&'static Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// Sets the policy.
    #[must_use]
    pub fn under(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
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
        self.lint_checked(file, saved, None)
    }

    /// Checks one file, and passes each response to `see`.
    ///
    /// # Errors
    /// Returns [`json::TooLong`] if one of its texts has 4 GiB or more.
    pub fn lint_each(
        &self,
        file: &File,
        saved: Option<Date>,
        see: &mut dyn FnMut(&Response<'_>),
    ) -> Result<FileReport, json::TooLong> {
        let see = &mut |checked: &Checked<'_, '_>| see(checked.response);
        self.lint_checked(file, saved, Some(see))
    }

    /// Checks one file, and passes each response to `see` with a function from a byte span of its text to
    /// the 1-based line of the file.
    ///
    /// # Errors
    /// Returns [`json::TooLong`] if one of its texts has 4 GiB or more.
    pub fn lint_located(
        &self,
        file: &File,
        saved: Option<Date>,
        see: &mut See<'_>,
    ) -> Result<FileReport, json::TooLong> {
        let see = &mut |checked: &Checked<'_, '_>| {
            let start = |span: Span| checked.origin.place(span).start;
            see(checked.response, &|span| checked.lines.position(start(span)).0);
        };
        self.lint_checked(file, saved, Some(see))
    }

    /// Checks one file, and passes each response to `see` with what its check found.
    fn lint_checked<'f>(
        &'f self,
        file: &'f File,
        saved: Option<Date>,
        see: Option<&'f mut dyn FnMut(&Checked<'_, '_>)>,
    ) -> Result<FileReport, json::TooLong> {
        let mut file_report =
            self.texts(file, saved, see, texts(file), limits::room(file.text.len()), true)?;
        Numbers::default().number(&mut file_report.findings);
        Ok(file_report)
    }

    /// Checks a chunk of a file with one response per line; locations refer to the whole file. The
    /// caller numbers its findings together with those of the other chunks ([`Numbers`]).
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
        let room = limits::chunk_room(piece.text.len());
        let mut file_report = self.texts(piece, saved, None, texts, room, is_reported)?;
        file_report.offset_by(part);
        Ok(file_report)
    }

    /// Checks the texts of a file; if there is none, reports it if `is_reported`.
    fn texts<'f>(
        &'f self,
        file: &'f File,
        saved: Option<Date>,
        see: Option<&'f mut dyn FnMut(&Checked<'_, '_>)>,
        texts: impl Iterator<Item = input::Text<'f>>,
        room: Room,
        is_reported: bool,
    ) -> Result<FileReport, json::TooLong> {
        let mut job = Job {
            linter: self,
            file,
            see,
            config_relative: self.policy.config_dir.relative(&file.name),
            saved,
            lines: None,
            file_report: FileReport::default(),
            row_bytes: 0,
            room,
            shown: HashMap::new(),
            made: [0; 3],
        };
        job.decoding()?;
        let has_any = job.each(texts, max_texts(file.text.len()), TEXT_DEPTH)?;
        if is_reported && !has_any {
            // Not a single text, such as only white space after an HTTP header.
            let end = file.text.len();
            let content = file.text[end..].into();
            job.text(&input::Text { content, origin: Origin::Slice { start: end } }, 0)?;
        }
        job.check_room();
        Ok(job.file_report)
    }

    /// Runs the rules on the response, then on each profile.
    fn run_rules<'a>(&self, response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
        let mut of_profiles = Vec::new();
        for rule in self.rules {
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

/// The state of checking one file.
struct Job<'f> {
    linter: &'f Linter,
    file: &'f File,
    /// Receives each response.
    see: Option<&'f mut dyn FnMut(&Checked<'_, '_>)>,
    /// The path of the file, relative to the folder of the configuration.
    config_relative: String,
    /// The day on which it was saved.
    saved: Option<Date>,
    /// Created on the first location.
    lines: Option<LineIndex<'f>>,
    file_report: FileReport,
    /// The size of the readiness rows so far, in bytes.
    row_bytes: usize,
    /// The remaining room for findings.
    room: Room,
    /// The number of similar findings so far, by rule and label.
    shown: HashMap<(&'static str, String), usize>,
    /// The number of excerpts so far, by level.
    made: [usize; 3],
}

/// A response, and what its check found.
struct Checked<'t, 'a> {
    response: &'t Response<'a>,
    tree: &'a Tree<'a>,
    origin: &'t Origin,
    found: &'t [Found<'a>],
    lines: &'t LineIndex<'t>,
    /// The rows; the indices of their reasons count the findings about the text first.
    rows: &'t [Row],
    of_text: &'t [Diagnostic<'a>],
    findings: &'t [Diagnostic<'a>],
}

/// A parsed text and its origin.
struct Read<'t, 'a> {
    tree: &'a Tree<'a>,
    origin: &'t Origin,
    /// The responses of the text.
    found: &'t [Found<'a>],
    /// Whether a syntax error truncates it.
    is_cut: OnceCell<bool>,
    /// What may be shown of it; computed for the first finding.
    masks: OnceCell<Masks<'t>>,
}

impl<'t, 'a> Read<'t, 'a> {
    fn new(tree: &'a Tree<'a>, origin: &'t Origin, found: &'t [Found<'a>]) -> Self {
        Self { tree, origin, found, is_cut: OnceCell::new(), masks: OnceCell::new() }
    }
}

impl Job<'_> {
    fn tree(&mut self, tree: Tree<'_>, origin: &Origin, depth: usize) -> Result<(), json::TooLong> {
        let tree = restore_response(tree);
        let mut found = tree.root().map(find).unwrap_or_default();
        retain_useful(&mut found, origin, depth)?;
        let read = Read::new(&tree, origin, &found);
        if let Some(exceeded) = tree.exceeded() {
            let has_trace = !found.is_empty() || holds_evidence(tree.text());
            self.exceeds(&read, &exceeded.into(), has_trace);
            return Ok(());
        }
        let is_response = |found: &&Found<'_>| matches!(found, Found::Response(_));
        if found.iter().filter(is_response).count() > max_responses(tree.text().len()) {
            self.exceeds(&read, &Lookalike::Excess(Excess::Responses), true);
            return Ok(());
        }
        if found.is_empty() {
            let is_damaged = !tree.syntax_errors().is_empty();
            let has_trace = is_damaged && holds_evidence(tree.text());
            self.no_response(&read, &Lookalike::of_tree(&tree), has_trace);
            return Ok(());
        }
        let (of_text, left_out) = self.of_text(&tree);
        let is_cut_short = !left_out.is_empty();
        self.leave_out(left_out);
        let mut positions = Vec::new();
        // Problems of a text without a response are irrelevant.
        if found.iter().any(|found| found.foreign().is_none()) {
            positions = self.tell(&read, of_text.clone());
            self.check_end(&read);
            self.check_repeated_lists(&read);
        }
        for found in &found {
            match found {
                Found::Foreign { value, kind } => {
                    let findings = self.foreign(*value, *kind);
                    self.not_checked(&read, findings, IncompleteCause::NotAResponse, false);
                }
                Found::Others { first, count } => {
                    let mut ctx = self.context(&rules::NOT_A_RESPONSE);
                    rules::report_others(*first, *count, &mut ctx);
                    let findings = ctx.into_diagnostics();
                    self.not_checked(&read, findings, IncompleteCause::NotAResponse, true);
                }
                Found::Response(response) => {
                    self.response(&read, response, (&of_text, &positions), is_cut_short);
                }
                Found::NoBody(entry) => self.no_body(&read, *entry),
                Found::Text { value, is_expected } => {
                    self.embedded(&read, *value, *is_expected, depth)?;
                }
            }
        }
        Ok(())
    }

    /// Checks a response. `of_text` contains the findings about its text, with their indices in the
    /// report; `is_cut_short` says whether some of them were left out.
    fn response<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        response: &Response<'a>,
        (of_text, positions): (&[Diagnostic<'a>], &[Option<usize>]),
        is_cut_short: bool,
    ) {
        self.file_report.responses += 1;
        if self.has_too_many_rows(read, response) {
            return;
        }
        if Lookalike::is_cut_by_power_shell(response.value) {
            let findings = self.not_a_response(read.tree, &Lookalike::CutByPowerShell, true);
            let required = self.linter.policy.require.check(response, &[]);
            let (message, span) = (findings[0].message.as_str(), response.value.span());
            self.incomplete(read, IncompleteCause::ResponseCut, span, message);
            self.tell(read, findings);
            // The level of requirements is not configurable.
            self.add(read, &required);
            return;
        }
        self.check_lists(read, response);
        let (findings, left_out, ran) = self.findings(response);
        let Ran { exhausted, with_subject } = ran;
        self.file_report.rules_with_subject.extend(with_subject);
        self.file_report.rules_with_subject.dedup();
        for Exhausted { message } in &exhausted {
            self.incomplete(read, IncompleteCause::RuleIncomplete, response.value.span(), message);
        }
        let (findings, mut rows) = resolve_levels(
            &self.linter.policy,
            response,
            findings,
            of_text,
            &self.file.name,
            &self.config_relative,
        );
        if is_cut_short || !left_out.is_empty() || !exhausted.is_empty() {
            limits::make_unknown(&mut rows);
        }
        self.leave_out(left_out);
        self.see(read, response, &rows, (of_text, &findings));
        let first = self.file_report.findings.len();
        for reason in rows.iter_mut().flat_map(|row| &mut row.reasons) {
            reason.finding = reason.finding.and_then(|index| {
                let of_response = || Some(first + index - of_text.len());
                positions.get(index).copied().unwrap_or_else(of_response)
            });
        }
        self.file_report.readiness.extend(rows);
        self.add(read, &findings);
    }

    /// Passes a response to the caller with what its check found.
    fn see<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        response: &Response<'a>,
        rows: &[Row],
        (of_text, findings): (&[Diagnostic<'a>], &[Diagnostic<'a>]),
    ) {
        let Some(see) = &mut self.see else { return };
        let file = self.file;
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(&file.text));
        let Read { tree, origin, found, .. } = *read;
        let checked = Checked { response, tree, origin, found, lines, rows, of_text, findings };
        see(&checked);
    }

    fn context<'a>(&self, rule: &'static Rule) -> RuleContext<'_, 'a> {
        RuleContext::new(rule, &self.linter.policy.rules).with_saved(self.saved)
    }

    /// Runs the rules on a response and returns their diagnostics in the order of the text.
    fn findings<'a>(&self, response: &Response<'a>) -> (Vec<Diagnostic<'a>>, LeftOut, Ran) {
        let mut ctx = self.context(&rules::SCHEMA).within(self.room);
        self.linter.run_rules(response, &mut ctx);
        let ran = user_rules::run(&self.linter.policy.user_rules, response, &mut ctx);
        let (mut diagnostics, left_out) = ctx.into_parts();
        // The worst finding of a location comes first.
        diagnostics.sort_by_cached_key(|found| (found.primary.place.span(), Reverse(found.level)));
        (diagnostics, left_out, ran)
    }

    /// Runs the rules about the text and returns their diagnostics in its order.
    fn of_text<'a>(&self, tree: &'a Tree<'a>) -> (Vec<Diagnostic<'a>>, LeftOut) {
        let mut ctx = self.context(&rules::SYNTAX).within(self.room);
        run_text_rules(tree, &mut ctx);
        let (mut diagnostics, left_out) = ctx.into_parts();
        diagnostics.sort_by_cached_key(|found| found.primary.place.span());
        (diagnostics, left_out)
    }

    /// Reports a text that is not a response. It fails the run if the file is explicit, or if it
    /// `has_trace` of a response that could not be read.
    fn no_response(&mut self, read: &Read<'_, '_>, looks_like: &Lookalike, has_trace: bool) {
        let findings = self.not_a_response(read.tree, looks_like, has_trace);
        self.not_checked(read, findings, IncompleteCause::NotAResponse, has_trace);
    }

    /// Records an incomplete check of a text that is not a response, or `has_trace` of one.
    fn not_checked<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        findings: Vec<Diagnostic<'a>>,
        cause: IncompleteCause,
        has_trace: bool,
    ) {
        let (message, span) = (findings[0].message.as_str(), findings[0].primary.place.span());
        let check = self.incomplete_check(read, cause, span, message);
        if has_trace || self.file.discovery == Discovery::Explicit {
            self.file_report.add_incomplete(check.clone());
        }
        self.file_report.no_response.get_or_insert(check);
        self.tell(read, findings);
    }

    /// Returns the finding that a text is not a response: an error if the file is explicit or it
    /// `has_trace` of a response, a note if a walk found it.
    fn not_a_response<'a>(
        &self,
        tree: &'a Tree<'a>,
        looks_like: &Lookalike,
        has_trace: bool,
    ) -> Vec<Diagnostic<'a>> {
        let mut findings = self.context(&rules::NOT_A_RESPONSE);
        rules::report_not_a_response(tree, looks_like, &mut findings);
        self.as_named(findings, has_trace)
    }

    /// Returns the finding that a value is something other than a response.
    fn foreign<'a>(&self, value: Value<'a>, kind: Foreign) -> Vec<Diagnostic<'a>> {
        let mut findings = self.context(&rules::NOT_A_RESPONSE);
        rules::report_foreign(value, kind, &mut findings);
        self.as_named(findings, false)
    }

    /// Returns findings at the level for how the file was found.
    fn as_named<'a>(&self, findings: RuleContext<'_, 'a>, has_trace: bool) -> Vec<Diagnostic<'a>> {
        let mut findings = findings.into_diagnostics();
        if self.file.discovery == Discovery::Discovered && !has_trace {
            for finding in &mut findings {
                finding.level = Level::Note;
            }
        }
        findings
    }

    /// Adds findings without a response, at their effective levels. Returns the index of each in
    /// the report; `None` if it is off.
    fn tell<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        findings: Vec<Diagnostic<'a>>,
    ) -> Vec<Option<usize>> {
        let levels = &self.linter.policy.levels;
        let mut next = self.file_report.findings.len();
        let mut positions = Vec::with_capacity(findings.len());
        let mut kept: Vec<Diagnostic<'a>> = Vec::with_capacity(findings.len());
        for mut finding in findings {
            let level = levels.of(&finding, &self.config_relative);
            positions.push(level.map(|_| next));
            if let Some(level) = level {
                finding.level = level;
                kept.push(finding);
                next += 1;
            }
        }
        self.add(read, &kept);
        positions
    }

    fn add<'a>(&mut self, read: &Read<'_, 'a>, findings: &[Diagnostic<'a>]) {
        if findings.is_empty() {
            return;
        }
        let Read { tree, origin, found, masks, is_cut: _ } = read;
        let Linter { with_excerpts, every_excerpt, shows_contents, .. } = *self.linter;
        let masks = masks.get_or_init(|| Masks::new(tree, found, origin, shows_contents));
        let file = self.file;
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(&file.text));
        let resolver = Resolver { file: &file.name, lines, origin, tree, masks };
        for finding in findings {
            if !self.room.has_any() {
                self.file_report.left_out[finding.level as usize] += 1;
                continue;
            }
            // Do not create an excerpt that nobody will see.
            let key = (finding.rule.id, finding.primary.message.clone());
            let alike = self.shown.entry(key).or_default();
            *alike += 1;
            let made = &mut self.made[finding.level as usize];
            let is_wanted = *alike <= SHOWN_WHOLE || every_excerpt && *made < EXCERPTS_KEPT;
            let with_excerpt = with_excerpts && is_wanted;
            *made += usize::from(with_excerpt);
            let located = resolver.resolve(finding, with_excerpt);
            self.room.take(located.bytes());
            self.file_report.findings.push(located);
        }
    }
}

/// Runs the rules about a text, whatever responses it contains.
fn run_text_rules<'a>(tree: &'a Tree<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for rule in rules::ALL {
        for check in rule.checks {
            if let Check::Text(check) = check {
                ctx.set_rule(rule);
                check(tree, ctx);
            }
        }
    }
}

/// Returns the beginning of a text, up to its first line end after a minimum of characters.
fn first_line(text: &str) -> &str {
    let begin = text.len() - text.trim_start().len();
    let end = text[begin..].find('\n').map_or(text.len(), |at| begin + at);
    &text[..text.ceil_char_boundary(end.min(begin + 200))]
}
