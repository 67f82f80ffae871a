//! The arguments of every command that judges: what, and by which policy.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use osready::policy;

#[derive(Debug, Default, Args)]
pub(super) struct Judging {
    /// Files to judge, whatever their names; folders to walk; - for standard input.
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// In folders, judge only files that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,

    /// In folders, judge no file that this glob matches; repeatable.
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,

    /// Of each folder that is named, judge only the newest response, by the date in the file's name or
    /// else by the file's own.
    #[arg(long)]
    pub(super) newest: bool,

    /// The lowest level of a finding that fails the run (error, where the configuration says nothing).
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(super) fail_on: Option<FailOn>,

    /// Let a run pass in which no response was judged.
    #[arg(long)]
    pub(super) allow_empty: bool,

    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

#[derive(Debug, Default, Args)]
#[allow(clippy::struct_excessive_bools)] // switches, as people give them
#[command(next_help_heading = "Policy")]
pub(super) struct PolicyArgs {
    /// A profile (or image) that must be deployable in every response, by its id or a glob over ids;
    /// repeatable.
    #[arg(long, value_name = "PROFILE_ID")]
    pub(super) require: Vec<String>,

    /// Let a required profile pass that has a potential issue.
    #[arg(long)]
    pub(super) allow_warning: bool,

    /// What one deploys to: what is incompatible with it is an error.
    #[arg(long, value_enum, value_name = "SERVERS")]
    pub(super) to: Option<To>,

    /// The configuration, instead of the nearest osready.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,

    /// Read no configuration, and no suppressions beside it.
    #[arg(long)]
    pub(super) no_config: bool,

    /// Take all of the policy but suppressions from this file instead, such as the base branch's
    /// osready.toml, so that a pull request cannot loosen it for itself.
    #[arg(long, value_name = "FILE")]
    pub(super) policy_from: Option<PathBuf>,

    /// Take suppressions from this file instead; repeatable.
    #[arg(long, value_name = "FILE", conflicts_with = "no_suppressions")]
    pub(super) suppressions_from: Vec<PathBuf>,

    /// Suppress nothing, as for an audit.
    #[arg(long)]
    pub(super) no_suppressions: bool,

    /// A file of findings that are known already: only new ones fail.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Use no baseline, whatever the configuration says.
    #[arg(long, conflicts_with = "baseline")]
    pub(super) no_baseline: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum To {
    /// `ThinkSystem` servers.
    #[value(name = "thinksystem")]
    ThinkSystem,
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

impl From<FailOn> for policy::FailOn {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
            FailOn::Note => Self::Note,
            FailOn::Never => Self::Never,
        }
    }
}
