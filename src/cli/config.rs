//! `osready config`: the effective configuration and the source of each value.

use clap::Args;
use osready::config::{DeployTarget, DeviceType, ReleasePattern};
use osready::model::Target;
use osready::policy::config::{LevelTable, Patterns};
use osready::sanitize::{Sanitized, Terminal, Text, Untrusted};
use osready::source::{SourceSpan, Spanned};
use osready::spec::System;

use super::console::Console;
use super::destination::Destination;
use super::discover::is_there;
use super::exit_code::FAILED;
use super::input_args::InputArgs;
use super::settings::{Settings, inputs, settings};
use super::setup_error::print_setup_error;

const EXAMPLES: &str = "\
Examples:
  osready config                             the effective configuration of this folder
  osready config --config ci/osready.toml    the same with this file";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Config {
    #[command(flatten)]
    destination: Destination,

    #[command(flatten)]
    input_args: InputArgs,
}

/// Prints the effective configuration with a comment on each line. Returns the exit code.
pub(super) fn config(arguments: &Config, output: &Console) -> u8 {
    let paths = &arguments.input_args.paths;
    let absent = paths.iter().find(|path| path.as_os_str() != "-" && !is_there(path));
    if let Some(path) = absent {
        output.print_error(&format!("{}: no such file or folder", path.display()));
        return FAILED;
    }
    let run = |output: &Console| run_config(arguments, output);
    let inputs = || inputs(paths, &arguments.input_args.policy);
    arguments.destination.run::<()>(None, inputs, output, run)
}

fn run_config(arguments: &Config, output: &Console) -> u8 {
    match settings(&arguments.input_args) {
        Ok(settings) => {
            output.out(&in_force(&arguments.input_args, &settings));
            0
        }
        Err(why) => print_setup_error(why, output),
    }
}

/// Lines of a configuration, each with its source.
#[derive(Default)]
struct Lines {
    text: Text<Terminal>,
}

impl Lines {
    fn line(&mut self, line: &str, from: &str) {
        let line = Untrusted::from(line).sanitized();
        self.text.input(&line).pad(&line, 44).markup("  # ").input(from).markup("\n");
    }

    fn head(&mut self, head: &'static str) {
        self.text.markup("\n").markup(head).markup("\n");
    }

    /// Writes a list of globs, which arguments override.
    fn globs(&mut self, key: &str, given: &[String], configured: &Patterns) {
        match (given, configured) {
            ([], Some(_)) => self.patterns(key, configured),
            ([], None) => self.line(&format!("{key} = []"), "default"),
            _ => {
                let given: Vec<String> = given.iter().map(|glob| quoted(glob)).collect();
                self.line(&format!("{key} = [{}]", given.join(", ")), &format!("--{key}"));
            }
        }
    }

    /// Writes a list of globs, if it is set.
    fn patterns(&mut self, key: &str, list: &Patterns) {
        self.list(key, list.as_ref(), |pattern| quoted(pattern.as_str()));
    }

    /// Writes a list, if it is set; comments between its elements are dropped.
    fn list<T>(
        &mut self,
        key: &str,
        list: Option<&Spanned<Vec<Spanned<T>>>>,
        text: impl Fn(&T) -> String,
    ) {
        if let Some(Spanned { value, source_span }) = list {
            let elements: Vec<String> = value.iter().map(|one| text(&one.value)).collect();
            self.line(&format!("{key} = [{}]", elements.join(", ")), &source_span.line());
        }
    }

    /// Writes a value as spelled in the configuration, if it is set.
    fn written<T>(&mut self, key: &str, value: Option<&Spanned<T>>) {
        if let Some(Spanned { source_span, .. }) = value {
            let text = source_span.text().split_whitespace().collect::<Vec<_>>().join(" ");
            self.line(&format!("{key} = {text}"), &source_span.line());
        }
    }

    fn written_as(&mut self, key: &str, text: &str, source_span: &SourceSpan) {
        self.line(&format!("{key} = {text}"), &source_span.line());
    }

    fn levels(&mut self, levels: &LevelTable) {
        for (name, setting) in &levels.0 {
            let line = format!("{} = \"{}\"", key(&name.value), setting.value.as_str());
            self.line(&line, &name.source_span.line());
        }
    }
}

fn in_force(arguments: &InputArgs, settings: &Settings) -> Sanitized {
    let mut lines = Lines::default();
    let configuration = &settings.configuration;
    let from = match settings.read.as_slice() {
        [] => "no configuration was read".to_owned(),
        read => format!("read: {}", read.join(", ")),
    };
    lines.text.markup("# ").input(&from).markup("\n");
    let fail_on = match (arguments.fail_on, &configuration.fail_on) {
        (Some(_), _) => "--fail-on".to_owned(),
        (None, Some(fail_on)) => fail_on.source_span.line(),
        (None, None) => "default".to_owned(),
    };
    lines.line(&format!("fail-on = \"{}\"", settings.fail_on.as_str()), &fail_on);
    lines.written("max-findings", configuration.max_findings.as_ref());
    lines.written("docs-url", configuration.docs_url.as_ref());
    lines.globs("include", &arguments.include, &configuration.include);
    lines.globs("exclude", &arguments.exclude, &configuration.exclude);
    if settings.policy.baseline.is_some() {
        let from = match (&arguments.policy.baseline, &configuration.baseline) {
            (None, Some(baseline)) => baseline.source_span.line(),
            _ => "--baseline".to_owned(),
        };
        let path = quoted(&settings.baseline_path.to_string_lossy());
        lines.line(&format!("baseline = {path}"), &from);
    }
    lines.head("[levels]");
    if let Some(levels) = &configuration.levels {
        lines.levels(levels);
    }
    let preloaded = configuration.rules.as_ref().and_then(|rules| rules.preloaded_winpe.as_ref());
    if let Some(reading) = preloaded.and_then(|options| options.reading.as_ref()) {
        lines.head("[rules.preloaded-winpe]");
        lines.written("reading", Some(reading));
    }
    if settings.policy.rules.options.target == Target::ThinkSystem {
        lines.head("[deploy]");
        let to = configuration.deploy.as_ref().and_then(|deploy| deploy.to.as_ref());
        let from = to.filter(|_| arguments.policy.to.is_none());
        let from = from.map_or_else(|| "--to".to_owned(), |to| to.source_span.line());
        lines.line("to = \"thinksystem\"", &from);
    }
    require(&mut lines, arguments, settings);
    plan(&mut lines, settings);
    site_policy(&mut lines, settings);
    if configuration.rule_files.is_some() {
        lines.text.markup("\n");
        lines.patterns("rule-files", &configuration.rule_files);
    }
    for rule in &configuration.user_rules {
        lines.head("[[rule]]");
        lines.line(&format!("id = {}", quoted(rule.rule.id)), &rule.source_span.line());
        lines.written_as("each", &quoted(rule.each.as_str()), &rule.each_span);
        for (key, condition) in
            rule.when.iter().map(|when| ("when", when)).chain([("require", &rule.require)])
        {
            lines.written_as(key, &quoted(condition.source.text()), condition.source.whole());
        }
    }
    for over in &configuration.overrides {
        lines.head("[[override]]");
        lines.patterns("files", &over.files);
        lines.patterns("images", &over.images);
        lines.patterns("profiles", &over.profiles);
        lines.head("[override.levels]");
        lines.levels(&over.levels);
    }
    for table in &settings.suppressed {
        lines.head("[[suppress]]");
        lines.line(&format!("rule = {}", quoted(&table.rule)), &table.rule.source_span.line());
        lines.patterns("files", &table.files);
        lines.patterns("images", &table.images);
        lines.patterns("profiles", &table.profiles);
        lines.patterns("repository-files", &table.repository_files);
        lines
            .line(&format!("reason = {}", quoted(&table.reason)), &table.reason.source_span.line());
        lines.written("expires", table.expires.as_ref());
    }
    lines.text.end()
}

fn plan(lines: &mut Lines, settings: &Settings) {
    let Some(plan) = &settings.configuration.plan else { return };
    lines.head("[plan]");
    lines.written("against", plan.against.as_ref());
    lines.written("hosts", plan.hosts.as_ref());
    lines.written("server", plan.server.as_ref());
    lines.written("newest", plan.newest.as_ref());
}

fn require(lines: &mut Lines, arguments: &InputArgs, settings: &Settings) {
    let require = &settings.policy.require;
    if require.is_empty() && !require.allow_warning {
        return;
    }
    lines.head("[require]");
    lines.text.markup("profiles = [\n");
    for requirement in &require.requirements {
        let from = requirement
            .source_span
            .as_ref()
            .map_or_else(|| "--require".to_owned(), SourceSpan::line);
        lines.line(&format!("  {},", quoted(requirement.pattern.as_str())), &from);
    }
    lines.text.markup("]\n");
    let table = settings.configuration.require.as_ref();
    let configured = table.and_then(|table| table.allow_warning.as_ref());
    let from = match (arguments.policy.allow_warning, configured) {
        (true, _) => "--allow-warning".to_owned(),
        (false, Some(allow)) => allow.source_span.line(),
        (false, None) => "default".to_owned(),
    };
    lines.line(&format!("allow-warning = {}", require.allow_warning), &from);
}

fn site_policy(lines: &mut Lines, settings: &Settings) {
    let Some(site) = &settings.configuration.site_policy else { return };
    lines.head("[site-policy]");
    lines.patterns("allowed-images", &site.allowed_images);
    lines.patterns("denied-images", &site.denied_images);
    let release = |release: &ReleasePattern| quoted(release.as_str());
    lines.list("allowed-releases", site.allowed_releases.as_ref(), release);
    lines.list("denied-releases", site.denied_releases.as_ref(), release);
    for minimum in &site.minimum_release {
        let key = format!("minimum-release.{}", minimum.system.keyword());
        lines.written(&key, Some(&minimum.release));
    }
    lines.written("minimum-boot-file-version", site.minimum_boot_file_version.as_ref());
    if let Some(path) = &site.deploy_path {
        lines.written("deploy-path.windows", path.windows.as_ref());
        lines.written("deploy-path.linux", path.linux.as_ref());
    }
    let kind = |kind: &DeviceType| quoted(kind.as_str());
    lines.list("required-drivers", site.required_drivers.as_ref(), kind);
    let system = |system: &System| quoted(system.keyword());
    lines.list("required-unattend-file", site.required_unattend_file.as_ref(), system);
    let target = |target: &DeployTarget| quoted(target.as_str());
    lines.list("denied-preloaded-winpe", site.denied_preloaded_winpe.as_ref(), target);
    lines.written("custom-profiles-only", site.custom_profiles_only.as_ref());
    lines.written("max-age-days", site.max_age_days.as_ref());
    lines.written("disk-budget", site.disk_budget.as_ref());
    for minimum in &site.minimum_driver_version {
        lines.head("[[site-policy.minimum-driver-version]]");
        lines.written("drivers", minimum.drivers.as_ref());
        if let Some(kind) = &minimum.device_type {
            lines.written_as("type", &quoted(kind.value.as_str()), &kind.source_span);
        }
        if let Some(system) = &minimum.system {
            lines.written_as("system", &quoted(system.value.keyword()), &system.source_span);
        }
        lines.written("version", Some(&minimum.version));
    }
}

/// Returns `text` as a quoted string; JSON and TOML share the syntax.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns `name` as a TOML key.
fn key(name: &str) -> String {
    if name.contains('/') { format!("\"{name}\"") } else { name.to_owned() }
}
