//! Says what a rule makes of each subject of a response.

use crate::expression::{Budget, Evaluator, Stop};
use crate::facts::{FactOptions, Facts};
use crate::model::Response;

use super::run::{MAX_STEPS, evaluator, subjects, title};
use super::{Condition, UserRule};

/// What a rule makes of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The subject.
    pub subject: String,
    /// Its JSON Pointer.
    pub pointer: String,
    /// The value of `when`; `None` if the rule has none.
    pub when: Option<String>,
    /// The value of `require`, also if `when` is false.
    pub require: String,
}

/// Returns what a rule makes of each subject of a response.
#[must_use]
pub fn explain(
    rule: &UserRule,
    response: &Response<'_>,
    options: FactOptions<'_>,
) -> Vec<Explained> {
    let facts = Facts::new(response, options);
    let budget = Budget::new(MAX_STEPS);
    let subjects = subjects(rule.each, &facts);
    let explained = subjects.into_iter().map(|subject| {
        let mut evaluator = evaluator(rule.each, subject, &facts, &budget);
        let pointer = facts.value_of(subject).map(|value| value.quotable_pointer().to_string());
        Explained {
            subject: title(subject),
            pointer: pointer.unwrap_or_default(),
            when: rule.when.as_ref().map(|when| value(&mut evaluator, when)),
            require: value(&mut evaluator, &rule.require),
        }
    });
    explained.collect()
}

fn value<'r, 'a: 'r>(evaluator: &mut Evaluator<'_, 'r, 'a>, condition: &'r Condition) -> String {
    match evaluator.condition(&condition.compiled) {
        Ok(truth) => truth.to_string(),
        Err(Stop::OutOfSteps) => "unknown: too many steps".to_owned(),
        Err(Stop::Unknown(unknown)) => {
            let part = condition.source.text().get(unknown.span).unwrap_or_default();
            format!("unknown: {part} {}", unknown.reason.as_str())
        }
    }
}
