//! `osready explain` and `osready rules`.

use std::fmt::Write as _;

use osready::rules;
use osready::rules::statements::{self, STATEMENTS};
use osready::sanitize::Sanitized;
use serde_json::json;

use super::console::Console;
use super::destination::Destination;
use super::exit_code::FAILED;
use super::target::{Target, TargetParser};
use clap::{Args, ValueEnum};

/// The minimum similarity of two rule ids, from 0 to 1, for a "did you mean" suggestion.
const MIN_SIMILARITY: f64 = 0.75;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  osready rules\n  osready rules --format json\n  osready rules --spec"
)]
pub(super) struct Rules {
    /// List in FORMAT, to standard output or to FILE.
    #[arg(
        long,
        value_parser = TargetParser::<ListFormat>::new(),
        default_value = "human",
        value_name = "FORMAT[=FILE]"
    )]
    pub(super) format: Target<ListFormat>,

    #[command(flatten)]
    pub(super) destination: Destination,

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

/// Print the documentation of a rule.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  osready explain missing-winpe\n  osready explain site-policy")]
pub(super) struct Explain {
    /// The id of a rule, such as missing-winpe, or of a group, such as site-policy.
    rule: String,

    #[command(flatten)]
    destination: Destination,
}

/// Prints the documentation of a rule. Returns the exit code.
pub(super) fn explain(arguments: &Explain, output: &Console) -> u8 {
    let run = |output: &Console| run_explain(&arguments.rule, output);
    arguments.destination.run::<()>(None, &[], output, run)
}

fn run_explain(id: &str, output: &Console) -> u8 {
    if let Some(rule) = rules::by_id(id) {
        output.out(&Sanitized::fixed(rule.page));
        return 0;
    }
    output.print_error(&no_such_rule(id));
    FAILED
}

/// Returns the error message for an unknown rule `id`, with a suggestion.
pub(super) fn no_such_rule(id: &str) -> String {
    let likeness = |other: &str| strsim::jaro_winkler(id, other);
    let nearest =
        rules::ALL.iter().max_by(|left, right| likeness(left.id).total_cmp(&likeness(right.id)));
    match nearest.filter(|rule| likeness(rule.id) > MIN_SIMILARITY) {
        Some(rule) => format!("there is no rule {id}; did you mean {}?", rule.id),
        None => format!("there is no rule {id}; run osready rules to list all rules"),
    }
}

/// Lists the rules, or the statements of the reference with the rules that enforce each. Returns
/// the exit code.
pub(super) fn rules(arguments: &Rules, output: &Console) -> u8 {
    let run = |output: &Console| run_rules(arguments, output);
    arguments.destination.run(Some(&arguments.format), &[], output, run)
}

fn run_rules(arguments: &Rules, output: &Console) -> u8 {
    let text = match (arguments.spec, arguments.format.format) {
        (false, ListFormat::Human) => rules_for_people(),
        (false, ListFormat::Json) => json(rules::ALL.iter().map(|rule| {
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

fn rules_for_people() -> String {
    let mut text = String::new();
    let mut group = None;
    for rule in rules::ALL {
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
