//! `osready init`: a configuration to begin with.
#![allow(clippy::disallowed_methods, reason = "ids are written as TOML writes them")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use osready::finding::Level;
use osready::harmless::{Harmless, Untrusted, harmless};
use osready::input::{Failure, Filter, Source, read, sources};
use osready::lint::Linter;
use osready::report::{Kept, Report, Verdict};
use osready::rules;

use super::FAILED;
use super::output::Output;
use super::reading::is_baseline;
use super::replace::create;

/// How many profiles are offered as required.
const OFFERED: usize = 50;

const EXAMPLES: &str = "\
Examples:
  osready init snapshots            write osready.toml from what is found in snapshots
  osready init --output - .         print it";

/// Write a configuration to begin with.
///
/// Judges the files and writes a commented osready.toml: which rules found something, which profiles
/// can be deployed and so could be required, and what else can be set. All of it is remarks until
/// you take the # away, so that it changes nothing by itself. No configuration is read: what is
/// found is what is there before anybody has excused it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Init {
    /// Files to judge; folders to walk.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,

    /// The file to write, which must not be there yet; - for standard output.
    #[arg(long, value_name = "FILE", default_value = "osready.toml")]
    output: PathBuf,
}

/// Writes the configuration. Gives the exit code.
pub(super) fn init(arguments: &Init, output: &Output) -> u8 {
    let linter = Linter::new(false);
    let mut report = Report::new();
    let read_by_walk = |source: &Result<Source, Failure>| {
        let is_read = source.as_ref().map_or(true, |source| source.passed_by.is_none());
        is_read && !is_baseline(source)
    };
    for source in sources(&arguments.paths, &Filter::default()).filter(read_by_walk) {
        let file = source.and_then(|source| read(&source));
        match file.map(|file| linter.judge(&file)) {
            Ok(Ok(judged)) => report.add(judged, Kept::All),
            Ok(Err(error)) => output.complain(&error.to_string()),
            Err(failure) => {
                output.complain(&failure.to_string());
                report.failures.push(failure.into());
            }
        }
    }
    let text = configuration(&report);
    if arguments.output.as_os_str() == "-" {
        output.out(&Harmless::lines(&text));
    } else if let Err(failure) = create(&arguments.output, text.as_bytes()) {
        output.complain(&failure.to_string());
        return FAILED;
    } else {
        let name = arguments.output.display().to_string();
        output.say(&format!("{name} is written: read it, and take the # away from what you want."));
        output.say(
            "To let what is found today pass, and fail only on what is new: osready baseline create",
        );
    }
    if report.failures.is_empty() && !output.has_failed() { 0 } else { FAILED }
}

/// The configuration for what was found.
fn configuration(report: &Report) -> String {
    let mut text = String::from(HEAD);
    let _ = writeln!(
        text,
        "# Written by osready init, from {} responses in {} files.",
        report.summary.responses, report.summary.files
    );
    text.push_str(BEGIN);
    levels(report, &mut text);
    text.push_str(DEPLOY);
    require(report, &mut text);
    text.push_str(END);
    text
}

/// A level for each rule that found something, the most frequent one first.
fn levels(report: &Report, text: &mut String) {
    let mut counts: BTreeMap<&str, (usize, Level)> = BTreeMap::new();
    for finding in &report.findings {
        let (count, worst) = counts.entry(finding.rule.raw()).or_insert((0, finding.level));
        *count += 1;
        *worst = finding.level.max(*worst);
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    // Sorting keeps the order of the names where counts are the same.
    counts.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    if counts.is_empty() {
        text.push_str("# missing-winpe = \"warning\"\n");
    }
    for (rule, (count, worst)) in counts {
        let summary = rules::by_id(rule).map(osready::finding::Rule::summary).unwrap_or_default();
        let _ = writeln!(text, "# {rule} = \"{}\"  # found {count}: {summary}", worst.word());
    }
}

/// The profiles that can be deployed in every response that has them.
fn require(report: &Report, text: &mut String) {
    let ids = |wanted: fn(Verdict) -> bool| -> BTreeSet<&str> {
        let rows = report.readiness.iter().filter(|row| wanted(row.verdict));
        rows.filter_map(|row| row.profile.as_ref().map(Untrusted::raw)).collect()
    };
    let others = ids(|verdict| verdict != Verdict::Ready);
    let ready = ids(|verdict| verdict == Verdict::Ready);
    // What would be read as a glob is no id any more.
    let plain = |id: &&&str| !id.contains(['*', '?', '[', ']', '{', '}', '\\']);
    let offered: Vec<&&str> = ready.difference(&others).filter(plain).collect();
    for id in offered.iter().take(OFFERED) {
        let _ = writeln!(text, "#   {},", quoted(id));
    }
    if offered.is_empty() {
        text.push_str("#   \"win2022|win2022-x86_64-install-*\",\n");
    }
    if offered.len() > OFFERED {
        let _ = writeln!(text, "#   # and {} more that are ready", offered.len() - OFFERED);
    }
}

/// A text as TOML writes it, in one line whatever it holds.
fn quoted(text: &str) -> String {
    let mut to = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => to.push_str("\\\""),
            '\\' => to.push_str("\\\\"),
            plain if harmless(plain.encode_utf8(&mut [0; 4])).starts_with(plain) => to.push(plain),
            other => {
                let _ = write!(to, "\\U{:08X}", other as u32);
            }
        }
    }
    to.push('"');
    to
}

const HEAD: &str = "\
# What osready judges here, and how strictly. The nearest osready.toml, from the working folder
# upwards, is in force; osready config prints it with where each value comes from.
";

const BEGIN: &str = r#"
# The lowest level that fails a run: error, warning, note or never.
fail-on = "error"

# In folders, judge only these files, or not those.
# include = ["snapshots/**/*.json"]
# exclude = ["snapshots/old/**"]

# What is known already, written by osready baseline create. It does not fail a run.
# baseline = "osready-baseline.json"

# Levels by rule, or by group (document, readiness, consistency, references, policy, content, drift,
# site): off, note, warning or error. These rules found something here, each at the level that it has:
# [levels]
"#;

const DEPLOY: &str = r#"
# What you deploy to: what is incompatible with it is an error.
# [deploy]
# to = "thinksystem"

# What must be deployable in every response, as globs of profile or image ids. These are ready today:
# [require]
# profiles = [
"#;

const END: &str = r#"# ]
# allow-warning = true

# What this site asks for beyond what works, each as a rule site-policy/NAME; see docs/policy.md.
# [site-policy]
# allowed-images = ["win20*", "sles15*"]
# denied-releases = ["sles 15.1"]

# Other levels for some files, images or profiles.
# [[override]]
# files = ["snapshots/lab/**"]
# levels = { drift = "off" }

# What is excused, why, and until when.
# [[suppress]]
# rule = "missing-winpe"
# images = ["win2016|"]
# reason = "no Windows is deployed from this server"
# expires = "2027-06-30"
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_on_its_line_and_in_its_quotes() {
        assert_eq!(quoted("a|b"), "\"a|b\"");
        assert_eq!(
            quoted("a\"\n[levels]\u{202e}\\"),
            "\"a\\\"\\U0000000A[levels]\\U0000202E\\\\\""
        );
    }
}
