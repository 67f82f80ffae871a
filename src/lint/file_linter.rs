//! One file: its texts, their responses, and what the rules report about them.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::date::{Date, server_name};
use crate::diagnostic::{Check, Diagnostic, LeftOut, Level, Quota, Rule, RuleContext};
use crate::finding::{Masks, ReadinessRow, Resolver};
use crate::input::{Discovery, File, Origin, holds_evidence};
use crate::json::{self, Tree, Value};
use crate::model::{
    Foreign, Found, Response, find, max_responses, restore_response, retain_useful,
};
use crate::policy::apply_policy;
use crate::rules::{self, ExceededLimit, NonResponse};
use crate::source::LineIndex;
use crate::user_rules::{self, Exhausted, Ran};

use super::{FileReport, IncompleteCause, Linter, MAX_EXCERPTS, MAX_SHOWN_IN_FULL, limits};

/// The state of checking one file.
pub(super) struct FileLinter<'f> {
    pub(super) linter: &'f Linter,
    pub(super) file: &'f File,
    /// Receives each response.
    pub(super) on_response: Option<&'f mut dyn FnMut(&Checked<'_, '_>)>,
    /// The path of the file, relative to the folder of the configuration.
    pub(super) config_relative: String,
    /// The day on which it was saved.
    pub(super) saved: Option<Date>,
    /// Whether the report shows each kind of finding once.
    pub(super) is_summarized: bool,
    /// Created on the first location.
    pub(super) lines: Option<LineIndex<'f>>,
    pub(super) file_report: FileReport,
    /// The size of the readiness rows so far, in bytes.
    pub(super) row_bytes: usize,
    /// The remaining quota for findings.
    pub(super) quota: Quota,
    /// The number of similar findings so far, by rule, level and label.
    pub(super) shown: HashMap<(&'static str, Level, String), usize>,
    /// The number of excerpts so far, by level.
    pub(super) made: [usize; 3],
}

/// A response, and what its check found.
pub(super) struct Checked<'t, 'a> {
    pub(super) response: &'t Response<'a>,
    pub(super) tree: &'a Tree<'a>,
    pub(super) origin: &'t Origin,
    pub(super) found: &'t [Found<'a>],
    pub(super) lines: &'t LineIndex<'t>,
    /// The rows; the indices of their reasons count the findings about the text first.
    pub(super) rows: &'t [ReadinessRow],
    pub(super) text_diagnostics: &'t [Diagnostic<'a>],
    pub(super) findings: &'t [Diagnostic<'a>],
}

/// A parsed text and its origin.
pub(super) struct Read<'t, 'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) origin: &'t Origin,
    /// The responses of the text.
    pub(super) found: &'t [Found<'a>],
    /// Whether a syntax error truncates it.
    pub(super) is_cut: OnceCell<bool>,
    /// What may be shown of it; computed for the first finding.
    pub(super) masks: OnceCell<Masks<'t>>,
}

impl<'t, 'a> Read<'t, 'a> {
    pub(super) fn new(tree: &'a Tree<'a>, origin: &'t Origin, found: &'t [Found<'a>]) -> Self {
        Self { tree, origin, found, is_cut: OnceCell::new(), masks: OnceCell::new() }
    }
}

impl FileLinter<'_> {
    pub(super) fn check_tree(
        &mut self,
        tree: Tree<'_>,
        origin: &Origin,
        depth: usize,
    ) -> Result<(), json::TooLong> {
        let tree = restore_response(tree);
        let mut found = tree.root().map(find).unwrap_or_default();
        retain_useful(&mut found, origin, depth)?;
        let read = Read::new(&tree, origin, &found);
        if let Some(exceeded) = tree.exceeded() {
            let looks_like_response = !found.is_empty() || holds_evidence(tree.text());
            self.exceeds(&read, &exceeded.into(), looks_like_response);
            return Ok(());
        }
        let is_response = |found: &&Found<'_>| matches!(found, Found::Response(_));
        if found.iter().filter(is_response).count() > max_responses(tree.text().len()) {
            self.exceeds(&read, &NonResponse::ExceededLimit(ExceededLimit::Responses), true);
            return Ok(());
        }
        if found.is_empty() {
            let is_damaged = !tree.syntax_errors().is_empty();
            let looks_like_response = is_damaged && holds_evidence(tree.text());
            self.no_response(&read, &NonResponse::of_tree(&tree), looks_like_response);
            return Ok(());
        }
        let (text_diagnostics, left_out) = self.text_diagnostics(&tree);
        let is_cut_short = !left_out.is_empty();
        self.leave_out(left_out);
        let mut positions = Vec::new();
        // Problems of a text without a response are irrelevant.
        if found.iter().any(|found| found.foreign().is_none()) {
            positions = self.emit(&read, text_diagnostics.clone());
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
                    self.check_response(
                        &read,
                        response,
                        (&text_diagnostics, &positions),
                        is_cut_short,
                    );
                }
                Found::NoBody(entry) => self.no_body(&read, *entry),
                Found::Text { value, is_expected } => {
                    self.embedded(&read, *value, *is_expected, depth)?;
                }
            }
        }
        Ok(())
    }

    /// Checks a response. `text_diagnostics` contains the findings about its text, with their indices in the
    /// report; `is_cut_short` says whether some of them were left out.
    pub(super) fn check_response<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        response: &Response<'a>,
        (text_diagnostics, positions): (&[Diagnostic<'a>], &[Option<usize>]),
        is_cut_short: bool,
    ) {
        self.file_report.responses += 1;
        if self.has_too_many_rows(read, response) {
            return;
        }
        if NonResponse::is_cut_by_power_shell(response.value) {
            let findings = self.not_a_response(read.tree, &NonResponse::CutByPowerShell, true);
            let required = self.linter.policy.require.check(response, &[], &|_| None);
            let (message, span) = (findings[0].message.as_str(), response.value.span());
            self.incomplete(read, IncompleteCause::ResponseCut, span, message);
            self.emit(read, findings);
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
        let (findings, mut rows) = apply_policy(
            &self.linter.policy,
            response,
            findings,
            text_diagnostics,
            &self.file.name,
            &self.config_relative,
        );
        if is_cut_short || !left_out.is_empty() || !exhausted.is_empty() {
            limits::downgrade_to_unknown(&mut rows);
        }
        self.leave_out(left_out);
        self.notify(read, response, &rows, (text_diagnostics, &findings));
        let first = self.file_report.findings.len();
        for reason in rows.iter_mut().flat_map(|row| &mut row.reasons) {
            reason.finding = reason.finding.and_then(|index| {
                let of_response = || Some(first + index - text_diagnostics.len());
                positions.get(index).copied().unwrap_or_else(of_response)
            });
        }
        self.file_report.readiness.extend(rows);
        self.add(read, &findings);
    }

    /// Passes a response to the caller with what its check found.
    pub(super) fn notify<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        response: &Response<'a>,
        rows: &[ReadinessRow],
        (text_diagnostics, findings): (&[Diagnostic<'a>], &[Diagnostic<'a>]),
    ) {
        let Some(on_response) = &mut self.on_response else { return };
        let file = self.file;
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(&file.text));
        let Read { tree, origin, found, .. } = *read;
        let checked =
            Checked { response, tree, origin, found, lines, rows, text_diagnostics, findings };
        on_response(&checked);
    }

    pub(super) fn context<'a>(&self, rule: &'static Rule) -> RuleContext<'_, 'a> {
        RuleContext::new(rule, &self.linter.policy.rules).with_saved(self.saved)
    }

    /// Runs the rules on a response and returns their diagnostics in the order of the text.
    pub(super) fn findings<'a>(
        &self,
        response: &Response<'a>,
    ) -> (Vec<Diagnostic<'a>>, LeftOut, Ran) {
        let mut ctx = self.context(&rules::SCHEMA).within(self.quota);
        self.linter.run_rules(response, &mut ctx);
        let rules = &self.linter.policy.user_rules;
        let ran = match rules.is_empty() {
            true => Ran::default(),
            false => {
                let server = server_name(&self.config_relative);
                user_rules::run(rules, response, &server, &mut ctx)
            }
        };
        let (mut diagnostics, left_out) = ctx.into_parts();
        // The worst finding of a location comes first.
        diagnostics
            .sort_by_cached_key(|found| (found.primary.location.span(), Reverse(found.level)));
        (diagnostics, left_out, ran)
    }

    /// Runs the rules about the text and returns their diagnostics in its order.
    pub(super) fn text_diagnostics<'a>(
        &self,
        tree: &'a Tree<'a>,
    ) -> (Vec<Diagnostic<'a>>, LeftOut) {
        let mut ctx = self.context(&rules::SYNTAX).within(self.quota);
        run_text_rules(tree, &mut ctx);
        let (mut diagnostics, left_out) = ctx.into_parts();
        diagnostics.sort_by_cached_key(|found| found.primary.location.span());
        (diagnostics, left_out)
    }

    /// Reports a text that is not a response. It fails the run if the file is explicit, or if the
    /// text looks like a part of a response that could not be read.
    pub(super) fn no_response(
        &mut self,
        read: &Read<'_, '_>,
        looks_like: &NonResponse,
        looks_like_response: bool,
    ) {
        let diagnostics = self.not_a_response(read.tree, looks_like, looks_like_response);
        self.not_checked(read, diagnostics, IncompleteCause::NotAResponse, looks_like_response);
    }

    /// Records an incomplete check of a text that is not a response, or looks like a part of one.
    pub(super) fn not_checked<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        diagnostics: Vec<Diagnostic<'a>>,
        cause: IncompleteCause,
        looks_like_response: bool,
    ) {
        let first = &diagnostics[0];
        let (message, span) = (first.message.as_str(), first.primary.location.span());
        let check = self.incomplete_check(read, cause, span, message);
        if looks_like_response || self.file.discovery == Discovery::Explicit {
            self.file_report.add_incomplete(check.clone());
        }
        self.file_report.no_response.get_or_insert(check);
        self.emit(read, diagnostics);
    }

    /// Returns the finding that a text is not a response: an error if the file is explicit or the
    /// text looks like a part of a response, a note if a walk found it.
    pub(super) fn not_a_response<'a>(
        &self,
        tree: &'a Tree<'a>,
        looks_like: &NonResponse,
        looks_like_response: bool,
    ) -> Vec<Diagnostic<'a>> {
        let mut ctx = self.context(&rules::NOT_A_RESPONSE);
        rules::report_not_a_response(tree, looks_like, &mut ctx);
        self.as_named(ctx, looks_like_response)
    }

    /// Returns the finding that a value is something other than a response.
    pub(super) fn foreign<'a>(&self, value: Value<'a>, kind: Foreign) -> Vec<Diagnostic<'a>> {
        let mut ctx = self.context(&rules::NOT_A_RESPONSE);
        rules::report_foreign(value, kind, &mut ctx);
        self.as_named(ctx, false)
    }

    /// Returns findings at the level for how the file was found.
    pub(super) fn as_named<'a>(
        &self,
        findings: RuleContext<'_, 'a>,
        looks_like_response: bool,
    ) -> Vec<Diagnostic<'a>> {
        let mut findings = findings.into_diagnostics();
        if self.file.discovery == Discovery::Discovered && !looks_like_response {
            for finding in &mut findings {
                finding.level = Level::Note;
            }
        }
        findings
    }

    /// Adds findings without a response, at their effective levels. Returns the index of each in
    /// the report; `None` if it is off.
    pub(super) fn emit<'a>(
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

    pub(super) fn add<'a>(&mut self, read: &Read<'_, 'a>, findings: &[Diagnostic<'a>]) {
        if findings.is_empty() {
            return;
        }
        let Read { tree, origin, found, masks, is_cut: _ } = read;
        let Linter { every_excerpt, shows_contents, has_identity, .. } = *self.linter;
        let masks = masks.get_or_init(|| Masks::new(tree, found, origin, shows_contents));
        let file = self.file;
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(&file.text));
        let resolver = Resolver { file: &file.name, lines, origin, tree, masks, has_identity };
        for finding in findings {
            if !self.quota.has_any() {
                self.file_report.left_out[finding.level as usize] += 1;
                continue;
            }
            // Do not create an excerpt that nobody will see.
            let key = (finding.rule.id, finding.level, finding.primary.message.clone());
            let alike = self.shown.entry(key).or_default();
            *alike += 1;
            let made = &mut self.made[finding.level as usize];
            let is_wanted = match self.is_summarized {
                true => *alike == 1 && finding.level > Level::Note,
                false => *alike <= MAX_SHOWN_IN_FULL || every_excerpt && *made < MAX_EXCERPTS,
            };
            let with_excerpt = self.linter.has_excerpt(finding.level) && is_wanted;
            *made += usize::from(with_excerpt);
            let located = resolver.resolve(finding, with_excerpt);
            self.quota.try_take(located.bytes());
            self.file_report.findings.push(located);
        }
    }
}

/// Runs the rules about a text, whatever responses it contains.
pub(super) fn run_text_rules<'a>(tree: &'a Tree<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for rule in rules::ALL {
        for check in rule.checks {
            if let Check::Text(check) = check {
                ctx.set_rule(rule);
                check(tree, ctx);
            }
        }
    }
}

/// Returns the first line of a text that is not empty, at most 200 bytes of it.
pub(super) fn first_line(text: &str) -> &str {
    let begin = text.len() - text.trim_start().len();
    let end = text[begin..].find('\n').map_or(text.len(), |at| begin + at);
    &text[..text.ceil_char_boundary(end.min(begin + 200))]
}
