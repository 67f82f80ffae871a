//! The command-line arguments.

use clap::{Args, Parser, Subcommand};

use super::baseline::Baseline;
use super::check::Check;
use super::completions::{Completions, Man};
use super::config::Config;
use super::console::Color;
use super::destination::Destination;
use super::diff::DiffArgs;
use super::explain::{Explain, Rules};
use super::fix::Fix;
use super::history::HistoryArgs;
use super::init::Init;
use super::inventory::Inventory;
use super::lsp::Lsp;
use super::plan::PlanArgs;
use super::redact::Redact;
use super::render::Render;
use super::status::Status;
use super::test::Test;

const AFTER_HELP: &str = "\
Exit codes, whatever the format; if several apply, the first one counts:
  130  interrupted; the report contains the results so far
  2    bad usage, an error in the configuration, a rule of the site that takes too many steps, or a
       file that could not be read (the other files are still checked)
  1    findings at or above --fail-on that are neither suppressed nor in the baseline; or an
       incomplete check: a truncated response, items or profiles that cannot be read, a failed
       request, an explicit file that is not a response, a newer file that --newest skipped because
       it is not a response. Only --fail-on never turns this off
  3    no response was found. Only --allow-empty turns this off
  0    otherwise

Examples:
  curl -fsS --cacert SERVER.pem -u USER https://SERVER/osImages > osimages.json
  osready check osimages.json
  osready status --require 'win2022|win2022-x86_64-install-Standard' osimages.json
  osready baseline create
  osready check --baseline osready-baseline.json
  osready explain missing-winpe";

/// Checks which OS-image profiles of XClarity Administrator can be deployed, which cannot, why, and
/// what to do, from a saved GET /osImages response.
#[derive(Debug, Parser)]
#[command(name = "osready", version, after_help = AFTER_HELP, disable_help_subcommand = true)]
pub(super) struct Osready {
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to use colors; auto respects `NO_COLOR` and `CLICOLOR_FORCE`.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(visible_aliases = ["lint", "validate"])]
    Check(Check),
    /// Convert a saved JSON report to other formats.
    Render(Render),
    Status(Status),
    Plan(Box<PlanArgs>),
    Diff(DiffArgs),
    History(HistoryArgs),
    Inventory(Inventory),
    Test(Test),
    /// Record current findings as a baseline, so that only new ones fail.
    Baseline(Baseline),
    /// Print the effective configuration and the source of each value.
    Config(Config),
    Explain(Explain),
    /// List the rules.
    Rules(Rules),
    /// Print the JSON Schema of a response.
    Schema(Schema),
    Fix(Fix),
    Redact(Redact),
    Lsp(Lsp),
    Completions(Completions),
    Man(Man),
    Init(Init),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  osready schema > osimages.schema.json\n  osready schema --config > osready.schema.json"
)]
pub(super) struct Schema {
    /// Print the JSON Schema of the configuration, osready.toml, instead.
    #[arg(long)]
    pub(super) config: bool,

    /// Print the JSON Schema of a deployment request, the body of PUT /hostPlatforms, instead.
    #[arg(long, conflicts_with = "config")]
    pub(super) request: bool,

    #[command(flatten)]
    pub(super) destination: Destination,
}
