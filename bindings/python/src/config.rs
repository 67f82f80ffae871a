//! Reads a configuration with the files that belong to it, as `osready check --config` does.

use std::path::{Path, PathBuf};

use osready::diagnostic::Level;
use osready::finding::{ConfigDiagnostic, Finding};
use osready::input::{Failure, Folder};
use osready::policy::config::{self, Configuration, Parsed, Patterns, SuppressTable};
use osready::policy::files::{self, SUPPRESSIONS};
use osready::rules;
use osready::source::SourceSpan;
use pyo3::prelude::*;

use crate::ConfigurationError;

/// A file name in messages, and the text of the file.
type NamedText = (String, String);

/// The fields of [`ConfigFiles`].
type Files = ((String, String), Vec<NamedText>, Option<NamedText>);

/// The texts of a configuration. Python can send them to other processes.
#[derive(FromPyObject)]
pub(crate) struct ConfigTexts {
    name: String,
    text: String,
    /// The files that the configuration needs; `None` if the configuration is a text without a folder.
    files: Option<ConfigFiles>,
}

/// The files of a configuration that was read from a file.
#[derive(FromPyObject)]
struct ConfigFiles {
    /// The folder of the configuration and the working folder.
    folders: (String, String),
    rules: Vec<NamedText>,
    suppressions: Option<NamedText>,
}

/// A configuration without errors.
pub(crate) struct Loaded {
    pub(crate) configuration: Configuration,
    pub(crate) config_dir: Folder,
}

impl ConfigTexts {
    /// Parses the configuration with its rules and suppressions.
    ///
    /// # Errors
    /// [`ConfigurationError`] if one of the texts has errors.
    pub(crate) fn parse(&self) -> PyResult<Loaded> {
        let mut errors = Vec::new();
        let rule_files = self.files.as_ref().map_or(&[][..], |files| &files.rules);
        let parsed = config::with_rule_files(
            config::read(&self.name, &self.text),
            &self.name,
            &self.text,
            rule_files,
        );
        let Parsed { mut configuration, errors: of_config } = parsed;
        if self.files.is_none() {
            let refused = configuration.rule_files.as_ref();
            errors.extend(refused.map(|globs| needs_path(&globs.source_span)));
        }
        errors.extend(of_config);
        if let Some((name, text)) = self.files.iter().find_map(|files| files.suppressions.as_ref())
        {
            let parsed = config::read_suppressions(name, text, &configuration.user_rule_ids());
            configuration.suppressions.extend(parsed.configuration.suppressions);
            errors.extend(parsed.errors);
        }
        if !errors.is_empty() {
            return Err(error(&errors));
        }
        let folder = |files: &ConfigFiles| Folder::new(&files.folders.0, &files.folders.1);
        Ok(Loaded {
            configuration,
            config_dir: self.files.as_ref().map(folder).unwrap_or_default(),
        })
    }
}

impl Loaded {
    /// Returns the policy of the configuration.
    pub(crate) fn policy(&self) -> osready::policy::Policy {
        let suppressions = self.configuration.suppressions.iter().map(SuppressTable::suppression);
        osready::policy::Policy {
            suppressions: suppressions.collect(),
            config_dir: self.config_dir.clone(),
            ..self.configuration.policy()
        }
    }
}

/// Reads the configuration at `path`, the files of its `rule-files`, and the suppressions next to it.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // owned, as Python passes it
pub(crate) fn read_config(path: PathBuf) -> PyResult<(NamedText, Files)> {
    let working = std::env::current_dir().unwrap_or_default();
    let failed = |failure: Failure| ConfigurationError::new_err(failure.to_string());
    let config = files::text(&path, &working).map_err(failed)?;
    let file = working.join(&path);
    let folder = file.parent().unwrap_or(&working);
    let globs = config::read(&config.0, &config.1).configuration.rule_files;
    let rules = rule_files(folder, &globs)?.into_iter();
    let rules: Result<Vec<_>, _> = rules.map(|file| discovered(&file, folder, &working)).collect();
    let beside = folder.join(SUPPRESSIONS);
    let suppressions =
        beside.symlink_metadata().is_ok().then(|| discovered(&beside, folder, &working));
    let lossy = |path: &Path| path.to_string_lossy().into_owned();
    let folders = (lossy(folder), lossy(&working));
    Ok((config, (folders, rules.map_err(failed)?, suppressions.transpose().map_err(failed)?)))
}

/// Returns the files that `rule-files` names, in the order of its globs and of their names. Each glob must
/// match a file.
fn rule_files(folder: &Path, globs: &Patterns) -> PyResult<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = Vec::new();
    for glob in globs.iter().flat_map(|globs| &globs.value) {
        let matching = files::rule_files(folder, &glob.value).map_err(|failure| {
            ConfigurationError::new_err(format!("{:?}: {}", glob.value.as_str(), failure.message))
        })?;
        if matching.is_empty() {
            return Err(error(&[files::no_rule_file(glob)]));
        }
        let new: Vec<_> = matching.into_iter().filter(|file| !found.contains(file)).collect();
        found.extend(new);
    }
    Ok(found)
}

/// Reads a file that no argument names.
fn discovered(file: &Path, folder: &Path, working: &Path) -> Result<NamedText, Failure> {
    files::refuse_link_out(file, folder, working, "")?;
    files::text(file, working)
}

fn needs_path(at: &SourceSpan) -> Finding {
    let diagnostic = ConfigDiagnostic {
        rule: &rules::CONFIGURATION,
        level: Level::Error,
        source_span: at,
        message:
            "rule-files needs the folder of the configuration, and this configuration is a text"
                .to_owned(),
        label: "files of which folder?".to_owned(),
        help: "pass the path of the file instead: config=pathlib.Path(\"osready.toml\")".to_owned(),
    };
    diagnostic.finding()
}

/// Creates an exception that lists errors of a configuration, one per line.
fn error(errors: &[Finding]) -> PyErr {
    let line = |error: &Finding| {
        let Finding { file, span, message, help, .. } = error;
        let (file, message, help) = (file.sanitized(), message.sanitized(), help.sanitized());
        format!("{file}:{}:{}: {message}; {help}", span.line, span.column)
    };
    ConfigurationError::new_err(errors.iter().map(line).collect::<Vec<_>>().join("\n"))
}
