//! `osready explain` and `osready rules`.

use std::fmt::Write as _;
use std::sync::Arc;

use osready::diagnostic::Rule;
use osready::report::Theme;
use osready::rules;
use osready::rules::statements::{self, STATEMENTS, Statement};
use osready::sanitize::{Sanitized, Terminal, Text};
use osready::suggest::nearest;
use osready::user_rules::UserRule;
use serde_json::json;

use super::console::Console;
use super::destination::Destination;
use super::exit_code::FAILED;
use super::input_args::{InputArgs, PolicyArgs};
use super::settings::{configured_files, without_baseline};
use super::target::{Target, TargetParser};
use clap::{Args, ValueEnum};

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

/// Print the documentation of a rule, or of the rule model.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  osready explain missing-winpe\n  osready explain site-policy\n  osready explain site/my-rule\n  osready explain rule-model"
)]
pub(super) struct Explain {
    /// The id of a rule, such as missing-winpe; of a group, such as site-policy; or rule-model for what
    /// expressions see.
    rule: String,

    #[command(flatten)]
    destination: Destination,
}

/// Prints the documentation of a rule. Returns the exit code.
pub(super) fn explain(arguments: &Explain, output: &Console) -> u8 {
    let run = |output: &Console| run_explain(&arguments.rule, output);
    let inputs = || configured_files(&PolicyArgs::default());
    arguments.destination.run::<()>(None, inputs, output, run)
}

fn run_explain(id: &str, output: &Console) -> u8 {
    let id = &id.trim().to_lowercase().replace('_', "-");
    if let Some(rule) = rules::by_id(id) {
        output.out_wrapped(&rendered(rule.page, output.theme()));
        return 0;
    }
    let of_group: Vec<&Rule> = rules::ALL.iter().copied().filter(|rule| is_in(rule, id)).collect();
    if !of_group.is_empty() {
        output.out_wrapped(&Sanitized::lines(&listed(&of_group, output.width())));
        return 0;
    }
    if id == RULE_MODEL {
        output.out_wrapped(&Sanitized::lines(&osready::facts::page()));
        return 0;
    }
    let of_site = rules_of_site(output);
    if let Some(rule) = of_site.iter().find(|rule| rule.rule.id == id) {
        output.out_wrapped(&rendered(rule.rule.page, output.theme()));
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

/// Returns whether a rule is in the group `id`: that of its page, or that of its id.
fn is_in(rule: &Rule, id: &str) -> bool {
    rule.group.as_str() == id || rule.id.strip_prefix(id).is_some_and(|rest| rest.starts_with('/'))
}

/// Returns a page for a terminal: headings in bold, and code without fences.
fn rendered(page: &'static str, theme: Theme) -> Sanitized {
    let (bold, plain) = if theme.color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let mut text = Text::<Terminal>::new();
    let mut is_code = false;
    let mut paragraph = String::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
            continue;
        }
        let heading = line.trim_start_matches('#');
        let is_plain = !is_code && heading.len() == line.len();
        if is_plain && !line.trim().is_empty() && !line.starts_with(['-', '|', ' ']) {
            paragraph.push_str(if paragraph.is_empty() { "" } else { " " });
            paragraph.push_str(&line.replace('`', ""));
            continue;
        }
        if !paragraph.is_empty() {
            text.input(&std::mem::take(&mut paragraph)).markup("\n");
        }
        if is_code {
            text.markup(if line.is_empty() { "" } else { "    " }).input(line);
        } else if is_plain {
            text.input(&line.replace('`', ""));
        } else {
            text.markup(bold).input(&heading.trim().to_uppercase()).markup(plain);
        }
        text.markup("\n");
    }
    if !paragraph.is_empty() {
        text.input(&paragraph).markup("\n");
    }
    text.end()
}

/// Returns the error message for an unknown rule `id`, with a suggestion.
pub(super) fn no_such_rule(id: &str, of_site: &[Arc<UserRule>]) -> String {
    let all = rules::ALL.iter().copied().chain(of_site.iter().map(|rule| rule.rule));
    match nearest(id, all.map(|rule| rule.id)) {
        Some(near) => format!("there is no rule {id}; did you mean {near}?"),
        None => format!("there is no rule {id}; run osready rules to list all rules"),
    }
}

/// Lists the rules, or the statements of the reference with the rules that enforce each. Returns
/// the exit code.
pub(super) fn rules(arguments: &Rules, output: &Console) -> u8 {
    let run = |output: &Console| run_rules(arguments, output);
    let inputs = || configured_files(&PolicyArgs::default());
    arguments.destination.run(Some(&arguments.format), inputs, output, run)
}

fn run_rules(arguments: &Rules, output: &Console) -> u8 {
    let of_site = if arguments.spec { Vec::new() } else { rules_of_site(output) };
    let all: Vec<&Rule> =
        rules::ALL.iter().copied().chain(of_site.iter().map(|rule| rule.rule)).collect();
    let text = match (arguments.spec, arguments.format.format) {
        (false, ListFormat::Human) => listed(&all, output.width()),
        (false, ListFormat::Json) => json(all.iter().map(|rule| {
            json!({
                "id": rule.id,
                "group": rule.group,
                "level": rule.level,
                "is_pedantic": rules::is_pedantic(rule),
                "summary": rule.summary(),
                "statements": rule.statements,
                "attributes": statements::attributes_of(rule),
            })
        })),
        (true, ListFormat::Human) => statements_for_people(),
        (true, ListFormat::Json) => json(STATEMENTS.iter().map(|statement| {
            json!({
                "id": statement.id,
                "text": statement.text,
                "attributes": statement.attributes.split(", ").collect::<Vec<_>>(),
                "rules": statements::enforcing(statement.id).map(|rule| rule.id).collect::<Vec<_>>(),
                "reason": reason(statement.id),
            })
        })),
    };
    match arguments.format.format {
        ListFormat::Human => output.out_wrapped(&Sanitized::lines(&text)),
        ListFormat::Json => output.out(&Sanitized::lines(&text)),
    }
    0
}

fn json(rows: impl Iterator<Item = serde_json::Value>) -> String {
    let rows: serde_json::Value = rows.collect();
    format!("{rows:#}\n")
}

/// Lists rules by group: the id and the level, and the summary beside or below them.
fn listed(rules: &[&Rule], width: usize) -> String {
    let mut text = String::new();
    let mut group = None;
    for rule in rules {
        if group.replace(rule.group) != Some(rule.group) {
            let _ = writeln!(
                text,
                "{}{}",
                if text.is_empty() { "" } else { "\n" },
                rule.group.as_str()
            );
        }
        let level = match rules::is_pedantic(rule) {
            true => format!("{} (--pedantic)", rule.level.as_str()),
            false => rule.level.as_str().to_owned(),
        };
        let head = format!("  {:30} {level:8}", rule.id);
        let summary = rule.summary();
        if head.chars().count() + 1 + summary.chars().count() <= width {
            let _ = writeln!(text, "{head} {summary}");
        } else {
            let _ = writeln!(text, "{}\n    {summary}", head.trim_end());
        }
    }
    text
}

fn statements_for_people() -> String {
    let mut text = String::new();
    for Statement { id, attributes, text: says } in STATEMENTS {
        let rules: Vec<&str> = statements::enforcing(id).map(|rule| rule.id).collect();
        let by = reason(id).map_or_else(|| rules.join(", "), |reason| format!("no rule: {reason}"));
        let _ = writeln!(text, "  {id:4} {says}\n      {attributes}\n      {by}");
    }
    text
}

/// Returns why no rule enforces a statement.
fn reason(id: &str) -> Option<&'static str> {
    statements::WITHOUT_RULE.iter().find(|(without, _)| *without == id).map(|(_, reason)| *reason)
}
