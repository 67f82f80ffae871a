//! Checks deployment requests against a snapshot.

mod offer;
mod rows;
mod texts;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::date::Date;
use crate::diagnostic::{Check, Deployment, Diagnostic, LeftOut, Level, RuleContext};
use crate::finding::{Finding, Masks, Numbers, Resolver, Resolvers};
use crate::input::{Failure, File};
use crate::json::TooLong;
use crate::model::{Doubts, HostPlatforms};
use crate::rules;
use crate::source::LineIndex;

use super::{
    Checked, FileReport, IncompleteCause, IncompleteCheck, Linter, SHOWN_WHOLE, limits,
    run_text_rules,
};
pub use texts::has_request;
use texts::{Part, Pieces};

/// What a plan reads.
#[derive(Clone, Copy, Debug)]
pub struct PlanInput<'f> {
    /// The deployment requests.
    pub requests: &'f [File],
    /// The response of GET /osImages that they are checked against.
    pub snapshot: &'f File,
    /// The day on which the snapshot was saved.
    pub saved: Option<Date>,
    /// The response of GET /hostPlatforms, if there is one.
    pub platforms: Option<&'f File>,
}

/// The result of checking deployment requests.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The results, each with the index of its file: the requests, then the snapshot, then the response
    /// of GET /hostPlatforms.
    pub files: Vec<FileReport>,
    /// What could not be read as what it should be.
    pub failures: Vec<Failure>,
}

impl Linter {
    /// Checks deployment requests against a snapshot, which must contain one response.
    ///
    /// A host is ready only if everything that its request names was read in full and is ready.
    ///
    /// # Errors
    /// Returns [`TooLong`] if one of the texts has 4 GiB or more.
    pub fn plan(&self, input: &PlanInput<'_>) -> Result<Plan, TooLong> {
        // The findings of the snapshot itself are not reported, so they need no excerpts.
        let quiet = Self {
            with_excerpts: false,
            every_excerpt: false,
            shows_contents: false,
            rules: self.rules,
            policy: self.policy.clone(),
        };
        let mut planned = None;
        let mut responses = 0;
        let mut see = |checked: &Checked<'_, '_>| {
            responses += 1;
            if responses == 1 {
                planned = Some(self.plan_against(input, checked));
            }
        };
        let report = quiet.lint_checked(input.snapshot, input.saved, Some(&mut see))?;
        let mut plan = match planned {
            Some(plan) if responses == 1 => plan?,
            _ => Plan {
                files: vec![FileReport::default(); input.requests.len() + 1],
                failures: vec![not_one_response(input.snapshot, responses, &report)],
            },
        };
        let snapshot = &mut plan.files[input.requests.len()];
        snapshot.responses = report.responses;
        snapshot.incomplete = report.incomplete;
        if plan.files.iter().skip(input.requests.len()).any(|file| !file.incomplete.is_empty()) {
            plan.files.iter_mut().for_each(|file| limits::make_unknown(&mut file.readiness));
        }
        Ok(plan)
    }

    /// Checks the requests against a response.
    fn plan_against(
        &self,
        input: &PlanInput<'_>,
        checked: &Checked<'_, '_>,
    ) -> Result<Plan, TooLong> {
        let files: Vec<&File> = input.requests.iter().chain(input.platforms).collect();
        let pieces = Pieces::of(&files)?;
        let firsts = texts::first_trees(&pieces)?;
        let unwrapped = texts::unwrapped_lines(&firsts)?;
        let parts = texts::parts(&firsts, &unwrapped)?;
        let lines: Vec<LineIndex<'_>> =
            files.iter().map(|file| LineIndex::new(&file.text)).collect();
        let found: Vec<_> = parts.iter().map(Part::hosts).collect();
        let requests = parts.iter().take_while(|part| part.file < input.requests.len()).count();
        let hosts = texts::numbered(&found[..requests]);
        let masks: Vec<Masks<'_>> = parts
            .iter()
            .zip(&found)
            .map(|(part, found)| {
                let spans = found.spans(part.file >= input.requests.len(), part.tree());
                let texts = found.request.texts.iter().map(|text| text.span());
                Masks::of_hosts(part.tree(), spans, texts, &part.origin, self.shows_contents)
            })
            .collect();
        let of_snapshot =
            Masks::new(checked.tree, checked.found, checked.origin, self.shows_contents);
        let mut resolvers = Resolvers::default();
        for (part, masks) in parts.iter().zip(&masks) {
            resolvers.add(Resolver {
                file: &files[part.file].name,
                lines: &lines[part.file],
                origin: &part.origin,
                tree: part.tree(),
                masks,
            });
        }
        resolvers.add(Resolver {
            file: &input.snapshot.name,
            lines: checked.lines,
            origin: checked.origin,
            tree: checked.tree,
            masks: &of_snapshot,
        });
        let mut state = State::new(self, input, &files);
        for unread in &pieces.unread {
            let line = lines[unread.file].position(unread.start).0;
            state.incomplete(unread.file, line, unread.cause, unread.message);
        }
        let platforms = state.platforms(&parts, &found, &lines);
        state.check_hosts(&parts[..requests], &found, &lines);
        let offer = offer::offer(checked);
        let deployment = Deployment {
            hosts: &hosts,
            offer: &offer,
            platforms: platforms.as_ref(),
            allow_warning: self.policy.require.allow_warning,
        };
        let (diagnostics, left_out) = self.diagnostics(&deployment, &parts[..requests], input);
        let doubts: HashMap<usize, Doubts> = parts
            .iter()
            .filter_map(|part| Some((part.address(), Doubts::of(part.tree().root()?))))
            .collect();
        let mut rows = rows::Rows::new(&deployment, &doubts, left_out.is_empty());
        let file_of: HashMap<usize, usize> =
            parts.iter().map(|part| (part.address(), part.file)).collect();
        state.add(diagnostics, &resolvers, &file_of, &mut rows);
        state.leave_out(left_out);
        state.rows(rows, &file_of);
        for (part, found) in parts[..requests].iter().zip(&found) {
            let Some(doubts) = doubts.get(&part.address()) else { continue };
            for host in found.request.hosts.iter().filter(|host| doubts.touch(**host)) {
                let line = lines[part.file].position(part.origin.place(host.span()).start).0;
                let message = "values of a host are damaged, or have a repeated key";
                state.incomplete(part.file, line, IncompleteCause::ListUnreadable, message);
            }
        }
        Ok(state.plan)
    }

    /// Runs the rules about requests, and about their texts.
    fn diagnostics<'a>(
        &self,
        deployment: &Deployment<'_, 'a>,
        texts: &'a [Part<'a>],
        input: &PlanInput<'_>,
    ) -> (Vec<Diagnostic<'a>>, LeftOut) {
        let bytes = input.requests.iter().map(|file| file.text.len()).sum();
        let mut ctx = RuleContext::new(&rules::SYNTAX, &self.policy.rules)
            .with_saved(input.saved)
            .within(limits::room(bytes));
        for part in texts {
            run_text_rules(part.tree(), &mut ctx);
        }
        let mut of_hosts = Vec::new();
        for rule in self.rules {
            for check in rule.checks {
                match check {
                    Check::Deployment(check) => {
                        ctx.set_rule(rule);
                        check(deployment, &mut ctx);
                    }
                    Check::Host(check) => of_hosts.push((rule, check)),
                    _ => {}
                }
            }
        }
        for host in deployment.hosts {
            ctx.set_host(Some(*host));
            for (rule, check) in &of_hosts {
                ctx.set_rule(rule);
                check(deployment, host, &mut ctx);
            }
        }
        ctx.into_parts()
    }
}

/// Returns why there is not exactly one response to check against.
fn not_one_response(snapshot: &File, responses: usize, report: &FileReport) -> Failure {
    let message = match (responses, report.incomplete.first().or(report.no_response.as_ref())) {
        (0, Some(check)) => format!("the snapshot cannot be used: {}", check.message.sanitized()),
        (0, None) => "the snapshot contains no response of GET /osImages".to_owned(),
        _ => format!(
            "the snapshot contains {responses} responses: save the one of the server to deploy with in a file of its own"
        ),
    };
    Failure { file: snapshot.name.clone(), message }
}

/// The state of a plan: its results so far.
struct State<'p> {
    linter: &'p Linter,
    input: &'p PlanInput<'p>,
    files: &'p [&'p File],
    plan: Plan,
    /// The number of similar findings so far, by rule and label.
    shown: HashMap<(&'static str, String), usize>,
}

impl<'p> State<'p> {
    fn new(linter: &'p Linter, input: &'p PlanInput<'p>, files: &'p [&'p File]) -> Self {
        let plan =
            Plan { files: vec![FileReport::default(); files.len() + 1], failures: Vec::new() };
        Self { linter, input, files, plan, shown: HashMap::new() }
    }

    /// Returns the index in [`Plan::files`] of a file that was read: the snapshot is after the requests.
    fn index(&self, file: usize) -> usize {
        if file < self.input.requests.len() { file } else { file + 1 }
    }

    fn incomplete(&mut self, file: usize, line: usize, cause: IncompleteCause, message: &str) {
        let index = self.index(file);
        let name = self.files[file].name.as_str().into();
        let check = IncompleteCheck { file: name, cause, message: message.into(), line, count: 1 };
        self.plan.files[index].add_incomplete(check);
    }

    fn fail(&mut self, file: usize, message: &str) {
        let file = self.files[file].name.clone();
        self.plan.failures.push(Failure { file, message: message.to_owned() });
    }

    /// Reads the response of GET /hostPlatforms, if there is one.
    fn platforms<'a>(
        &mut self,
        parts: &'a [Part<'a>],
        found: &[texts::InText<'a>],
        lines: &[LineIndex<'_>],
    ) -> Option<HostPlatforms<'a>> {
        self.input.platforms?;
        let file = self.input.requests.len();
        let mut platforms = HostPlatforms::default();
        let mut is_found = false;
        for (part, found) in parts.iter().zip(found).filter(|(part, _)| part.file == file) {
            is_found |= !found.request.responses.is_empty();
            found.request.responses.iter().for_each(|response| platforms.add(*response));
            for (line, message) in part.cuts(&lines[file]) {
                self.incomplete(file, line, IncompleteCause::ResponseCut, message);
            }
        }
        if !is_found {
            self.fail(file, "it contains no response of GET /hostPlatforms");
        } else if platforms.is_incomplete {
            let message = "hosts or profiles of the response could not be read";
            self.incomplete(file, 1, IncompleteCause::ListUnreadable, message);
        }
        Some(platforms)
    }

    /// Counts the hosts, and records files and texts without any.
    fn check_hosts<'a>(
        &mut self,
        parts: &'a [Part<'a>],
        found: &[texts::InText<'a>],
        lines: &[LineIndex<'_>],
    ) {
        for (file, lines) in lines.iter().enumerate().take(self.input.requests.len()) {
            let of_file = || parts.iter().zip(found).filter(|(part, _)| part.file == file);
            let count: usize = of_file().map(|(_, found)| found.request.hosts.len()).sum();
            self.plan.files[file].hosts = count;
            for (part, found) in of_file() {
                for (line, message) in part.cuts(lines) {
                    self.incomplete(file, line, IncompleteCause::ResponseCut, message);
                }
                if count > 0 {
                    for (cause, message) in found.problems(part) {
                        let line = part.line(lines);
                        self.incomplete(file, line, cause, message);
                    }
                }
            }
            if count == 0 {
                let is_response = of_file().any(|(_, found)| !found.request.responses.is_empty());
                let is_too_long = of_file().any(|(part, _)| part.tree().exceeded().is_some());
                self.fail(
                    file,
                    match () {
                        () if is_too_long => "it exceeds a limit of values or syntax errors",
                        () if is_response => {
                            "this is a response of GET /hostPlatforms, not a deployment request: pass it with --hosts"
                        }
                        () => "it contains no host of a deployment request (PUT /hostPlatforms)",
                    },
                );
            }
        }
    }

    /// Adds the findings at their effective levels, file by file in the order of the texts, and the
    /// reasons of the rows.
    fn add<'a>(
        &mut self,
        diagnostics: Vec<Diagnostic<'a>>,
        resolvers: &Resolvers<'a>,
        file_of: &HashMap<usize, usize>,
        rows: &mut rows::Rows<'_, 'a>,
    ) {
        let snapshot = self.input.requests.len();
        let mut placed: Vec<(usize, Diagnostic<'a>)> = diagnostics
            .into_iter()
            .map(|finding| {
                let tree = finding.primary.place.tree();
                let address = tree.map(|tree| std::ptr::from_ref(tree).addr());
                let file = address.and_then(|address| file_of.get(&address));
                (file.map_or(snapshot, |file| self.index(*file)), finding)
            })
            .collect();
        placed.sort_by_cached_key(|(file, finding)| {
            let host = finding.host.map(|host| host.position);
            let text = resolvers
                .of(&finding.primary.place)
                .map(|resolver| resolver.origin.place(finding.primary.place.span()).start);
            (*file, text, host, Reverse(finding.level))
        });
        for (file, mut finding) in placed {
            let config_relative = self.linter.policy.config_dir.relative(self.name(file));
            let level = self.linter.policy.levels.of(&finding, &config_relative);
            let is_raised = level == Some(Level::Error) && finding.level < Level::Error;
            let index = level.map(|_| self.plan.files[file].findings.len());
            rows.see(&finding, is_raised, index);
            let Some(level) = level else { continue };
            finding.level = level;
            let key = (finding.rule.id, finding.primary.message.clone());
            let alike = self.shown.entry(key).or_default();
            *alike += 1;
            let is_wanted = *alike <= SHOWN_WHOLE || self.linter.every_excerpt;
            let with_excerpt = self.linter.with_excerpts && is_wanted;
            let resolved: Option<Finding> = resolvers.resolve(&finding, with_excerpt);
            self.plan.files[file].findings.extend(resolved);
        }
        for file in &mut self.plan.files {
            Numbers::default().number(&mut file.findings);
        }
    }

    /// Returns the name of the file at `index` of [`Plan::files`].
    fn name(&self, index: usize) -> &str {
        match index.cmp(&self.input.requests.len()) {
            std::cmp::Ordering::Less => &self.files[index].name,
            std::cmp::Ordering::Equal => &self.input.snapshot.name,
            std::cmp::Ordering::Greater => &self.files[index - 1].name,
        }
    }

    /// Counts findings beyond the limit.
    fn leave_out(&mut self, left_out: LeftOut) {
        let mut count = 0;
        for (rule, level, number) in left_out {
            if let Some(level) = self.linter.policy.levels.at(rule, level) {
                self.plan.files[0].left_out[level as usize] += number;
            }
            count += number;
        }
        if count > 0 {
            let message = format!("{count} findings beyond the limit per plan were counted");
            self.incomplete(0, 1, IncompleteCause::LimitExceeded, &message);
        }
    }

    /// Adds the rows of the hosts to their files.
    fn rows(&mut self, rows: rows::Rows<'_, '_>, file_of: &HashMap<usize, usize>) {
        for (address, row) in rows.into_rows() {
            let Some(file) = file_of.get(&address) else { continue };
            let file_report = &mut self.plan.files[*file];
            let mut row = row;
            row.file = self.files[*file].name.as_str().into();
            if !file_report.incomplete.is_empty() {
                limits::make_unknown(std::slice::from_mut(&mut row));
            }
            file_report.readiness.push(row);
        }
    }
}
