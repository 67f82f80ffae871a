//! The arguments.

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::baseline::Baseline;
use super::check::Check;
use super::completions::{Completions, Man};
use super::config::Config;
use super::diff::DiffArgs;
use super::fix::Fix;
use super::history::HistoryArgs;
use super::init::Init;
use super::redact::Redact;
use super::render::Render;
use super::status::Status;

const AFTER_HELP: &str = "\
Exit codes, whatever the format; of several the first that applies:
  130  interrupted; what was known by then is reported
  2    bad usage, a mistake in the configuration, or a file that could not be read (the others are
       still judged)
  1    findings at or above --fail-on that are not suppressed or known to the baseline; or an
       incomplete check: a response that is cut, whose items or profiles cannot be read, or whose
       request failed, a named file that is no response, a newer file that --newest skipped since it
       is none. Only --fail-on never lifts it
  3    no response was found. Only --allow-empty lifts it
  0    everything else

Examples:
  curl -sk -u USER https://SERVER/osImages > osimages.json
  osready check osimages.json
  osready status --require 'win2022|win2022-x86_64-install-Standard' osimages.json
  osready baseline create
  osready check --baseline osready-baseline.json
  osready explain missing-winpe";

/// Says which OS-image profiles of XClarity Administrator can be deployed, which cannot, why, and
/// what to do, from a saved answer of GET /osImages.
#[derive(Debug, Parser)]
#[command(name = "osready", version, after_help = AFTER_HELP, disable_help_subcommand = true)]
pub(super) struct Osready {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Whether to use colours; auto obeys `NO_COLOR` and `CLICOLOR_FORCE`.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(Check),
    /// Write a report anew, in other formats, from one that was saved as JSON.
    Render(Render),
    Status(Status),
    Diff(DiffArgs),
    History(HistoryArgs),
    /// Write down the findings that there are, so that only new ones fail.
    Baseline(Baseline),
    /// Print the configuration in force, and where each value comes from.
    Config(Config),
    /// Print the page of a rule.
    #[command(after_help = "Examples:\n  osready explain missing-winpe")]
    Explain {
        /// The rule's id, such as missing-winpe.
        rule: String,
    },
    /// List the rules.
    Rules(Rules),
    /// Print the JSON Schema of a response.
    Schema(Schema),
    Fix(Fix),
    Redact(Redact),
    Completions(Completions),
    Man(Man),
    Init(Init),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  osready rules\n  osready rules --format json\n  osready rules --spec"
)]
pub(super) struct Rules {
    /// How to list them.
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub(super) format: ListFormat,

    /// List the statements of the document instead, and what enforces each.
    #[arg(long)]
    pub(super) spec: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  osready schema > osimages.schema.json\n  osready schema --config > osready.schema.json"
)]
pub(super) struct Schema {
    /// Print that of the configuration, osready.toml, instead.
    #[arg(long)]
    pub(super) config: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// Where standard output is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
