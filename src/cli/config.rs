//! `osready config`: what is in force, and where each value comes from.

use std::fmt::Write as _;

use clap::Args;
use osready::document::{At, Spot};
use osready::pattern::Pattern;
use osready::policy::config::{LevelTable, Patterns};
use osready::report::harmless;

use super::judging::Judging;
use super::output::Output;
use super::run::tell_refused;
use super::settings::{Settings, settings};

const EXAMPLES: &str = "\
Examples:
  osready config                             what is in force in this folder
  osready config --config ci/osready.toml    and with this file";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Config {
    #[command(flatten)]
    judging: Judging,
}

/// Prints what is in force, as a configuration with a remark on each line. Gives the exit code.
pub(super) fn config(arguments: &Config, output: &Output) -> u8 {
    match settings(&arguments.judging) {
        Ok(settings) => {
            output.out(&in_force(&arguments.judging, &settings));
            0
        }
        Err(why) => tell_refused(why, output),
    }
}

/// Lines of a configuration, each with where it comes from.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str, from: &str) {
        let _ = writeln!(self.text, "{:44}  # {}", harmless(line), harmless(from));
    }

    fn head(&mut self, head: &str) {
        let _ = writeln!(self.text, "\n{head}");
    }

    /// A list of globs that arguments replace.
    fn globs(&mut self, key: &str, given: &[String], configured: &Patterns) {
        match (given, configured) {
            ([], Some(list)) => {
                self.line(&format!("{key} = {}", quoted_globs(list)), &list.spot.line());
            }
            ([], None) => self.line(&format!("{key} = []"), "default"),
            _ => self.line(&format!("{key} = {given:?}"), &format!("--{key}")),
        }
    }

    /// A value as it was written.
    fn written(&mut self, key: &str, spot: &Spot) {
        let value = spot.text().split_whitespace().collect::<Vec<_>>().join(" ");
        self.line(&format!("{key} = {value}"), &spot.line());
    }

    fn levels(&mut self, levels: &LevelTable) {
        for (name, setting) in &levels.0 {
            let line = format!("{} = \"{}\"", key(&name.value), setting.value.word());
            self.line(&line, &name.spot.line());
        }
    }
}

fn in_force(arguments: &Judging, settings: &Settings) -> String {
    let mut lines = Lines::default();
    let configuration = &settings.configuration;
    let from = match settings.read.as_slice() {
        [] => "no configuration was read".to_owned(),
        read => format!("read: {}", read.join(", ")),
    };
    let _ = writeln!(lines.text, "# {}", harmless(&from));
    let fail_on = match (arguments.fail_on, &configuration.fail_on) {
        (Some(_), _) => "--fail-on".to_owned(),
        (None, Some(fail_on)) => fail_on.spot.line(),
        (None, None) => "default".to_owned(),
    };
    lines.line(&format!("fail-on = \"{}\"", settings.fail_on.word()), &fail_on);
    lines.globs("include", &arguments.include, &configuration.include);
    lines.globs("exclude", &arguments.exclude, &configuration.exclude);
    if settings.policy.baseline.is_some() {
        let from = match (&arguments.policy.baseline, &configuration.baseline) {
            (None, Some(baseline)) => baseline.spot.line(),
            _ => "--baseline".to_owned(),
        };
        let path = settings.baseline_path.to_string_lossy().into_owned();
        lines.line(&format!("baseline = {path:?}"), &from);
    }
    lines.head("[levels]");
    if let Some(levels) = &configuration.levels {
        lines.levels(levels);
    }
    let preloaded = configuration.rules.as_ref().and_then(|rules| rules.preloaded_winpe.as_ref());
    if let Some(reading) = preloaded.and_then(|options| options.reading.as_ref()) {
        lines.head("[rules.preloaded-winpe]");
        lines.written("reading", &reading.spot);
    }
    if settings.policy.levels.to_thinksystem {
        lines.head("[deploy]");
        let to = configuration.deploy.as_ref().and_then(|deploy| deploy.to.as_ref());
        let from = to.filter(|_| arguments.policy.to.is_none());
        let from = from.map_or_else(|| "--to".to_owned(), |to| to.spot.line());
        lines.line("to = \"thinksystem\"", &from);
    }
    require(&mut lines, arguments, settings);
    site_policy(&mut lines, settings);
    for over in &configuration.overrides {
        lines.head("[[override]]");
        for (key, list) in
            [("files", &over.files), ("images", &over.images), ("profiles", &over.profiles)]
        {
            if let Some(list) = list {
                lines.written(key, &list.spot);
            }
        }
        lines.head("[override.levels]");
        lines.levels(&over.levels);
    }
    for suppression in &settings.policy.suppressions {
        lines.head("[[suppress]]");
        lines.written("rule", &suppression.spot);
        lines.line(&format!("reason = {:?}", suppression.reason), &suppression.spot.line());
        if let (Some(day), Some(spot)) = (suppression.expires, &suppression.expires_spot) {
            lines.line(&format!("expires = \"{day}\""), &spot.line());
        }
    }
    lines.text
}

fn require(lines: &mut Lines, arguments: &Judging, settings: &Settings) {
    let require = &settings.policy.require;
    if require.is_empty() && !require.allow_warning {
        return;
    }
    lines.head("[require]");
    let _ = writeln!(lines.text, "profiles = [");
    for requirement in &require.requirements {
        let from = requirement.spot.as_ref().map_or_else(|| "--require".to_owned(), Spot::line);
        lines.line(&format!("  {:?},", requirement.pattern.as_str()), &from);
    }
    let _ = writeln!(lines.text, "]");
    let table = settings.configuration.require.as_ref();
    let configured = table.and_then(|table| table.allow_warning.as_ref());
    let from = match (arguments.policy.allow_warning, configured) {
        (true, _) => "--allow-warning".to_owned(),
        (false, Some(allow)) => allow.spot.line(),
        (false, None) => "default".to_owned(),
    };
    lines.line(&format!("allow-warning = {}", require.allow_warning), &from);
}

fn site_policy(lines: &mut Lines, settings: &Settings) {
    let Some(site) = &settings.configuration.site_policy else { return };
    lines.head("[site-policy]");
    let path = site.deploy_path.as_ref();
    for (key, spot) in [
        ("allowed-images", spot(site.allowed_images.as_ref())),
        ("denied-images", spot(site.denied_images.as_ref())),
        ("allowed-releases", spot(site.allowed_releases.as_ref())),
        ("denied-releases", spot(site.denied_releases.as_ref())),
        ("minimum-boot-file-version", spot(site.minimum_boot_file_version.as_ref())),
        ("deploy-path.windows", path.and_then(|path| spot(path.windows.as_ref()))),
        ("deploy-path.linux", path.and_then(|path| spot(path.linux.as_ref()))),
        ("required-drivers", spot(site.required_drivers.as_ref())),
        ("custom-profiles-only", spot(site.custom_profiles_only.as_ref())),
        ("max-age-days", spot(site.max_age_days.as_ref())),
        ("disk-budget", spot(site.disk_budget.as_ref())),
    ] {
        if let Some(spot) = spot {
            lines.written(key, spot);
        }
    }
}

fn spot<T>(value: Option<&At<T>>) -> Option<&Spot> {
    value.map(|value| &value.spot)
}

fn quoted_globs(list: &At<Vec<At<Pattern>>>) -> String {
    let globs: Vec<&str> = list.value.iter().map(|glob| glob.value.as_str()).collect();
    format!("{globs:?}")
}

/// A name as a key of TOML.
fn key(name: &str) -> String {
    if name.contains('/') { format!("\"{name}\"") } else { name.to_owned() }
}
