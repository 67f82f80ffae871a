//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use osready::finding::Level;

use super::changed::Scope;
use super::completions::{Completions, Man};
use super::fix::Fix;
use super::init::Init;
use super::redact::Redact;

const AFTER_HELP: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  something at or above --fail-on
  2  bad usage, or a file that could not be read (the others are still judged)

Examples:
  curl -sk -u USER https://SERVER/osImages > osimages.json
  osready check osimages.json
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
    /// Print the page of a rule.
    Explain {
        /// The rule's id, such as missing-winpe.
        rule: String,
    },
    /// List the rules.
    Rules(Rules),
    /// Print the JSON Schema of a response.
    Schema,
    Fix(Fix),
    Redact(Redact),
    Completions(Completions),
    Man(Man),
    Init(Init),
}

const CHECK_EXAMPLES: &str = "\
Examples:
  osready check osimages.json                   one file
  osready check snapshots                       all responses in a folder
  curl -sk -u USER https://SERVER/osImages | osready check -
  osready check --fail-on warning snapshots     fail on warnings too
  osready check --changed-since origin/main     what a branch has changed";

/// Judge saved responses.
///
/// Says which OS-image profiles can be deployed, which cannot, why, and what to do, at the exact
/// characters of each file. Findings go to standard output, failures to standard error.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct Check {
    /// Files to judge, whatever their names; folders to walk; - for standard input.
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,

    /// The lowest level of a finding that fails the run.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "LEVEL")]
    pub(super) fail_on: FailOn,

    /// In folders, judge only files that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,

    /// In folders, judge no file that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,

    #[command(flatten)]
    pub(super) scope: Scope,

    /// Print how often each rule found something; with a format for programs, on standard error.
    #[arg(long)]
    pub(super) statistics: bool,

    /// Print findings of the level of --fail-on or worse only, and no table.
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    /// How to list them.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,

    /// List the statements of the document instead, and what enforces each.
    #[arg(long)]
    pub(super) spec: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: each finding on the text that it is about, then what can be deployed.
    Human,
    /// For programs: one document (osready's README says where its schema is).
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Anything.
    Note,
    /// Nothing.
    Never,
}

impl FailOn {
    /// Whether findings of `level` fail the run.
    pub(super) fn fails(self, level: Level) -> bool {
        match self {
            Self::Error => level >= Level::Error,
            Self::Warning => level >= Level::Warning,
            Self::Note => true,
            Self::Never => false,
        }
    }
}
