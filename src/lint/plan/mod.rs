//! Checks deployment requests against a snapshot.

mod offer;
mod pieces;
mod rows;
mod state;
mod texts;

use std::collections::HashMap;

use crate::date::Date;
use crate::diagnostic::{Check, Deployment, Diagnostic, LeftOut, RuleContext};
use crate::finding::{Masks, Resolver, Resolvers};
use crate::input::{Failure, File};
use crate::json::TooLong;
use crate::model::Doubts;
use crate::rules;
use crate::source::LineIndex;

use super::file_linter::{Checked, FileLinter, run_text_rules};
use super::{FileReport, IncompleteCause, Linter, limits, lint_checked};
use pieces::Pieces;
pub use pieces::has_request;
use state::State;
use texts::Part;

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
        // The findings of the snapshot itself are not reported.
        let quiet = Self {
            excerpts: None,
            has_identity: false,
            every_excerpt: false,
            summarizes: false,
            shows_contents: false,
            rules: self.rules,
            policy: self.policy.clone(),
        };
        let mut planned = None;
        let mut responses = 0;
        let mut on_response = |checked: &Checked<'_, '_>| {
            responses += 1;
            if responses == 1 {
                planned = Some(self.plan_against(input, checked));
            }
        };
        let report = lint_checked(FileLinter {
            on_response: Some(&mut on_response),
            ..quiet.file_linter(input.snapshot, input.saved)
        })?;
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
            plan.files
                .iter_mut()
                .for_each(|file| limits::downgrade_to_unknown(&mut file.readiness));
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
                has_identity: self.has_identity,
            });
        }
        resolvers.add(Resolver {
            file: &input.snapshot.name,
            lines: checked.lines,
            origin: checked.origin,
            tree: checked.tree,
            masks: &of_snapshot,
            has_identity: self.has_identity,
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
                let line = lines[part.file].position(part.origin.location(host.span()).start).0;
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
            .within(limits::quota(bytes));
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
