//! Checks the definition of a rule and compiles it.

use std::ops::Range;

use crate::diagnostic::Level;
use crate::expression::{ExpressionError, Type, Variable, compile};
use crate::rules;
use crate::source::{SourceSpan, Spanned};
use crate::suggest::nearest;

use super::page::page;
use super::registry::{RuleInfo, register};
use super::{Condition, Each, Example, Source, SubjectPath, Template, UserRule};

/// The maximum length of an id, in bytes.
const MAX_ID_BYTES: usize = 100;

/// The help of a finding if the rule has none.
const DEFAULT_HELP: &str = "change what the rule is about, or the rule";

/// A rule as written.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The id.
    pub id: Source,
    /// What it looks at.
    pub each: Spanned<Each>,
    /// Which of these it is about.
    pub when: Option<Source>,
    /// What must hold.
    pub require: Source,
    /// The attribute that findings point at.
    pub at: Option<Source>,
    /// The message of a finding.
    pub message: Option<Source>,
    /// The help of a finding.
    pub help: Option<Source>,
    /// What the rule reports.
    pub description: Option<Source>,
    /// Why it exists.
    pub why: Option<Source>,
    /// Its level.
    pub level: Level,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// An error in a definition.
#[derive(Clone, Debug)]
pub struct DefinitionError {
    /// The location.
    pub source_span: SourceSpan,
    /// The problem.
    pub message: String,
    /// A short description of what is at the location.
    pub label: String,
    /// What to write instead.
    pub help: String,
}

/// Returns whether an id is one that rules of a site can have: words in lower case with a slash between
/// them, other than those of built-in rules.
#[must_use]
pub fn is_valid_id(id: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && !word.ends_with('-')
            && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    id.len() <= MAX_ID_BYTES
        && id.contains('/')
        && id.split('/').all(is_word)
        && rules::by_id(id).is_none()
        && !id.starts_with("site-policy/")
        && !id.starts_with("schema/")
}

/// Compiles a rule.
///
/// # Errors
/// Returns all errors.
pub fn define(definition: Definition) -> Result<UserRule, Vec<DefinitionError>> {
    let variables = definition.each.value.variables();
    let mut errors = Vec::new();
    if !is_valid_id(definition.id.text()) {
        errors.push(invalid_id(&definition.id));
    }
    let mut checked = |source: &Source| condition(source, &variables, &mut errors);
    let when = definition.when.as_ref().and_then(&mut checked);
    let require = checked(&definition.require);
    let message = definition.message.as_ref().and_then(|source| {
        let parsed = Template::parse(source.text(), &variables);
        parsed.map_err(|error| errors.push(located(source, error))).ok()
    });
    let each = definition.each.value;
    let at = definition.at.as_ref().and_then(|source| {
        let parsed = SubjectPath::parse(source.text(), each);
        parsed.map_err(|(span, known)| errors.push(no_path(source, &span, &known, each))).ok()
    });
    let info = RuleInfo {
        id: definition.id.text().to_owned(),
        level: definition.level,
        page: page(&definition),
    };
    let Some(require) = require.filter(|_| errors.is_empty()) else { return Err(errors) };
    let Some(rule) = register(&info) else {
        return Err(vec![DefinitionError {
            source_span: definition.id.whole().clone(),
            message: "too many rules".to_owned(),
            label: "exceeds the limit".to_owned(),
            help: "remove rules".to_owned(),
        }]);
    };
    Ok(UserRule {
        rule,
        each,
        when,
        require,
        at,
        message,
        label: "does not meet the rule".to_owned(),
        help: definition
            .help
            .map_or_else(|| DEFAULT_HELP.to_owned(), |help| help.text().to_owned()),
        config_label: "required here",
        source_span: definition.id.whole().clone(),
        each_span: definition.each.source_span,
        examples: definition.examples,
    })
}

fn condition(
    source: &Source,
    variables: &[Variable],
    errors: &mut Vec<DefinitionError>,
) -> Option<Condition> {
    let compiled = match compile(source.text(), variables) {
        Ok(compiled) => compiled,
        Err(error) => {
            errors.push(located(source, error));
            return None;
        }
    };
    if compiled.of != Type::Bool {
        errors.push(DefinitionError {
            source_span: source.whole().clone(),
            message: "the condition is not a boolean".to_owned(),
            label: "neither true nor false".to_owned(),
            help: "compare it: == \"…\", .size() > 0, or has(…)".to_owned(),
        });
        return None;
    }
    Some(Condition { compiled, source: source.clone() })
}

fn located(source: &Source, error: ExpressionError) -> DefinitionError {
    DefinitionError {
        source_span: source.span(&error.span),
        message: error.message,
        label: error.label,
        help: error.help,
    }
}

fn invalid_id(id: &Source) -> DefinitionError {
    let is_taken = rules::by_id(id.text()).is_some();
    let message = match is_taken {
        true => "this is the id of a built-in rule".to_owned(),
        false => "the id of a rule is not valid".to_owned(),
    };
    let help = "write a namespace and a name in lower case, such as \"site/minimum-sles\"; \
                site-policy/ and schema/ are reserved";
    DefinitionError {
        source_span: id.whole().clone(),
        message,
        label: if is_taken { "taken" } else { "not an id" }.to_owned(),
        help: help.to_owned(),
    }
}

fn no_path(
    source: &Source,
    span: &Range<usize>,
    known: &[&'static str],
    each: Each,
) -> DefinitionError {
    let wanted = source.text().get(span.clone()).unwrap_or_default();
    let help = match nearest(wanted, known) {
        Some(near) => format!("did you mean {near}?"),
        None if known.is_empty() => {
            "remove it: the attribute before it is not an object".to_owned()
        }
        None => format!("use one of: {}", known.join(", ")),
    };
    DefinitionError {
        source_span: source.span(span),
        message: format!("no {} has this attribute", each.as_str()),
        label: "not an attribute of the GET /osImages reference".to_owned(),
        help,
    }
}
