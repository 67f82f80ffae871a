//! `osready test`: runs the examples of the rules of a site.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use osready::input::{Discovery, Failure, File, in_memory};
use osready::lint::Linter;
use osready::policy::Policy;
use osready::policy::files::example_file;
use osready::sanitize::{Sanitized, Terminal, Text, Untrusted, sanitize};
use osready::user_rules::{Example, UserRule};

use super::console::Console;
use super::discover;
use super::exit_code::{FAILED, FOUND};
use super::input_args::{InputArgs, PolicyArgs};
use super::settings::without_baseline;
use super::setup_error::print_setup_error;

const EXAMPLES: &str = "\
Exit codes:
  0  all examples are as the rules say
  1  an example is not
  2  an error in the configuration, or an example that is not a response
  3  no rule has an example

Examples:
  osready test
  osready test --format junit > rules.xml";

/// Run the examples of the rules of this site.
///
/// Each rule may have examples: responses that it reports (fails) and responses that it accepts
/// (passes), as JSON or as the path of a file beside the configuration.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Test {
    /// The output format.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,

    #[command(flatten)]
    policy: PolicyArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each example that is not as its rule says, and a summary.
    Human,
    /// Test Anything Protocol, version 14.
    Tap,
    /// `JUnit` XML.
    Junit,
}

/// The result of an example.
struct Tested {
    rule: &'static str,
    /// The example: its kind and its location.
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Failed(String),
    Broken(String),
}

/// Runs the examples and prints the results. Returns the exit code.
pub(super) fn test(arguments: Test, output: &Console) -> u8 {
    let Test { format, policy } = arguments;
    let settings = match without_baseline(&InputArgs { policy, ..InputArgs::default() }) {
        Ok(settings) => settings,
        Err(why) => return print_setup_error(why, output),
    };
    let rules = &settings.configuration.user_rules;
    let tested: Vec<Tested> = rules
        .iter()
        .flat_map(|rule| rule.examples.iter().map(|example| run(rule, example)))
        .collect();
    let without: Vec<&str> =
        rules.iter().filter(|rule| rule.examples.is_empty()).map(|rule| rule.rule.id).collect();
    match format {
        Format::Human => output.out(&human(&tested)),
        Format::Tap => output.out(&tap(&tested)),
        Format::Junit => output.out_bytes(junit(&tested).as_bytes()),
    }
    if !without.is_empty() {
        output.print_error(&format!("without examples: {}", without.join(", ")));
    }
    let has = |wanted: fn(&Outcome) -> bool| tested.iter().any(|tested| wanted(&tested.outcome));
    match tested.is_empty() {
        _ if output.has_failed() => FAILED,
        true => {
            output.print_error("nothing was tested: no rule has an example");
            super::exit_code::EMPTY
        }
        false if has(|outcome| matches!(outcome, Outcome::Broken(_))) => FAILED,
        false if has(|outcome| matches!(outcome, Outcome::Failed(_))) => FOUND,
        false => 0,
    }
}

fn run(rule: &Arc<UserRule>, example: &Example) -> Tested {
    let source = &example.source;
    let kind = if example.fails { "fails" } else { "passes" };
    let name = format!("{kind} at {}", source.whole().line());
    let outcome = match response(example).and_then(|file| findings(rule, &file)) {
        Err(failure) => Outcome::Broken(failure.message),
        Ok(found) => match (example.fails, found.first()) {
            (true, None) => Outcome::Failed("the rule reports nothing".to_owned()),
            (true, Some((message, true))) => Outcome::Failed(format!("not decided: {message}")),
            (false, Some((message, _))) => Outcome::Failed(format!("the rule reports: {message}")),
            _ => Outcome::Passed,
        },
    };
    Tested { rule: rule.rule.id, name, outcome }
}

/// Returns the response of an example.
fn response(example: &Example) -> Result<File, Failure> {
    let text = example.source.text();
    let Some(path) = example_file(example, &discover::working())? else {
        return in_memory("example.json", Discovery::Explicit, text.as_bytes());
    };
    if !discover::is_there(&path) {
        let message = format!("the example {} does not exist", sanitize(text));
        return Err(Failure { file: text.to_owned(), message });
    }
    osready::input::read(&osready::input::Source::file(&path, Discovery::Explicit))
}

/// Returns the messages of the findings of a rule, and whether each says that it cannot be decided.
fn findings(rule: &Arc<UserRule>, file: &File) -> Result<Vec<(String, bool)>, Failure> {
    let policy = Policy { user_rules: vec![Arc::clone(rule)], ..Policy::default() };
    let linter = Linter::new().with_rules(&[]).with_policy(policy);
    let failure = |message: String| Failure { file: file.name.clone(), message };
    let file_report = linter.lint(file).map_err(|error| failure(error.to_string()))?;
    if let Some(check) = file_report.incomplete.first() {
        return Err(failure(check.sentence().sanitized().to_string()));
    }
    if file_report.responses == 0 {
        return Err(failure("the example is not a response".to_owned()));
    }
    let own = file_report.findings.iter().filter(|finding| finding.rule == rule.rule.id);
    let own = own.map(|finding| {
        let message = finding.message.sanitized().to_string();
        let is_unknown = finding.message.contains("cannot be decided, since ");
        (message, is_unknown)
    });
    Ok(own.collect())
}

fn human(tested: &[Tested]) -> Sanitized {
    let mut text = Text::<Terminal>::new();
    let mut failed = 0;
    for Tested { rule, name, outcome } in tested {
        let (Outcome::Failed(why) | Outcome::Broken(why)) = outcome else { continue };
        failed += 1;
        let line = format!("{rule}: {name}: {why}");
        text.input(&Untrusted::from(line.as_str())).markup("\n");
    }
    let passed = tested.len() - failed;
    text.number(passed).markup(" examples passed, ").number(failed).markup(" failed\n");
    text.end()
}

fn tap(tested: &[Tested]) -> Sanitized {
    let mut text = Text::<Terminal>::new();
    text.markup("TAP version 14\n1..").number(tested.len()).markup("\n");
    for (index, Tested { rule, name, outcome }) in tested.iter().enumerate() {
        let why = match outcome {
            Outcome::Passed => None,
            Outcome::Failed(why) | Outcome::Broken(why) => Some(why),
        };
        text.markup(if why.is_some() { "not ok " } else { "ok " }).number(index + 1).markup(" - ");
        let line = format!("{rule} {name}").replace('\\', "\\\\").replace('#', "\\#");
        text.input(&Untrusted::from(line.as_str())).markup("\n");
        if let Some(why) = why {
            let why = serde_json::Value::from(sanitize(why)).to_string();
            text.markup("  ---\n  message: ")
                .input(&Untrusted::from(why.as_str()))
                .markup("\n  ...\n");
        }
    }
    text.end()
}

fn junit(tested: &[Tested]) -> String {
    let xml_text = |text: &str| quick_xml::escape::escape(sanitize(text)).into_owned();
    let count = |wanted: fn(&Outcome) -> bool| {
        tested.iter().filter(|tested| wanted(&tested.outcome)).count()
    };
    let failures = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let errors = count(|outcome| matches!(outcome, Outcome::Broken(_)));
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", tested.len());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"osready test\" {counts}>\n\
         <testsuite name=\"rules\" {counts}>\n"
    );
    for Tested { rule, name, outcome } in tested {
        let (rule, name) = (xml_text(rule), xml_text(name));
        let _ = write!(text, "<testcase classname=\"{rule}\" name=\"{name}\"");
        let (element, why) = match outcome {
            Outcome::Passed => {
                text.push_str("/>\n");
                continue;
            }
            Outcome::Failed(why) => ("failure", why),
            Outcome::Broken(why) => ("error", why),
        };
        let _ = writeln!(text, "><{element} message=\"{}\"/></testcase>", xml_text(why));
    }
    text.push_str("</testsuite>\n</testsuites>\n");
    text
}
