//! Runs the rules of a site on a response.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Level, Location, RuleContext};
use crate::expression::{Budget, Evaluator, Reason, Stop, Unknown};
use crate::facts::{FactOptions, Facts, Object};
use crate::json::Value;
use crate::model::{Response, Verdict};

use super::{Condition, Each, UserRule};

/// The maximum number of steps of a rule on a response.
pub const MAX_STEPS: u64 = 5_000_000;

/// The maximum number of steps of all rules on a response.
pub const MAX_STEPS_OF_ALL: u64 = 20_000_000;

/// A rule that took too many steps, so that its check is incomplete.
#[derive(Clone, Debug)]
pub struct Exhausted {
    /// The problem.
    pub message: String,
}

/// What running the rules on a response says about the rules.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    /// The rules that took too many steps.
    pub exhausted: Vec<Exhausted>,
    /// The positions of the rules that found a subject.
    pub with_subject: Vec<usize>,
}

/// Runs the rules on a response. `server` is the name that all snapshots of its server share.
pub fn run<'r, 'a: 'r>(
    rules: &'r [Arc<UserRule>],
    response: &'r Response<'a>,
    server: &'r str,
    ctx: &mut RuleContext<'_, 'a>,
) -> Ran {
    let mut ran = Ran::default();
    let options = FactOptions {
        target: ctx.options().target,
        today: ctx.today(),
        saved: ctx.saved(),
        server: Some(server),
    };
    let facts = Facts::new(response, options);
    let mut left = MAX_STEPS_OF_ALL;
    let mut undecided = HashSet::new();
    for (position, rule) in rules.iter().enumerate() {
        ctx.set_rule(rule.rule);
        // Those of `[site-policy]` have no more conditions than the configuration has values.
        let steps = if rule.is_built_in() { u64::MAX } else { MAX_STEPS.min(left) };
        let budget = Budget::new(steps);
        let subjects = subjects(rule.each, &facts);
        if !subjects.is_empty() {
            ran.with_subject.push(position);
        }
        if let Err(message) = run_rule(rule, subjects, (&facts, &budget), &mut undecided, ctx) {
            ran.exhausted.push(Exhausted { message });
        }
        if !rule.is_built_in() {
            left -= steps - budget.left();
        }
    }
    ran
}

/// Runs one rule. `undecided` are the messages about what could not be decided so far, with the subjects.
/// Returns a message if it took too many steps.
fn run_rule<'r, 'a: 'r>(
    rule: &'r UserRule,
    subjects: Vec<Object<'r, 'a>>,
    (facts, budget): (&Facts<'r, 'a>, &Budget),
    undecided: &mut HashSet<(Option<u32>, String)>,
    ctx: &mut RuleContext<'_, 'a>,
) -> Result<(), String> {
    for subject in subjects {
        match decide(rule, subject, facts, budget) {
            Decision::Passes => {}
            Decision::Fails { message } => {
                let title = title(subject);
                let message = message
                    .unwrap_or_else(|| format!("{title} does not meet the rule {}", rule.rule.id));
                let location = location(rule, subject, facts);
                let diagnostic = ctx.report(message, location, rule.label.clone());
                diagnostic
                    .help(rule.help.clone())
                    .config_label(rule.require.source.whole(), rule.config_label);
                about(diagnostic, subject);
            }
            Decision::Unknown(unknown, condition) => {
                report_unknown(rule, subject, (&unknown, condition), facts, undecided, ctx);
            }
            Decision::OutOfSteps => {
                let id = rule.rule.id;
                let message =
                    format!("the rule {id} takes too many steps, so it is not checked in full");
                ctx.report(message.clone(), location(rule, subject, facts), "not checked from here on")
                    .level(Level::Error)
                    .help("simplify the rule: compare fewer elements, or use `each` instead of response.…")
                    .config_label(rule.require.source.whole(), "takes too many steps");
                return Err(message);
            }
        }
    }
    Ok(())
}

fn report_unknown<'r, 'a>(
    rule: &UserRule,
    subject: Object<'r, 'a>,
    (unknown, condition): (&Unknown<'a>, &Condition),
    facts: &Facts<'r, 'a>,
    undecided: &mut HashSet<(Option<u32>, String)>,
    ctx: &mut RuleContext<'_, 'a>,
) {
    let source = &condition.source;
    let part = source.text().get(unknown.span.clone()).unwrap_or_default();
    let part: String = part.chars().take(80).collect();
    let part = if source.is_generated { attribute(rule, &part) } else { part };
    let (title, id) = (title(subject), rule.rule.id);
    let why = unknown.reason.as_str();
    let message = format!("{title}: the rule {id} cannot be decided, since {part} {why}");
    // One attribute can leave several values of a key undecided.
    let subject_id = facts.value_of(subject).map(Value::id);
    if source.is_generated && !undecided.insert((subject_id, message.clone())) {
        return;
    }
    let is_at_fault = unknown.reason == Reason::Unreadable;
    let value = unknown.value.filter(|_| is_at_fault);
    let location = value.map_or_else(|| location(rule, subject, facts), Location::Value);
    let label =
        if value.is_some() { "cannot be read" } else { "unknown whether it meets the rule" };
    let help = match unknown.reason {
        Reason::Absent | Reason::NotAVersion if source.is_generated => {
            "save the response again; if the attribute reads the same then, check it in XClarity, and suppress this \
             finding with a reason"
        }
        Reason::Absent => {
            "save the response again; if the attribute may be absent, ask for it with has(…) first"
        }
        Reason::Unreadable => "fix the response, then save it again",
        Reason::NotAVersion => "ask with .matches(…) first whether it is a version",
        Reason::Arithmetic | Reason::NoElement => "ask with .size() first",
    };
    let diagnostic = ctx.report(message, location, label);
    let config_label = if source.is_generated { rule.config_label } else { why };
    diagnostic
        .help(help)
        .config_label(&source.span(&unknown.span), config_label)
        .verdict(Verdict::Unknown);
    about(diagnostic, subject);
}

/// Returns the name in the response of what `part` of an expression reads, or the part itself.
fn attribute(rule: &UserRule, part: &str) -> String {
    let field = rule.each.variables().into_iter().find_map(|variable| {
        let name = part.strip_prefix(variable.name)?.strip_prefix('.')?;
        variable.kind.field(name)
    });
    match field.filter(|(_, field)| !field.json.is_empty()) {
        Some((_, field)) => field.json.to_owned(),
        None => part.to_owned(),
    }
}

/// What a rule says about a subject.
pub(super) enum Decision<'r, 'a> {
    Passes,
    Fails { message: Option<String> },
    Unknown(Unknown<'a>, &'r Condition),
    OutOfSteps,
}

fn decide<'r, 'a: 'r>(
    rule: &'r UserRule,
    subject: Object<'r, 'a>,
    facts: &Facts<'r, 'a>,
    budget: &Budget,
) -> Decision<'r, 'a> {
    let mut evaluator = evaluator(rule.each, subject, facts, budget);
    for (condition, is_filter) in
        rule.when.iter().map(|when| (when, true)).chain([(&rule.require, false)])
    {
        match evaluator.condition(&condition.compiled) {
            Ok(true) => {}
            Ok(false) if is_filter => return Decision::Passes,
            Ok(false) => {
                let message = rule.message.as_ref().map(|message| message.fill(&mut evaluator));
                return Decision::Fails { message };
            }
            Err(Stop::Unknown(unknown)) => return Decision::Unknown(unknown, condition),
            Err(Stop::OutOfSteps) => return Decision::OutOfSteps,
        }
    }
    Decision::Passes
}

pub(super) fn evaluator<'f, 'r, 'a: 'r>(
    each: Each,
    subject: Object<'r, 'a>,
    facts: &'f Facts<'r, 'a>,
    budget: &'f Budget,
) -> Evaluator<'f, 'r, 'a> {
    let variables = match each {
        Each::Response => vec![Object::Response],
        _ => vec![subject, Object::Response],
    };
    Evaluator::new(facts, budget, variables)
}

/// Returns the subjects of a rule.
pub(super) fn subjects<'r, 'a>(each: Each, facts: &Facts<'r, 'a>) -> Vec<Object<'r, 'a>> {
    let response = facts.response();
    match each {
        Each::Response => vec![Object::Response],
        Each::Image => response.images().map(Object::Image).collect(),
        Each::Profile => response.profiles().map(Object::Profile).collect(),
        Each::SupportedImage => response.supported_images().iter().map(Object::Supported).collect(),
        _ => each.file_kind().map_or_else(Vec::new, |kind| {
            let files = response.repository.files(kind);
            files.map(|file| Object::File(kind, Ok(file))).collect()
        }),
    }
}

pub(super) fn title(subject: Object<'_, '_>) -> String {
    match subject {
        Object::Image(image) => image.title(),
        Object::Profile(profile) => profile.title(),
        Object::File(_, Ok(file)) => file.title(),
        Object::Supported(supported) => match supported.name() {
            Some(name) => format!("supported system {}", name.quotable()),
            None => "this supported system".to_owned(),
        },
        _ => "this response".to_owned(),
    }
}

/// Returns the location of what a rule is about: the attribute that it names or, if the subject does not have it,
/// the subject.
fn location<'r, 'a>(
    rule: &UserRule,
    subject: Object<'r, 'a>,
    facts: &Facts<'r, 'a>,
) -> Location<'a> {
    let value = facts.value_of(subject);
    if let Some(attribute) = rule.at.as_ref().zip(value).and_then(|(at, value)| at.find(value)) {
        return Location::Value(attribute);
    }
    match subject {
        Object::Image(image) => image.into(),
        Object::Profile(profile) => profile.into(),
        Object::File(_, Ok(file)) => file.into(),
        Object::Supported(supported) => supported.into(),
        _ => Location::Value(facts.response().value),
    }
}

fn about<'a>(diagnostic: &mut Diagnostic<'a>, subject: Object<'_, 'a>) {
    match subject {
        Object::Image(image) => diagnostic.subject_image(image),
        Object::Profile(profile) => diagnostic.subject(profile),
        Object::File(_, Ok(file)) => diagnostic.subject_file(file),
        _ => diagnostic,
    };
}
