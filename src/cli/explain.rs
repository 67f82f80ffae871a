//! `osready explain` and `osready rules`.

use std::fmt::Write as _;
use std::sync::Arc;

use osready::diagnostic::Rule;
use osready::rules;
use osready::rules::statements::{self, STATEMENTS};
use osready::sanitize::Sanitized;
use osready::user_rules::UserRule;
use serde_json::json;

use super::console::Console;
use super::exit_code::FAILED;
use super::input_args::InputArgs;
use super::settings::without_baseline;
use clap::{Args, ValueEnum};

/// The minimum similarity of two rule ids, from 0 to 1, for a "did you mean" suggestion.
const MIN_SIMILARITY: f64 = 0.75;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  osready rules\n  osready rules --format json\n  osready rules --spec"
)]
pub(super) struct Rules {
    /// The output format.
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub(super) format: ListFormat,

    /// List the statements of the GET /osImages reference, and the rules that enforce each.
    #[arg(long)]
    pub(super) spec: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// Human-readable text.
    Human,
    /// JSON for programs.
    Json,
}

/// Prints the documentation of a rule. Returns the exit code.
pub(super) fn explain(id: &str, output: &Console) -> u8 {
    if let Some(rule) = rules::by_id(id) {
        output.out(&Sanitized::fixed(rule.page));
        return 0;
    }
    if id == RULE_MODEL {
        output.out(&Sanitized::lines(&osready::facts::page()));
        return 0;
    }
    let of_site = rules_of_site(output);
    if let Some(rule) = of_site.iter().find(|rule| rule.rule.id == id) {
        output.out(&Sanitized::lines(rule.rule.page));
        return 0;
    }
    output.print_error(&no_such_rule(id, &of_site));
    FAILED
}

/// The name of the page about what expressions see.
const RULE_MODEL: &str = "rule-model";

/// Returns the rules of the site in the nearest configuration. Prints an error if it cannot be used.
fn rules_of_site(output: &Console) -> Vec<Arc<UserRule>> {
    match without_baseline(&InputArgs::default()) {
        Ok(settings) => settings.configuration.user_rules,
        Err(_) => {
            output.print_error(
                "the configuration has errors, so its rules are not known; run osready config",
            );
            Vec::new()
        }
    }
}

/// Returns the error message for an unknown rule `id`, with a suggestion.
pub(super) fn no_such_rule(id: &str, of_site: &[Arc<UserRule>]) -> String {
    let likeness = |other: &str| strsim::jaro_winkler(id, other);
    let all = rules::ALL.iter().copied().chain(of_site.iter().map(|rule| rule.rule));
    let nearest = all.max_by(|left, right| likeness(left.id).total_cmp(&likeness(right.id)));
    match nearest.filter(|rule| likeness(rule.id) > MIN_SIMILARITY) {
        Some(rule) => format!("there is no rule {id}; did you mean {}?", rule.id),
        None => format!("there is no rule {id}; run osready rules to list all rules"),
    }
}

/// Lists the rules, or the statements of the reference with the rules that enforce each. Returns
/// the exit code.
pub(super) fn rules(arguments: &Rules, output: &Console) -> u8 {
    let of_site = if arguments.spec { Vec::new() } else { rules_of_site(output) };
    let all = || rules::ALL.iter().copied().chain(of_site.iter().map(|rule| rule.rule));
    let text = match (arguments.spec, arguments.format) {
        (false, ListFormat::Human) => rules_for_people(all()),
        (false, ListFormat::Json) => json(all().map(|rule| {
            json!({
                "id": rule.id,
                "group": rule.group,
                "level": rule.level,
                "summary": rule.summary(),
                "statements": rule.statements,
                "lines": statements::lines_of(rule).collect::<Vec<_>>(),
            })
        })),
        (true, ListFormat::Human) => statements_for_people(),
        (true, ListFormat::Json) => json(STATEMENTS.iter().map(|(id, lines)| {
            json!({
                "id": id,
                "lines": lines,
                "rules": statements::enforcing(id).map(|rule| rule.id).collect::<Vec<_>>(),
                "reason": reason(id),
            })
        })),
    };
    output.out(&Sanitized::lines(&text));
    0
}

fn json(rows: impl Iterator<Item = serde_json::Value>) -> String {
    let rows: serde_json::Value = rows.collect();
    format!("{rows:#}\n")
}

fn rules_for_people(rules: impl Iterator<Item = &'static Rule>) -> String {
    let mut text = String::new();
    let mut group = None;
    for rule in rules {
        if group.replace(rule.group) != Some(rule.group) {
            let _ =
                writeln!(text, "{}{}", if text.is_empty() { "" } else { "\n" }, rule.group.word());
        }
        let _ = writeln!(text, "  {:30} {:8} {}", rule.id, rule.level.word(), rule.summary());
    }
    text
}

fn statements_for_people() -> String {
    let mut text = String::new();
    for (id, lines) in STATEMENTS {
        let rules: Vec<&str> = statements::enforcing(id).map(|rule| rule.id).collect();
        let by = reason(id).map_or_else(|| rules.join(", "), |reason| format!("no rule: {reason}"));
        let _ = writeln!(text, "{id:4} {lines:18} {by}");
    }
    text
}

/// Returns why no rule enforces a statement.
fn reason(id: &str) -> Option<&'static str> {
    statements::WITHOUT_RULE.iter().find(|(without, _)| *without == id).map(|(_, reason)| *reason)
}
