//! `osready check --explain-rule`: what a rule of the site makes of each subject.

use osready::date::server_name;
use osready::diagnostic::Check;
use osready::facts::FactOptions;
use osready::input::{Failure, expanded, read, saved_on, sources_and_archives};
use osready::lint::{Linter, Locator};
use osready::model::Response;
use osready::sanitize::{Terminal, Text, Untrusted};
use osready::user_rules::{Explained, explain};

use super::console::Console;
use super::exit_code::{EMPTY, FAILED, nothing_found};
use super::explain::no_such_rule;
use super::input_args::InputArgs;
use super::interrupt;
use super::settings::Settings;
use super::setup_error::{SetupError, print_setup_error};

/// Prints the values of `when` and `require` for each subject. Returns the exit code.
pub(super) fn explain_rule(
    id: &str,
    arguments: &InputArgs,
    settings: Result<Settings, SetupError>,
    output: &Console,
) -> u8 {
    let settings = match settings {
        Ok(settings) => settings,
        Err(why) => return print_setup_error(why, output),
    };
    let rules: Vec<_> =
        settings.policy.user_rules.iter().filter(|rule| rule.rule.id == id).collect();
    if rules.is_empty() {
        let message = match osready::rules::by_id(id) {
            Some(rule) if matches!(rule.checks, [Check::Expression]) => {
                format!("no key of [site-policy] stands for {id}; run osready explain {id}")
            }
            Some(_) => format!("{id} is a built-in rule; run osready explain {id}"),
            None => no_such_rule(id, &settings.configuration.user_rules),
        };
        output.print_error(&message);
        return FAILED;
    }
    let linter = Linter::new().with_rules(&[]);
    let policy = &settings.policy.rules;
    let options = FactOptions {
        target: policy.options.target,
        today: policy.today,
        ..FactOptions::default()
    };
    let (mut responses, mut has_failed) = (0, false);
    let found = sources_and_archives(&arguments.paths, &settings.filter);
    for source in expanded(found, &settings.filter, interrupt::is_interrupted).flatten() {
        let explained = source.and_then(|source| {
            if source.skip_reason.is_some() {
                return Ok(());
            }
            let file = read(&source)?;
            let server = server_name(&settings.policy.config_dir.relative(&file.name));
            let options =
                FactOptions { saved: saved_on(&source), server: Some(&server), ..options };
            let mut see = |response: &Response<'_>, locator: Locator<'_, '_>| {
                responses += 1;
                let mut text = Text::<Terminal>::new();
                text.input(&Untrusted::from(file.name.as_str())).markup(":");
                text.number(locator.line(response.value.span())).markup("\n");
                for rule in &rules {
                    if rule.is_built_in() {
                        let (at, require) = (rule.source_span.line(), rule.require.source.text());
                        let line = format!("  {at}, each {}: {require}", rule.each.as_str());
                        text.input(&Untrusted::from(line.as_str())).markup("\n");
                    }
                    for explained in explain(rule, response, options) {
                        push(&mut text, &explained);
                    }
                }
                output.out(&text.end());
            };
            let failure = |message: String| Failure { file: file.name.clone(), message };
            let checked = linter.lint_located(&file, None, &mut see);
            checked.map(drop).map_err(|error| failure(error.to_string()))
        });
        if let Err(failure) = explained {
            output.print_error(&failure.to_string());
            has_failed = true;
        }
    }
    if responses == 0 && !has_failed {
        output.print_error(&nothing_found(&arguments.paths));
        return EMPTY;
    }
    if has_failed || output.has_failed() { FAILED } else { 0 }
}

fn push(text: &mut Text<Terminal>, explained: &Explained) {
    let Explained { subject, pointer, when, require } = explained;
    let line = |text: &mut Text<Terminal>, name: &'static str, value: &str| {
        text.markup(name).input(&Untrusted::from(value)).markup("\n");
    };
    line(text, "  ", &format!("{subject} ({pointer})"));
    if let Some(when) = when {
        line(text, "    when:    ", when);
    }
    line(text, "    require: ", require);
}
