//! What a server reads besides the open documents: the configuration.

use std::path::{Path, PathBuf};

use crate::config::DocsUrl;
use crate::date::Date;
use crate::input::Filter;
use crate::lint::Linter;
use crate::sanitize::Sanitized;

/// The folder that the client opened, and the configuration that applies to it.
pub trait Workspace {
    /// Sets the folder that names of files are relative to.
    fn open(&mut self, root: &Path);

    /// Reads the configuration.
    fn configure(&self) -> Configured;

    /// Returns the name of a file as `osready check` reports it.
    fn name(&self, path: &Path) -> String;

    /// Returns the absolute path of a file that a report names.
    fn path(&self, name: &str) -> PathBuf;

    /// Returns the path of the configuration or of the suppressions that apply, whether or not the file exists, and its
    /// text. `None` if the arguments of the server turn it off, or take it from elsewhere.
    fn policy_file(&self, file: PolicyFile) -> Option<(PathBuf, Option<String>)>;

    /// Returns the day, which decides what has expired.
    fn today(&self) -> Option<Date>;
}

/// A file of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFile {
    /// The configuration, `osready.toml`.
    Configuration,
    /// The suppressions beside it, `osready-suppress.toml`.
    Suppressions,
}

/// What documents are checked with.
#[derive(Debug)]
pub struct Configured {
    /// The linter with the policy.
    pub linter: Linter,
    /// The files that are left out.
    pub filter: Filter,
    /// The address of the documentation.
    pub docs_url: Option<DocsUrl>,
    /// The files that `rule-files` names, with their texts.
    pub rule_files: Vec<(String, String)>,
    /// The name of the configuration, if an argument names one.
    pub config: Option<String>,
    /// The ids of the rules of the configuration.
    pub user_rules: Vec<String>,
    /// The first error in the configuration, which keeps all documents from being checked, as in `osready check`.
    pub error: Option<Sanitized>,
}

impl Configured {
    /// Returns whether a file is left out, even if it is named.
    pub(super) fn excludes(&self, name: &str) -> bool {
        self.filter.leaves_out(Path::new(name))
    }

    pub(super) fn is_rule_file(&self, name: &str) -> bool {
        self.rule_files.iter().any(|(file, _)| file == name)
    }
}
