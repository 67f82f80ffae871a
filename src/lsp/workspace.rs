//! What a server reads besides the open documents: the configuration.

use std::path::{Path, PathBuf};

use crate::config::DocsUrl;
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

    /// Returns the path of a policy file that applies, whether or not it exists, and its text.
    fn policy_file(&self, name: &str) -> (PathBuf, Option<String>);
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

    /// Returns the ids of the rules of the site.
    pub(super) fn user_rules(&self) -> Vec<String> {
        let rules = self.linter.policy().user_rules.iter();
        rules.filter(|rule| !rule.is_built_in()).map(|rule| rule.rule.id.to_owned()).collect()
    }
}
