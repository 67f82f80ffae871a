//! Judging one file: from its text to what was found in it.

mod incomplete;
mod limits;

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::date::Date;
use crate::finding::{Check, Finding, Findings, LeftOut, Level, Room, Rule};
use crate::input::{
    self, File, Named, Origin, Part, base64_text, string_text, texts, texts_of_part,
};
use crate::json::{self, Exceeded, Tree, Unwrapped, Value};
use crate::model::{Foreign, Found, Response, find, names::vocabulary, restore_response};
use crate::policy::{Policy, weigh};
use crate::report::{
    EXCERPTS_KEPT, IncompleteCause, Judged, Lines, Locator, Masks, Numbers, SHOWN_WHOLE,
};
use crate::rules::{self, Lookalike, site_policy};
use crate::schema::Schema;

use incomplete::holds_evidence;

/// How deep texts within texts are judged: a HAR file's body that is a HAR file is not.
const TEXT_DEPTH: usize = 1;

/// Judges files, one after another.
#[derive(Debug)]
pub struct Linter {
    schema: Schema,
    with_excerpts: bool,
    every_excerpt: bool,
    shows_contents: bool,
    rules: &'static [&'static Rule],
    policy: Policy,
}

impl Linter {
    /// A linter whose findings carry an excerpt of their file, which people want and machines do
    /// not, or none.
    #[must_use]
    pub fn new(with_excerpts: bool) -> Self {
        Self {
            schema: Schema::default(),
            with_excerpts,
            every_excerpt: false,
            shows_contents: false,
            rules: rules::ALL,
            policy: Policy::default(),
        }
    }

    /// The same linter, whose findings carry an excerpt however many are alike: up to
    /// [`EXCERPTS_KEPT`] of each level in a file.
    #[must_use]
    pub fn every_excerpt(mut self) -> Self {
        (self.with_excerpts, self.every_excerpt) = (true, true);
        self
    }

    /// The same linter, whose excerpts show contents of files and what stands around responses, where
    /// secrets may stand. Only passwords under names that say so stay hidden.
    #[must_use]
    pub fn showing_contents(mut self, shows_contents: bool) -> Self {
        self.shows_contents = shows_contents;
        self
    }

    /// The same linter with these rules alone. What the reader, the schema and the input find is
    /// told all the same.
    #[must_use]
    pub fn only(mut self, rules: &'static [&'static Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// The same linter under a policy.
    #[must_use]
    pub fn under(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The schema, to be prepared while files are still being read.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Everything that is wrong in one file, and what of it can be deployed.
    ///
    /// # Errors
    /// [`json::TooLong`] where one of its texts has 4 GiB or more.
    pub fn judge(&self, file: &File) -> Result<Judged, json::TooLong> {
        self.judge_saved(file, None)
    }

    /// The same of a file of which it is known on which day it was saved.
    ///
    /// # Errors
    /// As [`Linter::judge`].
    pub fn judge_saved(&self, file: &File, saved: Option<Date>) -> Result<Judged, json::TooLong> {
        self.judge_each(file, saved, &mut |_| ())
    }

    /// The same, and shows each response to `see`.
    ///
    /// # Errors
    /// As [`Linter::judge`].
    pub fn judge_each(
        &self,
        file: &File,
        saved: Option<Date>,
        see: &mut dyn FnMut(&Response<'_>),
    ) -> Result<Judged, json::TooLong> {
        let mut judged = self.texts(file, saved, see, texts(file), true)?;
        Numbers::default().number(&mut judged.findings);
        Ok(judged)
    }

    /// The same of a piece of a file that has one response a line, at its places in the whole file. Its
    /// findings are to be numbered with those of the other pieces ([`Numbers`]).
    ///
    /// # Errors
    /// As [`Linter::judge`].
    pub fn judge_part(
        &self,
        piece: &File,
        part: Part,
        saved: Option<Date>,
    ) -> Result<Judged, json::TooLong> {
        // An empty one ends a file in which nothing stands.
        let is_told = piece.text.is_empty();
        let texts = texts_of_part(piece, part);
        let mut judged = self.texts(piece, saved, &mut |_| (), texts, is_told)?;
        judged.put_behind(part);
        Ok(judged)
    }

    /// Judges the texts of a file; where there is none, that is told if it `is_told`.
    fn texts<'f>(
        &self,
        file: &'f File,
        saved: Option<Date>,
        see: &mut dyn FnMut(&Response<'_>),
        texts: impl Iterator<Item = input::Text<'f>>,
        is_told: bool,
    ) -> Result<Judged, json::TooLong> {
        let mut job = Job {
            linter: self,
            file,
            see,
            seen: self.policy.home.relative(&file.name),
            saved,
            lines: None,
            judged: Judged::default(),
            room: limits::room(file.text.len()),
            shown: HashMap::new(),
            made: [0; 3],
        };
        let mut is_empty = true;
        for text in texts {
            is_empty = false;
            job.text(text.content, &text.origin, TEXT_DEPTH)?;
        }
        if is_told && is_empty {
            // Not a single text: nothing but white space after an HTTP head, say.
            let end = file.text.len();
            job.text(&file.text[end..], &Origin::Slice { start: end }, 0)?;
        }
        job.check_room();
        Ok(job.judged)
    }

    /// Asks each rule: of the response, and then of one profile after the other.
    fn ask_rules<'a>(&self, response: &Response<'a>, findings: &mut Findings<'a>) {
        let mut of_profiles = Vec::new();
        for rule in self.rules {
            for check in rule.checks {
                match check {
                    Check::Response(check) => {
                        findings.speak_for(rule);
                        check(response, findings);
                    }
                    Check::Profile(check) => of_profiles.push((rule, check)),
                }
            }
        }
        for profile in response.profiles() {
            for (rule, check) in &of_profiles {
                findings.speak_for(rule);
                check(response, profile, findings);
            }
        }
    }
}

/// One file while it is judged.
struct Job<'f> {
    linter: &'f Linter,
    file: &'f File,
    /// Is shown each response.
    see: &'f mut dyn FnMut(&Response<'_>),
    /// Its name as seen from the configuration's folder.
    seen: String,
    /// When it was saved.
    saved: Option<Date>,
    /// Made when a first place has to be told.
    lines: Option<Lines<'f>>,
    judged: Judged,
    /// For how many more findings there is room.
    room: Room,
    /// How many findings that are alike there have been: by rule and label.
    shown: HashMap<(&'static str, String), usize>,
    /// How many excerpts have been made, by level.
    made: [usize; 3],
}

/// A text that has been read, and where it comes from.
struct Read<'t, 'a> {
    tree: &'a Tree<'a>,
    origin: &'t Origin,
    /// The responses in it.
    found: &'t [Found<'a>],
    /// Whether a defect cuts it.
    is_cut: OnceCell<bool>,
    /// What may be shown of it, looked for when a first finding is made concrete.
    masks: OnceCell<Masks<'t>>,
}

impl<'t, 'a> Read<'t, 'a> {
    fn new(tree: &'a Tree<'a>, origin: &'t Origin, found: &'t [Found<'a>]) -> Self {
        Self { tree, origin, found, is_cut: OnceCell::new(), masks: OnceCell::new() }
    }
}

impl Job<'_> {
    /// Judges one text; `depth` more texts may lie within it.
    fn text(&mut self, content: &str, origin: &Origin, depth: usize) -> Result<(), json::TooLong> {
        if let Some(looks_like) = Lookalike::of_text(content) {
            // It was never meant to be JSON: its beginning is enough to show.
            let beginning = json::read(first_line(content), vocabulary())?;
            let read = Read::new(&beginning, origin, &[]);
            self.no_response(&read, &looks_like, holds_evidence(content));
            return Ok(());
        }
        let tree = json::read(content, vocabulary())?;
        let unwrapped = match tree.exceeded() {
            Some(Exceeded::Values(_)) => None,
            _ => Unwrapped::of(&tree)?,
        };
        match unwrapped {
            None => self.tree(tree, origin, depth),
            Some(unwrapped) => {
                let outer = Box::new(origin.clone());
                let origin = Origin::Unwrapped { outer, way: unwrapped.way.clone() };
                self.tree(unwrapped.read(vocabulary())?, &origin, depth)
            }
        }
    }

    fn tree(&mut self, tree: Tree<'_>, origin: &Origin, depth: usize) -> Result<(), json::TooLong> {
        let tree = restore_response(tree);
        let found = tree.root().map(find).unwrap_or_default();
        let read = Read::new(&tree, origin, &found);
        if let Some(exceeded) = tree.exceeded() {
            let has_trace = !found.is_empty() || holds_evidence(tree.text());
            self.exceeds(&read, &exceeded.into(), has_trace);
            return Ok(());
        }
        if found.is_empty() {
            let is_damaged = !tree.defects().is_empty();
            let has_trace = is_damaged && holds_evidence(tree.text());
            self.no_response(&read, &Lookalike::of_tree(&tree), has_trace);
            return Ok(());
        }
        let (of_text, left_out) = of_text(&tree, &found, self.room);
        let is_cut_short = !left_out.is_empty();
        self.leave_out(left_out);
        let mut positions = Vec::new();
        // What is wrong with a text that holds no response is of no interest.
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
                Found::Response(response) => {
                    self.response(&read, response, (&of_text, &positions), is_cut_short);
                }
                Found::Body { .. } if depth == 0 => {
                    self.no_response(&read, &Lookalike::HarWithoutBody, true);
                }
                Found::Body { text, is_base64: true } => match base64_text(*text, origin) {
                    Some((inner, origin)) => self.text(&inner, &origin, depth - 1)?,
                    None => self.no_response(&read, &Lookalike::HarWithoutBody, true),
                },
                Found::Body { text, is_base64: false } => {
                    if let Some((inner, origin)) = string_text(*text, origin) {
                        self.text(&inner, &origin, depth - 1)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Checks a response; `of_text` are the findings about its text, with their positions in the report,
    /// and `is_cut_short` says whether there was no room for all of them.
    fn response<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        response: &Response<'a>,
        (of_text, positions): (&[Finding<'a>], &[Option<usize>]),
        is_cut_short: bool,
    ) {
        self.judged.responses += 1;
        if self.has_too_many_rows(read, response) {
            return;
        }
        if Lookalike::is_cut_by_power_shell(response.value) {
            let findings = self.not_a_response(read.tree, &Lookalike::CutByPowerShell, true);
            let required = self.linter.policy.require.check(response, &[]);
            let (message, span) = (findings[0].message.as_str(), response.value.span());
            self.incomplete(read, IncompleteCause::ResponseCut, span, message);
            self.tell(read, findings);
            // What is required has no level to set.
            self.add(read, &required);
            return;
        }
        (self.see)(response);
        self.check_lists(read, response);
        let (findings, left_out) = self.findings(response);
        let (findings, mut rows) =
            weigh(&self.linter.policy, response, findings, of_text, &self.file.name, &self.seen);
        if is_cut_short || !left_out.is_empty() {
            limits::make_unknown(&mut rows);
        }
        self.leave_out(left_out);
        let first = self.judged.findings.len();
        for reason in rows.iter_mut().flat_map(|row| &mut row.reasons) {
            reason.finding = reason.finding.and_then(|index| {
                let of_response = || Some(first + index - of_text.len());
                positions.get(index).copied().unwrap_or_else(of_response)
            });
        }
        self.judged.readiness.extend(rows);
        self.add(read, &findings);
    }

    /// What schema, rules and the site's policy find, in the order of the text.
    fn findings<'a>(&self, response: &Response<'a>) -> (Vec<Finding<'a>>, LeftOut) {
        let Policy { options, site, today, .. } = &self.linter.policy;
        let mut findings = Findings::new(&rules::SCHEMA).with_options(*options).within(self.room);
        self.linter.schema.check(response, &mut findings);
        self.linter.ask_rules(response, &mut findings);
        let when = site_policy::When { today: *today, saved: self.saved };
        site_policy::check(site, when, response, &mut findings);
        let (mut findings, left_out) = findings.into_parts();
        // Of what is found at one place, the worst comes first.
        findings
            .sort_by_cached_key(|finding| (finding.primary.place.span(), Reverse(finding.level)));
        (findings, left_out)
    }

    /// Reports a text that is no response. It fails the run where a person named the file, or where it
    /// `has_trace` of a response that could not be read.
    fn no_response(&mut self, read: &Read<'_, '_>, looks_like: &Lookalike, has_trace: bool) {
        let findings = self.not_a_response(read.tree, looks_like, has_trace);
        self.not_checked(read, findings, IncompleteCause::NotAResponse, has_trace);
    }

    /// Reports what was not checked since it is no response, or `has_trace` of one.
    fn not_checked<'a>(
        &mut self,
        read: &Read<'_, 'a>,
        findings: Vec<Finding<'a>>,
        cause: IncompleteCause,
        has_trace: bool,
    ) {
        let (message, span) = (findings[0].message.as_str(), findings[0].primary.place.span());
        let check = self.incomplete_check(read, cause, span, message);
        if has_trace || self.file.named == Named::ByHand {
            self.judged.add_incomplete(check.clone());
        }
        self.judged.no_response.get_or_insert(check);
        self.tell(read, findings);
    }

    /// The finding that a text is no response: an error where a person named the file or where it
    /// `has_trace` of a response, a note where a walk met it.
    fn not_a_response<'a>(
        &self,
        tree: &'a Tree<'a>,
        looks_like: &Lookalike,
        has_trace: bool,
    ) -> Vec<Finding<'a>> {
        let mut findings = Findings::new(&rules::NOT_A_RESPONSE);
        rules::report_not_a_response(tree, looks_like, &mut findings);
        self.as_named(findings, has_trace)
    }

    /// The finding that a value of a text is something else than a response.
    fn foreign<'a>(&self, value: Value<'a>, kind: Foreign) -> Vec<Finding<'a>> {
        let mut findings = Findings::new(&rules::NOT_A_RESPONSE);
        rules::report_foreign(value, kind, &mut findings);
        self.as_named(findings, false)
    }

    /// Findings at the level that fits how the file was named.
    fn as_named<'a>(&self, findings: Findings<'a>, has_trace: bool) -> Vec<Finding<'a>> {
        let mut findings = findings.into_list();
        if self.file.named == Named::ByWalk && !has_trace {
            for finding in &mut findings {
                finding.level = Level::Note;
            }
        }
        findings
    }

    /// Adds findings that are about no response, at the levels in force, and returns the position of
    /// each in the report; none where it is off.
    fn tell<'a>(&mut self, read: &Read<'_, 'a>, findings: Vec<Finding<'a>>) -> Vec<Option<usize>> {
        let levels = &self.linter.policy.levels;
        let mut next = self.judged.findings.len();
        let mut positions = Vec::with_capacity(findings.len());
        let mut kept: Vec<Finding<'a>> = Vec::with_capacity(findings.len());
        for mut finding in findings {
            let level = levels.of(&finding, &self.seen);
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

    fn add<'a>(&mut self, read: &Read<'_, 'a>, findings: &[Finding<'a>]) {
        if findings.is_empty() {
            return;
        }
        let Read { tree, origin, found, masks, is_cut: _ } = read;
        let Linter { with_excerpts, every_excerpt, shows_contents, .. } = *self.linter;
        let masks = masks.get_or_init(|| Masks::new(tree, found, origin, shows_contents));
        let file = self.file;
        let lines = self.lines.get_or_insert_with(|| Lines::of(&file.text));
        let locator = Locator { file: &file.name, lines, origin, tree, masks };
        for finding in findings {
            if !self.room.has_any() {
                self.judged.left_out[finding.level as usize] += 1;
                continue;
            }
            // An excerpt that nobody will see is not made.
            let key = (finding.rule.id, finding.primary.message.clone());
            let alike = self.shown.entry(key).or_default();
            *alike += 1;
            let made = &mut self.made[finding.level as usize];
            let is_wanted = *alike <= SHOWN_WHOLE || every_excerpt && *made < EXCERPTS_KEPT;
            let with_excerpt = with_excerpts && is_wanted;
            *made += usize::from(with_excerpt);
            let located = locator.locate(finding, with_excerpt);
            self.room.take(located.bytes());
            self.judged.findings.push(located);
        }
    }
}

/// What the reader says of a text.
fn of_text<'a>(tree: &'a Tree<'a>, found: &[Found<'a>], room: Room) -> (Vec<Finding<'a>>, LeftOut) {
    let mut findings = Findings::new(&rules::SYNTAX).within(room);
    rules::report_syntax(tree, &mut findings);
    rules::report_repeated_keys(tree, &mut findings);
    // Where PowerShell cut a response too, the finding that says so has the same remedy.
    let is_cut = |found: &Found<'_>| match found {
        Found::Response(response) => Lookalike::is_cut_by_power_shell(response.value),
        _ => false,
    };
    if tree.restored_lists().next().is_some() && !found.iter().any(is_cut) {
        rules::report_powershell_shape(tree, &mut findings);
    }
    let (mut findings, left_out) = findings.into_parts();
    findings.sort_by_cached_key(|finding| finding.primary.place.span());
    (findings, left_out)
}

/// The beginning of a text up to its first line end after some characters.
fn first_line(text: &str) -> &str {
    let begin = text.len() - text.trim_start().len();
    let end = text[begin..].find('\n').map_or(text.len(), |at| begin + at);
    &text[..text.ceil_char_boundary(end.min(begin + 200))]
}
