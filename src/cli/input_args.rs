//! The arguments of every command that checks files: the files and the policy.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use osready::policy;

#[derive(Debug, Default, Args)]
#[allow(clippy::struct_excessive_bools)] // command-line flags
pub(super) struct InputArgs {
    /// Files to check, whatever their names; folders to walk; - for standard input.
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// In folders, check only files that match this glob; repeatable.
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,

    /// In folders, skip files that match this glob; repeatable.
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,

    /// Skip excluded files even if they are named, as pre-commit names them.
    #[arg(long)]
    pub(super) force_exclude: bool,

    /// In folders, check files that git ignores too.
    #[arg(long)]
    pub(super) no_ignore: bool,

    /// Check standard input (-) as the file FILE, which need not exist: its path counts for globs,
    /// suppressions, the baseline and reports, and its ending for the kind of the file.
    #[arg(long, value_name = "FILE")]
    pub(super) stdin_filename: Option<PathBuf>,

    /// In folders, check only the newest snapshot of each server. Snapshots belong to the same server
    /// if their paths differ only in dates.
    #[arg(long)]
    pub(super) newest: bool,

    /// With --newest, pass although a newer snapshot cannot be checked, and check an older one instead.
    #[arg(long, requires = "newest")]
    pub(super) allow_older: bool,

    /// Fail on findings at or above this level (default: the configuration, else error).
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(super) fail_on: Option<FailOn>,

    /// Pass if no response was found.
    #[arg(long)]
    pub(super) allow_empty: bool,

    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

#[derive(Clone, Debug, Default, Args)]
#[allow(clippy::struct_excessive_bools)] // command-line flags
#[command(next_help_heading = "Policy")]
pub(super) struct PolicyArgs {
    /// Require that a profile or an image can be deployed in every response, by its id or a glob
    /// over ids; repeatable.
    #[arg(long, value_name = "PROFILE_ID")]
    pub(super) require: Vec<String>,

    /// Accept required profiles with a potential issue.
    #[arg(long)]
    pub(super) allow_warning: bool,

    /// Report notes that a reader of the response cannot act on too, such as deprecated attributes.
    #[arg(long)]
    pub(super) pedantic: bool,

    /// Treat what is incompatible with the target servers as an error.
    #[arg(long, value_enum, value_name = "SERVERS")]
    pub(super) to: Option<To>,

    /// Use this configuration instead of the nearest osready.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,

    /// Read no configuration, and no suppressions next to it.
    #[arg(long)]
    pub(super) no_config: bool,

    /// Read the policy except suppressions from this file, such as osready.toml of the base branch,
    /// so that a pull request cannot weaken the policy for itself.
    #[arg(long, value_name = "FILE")]
    pub(super) policy_from: Option<PathBuf>,

    /// Read suppressions from this file instead; repeatable.
    #[arg(long, value_name = "FILE", conflicts_with = "no_suppressions")]
    pub(super) suppressions_from: Vec<PathBuf>,

    /// Ignore all suppressions, for example for an audit.
    #[arg(long)]
    pub(super) no_suppressions: bool,

    /// Compare with this baseline: only new findings fail.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Use no baseline, even if the configuration sets one.
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
    /// All findings.
    Note,
    /// No finding.
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
